// Bodies larger than memory should hold, packed bodies, and single events over the limit: all through the real program.
import { createGzip, gunzipSync, gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteFigures } from '../harness/figures.ts';
import { adminToken, corpusFolder, splitLines, TestServer } from '../harness/server.ts';

const megabyte = 1_048_576;
const lines = splitLines(gunzipSync(readFileSync(path.join(corpusFolder, 'tke-policy.ndjson.gz'))));
const event = lines.find((line) => line.length > 1500 && line.length < 3000 && line.includes('"requestObject"'))!.toString('utf8');
const server = new TestServer();

beforeAll(async () => {
  await server.start();
  for (const cluster of ['large', 'packed', 'odd', 'bomb']) await server.enable(cluster);
});
afterAll(() => server.remove());

/** A real event with another identity and a body of about this size. */
function grown(index: number, bytes: number): string {
  const { kind: _kind, apiVersion: _version, ...known } = JSON.parse(event) as Record<string, unknown>;
  const filler = `word${index} "quoted\\" [${'{"x":1},'.repeat(3)} `.repeat(Math.ceil(bytes / 30)).slice(0, bytes);
  return JSON.stringify({ ...known, auditID: `grown-${index}`, requestObject: { filler } });
}

interface Sent {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

/** Sends pieces as they are made; `length` announces their bytes. */
function send(cluster: string, pieces: Iterable<string | Buffer>, headers: Record<string, string | number> = {}, gzip = false): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const target = new URL(`${server.url}/ingest/v1/${cluster}?wait=stored`);
    const sent = request(target, { method: 'POST', headers: { authorization: `Bearer ${adminToken}`, ...headers } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, json: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Sent['json'] }));
    });
    sent.on('error', reject);
    const body = Readable.from(pieces, { objectMode: true });
    body.on('error', (error) => sent.destroy(error));
    if (gzip) body.pipe(createGzip({ level: 1 })).pipe(sent);
    else body.pipe(sent);
  });
}

function* list(count: number, bytes: number): Generator<string> {
  yield '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[';
  for (let k = 0; k < count; k += 1) yield `${k > 0 ? ',' : ''}${grown(k, bytes)}`;
  yield ']}\n';
}

describe('large bodies', () => {
  const megabytes = Number(process.env.LARGE_BODY_MB ?? 120);

  it(`a list of 400 events and ${megabytes} MB is taken in parts, and the tree stays small`, async () => {
    const bytes = Math.floor((megabytes * megabyte) / 400);
    const length = [...list(400, bytes)].reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, server.treeMb())), 50);
    const begun = performance.now();
    const answer = await send('large', list(400, bytes), { 'content-length': length });
    clearInterval(watch);
    const seconds = (performance.now() - begun) / 1000;
    expect(answer).toEqual({ status: 200, json: { received: 400, accepted: 400, duplicates: 0, quarantined: 0 } });
    expect(peak).toBeLessThan(1500);
    noteFigures({
      'body, MB': Math.round(length / megabyte),
      'until searchable, s': Math.round(seconds),
      'largest memory of server and engine, MB': Math.round(peak),
    });
    expect(await server.count('', { cluster: 'large' })).toBe(400);
    for (const index of [0, 199, 399])
      expect((await server.lines(`auditID:grown-${index}`, { cluster: 'large' })).map((line) => line.toString('utf8'))).toEqual([grown(index, bytes)]);
  }, 300_000);

  it('sent again in chunks of unknown length, nothing is stored twice', async () => {
    const bytes = Math.floor((megabytes * megabyte) / 400);
    const answer = await send('large', list(400, bytes));
    expect(answer).toEqual({ status: 200, json: { received: 400, accepted: 0, duplicates: 400, quarantined: 0 } });
  }, 300_000);

  it('a sender that breaks off midway is not answered, and the server goes on', async () => {
    function* broken(): Generator<string> {
      let k = 0;
      for (const piece of list(400, 200_000)) {
        if (k++ > 150) throw new Error('the cable');
        yield piece;
      }
    }
    await expect(send('odd', broken(), { 'content-length': 90_000_000 })).rejects.toThrow();
    expect((await server.get('/readyz')).status).toBe(200);
  }, 60_000);
});

describe('packed bodies', () => {
  it('gzip is unpacked, small and large', async () => {
    const some = Buffer.concat(lines.slice(0, 200).flatMap((line) => [line, Buffer.from('\n')]));
    const small = await server.request('/ingest/v1/packed?wait=stored', { method: 'POST', body: gzipSync(some), headers: { 'content-encoding': 'gzip' } });
    expect([small.status, small.json]).toEqual([200, { received: 200, accepted: 200, duplicates: 0, quarantined: 0 }]);
    expect((await server.lines('', { cluster: 'packed' })).map(String).sort()).toEqual(lines.slice(0, 200).map(String).sort());
    const large = await send('packed', list(100, 400_000), { 'content-encoding': 'gzip' }, true);
    expect(large).toEqual({ status: 200, json: { received: 100, accepted: 100, duplicates: 0, quarantined: 0 } });
  }, 60_000);

  it('what is not gzip though it says so is a 400, and a bomb a 413 that costs no memory', async () => {
    const wrong = await server.request('/ingest/v1/packed', { method: 'POST', body: '{"kind":"Event"}', headers: { 'content-encoding': 'gzip' } });
    expect([wrong.status, wrong.json.code]).toEqual([400, 'unreadable_body']);
    const torn = await server.request('/ingest/v1/packed', {
      method: 'POST',
      body: gzipSync(Buffer.alloc(100_000, 'a')).subarray(0, 40),
      headers: { 'content-encoding': 'gzip' },
    });
    expect(torn.status).toBe(400);
    const before = server.treeMb();
    const bomb = await server.request('/ingest/v1/bomb', {
      method: 'POST',
      body: gzipSync(Buffer.alloc(1000 * megabyte, ' '), { level: 9 }),
      headers: { 'content-encoding': 'gzip' },
    });
    expect([bomb.status, bomb.json.code]).toEqual([413, 'too_large']);
    expect(server.treeMb() - before).toBeLessThan(300);
  }, 60_000);
});

describe('an event over the limit', () => {
  it('goes to quarantine, and its neighbours are taken', async () => {
    const small = [0, 1].map((index) => grown(index, 1000));
    const answer = await send('odd', [`{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[${small[0]},`, grown(7, 70 * megabyte), `,${small[1]}]}`]);
    expect(answer).toEqual({ status: 200, json: { received: 2, accepted: 2, duplicates: 0, quarantined: 1 } });
    expect((await server.lines('auditID:grown-*', { cluster: 'odd' })).map(String).filter((line) => line.length < 10_000).length).toBeGreaterThanOrEqual(2);
  }, 60_000);
});
