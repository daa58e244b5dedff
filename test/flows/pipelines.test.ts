import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer, type Answer } from '../harness/server.ts';
import { Document, type Node } from '../oracle/document.ts';
import { bucketOf, countBy, valuesOf, type Read } from '../oracle/pipelines.ts';
import { createRandom } from '../oracle/random-queries.ts';
import { decide, printTree } from '../oracle/query-trees.ts';
import { createTrees } from '../oracle/random-trees.ts';

const corpora = ['tke-policy', 'everything', 'modern-1.36', 'hostile-raw'];
const randomPipes = Number(process.env.PIPE_QUERIES ?? 25);

const at =
  (...path: string[]): Read =>
  (event) =>
    event.at(...path);
const strings =
  (read: (event: Document) => readonly string[]): Read =>
  (event) =>
    read(event)
      .filter((s) => s !== '')
      .map((s): Node => ({ t: 'string', s }));
const fields: Readonly<Record<string, Read>> = {
  verb: at('verb'),
  level: at('level'),
  stage: at('stage'),
  auditID: at('auditID'),
  'user.username': at('user', 'username'),
  'user.groups': at('user', 'groups'),
  sourceIPs: at('sourceIPs'),
  userAgent: at('userAgent'),
  'objectRef.resource': at('objectRef', 'resource'),
  'objectRef.namespace': at('objectRef', 'namespace'),
  'impersonatedUser.username': at('impersonatedUser', 'username'),
  'impersonatedUser.groups': at('impersonatedUser', 'groups'),
  'responseStatus.code': at('responseStatus', 'code'),
  'responseStatus.reason': at('responseStatus', 'reason'),
  stageTimestamp: at('stageTimestamp'),
  requestObject: at('requestObject'),
  annotations: at('annotations'),
  objectRef: at('objectRef'),
  'requestObject.kind': at('requestObject', 'kind'),
  'requestObject.spec.replicas': at('requestObject', 'spec', 'replicas'),
  'requestObject.spec.containers.image': at('requestObject', 'spec', 'containers', 'image'),
  'responseObject.metadata.name': at('responseObject', 'metadata', 'name'),
  'responseObject.items.metadata.namespace': at('responseObject', 'items', 'metadata', 'namespace'),
  'annotations."authorization.k8s.io/decision"': at('annotations', 'authorization.k8s.io/decision'),
  'user.extra."authentication.kubernetes.io/pod-name"': at('user', 'extra', 'authentication.kubernetes.io/pod-name'),
  actor: strings((e) => [e.actor]),
  sourceIP: strings((e) => [e.sourceIP ?? '']),
  'client.name': strings((e) => [e.client[0]]),
  'rbac.binding': strings((e) => [e.rbac[0]]),
  'uri.limit': strings((e) => e.uri('limit')),
  'uri.fieldSelector': strings((e) => e.uri('fieldSelector')),
  durationMs: strings((e) => (e.durationMicros === undefined ? [] : [(e.durationMicros / 1000).toFixed(3)])),
};

