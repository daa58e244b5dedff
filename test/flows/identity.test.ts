import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';

const lines = splitLines(gunzipSync(readFileSync('examples/metadata.ndjson.gz')));
const ndjson = (part: readonly Uint8Array[]): Buffer => Buffer.concat(part.flatMap((line) => [line, Buffer.from('\n')]));
const withoutHead = (line: Buffer): Buffer => Buffer.from(line.toString('utf8').replace('{"kind":"Event","apiVersion":"audit.k8s.io/v1",', '{'));
const list = (items: readonly Uint8Array[]): Buffer =>
  Buffer.concat([
    Buffer.from('{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":['),
    ...items.flatMap((item, k) => (k === 0 ? [item] : [Buffer.from(','), item])),
    Buffer.from(']}\n'),
  ]);
const texts = (all: readonly Buffer[]): string[] => all.map((line) => line.toString('utf8')).sort();

describe('one event is stored once', () => {
  const server = new TestServer();
  beforeAll(() => server.start());
  afterAll(() => server.remove());

  it('the same batch posted twice is stored once, and keeps its ids and its first form', async () => {
    await server.enable('twice');
    const batch = lines.slice(0, 400);
    expect((await server.post('twice', ndjson(batch), { type: 'application/x-ndjson' })).json).toEqual({
      received: 400,
      accepted: 400,
      duplicates: 0,
      quarantined: 0,
    });
    const ids = async (): Promise<string[]> =>
      ((await server.get('/api/v1/events', { cluster: 'twice', fold: 'false', limit: 1000 })).json.events as { id: string }[]).map(({ id }) => id);
    const before = await ids();
    expect((await server.post('twice', ndjson(batch), { type: 'application/x-ndjson' })).json).toEqual({
      received: 400,
      accepted: 0,
      duplicates: 400,
      quarantined: 0,
    });
    // A webhook item has neither kind nor apiVersion, and is the same event.
    expect((await server.post('twice', list(batch.map(withoutHead)))).json).toEqual({ received: 400, accepted: 0, duplicates: 400, quarantined: 0 });
    expect(await ids()).toEqual(before);
    expect(texts(await server.lines('', { cluster: 'twice' }))).toEqual(texts(batch));
  });

  it('a batch with an event twice in itself stores it once', async () => {
    await server.enable('within');
    const answer = await server.post('within', ndjson([lines[0], lines[1], lines[0]]), { type: 'application/x-ndjson' });
    expect(answer.json).toMatchObject({ accepted: 2, duplicates: 1 });
  });

  it('two different events under one auditID, stage and time are both there, and the clash is marked', async () => {
    await server.enable('clash');
    const other = Buffer.from(lines[0].toString('utf8').replace('"requestURI":"', '"requestURI":"/other'));
    expect((await server.post('clash', ndjson([lines[0], other]), { type: 'application/x-ndjson' })).json).toMatchObject({ accepted: 2 });
    expect((await server.post('clash', ndjson([other, lines[0]]), { type: 'application/x-ndjson' })).json).toMatchObject({ accepted: 0, duplicates: 2 });
    const { events } = (await server.get('/api/v1/events', { cluster: 'clash' })).json as { events: { auditIDReused?: boolean }[] };
    expect(events.map(({ auditIDReused }) => auditIDReused)).toEqual([true, true]);
  });

  it('equal bytes in two clusters are two events', async () => {
    for (const cluster of ['left', 'right']) {
      await server.enable(cluster);
      expect((await server.post(cluster, ndjson(lines.slice(0, 10)), { type: 'application/x-ndjson' })).json.accepted).toBe(10);
    }
  });

  it('kill -9 between acknowledgement and hand-over loses nothing and doubles nothing', async () => {
    await server.enable('killed');
    for (let round = 0; round < 3; round += 1) {
      const batch = lines.slice(round * 300, round * 300 + 300);
      const answers = await Promise.all(
        [0, 100, 200].map((from) => server.post('killed', ndjson(batch.slice(from, from + 100)), { type: 'application/x-ndjson', wait: false })),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      await server.stop('SIGKILL');
      await server.start();
      expect(texts(await server.lines('', { cluster: 'killed' }))).toEqual(texts(lines.slice(0, round * 300 + 300)));
      const again = await server.post('killed', ndjson(batch), { type: 'application/x-ndjson' });
      expect(again.json).toMatchObject({ accepted: 0, duplicates: 300 });
    }
    expect(await server.count('', { cluster: 'killed' })).toBe(900);
  });

  it('a lost checkpoint gives no sequence out twice', async () => {
    const before = (await server.get('/api/v1/events', { cluster: 'killed', fold: 'false', limit: 2000 })).json.events as { id: string }[];
    await server.stop();
    rmSync(path.join(server.data, 'spool', 'checkpoint.json'));
    await server.start();
    expect((await server.post('killed', ndjson(lines.slice(900, 950)), { type: 'application/x-ndjson' })).json).toMatchObject({ accepted: 50 });
    const after = (await server.get('/api/v1/events', { cluster: 'killed', fold: 'false', limit: 2000 })).json.events as { id: string }[];
    expect(new Set(after.map(({ id }) => id)).size).toBe(950);
    expect(before.every(({ id }) => after.some((other) => other.id === id))).toBe(true);
  });

  it('an import over 400 days works, and finds each day', async () => {
    await server.enable('years');
    const day = 86_400_000;
    const days = Array.from({ length: 400 }, (_, k) => {
      const at = new Date(Date.UTC(2026, 10, 23, 12) - k * day).toISOString().replace('Z', '123Z');
      return Buffer.from(lines[k].toString('utf8').replace(/"(requestReceivedTimestamp|stageTimestamp)":"[^"]*"/g, `"$1":"${at}"`));
    });
    expect((await server.post('years', ndjson(days), { type: 'application/x-ndjson' })).json).toMatchObject({ accepted: 400, quarantined: 0 });
    expect(texts(await server.lines('', { cluster: 'years' }))).toEqual(texts(days));
    expect(await server.count('', { cluster: 'years', from: '2026-11-01', to: '2026-11-11' })).toBe(10);
    await server.stop();
    await server.start();
    expect(await server.count('', { cluster: 'years' })).toBe(400);
    expect((await server.post('years', ndjson(days), { type: 'application/x-ndjson' })).json).toMatchObject({ accepted: 0, duplicates: 400 });
  });
});
