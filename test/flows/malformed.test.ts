import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';

const items = splitLines(gunzipSync(readFileSync('examples/metadata.ndjson.gz'))).map((line) =>
  line.toString('utf8').replace('{"kind":"Event","apiVersion":"audit.k8s.io/v1",', '{'),
);
const list = (all: readonly string[]): string => `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${all.join(',')}]}`;

describe('malformed input gets its answer, and what was good is stored', () => {
  const server = new TestServer(['--max-body-mb', '64']);
  let token = '';
  beforeAll(async () => {
    await server.start();
    token = await server.enable('bad');
    await server.enable('other');
  });
  afterAll(() => server.remove());

  const problem = async (body: string | Uint8Array, options = {}): Promise<[number, string]> => {
    const answer = await server.post('bad', body, options);
    expect(answer.status === 200 || answer.headers.get('content-type')).not.toBe(false);
    return [answer.status, answer.json.code as string];
  };

  it('an empty body, no JSON, and other kinds are 400', async () => {
    expect((await problem(''))[0]).toBe(400);
    expect((await problem('nonsense'))[0]).toBe(400);
    expect((await problem('{"kind":"PodList","apiVersion":"v1","items":[]}'))[0]).toBe(400);
    expect((await problem(list(items.slice(0, 3)).replace('audit.k8s.io/v1', 'audit.k8s.io/v9')))[0]).toBe(400);
    expect((await problem(list(['{"a":1}'])))[0]).toBe(400);
    expect(await server.count('', { cluster: 'bad' })).toBe(0);
  });

  it('a truncated list keeps its whole items', async () => {
    const body = list(items.slice(0, 5));
    const answer = await server.post('bad', body.slice(0, body.length - 200));
    expect([answer.status, answer.json.accepted, answer.json.quarantined]).toEqual([200, 4, 1]);
  });

  it.each([
    ['a broken one', '{"auditID":"x","stage":}'],
    ['a number', '7'],
    ['one without auditID', '{"stage":"Panic","level":"Metadata"}'],
    ['another kind', '{"kind":"Pod","auditID":"x","stage":"Panic"}'],
  ])('one bad item among 399 good ones: %s', async (_what, bad) => {
    const good = items.slice(100, 499);
    const before = await server.count('', { cluster: 'bad' });
    const answer = await server.post('bad', list([...good.slice(0, 200), bad, ...good.slice(200)]));
    expect([answer.status, answer.json.received, answer.json.quarantined]).toEqual([200, 399, 1]);
    expect(await server.count('', { cluster: 'bad' })).toBe(before === 4 ? 403 : before);
  });

  it('9,900 levels are stored, found and given back', async () => {
    const deep = `${'{"a":'.repeat(9900)}"needle9900"${'}'.repeat(9900)}`;
    const event = `{"level":"Request","auditID":"deep-1","stage":"ResponseComplete","requestObject":${deep},"requestReceivedTimestamp":"2026-11-23T05:00:00.000000Z","stageTimestamp":"2026-11-23T05:00:00.000001Z"}`;
    expect((await server.post('bad', list([event]))).json).toMatchObject({ accepted: 1 });
    expect((await server.lines('needle9900')).map(String)).toEqual([event]);
    const listed = await server.get('/api/v1/events', { q: 'auditID:deep-1' });
    expect([listed.status, listed.bytes.includes(Buffer.from(event))]).toEqual([200, true]);
  });

  it('a body of 40 MB is taken, one over the limit is 413', async () => {
    const body = list(
      Array.from({ length: 8 }, (_, k) => items[k].replace(/"auditID":"[^"]*"/, `"auditID":"large-${k}"`).replace('}', `,"x":"${'y'.repeat(5_000_000)}"}`)),
    );
    expect(body.length).toBeGreaterThan(40_000_000);
    expect((await server.post('bad', body)).json).toMatchObject({ accepted: 8 });
    const over = await server.post('bad', Buffer.alloc(65 * 1024 * 1024, 0x20)).catch(() => null);
    // The connection may be closed before a client has sent it all.
    expect(over === null ? 413 : over.status).toBe(413);
  });

  it('wrong tokens, unknown clusters and disabled features are told apart, in the order that senders are promised', async () => {
    const one = list([items[0]]);
    expect(await problem(one, { token: 'wrong' })).toEqual([401, 'unauthenticated']);
    expect(await problem(one, { token: null })).toEqual([401, 'unauthenticated']);
    expect((await server.post('nowhere', one, { token: 'wrong' })).status).toBe(404);
    expect((await server.post('other', one, { token })).json.code).toBe('forbidden');
    expect((await server.request(`/ingest/v1/bad/${token}`, { method: 'POST', body: one, token: null })).status).toBe(200);
    await server.request('/api/v1/clusters/other/features/audit', { method: 'PUT', json: { enabled: false } });
    expect((await server.post('other', one)).json.code).toBe('audit_disabled');
    expect((await server.post('other', one, { token })).status).toBe(403);
  });

  it('keys that look like prototypes change nothing and are found', async () => {
    const sent = `{"level":"Request","auditID":"proto-1","stage":"ResponseComplete","requestObject":{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"x":1}}}}`;
    expect((await server.post('bad', list([sent]))).json).toMatchObject({ accepted: 1 });
    expect(await server.count('requestObject.__proto__.polluted:yes')).toBe(1);
    expect(await server.count('requestObject.constructor.prototype.x:1')).toBe(1);
    expect(await server.count('requestObject.polluted:*')).toBe(0);
  });

  it('after all of it the process tree is small, and the server ready', async () => {
    expect(server.treeMb()).toBeLessThan(900);
    expect((await server.request('/readyz', { token: null })).status).toBe(200);
  });
});
