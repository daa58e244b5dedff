// What bounds the looking: between which times rows stand, odd ones above all (most stores have none), and how long after its request an event may come.
import type { EncodedRow } from './encode-body.ts';
import type { Engine } from './engine/engine.ts';
import { selectAll } from './engine/statements.ts';
import { eventsTable } from './schema.ts';

/** Both ends inclusive, µs; the last before the first where there is nothing. */
interface Range {
  first: number;
  last: number;
}

interface Extremes {
  /** Times of rows that are always decided on the event. */
  readonly odd: Range;
  /** Between the time of an event and its requestReceivedTimestamp. */
  readonly lag: Range;
  /** Times of all rows. */
  readonly time: Range;
  /** Whether it is known what was stored before this life. */
  isOddKnown: boolean;
  isTimeKnown: boolean;
  isLagKnown: boolean;
  isLagAsked: boolean;
}

const all = new WeakMap<Engine, Extremes>();

function extremesOf(engine: Engine): Extremes {
  let extremes = all.get(engine);
  if (extremes === undefined) {
    extremes = {
      odd: { first: Infinity, last: -Infinity },
      lag: { first: Infinity, last: -Infinity },
      time: { first: Infinity, last: -Infinity },
      isOddKnown: false,
      isTimeKnown: false,
      isLagKnown: false,
      isLagAsked: false,
    };
    all.set(engine, extremes);
  }
  return extremes;
}

function widen(range: Range, first: number, last: number): void {
  range.first = Math.min(range.first, first);
  range.last = Math.max(range.last, last);
}

/** To be called before rows are written. */
export function noteRows(engine: Engine, rows: readonly EncodedRow[]): void {
  const { odd, lag, time } = extremesOf(engine);
  for (const row of rows) {
    widen(lag, row.lat, row.lat);
    widen(time, row.ts, row.ts);
    if (row.odd) widen(odd, row.ts, row.ts);
  }
}

/** Whether an odd row may stand within a range (µs; null = open). */
export async function mayHaveOddRows(
  engine: Engine,
  { from, to }: { readonly from: number | null; readonly to: number | null },
  signal?: AbortSignal,
): Promise<boolean> {
  const extremes = extremesOf(engine);
  const { odd } = extremes;
  if (!extremes.isOddKnown) {
    await readInto(engine, odd, 'ts', 'WHERE odd = 1', signal);
    extremes.isOddKnown = true;
  }
  return odd.first <= odd.last && (to === null || odd.first < to) && (from === null || odd.last >= from);
}

/** Between which times (µs, both inclusive) all rows stand; the last before the first where there are none. Rows may be fewer by now, never more. */
export async function storedTimes(engine: Engine, signal?: AbortSignal): Promise<Readonly<Range>> {
  const extremes = extremesOf(engine);
  if (!extremes.isTimeKnown) {
    await readInto(engine, extremes.time, 'ts', '', signal);
    extremes.isTimeKnown = true;
  }
  return extremes.time;
}

/** How late events of before this life came is read once, beside the first question that wants it, which does not wait for it. */
function askForLags(engine: Engine, extremes: Extremes): void {
  if (extremes.isLagAsked) return;
  extremes.isLagAsked = true;
  readInto(engine, extremes.lag, 'lat', '').then(
    () => (extremes.isLagKnown = true),
    () => (extremes.isLagAsked = false),
  );
}

/** Between which times (µs, both inclusive) all stages of requests lie that were received between two times; null while that is not known. */
export function timesOfStages(engine: Engine, received: Readonly<Range>): Readonly<Range> | null {
  const extremes = extremesOf(engine);
  askForLags(engine, extremes);
  const { lag, isLagKnown } = extremes;
  return isLagKnown && lag.first <= lag.last ? { first: received.first + lag.first, last: received.last + lag.last } : null;
}

async function readInto(engine: Engine, range: Range, column: string, where: string, signal?: AbortSignal): Promise<void> {
  const [[count, first, last]] = (await selectAll(engine, {
    columns: [
      { sql: 'count()', kind: 'u64' },
      { sql: `min(${column})`, kind: 'i64' },
      { sql: `max(${column})`, kind: 'i64' },
    ],
    tail: `FROM ${eventsTable} ${where}`,
    signal,
  })) as readonly (readonly number[])[];
  if (count > 0) widen(range, first, last);
}
