import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodiesOf, itemsOf } from '../harness/recorded-bodies.ts';
import { corpusFolder, splitLines, TestServer } from '../harness/server.ts';
import { readJson } from '../oracle/document.ts';

const imported = ['tke-policy', 'everything', 'metadata', 'modern-1.36', 'hostile-raw'];
const posted = ['webhook-batch', 'webhook-blocking', 'webhook-hostile'];
const clusterOf = (name: string): string => name.replaceAll('.', '-');
const read = (name: string): Buffer => gunzipSync(readFileSync(`${corpusFolder}/${name}.ndjson.gz`));
const digests = (lines: readonly Uint8Array[]): string[] => lines.map((line) => createHash('sha256').update(line).digest('hex')).sort();

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
