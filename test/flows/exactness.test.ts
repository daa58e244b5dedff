import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpusFolder, splitLines, TestServer } from '../harness/server.ts';
import { readJson } from '../oracle/document.ts';

const imported = ['tke-policy', 'everything', 'metadata', 'modern-1.36', 'hostile-raw'];
const posted = ['webhook-batch', 'webhook-blocking', 'webhook-hostile'];
const clusterOf = (name: string): string => name.replaceAll('.', '-');
const read = (name: string): Buffer => gunzipSync(readFileSync(`${corpusFolder}/${name}.ndjson.gz`));
const digests = (lines: readonly Uint8Array[]): string[] => lines.map((line) => createHash('sha256').update(line).digest('hex')).sort();

/** The request bodies of a recording, as sent. */
function bodiesOf(name: string): Buffer[] {
  return splitLines(read(name)).map((line) => {
    const record = JSON.parse(line.toString('utf8')) as { body?: string; bodyBase64?: string };
    return record.bodyBase64 === undefined ? Buffer.from(record.body!, 'utf8') : Buffer.from(record.bodyBase64, 'base64');
  });
}

/** The items of an EventList as they stand in its text, found by brackets. */
function itemsOf(body: Buffer): Buffer[] {
  const items: Buffer[] = [];
  const start = body.indexOf('"items":[') + 9;
  let depth = 0;
  let from = start;
  for (let i = start; i < body.length; i += 1) {
    if (body[i] === 0x22) for (i += 1; body[i] !== 0x22; i += 1) if (body[i] === 0x5c) i += 1;
    if (body[i] === 0x7b || body[i] === 0x5b) {
      if (depth === 0) from = i;
      depth += 1;
    } else if (body[i] === 0x7d || body[i] === 0x5d) {
      depth -= 1;
      if (depth < 0) break;
      if (depth === 0) items.push(body.subarray(from, i + 1));
    }
  }
  return items;
}

describe('every event comes out byte for byte as it came in', () => {
  const server = new TestServer();
  beforeAll(async () => {
    await server.start();
    for (const name of [...imported, ...posted]) await server.enable(clusterOf(name));
  });
  afterAll(() => server.remove());

  const expected = new Map<string, string[]>();
  const exported = async (name: string): Promise<string[]> => digests(await server.lines('', { cluster: clusterOf(name) }));

  it.each(imported)('import %s, then export', async (name) => {
    const lines = splitLines(read(name));
    const result = server.cli('import', `${corpusFolder}/${name}.ndjson.gz`, '--cluster', clusterOf(name), '-o', 'json');
    expect([result.status, JSON.parse(result.stdout.toString('utf8'))]).toEqual([0, { accepted: lines.length, duplicates: 0, quarantined: 0 }]);
    expected.set(name, digests(lines));
    expect(await exported(name)).toEqual(expected.get(name));
  });

  it.each(posted)('post every request of %s as sent, then export', async (name) => {
    const bodies = bodiesOf(name);
    for (const body of bodies) expect((await server.post(clusterOf(name), body, { wait: false })).status).toBe(200);
    const items = bodies.flatMap(itemsOf);
    for (let tries = 0; tries < 50 && (await server.count('', { cluster: clusterOf(name) })) < items.length; tries += 1) await wait(100);
    expected.set(name, digests(items));
    expect(await exported(name)).toEqual(expected.get(name));
  });

  it('after a restart and after merges, and a count by cluster agrees', async () => {
    // Parts are merged once ingest has rested.
    await wait(7000);
    expect(await server.stop()).toBe(0);
    await server.start();
    for (const name of [...imported, ...posted]) {
      expect([name, await exported(name)]).toEqual([name, expected.get(name)]);
      expect(await server.count('', { cluster: clusterOf(name) })).toBe(expected.get(name)!.length);
    }
  });

  it('export is in order, asc by default and desc its exact reverse', async () => {
    const cluster = clusterOf('metadata');
    const asc = await server.lines('', { cluster });
    const desc = await server.lines('', { cluster, order: 'desc' });
    expect(desc.toReversed().map(String)).toEqual(asc.map(String));
    const times = asc.map((line) => /"stageTimestamp":"([^"]*)"/.exec(line.toString('latin1'))![1]);
    expect(times).toEqual([...times].sort());
  });

  it('events/{id} gives the bytes of one event, and the whole list parses', async () => {
    const answer = await server.get('/api/v1/events', { cluster: clusterOf('hostile-raw'), limit: 20, fold: 'false' });
    const page = readJson(answer.bytes.toString('utf8'));
    expect(page.t).toBe('object');
    const known = new Set(expected.get('hostile-raw'));
    const ids = [...answer.bytes.toString('latin1').matchAll(/\{"id":"([^"]+)"/g)].map((match) => match[1]);
    expect(ids.length).toBe(20);
    for (const id of ids) expect(known.has(digests([(await server.request(`/api/v1/events/${id}`)).bytes])[0])).toBe(true);
  });
});
