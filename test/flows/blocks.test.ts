// Every event is tied to the body it came in: its place in it, what became of its neighbours, and the digest of the bytes as they were sent.
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';

const samples = splitLines(gunzipSync(readFileSync('examples/everything.ndjson.gz'))).map((line) => line.toString('utf8'));
const make = (count: number): string[] =>
  Array.from({ length: count }, (_, k) =>
    samples[k].replace(/"auditID":"[^"]*"/, `"auditID":"${randomUUID()}"`).replaceAll(/(Timestamp":")\d{4}-\d\d-\d\d/g, '$12026-10-02'),
  );
const auditIDOf = (line: string): string => /"auditID":"([^"]*)"/.exec(line)![1];
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

describe('the block of an event', () => {
  const server = new TestServer();
  beforeAll(async () => {
    await server.start();
    await server.enable('blocks');
  });
  afterAll(() => server.remove());

  const send = (body: Uint8Array | string) => server.post('blocks', body, { type: 'application/x-ndjson' });
  async function blockOf(line: string): Promise<{ place: number; block: Record<string, unknown> }> {
    const list = await server.get('/api/v1/events', { q: `auditID:${auditIDOf(line)}`, fold: 'false' });
    const { id } = list.json.events[0] as { id: string };
    const answer = await server.get(`/api/v1/events/${id}/block`);
    expect(answer.status).toBe(200);
    return answer.json as { place: number; block: Record<string, unknown> };
  }

  it('has the digest of the bytes as sent, counts and times, and stays the same when they are sent again and after a kill', async () => {
    const lines = make(30);
    const body = `${lines[0]}\nno event\n${lines.slice(1).join('\n')}\n${lines[3]}\n`;
    await send(body);
    const first = await blockOf(lines[0]);
    const fifth = await blockOf(lines[4]);
    expect([first.place, fifth.place]).toEqual([0, 5]);
    expect(fifth.block).toEqual(first.block);
    const times = lines.map((line) => /"stageTimestamp":"([^"]*)"/.exec(line)![1]).sort();
    expect(first.block).toMatchObject({
      cluster: 'blocks',
      source: 'admin',
      received: 31,
      accepted: 30,
      duplicates: 1,
      dropped: 0,
      quarantined: 1,
      bytes: Buffer.byteLength(body),
      sha256: sha256(body),
      first: times[0],
      last: times.at(-1),
    });
    const more = make(1);
    const again = `${lines.join('\n')}\n${more[0]}`;
    expect((await send(again)).json).toMatchObject({ accepted: 1, duplicates: 30 });
    expect(await blockOf(lines[0])).toEqual(first);
    const second = await blockOf(more[0]);
    expect(second).toMatchObject({ place: 30, block: { received: 31, accepted: 1, duplicates: 30, sha256: sha256(again) } });
    await server.stop('SIGKILL');
    await server.start();
    while ((await server.request('/readyz', { token: null })).status !== 200);
    expect(await blockOf(lines[0])).toEqual(first);
    expect(await blockOf(more[0])).toEqual(second);
  }, 120_000);

  it('speaks of a packed body as it is unpacked, large ones too', async () => {
    const lines = make(400);
    const body = Buffer.from(lines.join('\n'));
    expect(body.length).toBeGreaterThan(131_072);
    const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
    const answer = await server.request('/ingest/v1/blocks?wait=stored', { method: 'POST', body: gzipSync(body), headers });
    expect(answer.json.accepted).toBe(400);
    expect((await blockOf(lines[399])).block).toMatchObject({ bytes: body.length, sha256: sha256(body), accepted: 400 });
  }, 60_000);

  it('is not found for an event that is none', async () => {
    const answer = await server.get('/api/v1/events/0-1-0/block');
    expect([answer.status, answer.json.code]).toEqual([404, 'not_found']);
  });
});
