// What a count reads: pieces of its range that exclude each other, of which the roll-ups tell as much as they can.
import type { ClickHouseSettings } from '@clickhouse/client';
import { rollups, stepOf, tellsOf, type Rollup } from '../rollups.ts';
import type { Shown } from '../stored-seqs.ts';
import { readsBodies, type Plan, type TimeRange } from './plan.ts';
import { always, and, never, or } from './sql.ts';

/** Where a count is read from. */
export interface CountSource {
  /** Conditions that exclude each other. With `rollup`, the first asks for nothing but what that has. */
  readonly pieces: readonly string[];
  readonly rollup: Rollup | null;
  /** What the statement is to be asked with. */
  readonly settings: ClickHouseSettings;
  /** Whether what is read counts in any case; else it must be possible to forget it. */
  readonly isFinal: boolean;
}

/** Of a selection. */
export interface PlannedQuestion {
  readonly plan: Plan;
  readonly shown: Shown;
}

export interface CountQuestion extends PlannedQuestion {
  /** All that is asked of a row, besides its time and whose it is. */
  readonly expressions: readonly string[];
  /** Steps of time that the answer tells apart, µs; null where it tells none. */
  readonly interval: number | null;
}

/**
 * Reads counts by roll-ups where they can tell, else by rows. `read` may be called twice, and tells all of it each time; where the source is not final it may answer
 * null, that it cannot keep all of it.
 */
export async function readCounts<T>(question: CountQuestion, read: (source: CountSource) => Promise<T | null>): Promise<T> {
  const { plan, shown } = question;
  const quick = rollupSource(question) ?? restingSource(question);
  const answer = quick === null ? null : await shown.askAll(() => read(quick));
  return answer ?? (await read({ pieces: [plan.scope], rollup: null, settings: {}, isFinal: true }))!;
}

/** Null where no roll-up tells of a part of the range. */
function rollupSource({ plan: { owned, range }, expressions, interval }: CountQuestion): CountSource | null {
  const fits = (rollup: Rollup): boolean => (interval === null || interval % rollup.micros === 0) && tellsOf(rollup, [owned, ...expressions]);
  for (const rollup of rollups.filter(fits)) {
    const times = wholeSteps(range, rollup);
    const pieces = times === null ? [] : [times.within, times.beside].filter((piece) => piece !== never).map((piece) => and(owned, piece));
    if (pieces.length > 0) return { pieces, rollup, settings: withoutRows, isFinal: false };
  }
  return null;
}

/** The rows without a condition on arrivals. What reads much text is not worth asking twice. */
function restingSource({ plan, expressions }: CountQuestion): CountSource | null {
  return expressions.some(readsBodies) ? null : { pieces: [plan.ownedScope], rollup: null, settings: {}, isFinal: false };
}

/** Before it reads a roll-up, the engine would look through the primary key of the rows: what takes most of the time. */
const withoutRows: ClickHouseSettings = { use_primary_key: 0 };

/** The steps that lie wholly within a range, and the rest of it; null where there are none. */
function wholeSteps({ from, to }: TimeRange, rollup: Rollup): { readonly within: string; readonly beside: string } | null {
  const { micros } = rollup;
  const first = from === null ? 1 : Math.ceil(from / micros);
  const end = to === null ? Infinity : Math.floor(to / micros);
  // The step 0 has twice the length: the engine rounds towards it from both sides.
  if (first < 1 || first >= end) return null;
  const step = stepOf(rollup);
  return {
    within: and(from === null ? always : `${step} >= ${first}`, to === null ? always : `${step} < ${end}`),
    beside: or(timesBetween(from, first * micros), timesBetween(end * micros, to)),
  };
}

function timesBetween(from: number | null, to: number | null): string {
  return from === null || to === null || from === to ? never : `(ts >= ${from} AND ts < ${to})`;
}
