// What came in, by source and hour: counted once for each body, whatever happens in between; what is late or from the future is told.
import type { ControlDatabase } from '../../store/control/control-database.ts';
import type { EncodedBody } from '../../store/encode-body.ts';
import { hasSeq, newestOfSeqs, seqsThrough, unionOfSeqs, wholeThrough, type SeqRanges } from '../../store/seq-ranges.ts';
import type { StoredCounts } from '../ingest.ts';
import { statements } from './statements.ts';

/** A stored body, reduced to what is counted of it. */
export interface Arrival {
  readonly seq: number;
  readonly cluster: string;
  readonly source: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly received: number;
  readonly counts: StoredCounts;
  /** Times at which its events stand, µs. */
  readonly times: readonly number[];
}

/** Hours of arrival of one source. `skew` and `delay`: the least and the most by which arrival was later than the event's time, ms. */
export interface ArrivalHour {
  readonly source: string;
  readonly hour: number;
  readonly received: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly dropped: number;
  readonly quarantined: number;
  /** Events that came later than the limit. */
  readonly late: number;
  /** Events that stand after their arrival. */
  readonly future: number;
  readonly skew: number | null;
  readonly delay: number | null;
}

export interface Arrivals {
  /** Adds up; bodies of sequences that were counted before are passed over. `counted`: the sequences that are dealt with by now, these among them. */
  count(arrivals: readonly Arrival[], counted: SeqRanges): void;
  /** An event that is too large to be kept as one is in quarantine, and in no body that is counted. */
  countOversize(cluster: string, source: string, receivedAt: number): void;
  /** The newest sequence that was counted. */
  countedThrough(): number;
  /** Of the hours in [from, to), ms. */
  list(cluster: string, from: number, to: number): readonly ArrivalHour[];
}

export interface ArrivalsOptions {
  readonly database: ControlDatabase;
  /** Events are late when they come this much after their time, ms. */
  readonly lateMs: number;
}

export const hourMs = 3_600_000;
/** Clocks that agree within this are taken to agree. */
export const clockMs = 2000;
/** What comes this much after its time may come after its time was summed up. */
const afterwardsMs = 600_000;

export function createArrivals({ database, lateMs }: ArrivalsOptions): Arrivals {
  const counted = (): SeqRanges => {
    const [{ through, beyond }] = database.all<{ through: number; beyond: string }>(statements.getArrivalsCounted);
    return unionOfSeqs(seqsThrough(through), JSON.parse(beyond) as SeqRanges);
  };
  return {
    countedThrough: () => newestOfSeqs(counted()),
    list: (cluster, from, to) => database.all<ArrivalHour>(statements.listArrivals, cluster, from, to),
    countOversize: (cluster, source, receivedAt) => {
      database.run(statements.addArrivals, cluster, source, hourOf(receivedAt), 0, 0, 0, 0, 1, 0, 0, null, null);
    },
    count: (arrivals, dealtWith) => {
      database.transaction(() => {
        const before = counted();
        for (const arrival of arrivals) if (!hasSeq(before, arrival.seq)) add(database, arrival, lateMs);
        const after = unionOfSeqs(before, dealtWith);
        const whole = wholeThrough(after);
        database.run(statements.setArrivalsCounted, whole, JSON.stringify(after.filter(([first]) => first > whole)));
      });
    },
  };
}

export function arrivalOf({ context, received, rows, aside }: EncodedBody, counts: StoredCounts): Arrival {
  const { seq, cluster, source, receivedAt } = context;
  const times = [...rows, ...aside.filter(({ kind }) => kind === 'dropped')].map(({ ts }) => ts);
  return { seq, cluster, source, receivedAt, received, counts, times };
}

function add(database: ControlDatabase, { seq, cluster, source, receivedAt, received, counts, times }: Arrival, lateMs: number): void {
  let late = 0;
  let future = 0;
  let skew: number | null = null;
  let delay: number | null = null;
  let oldest = Infinity;
  for (const ts of times) {
    const after = receivedAt - Math.floor(ts / 1000);
    if (after > lateMs) late += 1;
    if (after < -clockMs) future += 1;
    skew = skew === null ? after : Math.min(skew, after);
    delay = delay === null ? after : Math.max(delay, after);
    oldest = Math.min(oldest, ts);
  }
  const { accepted, duplicates, dropped, quarantined } = counts;
  database.run(statements.addArrivals, cluster, source, hourOf(receivedAt), received, accepted, duplicates, dropped, quarantined, late, future, skew, delay);
  if (oldest < (receivedAt - afterwardsMs) * 1000) database.run(statements.noteLate, cluster, source, oldest, seq);
}

function hourOf(receivedAt: number): number {
  return Math.floor(receivedAt / hourMs) * hourMs;
}
