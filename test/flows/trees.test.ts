import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteFigures } from '../harness/figures.ts';
import { corpusFolder, splitLines, TestServer } from '../harness/server.ts';
import { Document } from '../oracle/document.ts';
import { decide, printTree } from '../oracle/query-trees.ts';
import { createTrees } from '../oracle/random-trees.ts';

const corpora = [
  ['tke-policy', 250],
  ['everything', 200],
  ['metadata', 60],
  ['modern-1.36', 80],
  ['hostile-raw', 80],
] as const;
const queries = Number(process.env.ORACLE_QUERIES ?? 700);
const seed = Number(process.env.ORACLE_SEED ?? 36);
/** Of so many queries the matching lines are compared too, and not only their number. */
const everyNth = 5;
const lanes = 4;

describe('random trees of the query language', () => {
  const server = new TestServer();
  const events: Document[] = [];
  beforeAll(async () => {
    await server.start();
    for (const [name, size] of corpora) {
      const lines = splitLines(gunzipSync(readFileSync(`${corpusFolder}/${name}.ndjson.gz`)));
      const step = Math.max(1, Math.floor(lines.length / size));
      const cluster = name.replace('.', '-');
      // Megabyte bodies would make the judge slow; the exactness test has them.
      const some = lines.filter((line, k) => k % step === 0 && line.length < 60_000);
      await server.enable(cluster);
      const answer = await server.post(cluster, Buffer.concat(some.flatMap((line) => [line, Buffer.from('\n')])), { type: 'application/x-ndjson' });
      expect([name, answer.json.accepted]).toEqual([name, some.length]);
      events.push(...some.map((line) => new Document(line, cluster)));
    }
  });
  afterAll(() => server.remove());

  it(`${queries} of them find what a walk over the tree finds`, async () => {
    const next = createTrees(events, seed);
    const wrong: unknown[] = [];
    let telling = 0;
    const ask = async (index: number): Promise<void> => {
      const tree = next();
      const q = printTree(tree);
      if (q.length > 4000) return;
      const expected = events.filter((event) => decide(tree, event));
      if (expected.length > 0 && expected.length < events.length) telling += 1;
      const count = await server.count(q).catch((error: unknown) => String(error));
      if (count !== expected.length) wrong.push({ q, expected: expected.length, count });
      if (index % everyNth !== 0) return;
      const texts = (lines: readonly Buffer[]): string =>
        lines
          .map((line) => line.toString('latin1'))
          .sort()
          .join('\n');
      if (texts(await server.lines(q)) !== texts(expected.map(({ line }) => line))) wrong.push({ q, expected: expected.length, is: 'the lines differ' });
    };
    for (let index = 0; index < queries; index += lanes) await Promise.all(Array.from({ length: lanes }, (_, lane) => ask(index + lane)));
    expect(wrong.slice(0, Number(process.env.ORACLE_SHOW ?? 10))).toEqual([]);
    expect(telling).toBeGreaterThan(queries / 3);
    noteFigures({ queries, seed, events: events.length, differences: wrong.length });
  }, 7_200_000);
});
