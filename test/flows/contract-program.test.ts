import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminToken, binary, splitLines, TestServer } from '../harness/server.ts';
import { Document } from '../oracle/document.ts';

const example = 'examples/metadata.ndjson.gz';
const lines = splitLines(gunzipSync(readFileSync(example)));
const sorted = (all: readonly Buffer[]): string[] => all.map((line) => line.toString('latin1')).sort();

describe('the program ends and prints as promised', () => {
  const server = new TestServer();
  beforeAll(() => server.start());
  afterAll(() => server.remove());

  /** A file beside the server's data, gone with it. */
  const file = (name: string, content: string | Uint8Array): string => {
    const place = path.join(server.data, name);
    writeFileSync(place, content);
    return place;
  };

  it('says that it lives and is ready, describes itself, and shows metrics', async () => {
    for (const place of ['/livez', '/readyz']) expect((await server.request(place, { token: null })).status).toBe(200);
    const metrics = await server.request('/metrics', { token: null });
    expect([200, 401]).toContain(metrics.status);
    expect((await server.request('/metrics')).bytes.toString('utf8')).toMatch(/^# HELP /m);
    const { openapi, paths } = (await server.request('/openapi.json', { token: null })).json as { openapi: string; paths: Record<string, unknown> };
    expect(openapi).toMatch(/^3\./);
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        '/api/v1/events',
        '/api/v1/events/{id}',
        '/api/v1/export',
        '/api/v1/count',
        '/api/v1/clusters/{cluster}',
        '/ingest/v1/{cluster}',
      ]),
    );
    expect((await server.request('/api/v1/no-such-thing')).json.code).toBe('not_found');
  });

  it('checks and explains policies, and shows presets', () => {
    const preset = server.cli('policy', 'preset', 'show', 'tke-recommended');
    expect(preset.status).toBe(0);
    const built = server.cli('policy', 'build', '--writes', 'Metadata', '--custom-writes', 'Request', '--keep-request-received');
    expect(server.cli('policy', 'check', file('built.yaml', built.stdout)).status).toBe(0);
    expect(server.cli('policy', 'build', '--writes', 'All').status).toBe(2);
    const good = file('good.yaml', preset.stdout);
    expect(server.cli('policy', 'check', good).status).toBe(0);
    const misread = server.cli('policy', 'check', file('misread.yaml', preset.stdout.toString('utf8').replace('users:', 'user:')));
    expect([misread.status, misread.stdout.toString('utf8')]).toEqual([
      1,
      expect.stringMatching(/misread\.yaml:\d+:5: misread: .*\[unknown_field at rules\[2\]\.user\]\n {4}user: /),
    ]);
    const refused = server.cli('policy', 'check', file('refused.yaml', 'kind: Policy\n'), '--kubernetes', '1.20', '-o', 'json');
    expect([refused.status, JSON.parse(refused.stdout.toString('utf8'))]).toEqual([1, expect.objectContaining({ accepted: false })]);
    const asked = ['--user', 'alice', '--group', 'system:authenticated', '--verb', 'create', '--resource', 'pods/exec', '--namespace', 'shop', '-o', 'json'];
    const explained = server.cli('policy', 'explain', good, ...asked);
    expect(JSON.parse(explained.stdout.toString('utf8'))).toMatchObject({
      level: 'Metadata',
      rule: 15,
      omitStages: ['RequestReceived'],
      omitManagedFields: false,
      stages: [{ stage: 'ResponseStarted', holds: ['metadata', 'annotations', 'responseStatus'] }, { stage: 'ResponseComplete' }],
    });
    expect(server.cli('policy', 'explain', good, '--user', 'alice', '--verb', 'get').status).toBe(2);
    expect(server.cli('policy', 'check', 'no-such-file').status).toBe(2);
    expect(server.cli('policy', 'preset', 'show', 'no-such-preset').status).toBe(2);
    expect(server.cli('policy', 'check', good, '--kubernetes', '3').status).toBe(2);
  });

  it('adds and lists clusters', () => {
    expect(server.cli('cluster', 'add', 'by-cli', '--region', 'north').status).toBe(0);
    const listed = server.cli('cluster', 'list', '-o', 'json');
    expect([listed.status, JSON.parse(listed.stdout.toString('utf8'))]).toEqual([
      0,
      { clusters: [expect.objectContaining({ name: 'by-cli', region: 'north' })] },
    ]);
    expect(server.cli('cluster', 'list').stdout.toString('utf8')).toMatch(/by-cli +north/);
    expect(server.cli('cluster', 'add', 'Bad Name', '--region', 'north').status).toBe(2);
  });

  it('imports files, folders and standard input, and stores nothing twice', async () => {
    await server.enable('by-cli');
    const first = server.cli('import', example, '--cluster', 'by-cli', '-o', 'json');
    expect([first.status, JSON.parse(first.stdout.toString('utf8'))]).toEqual([0, { accepted: lines.length, duplicates: 0, quarantined: 0 }]);
    expect(server.cli('import', example, '--cluster', 'by-cli').stdout.toString('utf8')).toMatch(
      new RegExp(`accepted 0, duplicates ${lines.length}, quarantined 0`),
    );
    const items = lines.slice(0, 20).map(String);
    const list = file('list.json', `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[${items.join(',')}]}`);
    expect(JSON.parse(server.cli('import', list, '--cluster', 'by-cli', '-o', 'json').stdout.toString('utf8'))).toMatchObject({
      duplicates: 20,
      quarantined: 0,
    });
    const piped = spawnSync(binary, ['import', '-', '--cluster', 'by-cli', '-o', 'json'], {
      input: items.join('\n'),
      env: { ...process.env, CLUSTER_AUDIT_SERVER: server.url, CLUSTER_AUDIT_TOKEN: adminToken },
    });
    expect([piped.status, JSON.parse(piped.stdout.toString('utf8'))]).toEqual([0, { accepted: 0, duplicates: 20, quarantined: 0 }]);
    // A folder as kube-apiserver leaves it; what is no log in it is left alone.
    const folder = path.join(server.data, 'rotated');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'audit-2026-11-23T04-53-20.123.log'), items.slice(0, 10).join('\n'));
    writeFileSync(path.join(folder, 'audit-2026-11-23T04-54-20.123.log.gz'), gzipSync(items.slice(10, 15).join('\n')));
    writeFileSync(path.join(folder, 'audit.log'), `${items.slice(15).join('\n')}\n`);
    writeFileSync(path.join(folder, 'notes.txt'), 'not a log');
    expect(JSON.parse(server.cli('import', folder, '--cluster', 'by-cli', '-o', 'json').stdout.toString('utf8'))).toEqual({
      accepted: 0,
      duplicates: 20,
      quarantined: 0,
    });
    expect(await server.count('', { cluster: 'by-cli' })).toBe(lines.length);
  });

  it('an import with bad lines stores the good ones, counts the bad ones, and ends with 1', () => {
    const bad = file('bad.ndjson', `${String(lines[0])}\nnot json\n{"kind":"Pod"}\n${String(lines[1])}\n`);
    const result = server.cli('import', bad, '--cluster', 'by-cli', '-o', 'json');
    expect([result.status, JSON.parse(result.stdout.toString('utf8'))]).toEqual([1, { accepted: 0, duplicates: 2, quarantined: 2 }]);
  });

  it('searches in every format', () => {
    const q = 'verb:(create OR delete) AND responseStatus.code:>=400';
    const expected = lines.filter((line) => {
      const event = new Document(line);
      return ['create', 'delete'].includes(event.string('verb') ?? '') && (event.number('responseStatus', 'code') ?? 0) >= 400;
    });
    expect(expected.length).toBeGreaterThan(0);
    const run = (...more: string[]): Buffer => {
      const result = server.cli('search', q, '--limit', '5000', '--no-fold', ...more);
      expect([result.stderr, result.status]).toEqual(['', 0]);
      return result.stdout;
    };
    expect(sorted(splitLines(run('-o', 'ndjson')))).toEqual(sorted(expected));
    expect((JSON.parse(run('-o', 'json').toString('utf8')) as { events: unknown[] }).events.length).toBe(expected.length);
    expect(splitLines(run('-o', 'csv')).length).toBe(expected.length + 1);
    expect(splitLines(run('-o', 'table')).length).toBe(expected.length + 1);
    expect(splitLines(server.cli('search', '', '--limit', '7', '--no-fold', '--order', 'asc', '-o', 'ndjson').stdout).length).toBe(7);
    // Nothing that a client chose reaches a terminal as a control character or turns its direction.
    const table = server.cli('search', '*', '--limit', '5000', '-o', 'table').stdout.toString('utf8');
    expect([...new Set(table)].filter((c) => c !== '\n' && /[\p{Cc}\p{Bidi_Control}]/u.test(c))).toEqual([]);
  });

  it('wrong usage and wrong input end with 2, what cannot be reached with 3; messages go to stderr', () => {
    const wrong = server.cli('search', 'verb:get AND verbb:x');
    expect([wrong.status, wrong.stdout.length]).toEqual([2, 0]);
    expect(wrong.stderr).toMatch(/verb:get AND verbb:x\n +\^/);
    for (const args of [
      ['search', '('],
      ['search', '--no-such-option'],
      ['search', 'verb:get', '--limit', 'x'],
      ['search', 'verb:get', '-o', 'xml'],
      ['no-such-command'],
      ['import', example],
      ['import', 'no/such/file', '--cluster', 'by-cli'],
      ['import', example, '--cluster', 'no-such-cluster'],
      ['serve', '--listen', 'nonsense'],
      ['cluster', 'list', '--token', 'wrong'],
    ]) {
      const { status, stderr, stdout } = server.cli(...args);
      expect([args.join(' '), status, stdout.length]).toEqual([args.join(' '), 2, 0]);
      expect(stderr).not.toBe('');
    }
    const away = server.cli('cluster', 'list', '--server', 'http://127.0.0.1:48999');
    expect([away.status, away.stdout.length]).toEqual([3, 0]);
    expect(away.stderr).toContain('127.0.0.1:48999');
    expect(server.cli('--help').status).toBe(0);
    expect(server.cli('serve', '--help').stdout.toString('utf8')).toContain('--data');
  });

  it('a data folder in use ends with 2, and does not disturb its owner', async () => {
    const second = spawnSync(binary, ['serve', '--data', server.data, '--listen', '127.0.0.1:0'], { timeout: 20_000 });
    expect([second.status, second.stdout.length]).toEqual([2, 0]);
    expect(second.stderr.toString('utf8')).toMatch(/in use/i);
    expect(await server.count('', { cluster: 'by-cli' })).toBe(lines.length);
  });

  it('SIGTERM drains and ends with 0 and takes the engine with it; the next start is quick', async () => {
    const children = server.childPids();
    expect(children.length).toBeGreaterThan(0);
    expect((await server.post('by-cli', lines[0], { wait: false })).status).toBe(200);
    const from = performance.now();
    expect(await server.stop()).toBe(0);
    expect(performance.now() - from).toBeLessThan(30_000);
    for (const pid of children) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    // A machine that is busy with something else is late now and then: the best of a few counts.
    const readyAfter: number[] = [];
    for (let k = 0; k < 3 && !readyAfter.some((ms) => ms < 5000); k += 1) {
      if (k > 0) expect(await server.stop()).toBe(0);
      const start = performance.now();
      await server.start();
      expect((await server.request('/readyz', { token: null })).status).toBe(200);
      readyAfter.push(performance.now() - start);
    }
    expect(Math.min(...readyAfter)).toBeLessThan(5000);
    expect(await server.count('', { cluster: 'by-cli' })).toBe(lines.length);
  });

  it('the engine is gone soon after the server was killed, and no secret is in its command line or environment', async () => {
    const children = server.childPids();
    for (const pid of [server.pid, ...children]) expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).not.toContain(adminToken);
    for (const pid of children) expect(readFileSync(`/proc/${pid}/environ`, 'latin1')).not.toContain(adminToken);
    await server.stop('SIGKILL');
    const isAlive = (pid: number): boolean => {
      try {
        return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
      } catch {
        return false;
      }
    };
    const from = performance.now();
    while (children.some(isAlive) && performance.now() - from < 5000) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(performance.now() - from).toBeLessThan(2500);
    await server.start();
    expect(await server.count('', { cluster: 'by-cli' })).toBe(lines.length);
  });

  it('the token in a path is never logged', () => {
    expect(server.stderr).not.toContain(adminToken);
  });
});
