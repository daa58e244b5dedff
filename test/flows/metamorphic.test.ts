import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteFigures } from '../harness/figures.ts';
import { splitLines, TestServer } from '../harness/server.ts';
import { Document } from '../oracle/document.ts';
import { decide, printTree } from '../oracle/query-trees.ts';
import { createRandom } from '../oracle/random-queries.ts';
import { createTrees } from '../oracle/random-trees.ts';

const queries = Number(process.env.METAMORPHIC_QUERIES ?? 300);
const seed = Number(process.env.ORACLE_SEED ?? 64);
/** Of so many queries pages and ranges are followed too. */
const everyNth = 10;

describe('answers to one question agree with each other', () => {
  const server = new TestServer();
  const events: Document[] = [];
  let times: string[] = [];
  beforeAll(async () => {
    await server.start();
    for (const name of ['hostile-raw', 'tke-policy', 'modern-1.36']) {
      const lines = splitLines(gunzipSync(readFileSync(`examples/${name}.ndjson.gz`)));
      const step = Math.max(1, Math.floor(lines.length / 80));
      const some = lines.filter((_, k) => k % step === 0);
      await server.enable(name);
      expect((await server.post(name, Buffer.concat(some.flatMap((line) => [line, Buffer.from('\n')])), { type: 'application/x-ndjson' })).status).toBe(200);
      events.push(...some.map((line) => new Document(line, name)));
    }
    times = events.flatMap((event) => event.string('stageTimestamp') ?? []).filter((time) => /^2026-\d\d-\d\dT[\d:.]+Z$/.test(time));
  });
  afterAll(() => server.remove());

  const texts = (lines: readonly Buffer[]): string[] => lines.map((line) => line.toString('latin1'));

  /** Every event along the cursor, one row an event. */
  const paged = async (q: string, limit: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer = await server.get('/api/v1/events', cursor === '' ? { q, limit, fold: 'false', order: 'asc' } : { cursor, limit });
      if (answer.status !== 200) throw new Error(`${q}: ${answer.bytes.toString('utf8')}`);
      const page = answer.json as { readonly events: { readonly id: string }[]; readonly cursor: string | null };
      ids.push(...page.events.map(({ id }) => id));
      cursor = page.cursor;
    }
    return ids;
  };

  it(`${queries} questions and their opposites, halves of the range, and pages`, async () => {
    const random = createRandom(seed);
    const next = createTrees(events, seed);
    const wrong: unknown[] = [];
    for (let k = 0; k < queries; k += 1) {
      const tree = next();
      const q = printTree(tree);
      if (q.length > 3000) continue;
      const chosen = events.filter((event) => decide(tree, event));
      const [count, opposite] = [await server.count(q), await server.count(`NOT (${q})`)];
      if (count !== chosen.length || count + opposite !== events.length) wrong.push({ q, expected: chosen.length, count, opposite });
      if (k % everyNth === 0) wrong.push(...(await follow(q, chosen, random)));
    }
    expect(wrong.slice(0, 10)).toEqual([]);
    noteFigures({ queries, seed, events: events.length, differences: wrong.length });
  }, 3_600_000);

  /** What disagrees: lines, halves of the range, pages of two sizes, the count after a pipe. */
  const follow = async (q: string, chosen: readonly Document[], random: () => number): Promise<readonly unknown[]> => {
    const middle = times[Math.floor(random() * times.length)];
    const whole = texts(await server.lines(q));
    const halves = [...texts(await server.lines(q, { to: middle })), ...texts(await server.lines(q, { from: middle }))];
    const expected = texts(chosen.map(({ line }) => line)).toSorted();
    const [few, many] = [await paged(q, 1 + Math.floor(random() * 40)), await paged(q, 10_000)];
    const sql = await server.get('/api/v1/query', { q: `${q} | count` });
    const checks = {
      'the halves of the range are another whole': whole.join('\n') === halves.join('\n'),
      'other lines': whole.toSorted().join('\n') === expected.join('\n'),
      'pages of two sizes differ': few.join() === many.join() && new Set(few).size === chosen.length,
      'the count after a pipe differs': JSON.stringify(sql.json.rows) === JSON.stringify([[String(chosen.length)]]),
    };
    return Object.entries(checks)
      .filter(([, holds]) => !holds)
      .map(([what]) => ({ q, what, middle }));
  };

  it('a query of hundreds of words is decided all the same', async () => {
    const words = Array.from({ length: 300 }, (_, k) => `w${k}`).join(' OR ');
    expect(await server.count(`${words} OR verb:*`)).toBe(events.filter((event) => event.has('verb')).length);
    expect((await server.get('/api/v1/query', { q: `${words} OR verb:* | count` })).json.rows).toEqual([
      [String(events.filter((event) => event.has('verb')).length)],
    ]);
  });
});
