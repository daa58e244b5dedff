// Between which times rows stand that are always decided on the event (`odd`): most stores have none, and their questions need not look for them.
import type { EncodedRow } from './encode-body.ts';
import type { Engine } from './engine/engine.ts';
import { selectAll } from './engine/statements.ts';
import { eventsTable } from './schema.ts';

interface OddTimes {
  /** µs, both inclusive; the last before the first where there are none. */
  first: number;
  last: number;
  /** Whether it is known which were stored before this life. */
  isWhole: boolean;
}

const all = new WeakMap<Engine, OddTimes>();

function timesOf(engine: Engine): OddTimes {
  let times = all.get(engine);
  if (times === undefined) all.set(engine, (times = { first: Infinity, last: -Infinity, isWhole: false }));
  return times;
}

function widen(times: OddTimes, first: number, last: number): void {
  times.first = Math.min(times.first, first);
  times.last = Math.max(times.last, last);
}

/** To be called before rows are written. */
export function noteOddRows(engine: Engine, rows: readonly EncodedRow[]): void {
  for (const { odd, ts } of rows) if (odd) widen(timesOf(engine), ts, ts);
}

/** Whether an odd row may stand within a range (µs; null = open). */
export async function mayHaveOddRows(
  engine: Engine,
  { from, to }: { readonly from: number | null; readonly to: number | null },
  signal?: AbortSignal,
): Promise<boolean> {
  const times = timesOf(engine);
  if (!times.isWhole) {
    const [[count, first, last]] = (await selectAll(engine, {
      columns: [
        { sql: 'count()', kind: 'u64' },
        { sql: 'min(ts)', kind: 'i64' },
        { sql: 'max(ts)', kind: 'i64' },
      ],
      tail: `FROM ${eventsTable} WHERE odd = 1`,
      signal,
    })) as readonly (readonly number[])[];
    if (count > 0) widen(times, first, last);
    times.isWhole = true;
  }
  return times.first <= times.last && (to === null || times.first < to) && (from === null || times.last >= from);
}
