import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';
import { openTail, type Tail } from '../harness/tail.ts';
import { Document } from '../oracle/document.ts';

const lines = splitLines(gunzipSync(readFileSync('examples/everything.ndjson.gz'))).filter((line) => line.toString('utf8').isWellFormed());
const ndjson = (part: readonly Uint8Array[]): Buffer => Buffer.concat(part.flatMap((line) => [line, Buffer.from('\n')]));
const isGet = (line: Buffer): boolean => new Document(line).string('verb') === 'get';
/** The event's own text in the data of each message. */
const texts = (tail: Tail): string[] => tail.messages.filter(({ event }) => event === 'event').map(({ data }) => data.slice(data.indexOf(',"event":') + 9, -1));
const asText = (part: readonly Buffer[]): string[] => part.map((line) => line.toString('utf8'));

describe('tail', () => {
  const server = new TestServer();
  let used = 0;
  const send = async (cluster: string, part: readonly Buffer[]): Promise<void> => {
    expect((await server.post(cluster, ndjson(part), { type: 'application/x-ndjson' })).status).toBe(200);
  };
  const fresh = (count: number): Buffer[] => lines.slice(used, (used += count));
  beforeAll(() => server.start());
  afterAll(() => server.remove());

  it('gives what arrives from now on and matches, once, in order of arrival, as /events does, unfolded', async () => {
    await server.enable('now');
    await send('now', fresh(50));
    const tail = await openTail(server, { q: 'verb:get', cluster: 'now' });
    expect(tail.response.headers['content-type']).toMatch(/^text\/event-stream/);
    const [first, second] = [fresh(120), fresh(80)];
    await send('now', first);
    await send('now', second);
    await send('now', first);
    const last = fresh(40);
    await send('now', last);
    const expected = asText([...first, ...second, ...last].filter(isGet));
    await tail.until(expected.length);
    await wait(300);
    expect(texts(tail)).toEqual(expected);
    const { id, cluster, topic, receivedAt, event } = JSON.parse(tail.messages[0].data) as Record<string, unknown>;
    expect([cluster, topic, receivedAt]).toEqual(['now', 'now-audit', expect.stringMatching(/^\d{4}-/)]);
    expect((await server.request(`/api/v1/events/${id as string}`)).json).toEqual(event);
    tail.close();
  });

  it('goes on from Last-Event-ID without loss or double: after a break, after kill -9, and over thousands of events', async () => {
    await server.enable('resume');
    const [before, during, after] = [fresh(30), fresh(400), fresh(200)];
    const tail = await openTail(server, { cluster: 'resume' });
    await send('resume', before);
    await tail.until(10);
    tail.close();
    await tail.ended;
    const seen = texts(tail);
    await send('resume', during);
    await server.stop('SIGKILL');
    await server.start();
    const next = await openTail(server, { cluster: 'resume' }, tail.lastId());
    await next.until(during.length + before.length - seen.length);
    await send('resume', after);
    await next.until(during.length + after.length + before.length - seen.length);
    expect([...seen, ...texts(next)]).toEqual(asText([...before, ...during, ...after]));
    next.close();
    const middle = next.messages[137];
    const again = await openTail(server, { cluster: 'resume', q: 'verb:get' }, middle.id);
    const expected = texts(next)
      .slice(138)
      .filter((text) => isGet(Buffer.from(text)));
    await again.until(expected.length);
    await wait(300);
    expect(texts(again)).toEqual(expected);
    again.close();
  });

  it('a stream in which nothing came yet can be resumed, too', async () => {
    await server.enable('quiet');
    const tail = await openTail(server, { cluster: 'quiet' });
    const id = tail.lastId();
    tail.close();
    const part = fresh(20);
    await send('quiet', part);
    const next = await openTail(server, { cluster: 'quiet' }, id);
    await next.until(part.length);
    expect(texts(next)).toEqual(asText(part));
    next.close();
    const wrong = await server.request('/api/v1/tail', { headers: { 'last-event-id': 'nonsense' } });
    expect([wrong.status, wrong.json.code]).toEqual([400, 'bad_parameter']);
  });

  it('tells a slow reader exactly how many it left out, and holds up nobody else', async () => {
    await server.enable('slow');
    const [slow, quick] = await Promise.all([openTail(server, { cluster: 'slow' }), openTail(server, { cluster: 'slow' })]);
    slow.response.pause();
    const count = 800;
    const large = Array.from({ length: count }, (_, k) =>
      Buffer.from(
        `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"slow-${k}","stage":"Panic","stageTimestamp":"2026-11-23T00:00:00.000000Z","requestObject":{"k":${k},"pad":"${'x'.repeat(30_000)}"}}`,
      ),
    );
    for (let from = 0; from < count; from += 200) await send('slow', large.slice(from, from + 200));
    await quick.until(count);
    expect(texts(quick)).toEqual(asText(large));
    slow.response.resume();
    await send('slow', fresh(5));
    const left = (): number =>
      slow.messages.filter(({ event }) => event === 'skipped').reduce((sum, { data }) => sum + (JSON.parse(data) as { count: number }).count, 0);
    for (let tries = 0; tries < 100 && left() + texts(slow).length < count + 5; tries += 1) await wait(50);
    expect(left()).toBeGreaterThan(0);
    expect(left() + texts(slow).length).toBe(count + 5);
    // What it got before is without a gap: what was left out lies between.
    const got = texts(slow);
    const gap = slow.messages.findIndex(({ event }) => event === 'skipped');
    expect(got.slice(0, gap)).toEqual(asText(large.slice(0, gap)));
    slow.close();
    quick.close();
  });

  it('ends when the server stops, and does not hold it up', async () => {
    const tail = await openTail(server, {});
    const from = performance.now();
    expect(await server.stop()).toBe(0);
    await tail.ended;
    expect(performance.now() - from).toBeLessThan(7000);
    await server.start();
  });

  it('parameters of ranges and pages are refused', async () => {
    for (const name of ['from', 'to', 'limit', 'fold']) expect((await server.get('/api/v1/tail', { [name]: 'x' })).json.code).toBe('bad_parameter');
    expect((await server.get('/api/v1/tail', { q: 'verb:(' })).json.code).toBe('query_syntax');
  });
});