describe('what stands after a pipe', () => {
  const server = new TestServer();
  const events: Document[] = [];
  beforeAll(async () => {
    await server.start();
    for (const name of corpora) {
      const lines = splitLines(gunzipSync(readFileSync(`examples/${name}.ndjson.gz`)));
      const step = Math.max(1, Math.floor(lines.length / 150));
      const some = lines.filter((_, k) => k % step === 0);
      await server.enable(name);
      const answer = await server.post(name, Buffer.concat(some.flatMap((line) => [line, Buffer.from('\n')])), { type: 'application/x-ndjson' });
      expect([name, answer.json.accepted]).toEqual([name, some.length]);
      events.push(...some.map((line) => new Document(line, name)));
    }
  });
  afterAll(() => server.remove());

  const ask = async (q: string, more: Record<string, string | number> = {}): Promise<Answer['json']> => {
    const answer = await server.get('/api/v1/query', { q, limit: 10_000, ...more });
    if (answer.status !== 200) throw new Error(`${q}: ${answer.status} ${answer.bytes.toString('utf8')}\n${server.stderr.slice(-1500)}`);
    return answer.json;
  };
  const name = (field: string): string => `\`${field}\``;

  it.each(Object.keys(fields))('count by %s agrees with a walk over the events', async (field) => {
    const { rows, exact, columns } = await ask(`* | count by ${name(field)}`);
    expect(exact).toBe(true);
    expect(columns).toEqual([
      { name: field, type: 'String' },
      { name: 'count', type: 'UInt64' },
    ]);
    expect(rows).toEqual(countBy(events, [fields[field]]));
  });

  it(`${randomPipes} random filters and fields: count, count by, top and histogram`, async () => {
    const random = createRandom(5);
    const next = createTrees(events, 5);
    const names = Object.keys(fields);
    const wrong: unknown[] = [];
    for (let k = 0; k < randomPipes; k += 1) {
      const tree = next();
      const filter = printTree(tree);
      if (filter.length > 3000) continue;
      const chosen = events.filter((event) => decide(tree, event));
      const picked = [...new Set([names[Math.floor(random() * names.length)], names[Math.floor(random() * names.length)]])];
      const expected = countBy(
        chosen,
        picked.map((field) => fields[field]),
      );
      const by = picked.map(name).join(', ');
      const bySum = await ask(`${filter} | SELECT sum(n_) AS n FROM events`.replace('sum(n_)', 'count()'));
      if (Number(bySum.rows[0][0]) !== chosen.length) wrong.push({ filter, expected: chosen.length, count: bySum.rows });
      const all = await ask(`${filter} | count by ${by}`);
      if (JSON.stringify(all.rows) !== JSON.stringify(expected.slice(0, 10_000)))
        wrong.push({ q: `${filter} | count by ${by}`, expected: expected.slice(0, 3), got: all.rows.slice(0, 3) });
      const top = await ask(`${filter} | top 3 ${by}`);
      if (JSON.stringify(top.rows) !== JSON.stringify(expected.slice(0, 3)) || !top.exact)
        wrong.push({ q: `${filter} | top 3 ${by}`, expected: expected.slice(0, 3), got: top.rows });
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  }, 900_000);

  it('a value that a function does not take is a mistake of the statement', async () => {
    const answer = await server.get('/api/v1/query', { q: '| SELECT round(__TIMESTAMP__, 300)' });
    expect([answer.status, answer.json.code, answer.json.detail]).toEqual([400, 'bad_value', 'A function does not take one of the values that it is given.']);
  });

  it("the vendor's analysis counts by minute and user agent, in order", async () => {
    const q =
      '* | SELECT histogram(cast(__TIMESTAMP__ as timestamp), interval 1 minute) AS time, COUNT(1) AS qps, userAgent GROUP BY time, userAgent ORDER BY time';
    const { columns, rows } = await ask(q);
    expect(columns.map((column: { name: string }) => column.name)).toEqual(['time', 'qps', 'userAgent']);
    const placed = events.filter((event) => event.micros('stageTimestamp') !== undefined);
    const expected = new Map<string, number>();
    for (const event of placed) {
      const key = JSON.stringify([bucketOf(event.micros('stageTimestamp')!, 60), valuesOf(event.at('userAgent')).join()]);
      expected.set(key, (expected.get(key) ?? 0) + 1);
    }
    const days = new Set(placed.map((event) => event.string('stageTimestamp')!.slice(0, 10)));
    const got = rows
      .filter(([time]: string[]) => days.has(time.slice(0, 10)))
      .map(([time, qps, agent]: string[]) => [JSON.stringify([time, agent]), Number(qps)]);
    expect(new Map(got)).toEqual(expected);
    expect(rows.map(([time]: string[]) => time)).toEqual(rows.map(([time]: string[]) => time).sort());
  });

  it('histogram 1m by level sums up to the count', async () => {
    const { rows } = await ask('verb:get | histogram 1m by level');
    expect(rows.reduce((sum: number, row: string[]) => sum + Number(row[2]), 0)).toBe(await server.count('verb:get'));
  });

  it('numbers, times, lists and conditions have their own types; 64-bit numbers are text', async () => {
    const only = events.filter((event) => event.string('verb') === 'get' && event.number('responseStatus', 'code') !== undefined);
    const { columns, rows } = await ask(
      "verb:get AND responseStatus.code:* | SELECT count() AS n, sum(code) AS s, min(code) AS low, countIf(code >= 400) AS bad, max(durationMs) AS slow, count(code >= 400) > 0 AS some, max(stageTimestamp) AS newest, any(user.groups = '') AS x".replace(
        ", any(user.groups = '') AS x",
        '',
      ),
    );
    const codes = only.map((event) => event.number('responseStatus', 'code')!);
    expect(columns.map(({ type }: { type: string }) => type.replace(/^Nullable\((.*)\)$/, '$1'))).toEqual([
      'UInt64',
      'Float64',
      'Float64',
      'UInt64',
      'Float64',
      'Bool',
      "DateTime64(6, 'UTC')",
    ]);
    expect(rows[0].slice(0, 4)).toEqual([
      String(only.length),
      codes.reduce((a, b) => a + b, 0),
      Math.min(...codes),
      String(codes.filter((code) => code >= 400).length),
    ]);
    expect(rows[0][5]).toBe(true);
    expect(rows[0][6]).toBe(
      only
        .map((event) => event.string('stageTimestamp')!)
        .sort()
        .at(-1),
    );
    expect((await ask('verb:get | SELECT user.groups LIMIT 1')).rows[0][0]).toBeInstanceOf(Array);
  });

  it('a JSON path counts as a number beside one, exactly for hostile bodies too', async () => {
    const replicas = (event: Document): number[] =>
      event.at('requestObject', 'spec', 'replicas').flatMap((node) => (node.t === 'number' ? [Number(node.s)] : []));
    const { rows } = await ask('* | SELECT count() WHERE requestObject.spec.replicas > 2');
    expect(Number(rows[0][0])).toBe(events.filter((event) => replicas(event).some((n) => n > 2)).length);
  });

  it('range, cluster and the limit hold; what is cut is told', async () => {
    const times = events
      .map((event) => event.string('stageTimestamp')!)
      .filter((time) => time.startsWith('2026-11-23'))
      .sort();
    const middle = times[Math.floor(times.length / 2)];
    const [before, after] = await Promise.all([ask('* | count', { to: middle }), ask('* | count', { from: middle })]);
    expect(Number(before.rows[0][0]) + Number(after.rows[0][0])).toBe(events.length);
    expect((await ask('* | count', { cluster: 'hostile-raw' })).rows).toEqual([[String(events.filter((event) => event.cluster === 'hostile-raw').length)]]);
    const cut = await ask('* | SELECT auditID', { limit: 5 });
    expect([cut.rows.length, cut.more]).toEqual([5, true]);
    const own = (await server.get('/api/v1/query', { q: '* | SELECT auditID LIMIT 150' })).json;
    expect([own.rows.length, own.more]).toEqual([150, false]);
    const plain = (await server.get('/api/v1/query', { q: '* | SELECT auditID' })).json;
    expect([plain.rows.length, plain.more]).toEqual([100, true]);
  });

  it('the command line prints the table, JSON, lines and CSV', () => {
    const q = 'verb:* | top 2 verb';
    const expected = countBy(
      events.filter((event) => event.has('verb')),
      [fields.verb],
    ).slice(0, 2);
    const table = server
      .cli('search', q)
      .stdout.toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/\s+/));
    expect(table).toEqual([['verb', 'count'], ...expected]);
    expect(JSON.parse(server.cli('search', q, '-o', 'json').stdout.toString('utf8')).rows).toEqual(expected);
    expect(server.cli('search', q, '-o', 'csv').stdout.toString('utf8')).toBe(
      ['verb,count', ...expected.map((row) => row.join(','))].map((line) => `${line}\r\n`).join(''),
    );
    const lines = server.cli('search', q, '-o', 'ndjson').stdout.toString('utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(expected.map(([verb, count]) => ({ verb, count })));
    const wrong = server.cli('search', '* | selct verb');
    expect([wrong.status, wrong.stderr.split('\n').slice(0, 2)]).toEqual([2, ['* | selct verb', '    ^']]);
    expect(server.cli('search', q, '--explain').stdout.toString('utf8')).toContain('verb is there');
  });

  it('completion ranks values by how often they stand in the range', async () => {
    const answer = (await server.get('/api/v1/complete', { q: 'verb:get AND verb:' })).json;
    const expected = countBy(
      events.filter((event) => event.has('verb')),
      [fields.verb],
    );
    expect(answer).toMatchObject({ from: 18, to: 18 });
    expect(answer.items.slice(0, 3).map(({ text, count }: { text: string; count: number }) => [text, String(count)])).toEqual(expected.slice(0, 3));
    expect((await server.get('/api/v1/complete', { q: 'objectRef.res', offset: 13 })).json.items[0].text).toBe('objectRef.resource:');
  });

  it('explain tells how a query is read, and who decides', async () => {
    const answer = (await server.get('/api/v1/explain', { q: 'verb:get NOT forbidden' })).json;
    expect(answer).toMatchObject({ query: 'verb:"get" AND NOT "forbidden"', sql: null, fields: ['verb'] });
    expect(answer.meaning.parts[0]).toEqual({ says: 'verb is "get"' });
    expect(answer.rows).toBeGreaterThan(0);
    expect(answer.bytes).toBeGreaterThan(0);
    expect((await server.get('/api/v1/explain', { q: 'verb:get' })).json.decidedBy).toMatch(/engine|both/);
  });
});
