import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminToken, binary, splitLines, TestServer } from '../harness/server.ts';
import { namedFields, topOf } from '../oracle/aggregates.ts';
import { Document } from '../oracle/document.ts';

const lines = splitLines(gunzipSync(readFileSync('examples/everything.ndjson.gz'))).slice(0, 900);
const hostile = splitLines(gunzipSync(readFileSync('examples/hostile-raw.ndjson.gz'))).filter((line) => line.length < 60_000);
const documents = lines.map((line) => new Document(line, 'main'));
const ndjson = (part: readonly Uint8Array[]): Buffer => Buffer.concat(part.flatMap((line) => [line, Buffer.from('\n')]));
const field = (name: string) => namedFields.find((one) => one.name === name)!;

describe('the command line of searching', () => {
  const server = new TestServer();
  /** Events that the test of `tail` sent. */
  let followed = 0;
  beforeAll(async () => {
    await server.start();
    for (const [cluster, part] of [
      ['main', lines],
      ['hostile', hostile],
    ] as const) {
      await server.enable(cluster);
      await server.post(cluster, ndjson(part), { type: 'application/x-ndjson' });
    }
  });
  afterAll(() => server.remove());

  const run = (...args: string[]): string => {
    const { status, stdout, stderr } = server.cli(...args);
    expect([args.join(' '), stderr, status]).toEqual([args.join(' '), '', 0]);
    return stdout.toString('utf8');
  };
  const kubectl = (...args: string[]): { status: number | null; stdout: string; stderr: string } => {
    const plugin = path.join(server.data, 'kubectl-audit');
    try {
      symlinkSync(binary, plugin);
    } catch {
      // It is there from the test before.
    }
    const env = { ...process.env, CLUSTER_AUDIT_SERVER: server.url, CLUSTER_AUDIT_TOKEN: adminToken };
    const { status, stdout, stderr } = spawnSync(plugin, args, { env, encoding: 'utf8', maxBuffer: 1 << 28 });
    return { status, stdout, stderr };
  };

  it('tail prints what arrives, through a restart of the server, and ends with 0 at SIGINT', async () => {
    await server.enable('live');
    const port = new URL(server.url).port;
    const env = { ...process.env, CLUSTER_AUDIT_SERVER: server.url, CLUSTER_AUDIT_TOKEN: adminToken };
    const child = spawn(binary, ['tail', '--cluster', 'live', '-o', 'ndjson'], { env });
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    const until = async (count: number): Promise<void> => {
      for (let tries = 0; tries < 600 && out.split('\n').length - 1 < count; tries += 1) await wait(100);
      expect([out.split('\n').length - 1, errors]).toEqual([count, expect.any(String)]);
    };
    // The stream begins at some moment after the process: one event after the other until one comes.
    let sent = 0;
    while (out === '' && sent < 100) {
      await server.post('live', lines[sent]);
      sent += 1;
      await wait(100);
    }
    await expect.poll(() => out.includes('\n')).toBe(true);
    // From the first one on, all that were sent are on their way.
    const first = lines.findIndex((line) => line.toString('utf8') === out.slice(0, out.indexOf('\n')));
    await until(sent - first);
    const before = out.split('\n').filter(Boolean);
    await server.stop('SIGKILL');
    server.extra.push('--listen', `127.0.0.1:${port}`);
    await server.start();
    await server.post('live', ndjson(lines.slice(sent, sent + 50)), { type: 'application/x-ndjson' });
    followed = sent + 50;
    await until(before.length + 50);
    expect(out.split('\n').filter(Boolean)).toEqual(lines.slice(sent - before.length, sent + 50).map((line) => line.toString('utf8')));
    expect(errors).toContain('connecting again');
    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('counts, and prints tops, histograms and facets for programs', () => {
    const gets = documents.filter((event) => event.string('verb') === 'get');
    expect(run('count', 'verb:get', '--cluster', 'main')).toBe(`${gets.length}\n`);
    expect(JSON.parse(run('count', 'verb:get', '--cluster', 'main', '-o', 'json'))).toEqual({ count: gets.length });
    const users = topOf(gets, [field('user.username'), field('responseStatus.code')]).slice(0, 5);
    const top = ['top', 'verb:get', '--cluster', 'main', '--by', 'user.username,responseStatus.code', '--limit', '5'];
    expect(JSON.parse(run(...top, '-o', 'json'))).toMatchObject({ rows: users });
    expect(
      run(...top, '-o', 'csv')
        .split('\r\n')
        .slice(0, 2),
    ).toEqual(['count,user.username,responseStatus.code', [users[0].count, ...users[0].values].join(',')]);
    const table = run(...top);
    expect(table.split('\n')[0]).toMatch(/^COUNT +USER\.USERNAME +RESPONSESTATUS\.CODE$/);
    expect(table.split('\n').length).toBe(7);
    const { buckets } = JSON.parse(run('histogram', 'verb:get', '--cluster', 'main', '--interval', '1d', '--by', 'verb', '-o', 'json')) as {
      buckets: { count: number }[];
    };
    expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(gets.length);
    expect(run('histogram', '--cluster', 'main').split('\n').length).toBeLessThan(60);
    const facets = run('facets', '--cluster', 'main', '--fields', 'verb,stage', '--limit', '2');
    expect(facets).toMatch(/^verb {2}\(2 of \d+\)\n *\d+ {2}\w+\n/);
  });

  it('narrows by namespace and user, and by objects the way kubectl names them', () => {
    const inSystem = documents.filter((event) => event.string('objectRef', 'namespace') === 'kube-system');
    expect(run('count', '--cluster', 'main', '-n', 'kube-system')).toBe(`${inSystem.length}\n`);
    const one = documents.find((event) => event.string('objectRef', 'resource') === 'pods' && (event.string('objectRef', 'name') ?? '') !== '')!;
    const [namespace, name] = [one.string('objectRef', 'namespace')!, one.string('objectRef', 'name')!];
    const expected = documents
      .filter(
        (event) =>
          event.string('objectRef', 'resource') === 'pods' &&
          event.string('objectRef', 'name') === name &&
          event.string('objectRef', 'namespace') === namespace,
      )
      .map((event) => event.line.toString('utf8'))
      .sort();
    for (const object of [[`pod/${name}`], ['po', name], [`pods/${name}`]]) {
      const found = kubectl(...object, '-n', namespace, '--cluster', 'main', '--no-fold', '--all', '-o', 'ndjson');
      expect([found.status, found.stderr, found.stdout.split('\n').filter(Boolean).sort()]).toEqual([0, '', expected]);
    }
    const both = kubectl(`pod/${name}`, '-n', namespace, '--cluster', 'main', '-q', 'verb:get OR verb:list', '--no-fold', '--all', '-o', 'ndjson');
    expect(both.stdout.split('\n').filter(Boolean).length).toBe(
      expected.filter((line) => ['get', 'list'].includes(new Document(Buffer.from(line)).string('verb')!)).length,
    );
    expect(kubectl('search', '--help').stdout).toMatch(/^Usage: kubectl audit search/);
    expect(kubectl('count', 'verb:get', '--cluster', 'main').stdout).toBe(run('count', 'verb:get', '--cluster', 'main'));
    expect(kubectl('a/b/c', 'd').status).toBe(2);
  });

  it('--all gives every row, also more than one page', () => {
    const every = lines.length + hostile.length + followed;
    expect(run('search', '*', '--all', '--no-fold', '-o', 'ndjson').split('\n').filter(Boolean).length).toBe(every);
    expect((JSON.parse(run('search', '*', '--all', '--no-fold', '-o', 'json')) as { events: unknown[] }).events.length).toBe(every);
    expect(run('search', '*', '--all', '--no-fold', '-o', 'csv').match(/\r\n/g)!.length).toBeGreaterThanOrEqual(every + 1);
    expect(splitLines(Buffer.from(run('search', '*', '--cluster', 'main', '--no-fold', '--limit', '3', '-o', 'wide')))[0].toString('utf8')).toMatch(
      /^TIME .* AGENT +ID$/,
    );
  });

  it('draws what a client chose, also without a terminal: nothing of it is obeyed', () => {
    const texts = [
      run('search', '*', '--cluster', 'hostile', '--all', '-o', 'wide'),
      run('search', '*', '--cluster', 'hostile', '--all'),
      run('top', '--cluster', 'hostile', '--by', 'userAgent,objectRef.name,auditID', '--limit', '5000'),
      run('facets', '--cluster', 'hostile', '--fields', 'userAgent,user.username,requestURI', '--limit', '5000'),
      run('histogram', '--cluster', 'hostile', '--by', 'userAgent', '--interval', '30d'),
    ];
    for (const text of texts) expect([...new Set(text)].filter((c) => c !== '\n' && /[\p{Cc}\p{Bidi_Control}]/u.test(c))).toEqual([]);
    // Each event is one line, whatever it holds.
    expect(run('search', '*', '--cluster', 'hostile', '--all', '--no-fold').split('\n').length).toBe(hostile.length + 2);
  });

  it('says what is wrong, and ends with 2; with 3 where there is no server', () => {
    for (const args of [
      ['top', 'verb:get'],
      ['top', '--by', 'nonsense'],
      ['histogram', '--interval', '1w'],
      ['facets', '--fields', 'verb,,stage'],
      ['count', 'verb:('],
      ['tail', 'verb:('],
      ['tail', '-o', 'csv'],
      ['search', '-o', 'xml'],
    ]) {
      const { status, stdout, stderr } = server.cli(...args);
      expect([args.join(' '), status, stdout.length]).toEqual([args.join(' '), 2, 0]);
      expect(stderr).not.toBe('');
    }
    expect(server.cli('tail', '--server', 'http://127.0.0.1:48999').status).toBe(3);
  });
});
