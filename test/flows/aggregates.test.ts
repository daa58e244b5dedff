import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';
import { histogramOf, namedFields, randomPath, topOf, type Named } from '../oracle/aggregates.ts';
import { Document } from '../oracle/document.ts';
import { createQueries, createRandom } from '../oracle/random-queries.ts';

const corpora = [
  ['hostile-raw', 1000],
  ['everything', 200],
  ['tke-policy', 250],
  ['modern-1.36', 80],
] as const;
const rounds = Number(process.env.ORACLE_QUERIES ?? 30);
const seed = Number(process.env.ORACLE_SEED ?? 16);
const intervals = { '1s': 1000, '7s': 7000, '60s': 60_000, '5m': 300_000, '2h': 7_200_000, '1d': 86_400_000 };

interface Facet {
  readonly values: { readonly value: string; readonly count: number }[];
  readonly distinct: number;
  readonly exact: boolean;
}

/** µs, `from` inclusive, `to` exclusive. */
interface Range {
  readonly from?: number;
  readonly to?: number;
}

function isIn({ from = -Infinity, to = Infinity }: Range, event: Document): boolean {
  const time = event.micros('stageTimestamp')!;
  return time >= from && time < to;
}

/** As parameters of a request. */
function textOf(range: Range): Record<string, string> {
  return Object.fromEntries(
    Object.entries(range as Record<string, number>).map(([name, micros]) => {
      const millis = Math.floor(micros / 1000);
      return [name, new Date(millis).toISOString().replace('Z', `${String(micros - millis * 1000).padStart(3, '0')}Z`)];
    }),
  );
}

describe('histogram, facets, top and count agree with a tally of the lines', () => {
  const server = new TestServer();
  const events: Document[] = [];
  const bodies = new Map<string, Buffer>();
  beforeAll(async () => {
    await server.start();
    for (const [name, size] of corpora) {
      const cluster = name.replace('.', '-');
      const lines = splitLines(gunzipSync(readFileSync(`examples/${name}.ndjson.gz`)));
      const step = Math.max(1, Math.floor(lines.length / size));
      const readable = (line: Buffer): boolean => new Document(line).micros('stageTimestamp') !== undefined;
      const some = lines.filter((line, k) => k % step === 0 && readable(line));
      bodies.set(cluster, Buffer.concat(some.flatMap((line) => [line, Buffer.from('\n')])));
      await server.enable(cluster);
      const answer = await server.post(cluster, bodies.get(cluster)!, { type: 'application/x-ndjson' });
      expect([name, answer.json.accepted]).toEqual([name, some.length]);
      events.push(...some.map((line) => new Document(line, cluster)));
    }
  }, 240_000);
  afterAll(() => server.remove());

  const ask = async <T>(place: string, parameters: Record<string, string | number>): Promise<T> => {
    const answer = await server.get(`/api/v1/${place}`, parameters);
    if (answer.status !== 200) throw new Error(`${place} ${JSON.stringify(parameters)}: ${answer.status} ${answer.bytes.toString('utf8')}`);
    return answer.json as T;
  };

  const compare = async (count: number, start: number): Promise<void> => {
    const random = createRandom(start);
    const next = createQueries(events, start);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
    const randomTime = (): number => {
      const time = pick(events).micros('stageTimestamp')! + Math.floor(random() * 240_000_000) - 120_000_000;
      return random() < 0.5 ? Math.floor(time / 60_000_000) * 60_000_000 : time;
    };
    const randomRange = (): Range => {
      const [from, to] = [randomTime(), randomTime()].sort((a, b) => a - b);
      return from === to ? {} : { from, ...(random() < 0.3 ? {} : { to }) };
    };
    const field = (): Named => (random() < 0.35 ? randomPath(events, random) : pick(namedFields));
    const wrong: unknown[] = [];
    const expectSame = (what: unknown, got: unknown, expected: unknown): void => {
      if (JSON.stringify(got) !== JSON.stringify(expected))
        wrong.push({ what, got: JSON.stringify(got).slice(0, 500), expected: JSON.stringify(expected).slice(0, 500) });
    };
    for (let round = 0; round < count; round += 1) {
      const { q, is } = random() < 0.3 ? { q: '', is: () => true } : next();
      if (q.length > 4000) continue;
      const range = random() < 0.5 ? {} : randomRange();
      const matching = events.filter((event) => is(event) && isIn(range, event));
      expectSame({ q, range }, await server.count(q, textOf(range)), matching.length);

      const [interval, intervalMs] = pick(Object.entries(intervals));
      const by = random() < 0.6 ? field() : null;
      const { buckets } = await ask<{ buckets: { start: string; count: number; counts?: Record<string, number> }[] }>('histogram', {
        q,
        ...textOf(range),
        interval,
        ...(by === null ? {} : { by: by.name }),
      });
      const sorted = (counts: Record<string, number> | undefined): unknown => counts && Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
      expectSame(
        { q, range, interval, by: by?.name },
        buckets.map(({ start, count, counts }) => [Date.parse(start), count, sorted(counts)]),
        histogramOf(matching, intervalMs, by).map(({ start, count, counts }) => [start, count, sorted(counts)]),
      );

      const fields = [field(), field(), field()].filter((one, k, all) => all.findIndex(({ name }) => name === one.name) === k);
      const limit = pick([1, 3, 10, 2000]);
      const { facets } = await ask<{ facets: Record<string, Facet> }>('facets', {
        q,
        ...textOf(range),
        fields: fields.map(({ name }) => name).join(','),
        limit,
      });
      for (const one of fields) {
        const all = topOf(matching, [one]);
        const expected = { values: all.slice(0, limit).map(({ values, count }) => ({ value: values[0], count })), distinct: all.length, exact: true };
        expectSame({ q, range, facet: one.name, limit }, facets[one.name], expected);
      }

      const pair = fields.slice(0, 2);
      const rows = await ask<{ rows: { values: string[]; count: number }[]; distinct: number }>('top', {
        q,
        ...textOf(range),
        by: pair.map(({ name }) => name).join(','),
        limit,
      });
      const all = topOf(matching, pair);
      expectSame({ q, range, top: pair.map(({ name }) => name), limit }, [rows.rows, rows.distinct], [all.slice(0, limit), all.length]);
    }
    expect(wrong.slice(0, Number(process.env.ORACLE_SHOW ?? 5))).toEqual([]);
  };

  it(`${rounds} random questions`, () => compare(rounds, seed), 900_000);

  it('every field and the whole of the lines', async () => {
    for (let from = 0; from < namedFields.length; from += 10) {
      const part = namedFields.slice(from, from + 10);
      const { facets } = await ask<{ facets: Record<string, Facet> }>('facets', { fields: part.map(({ name }) => name).join(','), limit: 5000 });
      for (const one of part) {
        const all = topOf(events, [one]).map(({ values, count }) => ({ value: values[0], count }));
        expect([one.name, facets[one.name]]).toEqual([one.name, { values: all, distinct: all.length, exact: true }]);
      }
    }
  });

  it('the same after everything was sent again, and after a kill and a restart', async () => {
    for (const [cluster, body] of bodies) expect((await server.post(cluster, body, { type: 'application/x-ndjson' })).json).toMatchObject({ accepted: 0 });
    await compare(Math.ceil(rounds / 6), seed + 1);
    for (const [cluster, body] of bodies) expect((await server.post(cluster, body, { type: 'application/x-ndjson', wait: false })).status).toBe(200);
    await server.stop('SIGKILL');
    await server.start();
    await compare(Math.ceil(rounds / 6), seed + 2);
  }, 900_000);
});
