// Words with underscores are one word wherever the engine is asked for them: by the index, beside it, and turned round.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';
import { Document } from '../oracle/document.ts';

const base = JSON.parse(splitLines(gunzipSync(readFileSync(new URL('../../examples/tke-policy.ndjson.gz', import.meta.url))))[0].toString('utf8')) as object;
const messages = [
  'disk_full on node',
  'disk full on node',
  'full_disk on node',
  'disk',
  'full',
  'disk_full',
  'a disk_full_now',
  'DISK_FULL zebra',
  'disk zebra',
];
const stages = ['ResponseStarted', 'ResponseComplete'];
/** Each message as two stages of a request, the second with a word more. */
const lines = messages.flatMap((message, k) =>
  stages.map((stage, s) =>
    JSON.stringify({
      ...base,
      auditID: `words-${k}`,
      stage,
      requestReceivedTimestamp: `2026-01-02T00:00:${String(k).padStart(2, '0')}.000000Z`,
      stageTimestamp: `2026-01-02T00:00:${String(k).padStart(2, '0')}.00000${s + 1}Z`,
      responseStatus: { metadata: {}, code: 500, message: s === 0 ? message : `${message} last_stage` },
      requestObject: { disk_full: k % 3, note: message },
    }),
  ),
);

type Is = (event: Document) => boolean;
const has =
  (word: string): Is =>
  (event) =>
    event.hasPhrase(word);
const part =
  (text: string): Is =>
  (event) =>
    event.hasPart(text);

const questions: readonly (readonly [string, Is])[] = [
  ['disk_full', has('disk_full')],
  ['disk', has('disk')],
  ['NOT disk_full', (e) => !has('disk_full')(e)],
  ['NOT (disk_full AND *0.0*)', (e) => !(has('disk_full')(e) && part('0.0')(e))],
  ['NOT (disk AND *0.0*)', (e) => !(has('disk')(e) && part('0.0')(e))],
  ['disk OR *zeb*', (e) => has('disk')(e) || part('zeb')(e)],
  ['full OR *ebr*', (e) => has('full')(e) || part('ebr')(e)],
  ['disk_full OR *ebr*', (e) => has('disk_full')(e) || part('ebr')(e)],
  ['NOT (disk OR *zeb*)', (e) => !(has('disk')(e) || part('zeb')(e))],
  ['"disk full" AND (node OR *ebr*)', (e) => has('disk full')(e) && (has('node')(e) || part('ebr')(e))],
  ['"on node" AND (disk OR *ebr*)', (e) => has('on node')(e) && (has('disk')(e) || part('ebr')(e))],
  ['requestObject.disk_full:* AND NOT (requestObject.disk_full:1 AND *o*)', (e) => !(/"disk_full":1/.test(e.line.toString()) && part('o')(e))],
  ['last_stage', has('last_stage')],
  ['last OR *ebr*', (e) => has('last')(e) || part('ebr')(e)],
];

describe('words with underscores', () => {
  const server = new TestServer();
  const events = lines.map((line) => new Document(Buffer.from(line)));
  beforeAll(async () => {
    await server.start();
    await server.enable('words');
    expect((await server.post('words', lines.join('\n'), { type: 'application/x-ndjson' })).json.accepted).toBe(lines.length);
  });
  afterAll(() => server.remove());

  const auditIDs = (list: readonly { event: { auditID: string } }[]): string[] => list.map(({ event }) => event.auditID);

  it.each(questions)('%s', async (q, matches) => {
    const found = events.filter(matches);
    const expected = found.map((event) => event.string('auditID')!);
    const requests = [...new Set(expected)];
    expect(await server.count(q)).toBe(expected.length);
    expect((await server.lines(q)).map((line) => (JSON.parse(line.toString('utf8')) as { auditID: string }).auditID)).toEqual(expected);
    const [flat, folded] = await Promise.all(['false', 'true'].map((fold) => server.get('/api/v1/events', { q, fold, order: 'asc', limit: 100 })));
    expect(auditIDs(flat.json.events)).toEqual(expected);
    expect(auditIDs(folded.json.events)).toEqual(requests);
    expect((await server.get('/api/v1/query', { q: `${q} | count` })).json.rows).toEqual([[String(expected.length)]]);
    expect((await server.get('/api/v1/top', { q, by: 'auditID', limit: 100 })).json.rows).toHaveLength(requests.length);
  });
});
