// Random queries over every captured event there is, held to a walk over the lines: how many, which, and in which order.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { untilStored } from '../harness/digests.ts';
import { noteFigures } from '../harness/figures.ts';
import { bodiesOf, itemsOf } from '../harness/recorded-bodies.ts';
import { corpusFolder, splitLines, TestServer } from '../harness/server.ts';
import { Document } from '../oracle/document.ts';
import { decide, printTree } from '../oracle/query-trees.ts';
import { createTrees } from '../oracle/random-trees.ts';

const captured = ['tke-policy', 'everything', 'metadata', 'modern-1.36', 'hostile-raw'];
const sent = ['webhook-batch', 'webhook-blocking', 'webhook-hostile'];
/** Long in `npm run torture`: 200, over all events; else over each fortieth of the larger corpora. */
const queries = Number(process.env.CORPUS_QUERIES ?? 8);
const step = process.env.CORPUS_QUERIES === undefined ? 40 : 1;
const seed = Number(process.env.ORACLE_SEED ?? 5);
const clusterOf = (name: string): string => name.replaceAll('.', '-');

function linesOf(name: string): Buffer[] {
  if (sent.includes(name)) return bodiesOf(name).flatMap(itemsOf);
  const lines = splitLines(gunzipSync(readFileSync(path.join(corpusFolder, `${name}.ndjson.gz`))));
  return lines.length < 1000 ? lines : lines.filter((_, k) => k % step === 0);
}

function requestsOf(name: string): { bytes: Buffer; type: string }[] {
  if (sent.includes(name)) return bodiesOf(name).map((bytes) => ({ bytes, type: 'application/json' }));
  const lines = linesOf(name);
  return Array.from({ length: Math.ceil(lines.length / 1000) }, (_, k) => {
    const some = lines.slice(k * 1000, (k + 1) * 1000);
    return { bytes: Buffer.concat(some.flatMap((line) => [line, Buffer.from('\n')])), type: 'application/x-ndjson' };
  });
}

/** What a query should find: the lines are told apart by cluster and digest alone, all of them would fill the memory. */
type Found = Set<string>;
/** The time of each event, µs, as the judge reads it. */
const times = new Map<string, number | undefined>();
const digestOf = (line: Uint8Array): string => createHash('sha1').update(line).digest('base64');

const server = new TestServer();
let events = 0;
beforeAll(async () => {
  await server.start();
  for (const name of [...captured, ...sent]) {
    const token = await server.enable(clusterOf(name));
    for (const body of requestsOf(name)) expect((await server.post(clusterOf(name), body.bytes, { type: body.type, wait: false, token })).status).toBe(200);
    events += new Set(linesOf(name).map(digestOf)).size;
  }
  await untilStored(server, events);
}, 1_200_000);
afterAll(() => server.remove());

it(`${queries} random queries over all captured events: the same number, the same events, newest first`, async () => {
  const sample = captured.flatMap((name) =>
    linesOf(name)
      .filter((line, k) => k % 50 === 0 && line.length < 60_000)
      .map((line) => new Document(line, clusterOf(name))),
  );
  const next = createTrees(sample, seed);
  const asked = Array.from({ length: queries }, () => next())
    .map((tree) => ({ tree, q: printTree(tree), found: new Set<string>() }))
    .filter(({ q }) => q.length <= 4000);
  for (const name of [...captured, ...sent]) {
    const lines = new Map(linesOf(name).map((line) => [digestOf(line), line]));
    for (const [digest, line] of lines) {
      const event = new Document(line, clusterOf(name));
      const key = `${clusterOf(name)} ${digest}`;
      times.set(key, event.micros('stageTimestamp'));
      for (const { tree, found } of asked) if (decide(tree, event)) found.add(key);
    }
  }
  // The walk took minutes without a pause: connections that the server has closed meanwhile are only noticed now.
  await wait(1000);
  const wrong: unknown[] = [];
  for (const { q, found } of asked) {
    const count = await server.count(q);
    if (count !== found.size) wrong.push({ q, expected: found.size, count });
    const missing = await missingOf(q, found);
    if (missing !== null) wrong.push({ q, ...missing });
  }
  expect(wrong.slice(0, 10)).toEqual([]);
  noteFigures({ queries: asked.length, seed, events, differences: wrong.length });
}, 7_200_000);

/** What is wrong with the lines of each cluster that match, and with their order; null where nothing is. */
async function missingOf(q: string, found: Found): Promise<object | null> {
  let seen = 0;
  for (const name of [...captured, ...sent]) {
    const cluster = clusterOf(name);
    const keys = (await server.lines(q, { cluster, order: 'desc' })).map((line) => `${cluster} ${digestOf(line)}`);
    seen += keys.length;
    if (new Set(keys).size !== keys.length) return { is: 'some twice', cluster };
    if (keys.some((key) => !found.has(key))) return { is: 'other events', cluster };
    const inOrder = keys.map((key) => times.get(key)).filter((time) => time !== undefined);
    if (inOrder.some((time, k) => k > 0 && time > inOrder[k - 1])) return { is: 'out of order', cluster };
  }
  return seen === found.size ? null : { is: 'events missing', seen, expected: found.size };
}
