import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findField } from '../audit/fields.ts';
import { parseQuery } from '../search/parse.ts';
import { createStore, type Store } from './create-store.ts';
import { encodeBody } from './encode-body.ts';
import { selectAll } from './engine/statements.ts';
import { rollups, stepOf, tellsOf } from './rollups.ts';
import { eventsTable } from './schema.ts';
import type { Selection } from './store.ts';
import { mergeFreshParts } from './upkeep.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const lines = gunzipSync(readFileSync('examples/tke-policy.ndjson.gz')).toString('utf8').trimEnd().split('\n');
interface Fact {
  readonly ts: number;
  readonly user: string;
  readonly verb: string;
  readonly code: number;
}
const microsOf = (text: string): number => Date.parse(`${text.slice(0, 19)}Z`) * 1000 + Number(text.slice(20, 26));
const facts = lines.map((line): Fact => {
  const event = JSON.parse(line) as { stageTimestamp: string; verb: string; user?: { username?: string }; responseStatus?: { code?: number } };
  return { ts: microsOf(event.stageTimestamp), user: event.user?.username ?? '', verb: event.verb, code: event.responseStatus?.code ?? 0 };
});
const minute = 60_000_000;

function selection(q: string, from: number | null, to: number | null): Selection {
  const parsed = parseQuery(q, { nowMicros: 0 });
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return { query: parsed.query, from, to, clusters: null, topics: null };
}

describe('roll-ups', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'cluster-audit-rollups-'));
  let store: Store;
  const write = async (seq: number, part: readonly string[]): Promise<void> => {
    const context = { seq, cluster: 'c', topic: 't', retentionDays: 3650, source: 's', receivedAt: Date.now() };
    await store.write([await encodeBody(Buffer.from(part.join('\n')), context)], `block ${seq}`, false);
  };
  beforeAll(async () => {
    store = await createStore({ directory, memoryMb: 1024, reserveBytes: 0, log });
    await store.newestSeq();
    const half = Math.floor(lines.length / 2);
    await write(1, lines.slice(0, half));
    await write(2, lines.slice(half));
    store.noteStored([[1, 2]]);
  }, 120_000);
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const usersOf = async (q: string, from: number | null, to: number | null): Promise<unknown> => {
    const field = { field: findField('user.username')!, root: null, path: [] };
    const [{ rows }] = await store.reader.groups(selection(q, from, to), { groupings: [[field]], limit: 1000, match: '' });
    return Object.fromEntries(rows.map(({ values, count }) => [values[0], count]));
  };
  const expectedUsers = (is: (fact: Fact) => boolean): unknown => {
    const counts: Record<string, number> = {};
    for (const fact of facts.filter(is)) counts[fact.user] = (counts[fact.user] ?? 0) + 1;
    return counts;
  };
  const first = facts.reduce((least, { ts }) => Math.min(least, ts), Infinity);
  const last = facts.reduce((most, { ts }) => Math.max(most, ts), 0);
  const ranges: readonly (readonly [string, number | null, number | null])[] = [
    ['everything', null, null],
    ['whole minutes', Math.ceil(first / minute) * minute, Math.floor(last / minute) * minute],
    ['with edges on both sides', first + 7_000_001, last - 11_000_003],
    ['open to the past', null, last - 11_000_003],
    ['open to the future', first + 7_000_001, null],
    ['less than a minute', first + 7_000_001, first + 9_000_000],
    ['nothing', last + minute, last + 2 * minute],
  ];

  it.each(ranges)('agree with the events: %s', async (_, from, to) => {
    const isIn = ({ ts }: Fact): boolean => (from === null || ts >= from) && (to === null || ts < to);
    // Once at rest, and once so soon after a write that rows are read.
    for (const pause of [300, 0]) {
      if (pause === 0) await write(3, lines.slice(0, 1));
      await new Promise((resolve) => setTimeout(resolve, pause));
      expect(await usersOf('', from, to)).toEqual(expectedUsers(isIn));
      expect(await usersOf('responseStatus.code:403 AND NOT verb:get', from, to)).toEqual(
        expectedUsers((fact) => isIn(fact) && fact.code === 403 && fact.verb !== 'get'),
      );
      expect(await store.reader.count(selection('verb:(watch OR list)', from, to))).toBe(
        facts.filter((fact) => isIn(fact) && ['watch', 'list'].includes(fact.verb)).length,
      );
      const buckets = await store.reader.histogram(selection('', from, to), {
        intervalMicros: 2 * minute,
        by: { field: findField('verb')!, root: null, path: [] },
      });
      expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(facts.filter(isIn).length);
      for (const { start, counts } of buckets)
        for (const [verb, count] of counts!)
          expect([verb, count]).toEqual([
            verb,
            facts.filter((fact) => isIn(fact) && fact.verb === verb && fact.ts >= start && fact.ts < start + 2 * minute).length,
          ]);
      store.noteStored([[3, 3]]);
    }
  });

  it('are what the engine reads, also after a merge, and their counts are those of the rows', async () => {
    await mergeFreshParts(store.engine);
    const [rollup] = rollups;
    const question = `SELECT \`verb\`, count() FROM ${eventsTable} WHERE ${stepOf(rollup)} >= 1 AND \`responseStatus.code\` = 200 GROUP BY \`verb\``;
    const plan = await selectAll(store.engine, { columns: [{ sql: 'explain', kind: 'bytes' }], tail: `FROM (EXPLAIN ${question})` });
    expect(plan.map(([line]) => String(line)).join('\n')).toContain(`ReadFromMergeTree (${rollup.name})`);
    const [[rows]] = await selectAll(store.engine, {
      columns: [{ sql: 'sum(rows)', kind: 'u64' }],
      tail: `FROM system.projection_parts WHERE active AND database = 'audit' AND name = '${rollup.name}'`,
    });
    expect(rows as number).toBeGreaterThan(0);
    expect(rows as number).toBeLessThan(facts.length / 2);
  });

  it('are asked only for what they have', () => {
    const [rollup] = rollups;
    expect(tellsOf(rollup, ['`verb` = {p0:String}', 'cluster IN {p1:Array(String)}', 'odd = 0', stepOf(rollup).replace('ts', '')])).toBe(true);
    expect(tellsOf(rollup, ['`objectRef.name` = {p0:String}'])).toBe(false);
    expect(tellsOf(rollup, ['bitAnd(flags, 1) = 0'])).toBe(false);
    expect(tellsOf(rollup, ['ts >= 5'])).toBe(false);
  });
});
