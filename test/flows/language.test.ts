import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteFigures } from '../harness/figures.ts';
import { bodiesOf, itemsOf } from '../harness/recorded-bodies.ts';
import { corpusFolder, splitLines, TestServer } from '../harness/server.ts';
import { Document } from '../oracle/document.ts';
import { createQueries } from '../oracle/random-queries.ts';
import { writtenQueries } from '../oracle/written-queries.ts';

const names = ['tke-policy', 'everything', 'metadata', 'modern-1.36', 'hostile-raw'];
const captured = (folder: string, name: string): Buffer[] => splitLines(gunzipSync(readFileSync(`${folder}/${name}.ndjson.gz`)));
/** How many events the random queries are asked of; those of hostile clients are all among them. More than the examples hold come from the whole corpora. */
const sampled = Number(process.env.ORACLE_EVENTS ?? 1000);
const isLong = process.env.ORACLE_EVENTS !== undefined;
const randomQueries = Number(process.env.RANDOM_QUERIES ?? 2000);
/** Of so many random queries the matching lines are compared too, and not only their number. */
const everyNth = 5;

describe('queries agree with a plain filter over the lines', () => {
  const server = new TestServer();
  const all: Document[] = [];
  const sample: Document[] = [];
  beforeAll(async () => {
    await server.start();
    await server.enable('all');
    await server.enable('sample');
    for (const name of names) {
      const lines = captured('examples', name);
      all.push(...lines.map((line) => new Document(line)));
      const some = sampleOf(isLong ? captured(corpusFolder, name) : lines);
      sample.push(...some.map((line) => new Document(line)));
      for (const [cluster, part] of [
        ['all', lines],
        ['sample', some],
      ] as const) {
        const body = Buffer.concat(part.flatMap((line) => [line, Buffer.from('\n')]));
        const answer = await server.post(cluster, body, { type: 'application/x-ndjson' });
        expect([name, answer.status, answer.json.accepted]).toEqual([name, 200, part.length]);
      }
    }
    for (const body of bodiesOf('webhook-hostile')) {
      sample.push(...itemsOf(body).map((line) => new Document(line)));
      expect((await server.post('sample', body)).status).toBe(200);
    }
  });
  afterAll(() => server.remove());

  /** Megabyte bodies would make the judge slow; the exactness test has them. */
  const sampleOf = (lines: readonly Buffer[]): readonly Buffer[] => {
    const small = isLong ? lines.filter((line) => line.length < 60_000) : lines;
    const step = Math.max(1, Math.floor((small.length * (names.length - 1)) / sampled));
    return small.filter((_, k) => k % step === 0);
  };

  const identities = (lines: readonly Buffer[]): string[] => lines.map((line) => line.toString('latin1')).sort();

  it.each(writtenQueries.map((query) => [query.q, query] as const))('%s', async (q, { is }) => {
    const expected = all.filter(is);
    expect(await server.count(q, { cluster: 'all' })).toBe(expected.length);
    expect(identities(await server.lines(q, { cluster: 'all' }))).toEqual(identities(expected.map(({ line }) => line)));
  });

  it('most written queries find something, and not everything', () => {
    const telling = writtenQueries.filter(({ is }) => {
      const found = all.filter(is).length;
      return found > 0 && found < all.length;
    });
    expect(telling.length / writtenQueries.length).toBeGreaterThan(0.75);
  });

  it(`${randomQueries} random queries: count, and every ${everyNth}th the lines`, async () => {
    const next = createQueries(sample, Number(process.env.ORACLE_SEED ?? 20261123));
    const wrong: unknown[] = [];
    let found = 0;
    for (let k = 0; k < randomQueries; k += 4)
      await Promise.all(
        [0, 1, 2, 3].map(async (lane) => {
          const { q, is } = next();
          if (q.length > 15_000) return;
          const expected = sample.filter(is);
          if (expected.length > 0 && expected.length < sample.length) found += 1;
          const count = await server.count(q, { cluster: 'sample' }).catch((error: unknown) => String(error));
          if (count !== expected.length) wrong.push({ q, expected: expected.length, count });
          if ((k + lane) % everyNth !== 0) return;
          const lines = identities(await server.lines(q, { cluster: 'sample' }));
          if (lines.join('\n') !== identities(expected.map(({ line }) => line)).join('\n')) wrong.push({ q, expected: expected.length, lines: lines.length });
        }),
      );
    expect(wrong.slice(0, 10)).toEqual([]);
    expect(found).toBeGreaterThan(randomQueries / 4);
    noteFigures({ queries: randomQueries, events: sample.length, differences: wrong.length });
  }, 7_200_000);
});
