// Phrases in every place of an event, with everything between and around their words: what is found is what a reader of the decoded text finds.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';
import { Document } from '../oracle/document.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- events of any form are made of it
type Json = Record<string, any>;

const base = splitLines(gunzipSync(readFileSync(new URL('../../examples/tke-policy.ndjson.gz', import.meta.url))))
  .map((line) => JSON.parse(line.toString('utf8')) as Json)
  .find(({ requestObject, responseObject, objectRef }) => requestObject && responseObject && objectRef?.name)!;

/** Where a text stands. */
const places: readonly ((event: Json, text: string) => void)[] = [
  (event, text) => (event.requestURI = text),
  (event, text) => (event.userAgent = text),
  (event, text) => (event.user.username = text),
  (event, text) => (event.user.groups = ['system:authenticated', text]),
  (event, text) => (event.user.extra = { 'example.org/team': [text] }),
  (event, text) => (event.objectRef.name = text),
  (event, text) => (event.objectRef.resource = text),
  (event, text) => (event.responseStatus = { metadata: {}, code: 404, message: text }),
  (event, text) => (event.responseStatus = { metadata: {}, code: 404, details: { name: text } }),
  (event, text) => (event.annotations = { note: text }),
  (event, text) => (event.requestObject = { spec: { list: [{ text }] } }),
  (event, text) => (event.responseObject = { [text]: 'as a key' }),
  (event, text) => (event.unknownField = { text }),
];

const separators = [' ', '-', ': ', '"', '\\', '\\n', '\n', '\t', '/', '<', '`', '{', '\u0000', '\u001f', 'é', '·', ' ', '😀', '_', '', '","', '\\"', '\\\\"'];
const edges = ['', ' ', '"', '\\', '\n', '/', 'é', '·', '_', 'x', '\\u00e9', '<'];

/** As Go writes it, with solidus escaped, with letters escaped by number. */
const forms: readonly ((json: string) => string)[] = [
  (json) => json.replaceAll('<', '\\u003c'),
  (json) => json.replaceAll(/(?<!\\|k8s\.io)\//g, '\\/'),
  (json) => json.replaceAll('found', 'foun\\u0064'),
  (json) => json.replaceAll('é', '\\u00e9'),
];

function eventWith(number: number, change: (event: Json) => void): string {
  const event = structuredClone(base);
  event.auditID = `phrases-${number}`;
  event.stageTimestamp = new Date(Date.UTC(2026, 0, 2) + number).toISOString().replace('Z', '000Z');
  // The words stand in all events: what follows what is all that tells them apart.
  event.others = ['found', 'not', 'web'];
  change(event);
  return forms[[0, 3, 1, 3, 2][number % 5]](JSON.stringify(event));
}

function makeLines(): string[] {
  const changes: ((event: Json) => void)[] = [];
  for (const put of places) {
    for (const between of separators) changes.push((event) => put(event, `web${between}not${between}found`));
    for (const edge of edges) for (const text of [`${edge}web not found`, `web not found${edge}`]) changes.push((event) => put(event, text));
    changes.push((event) => put(event, 'Found web NOT Found again'));
  }
  // Words that follow each other, but in several texts.
  changes.push(
    (event) => (event.requestObject = { web: 'not', found: 1 }),
    (event) => (event.requestObject = ['web', 'not', 'found']),
    (event) => (event.requestObject = { a: 'web not', found: true }),
    (event) => (event.requestObject = { numbers: [1, 2, 3], version: '1.2.3', true: false }),
    (event) => (event.requestObject = { numbers: '1 2 3', of: 'version 1.2' }),
    (event) => Object.assign(event, { userAgent: 'web', verb: 'not', requestURI: 'found' }),
    (event) => Object.assign(event, { responseStatus: { metadata: {}, code: 404, message: 'web' }, requestURI: 'not', userAgent: 'found' }),
    (event) => Object.assign(event, { verb: 'web', user: { username: 'not', groups: ['found'] } }),
    (event) => Object.assign(event.objectRef, { namespace: 'web', name: 'not', uid: 'found' }),
  );
  return changes.map((change, number) => eventWith(number, change));
}

const isPhrase =
  (phrase: string, scope: 'event' | 'requestObject' | 'responseObject' = 'event', isPrefix = false) =>
  (event: Document): boolean =>
    event.hasPhrase(phrase, scope, isPrefix);
const whole = isPhrase('web not found');

const questions: readonly (readonly [string, (event: Document) => boolean])[] = [
  ['"web not found"', whole],
  ['"WEB, not/FOUND"', whole],
  ['"web not"', isPhrase('web not')],
  ['"not found"', isPhrase('not found')],
  ['web-not-fou*', isPhrase('web not fou', 'event', true)],
  ['requestObject:"web not found"', isPhrase('web not found', 'requestObject')],
  ['responseObject:"web not found"', isPhrase('web not found', 'responseObject')],
  ['"1 2 3"', isPhrase('1 2 3')],
  ['"true false"', isPhrase('true false')],
  ['2026-01-02', isPhrase('2026 01 02')],
  ['"02T00:00"', isPhrase('02t00 00')],
  ['"not 404" OR "404"', isPhrase('404')],
  ['requestObject:"version 1 2"', isPhrase('version 1 2', 'requestObject')],
  ['"web not found" "found web"', (event) => whole(event) && isPhrase('found web')(event)],
  ['"web not found" NOT "found again"', (event) => whole(event) && !isPhrase('found again')(event)],
  ['"web not found" AND requestObject:"not found"', (event) => whole(event) && isPhrase('not found', 'requestObject')(event)],
  ['"web not found" OR "1 2 3"', (event) => whole(event) || isPhrase('1 2 3')(event)],
  ['NOT "web not found"', (event) => !whole(event)],
  ['"web not found" verb:not', (event) => whole(event) && event.string('verb') === 'not'],
];

describe('phrases', () => {
  const server = new TestServer();
  const lines = makeLines();
  const events = lines.map((line) => new Document(Buffer.from(line)));
  beforeAll(async () => {
    await server.start();
    await server.enable('phrases');
    const answer = await server.post('phrases', lines.join('\n'), { type: 'application/x-ndjson' });
    expect([answer.status, answer.json.accepted]).toEqual([200, lines.length]);
  });
  afterAll(() => server.remove());

  it('is asked of texts that have it and of texts that have not', () => {
    expect(events.filter(whole).length).toBeGreaterThan(150);
    expect(events.filter((event) => !whole(event)).length).toBeGreaterThan(50);
  });

  it.each(questions)('%s', async (q, matches) => {
    const expected = events.flatMap((event, number) => (matches(event) ? [`phrases-${number}`] : []));
    const found = (await server.lines(q)).map((line) => (JSON.parse(line.toString('utf8')) as Json).auditID as string);
    expect(found).toEqual(expected);
    expect(await server.count(q)).toBe(expected.length);
    const page = await server.get('/api/v1/events', { q, limit: 1000, fold: 'false', order: 'asc' });
    expect((page.json.events as Json[]).map(({ event }) => event.auditID)).toEqual(expected);
    const top = await server.get('/api/v1/top', { q, by: 'auditID', limit: 1000 });
    expect((top.json.rows as Json[]).length).toBe(expected.length);
  });
});
