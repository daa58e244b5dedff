// The account of one API server: what its counters say was made, beside what is here, hour by hour, with bounds that hold for certain.
import { hourMs } from './arrivals.ts';
import { Explainer, sumCauses, type Cause, type MissedPool, type OnRecord } from './explain.ts';
import type { Epoch, KeptScrape, Sums } from './ledger.ts';

/** How many events are missing: never fewer than `atLeast`, never more than `atMost`. */
export interface Missing {
  readonly atLeast: number;
  readonly atMost: number;
}

/** What the counters moved by within an hour (or since the last look before it), and what became of it. Times in ms. */
export interface AccountHour {
  readonly hour: number;
  readonly from: number;
  readonly to: number;
  readonly made: number;
  readonly stored: number;
  readonly dropped: number;
  readonly quarantined: number;
  readonly recovered: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly missing: Missing;
  readonly causes: readonly Cause[];
}

/** A time of which nobody can say whether anything is missing. */
export interface Unaccounted {
  /** Null = since ever. */
  readonly from: number | null;
  readonly to: number;
  readonly why: 'before_first_scrape' | 'restart' | 'counters_ran_back';
}

export interface Account {
  readonly hours: readonly AccountHour[];
  readonly unaccounted: readonly Unaccounted[];
  /** Of what was made up to here everything is known; null while nothing is. */
  readonly knownTo: number | null;
  readonly knownFrom: number | null;
}

export interface Life extends Epoch {
  readonly scrapes: readonly KeptScrape[];
}

type Summed = KeptScrape & { readonly sums: Sums };

/**
 * An event bears its time before it is counted, and is counted before the scrape that tells of it ends. So what is missing by a
 * scrape is at least its count less all events that stand before its end, and at most its count less those that stand before its
 * beginning. What is missing only grows: the best bound of any scrape holds for those after (at least) or before it (at most).
 */
export function lowOf({ events, sums }: KeptScrape): number {
  return sums === null ? -Infinity : events - sums.storedLow - sums.droppedLow;
}

export function highOf({ events, sums }: KeptScrape): number {
  return sums === null ? Infinity : events - sums.storedHigh - sums.droppedHigh;
}

/** `lives` in order of time. `plugins`: which errors of the API server cost events on the way to us. */
export function account(lives: readonly Life[], plugins: readonly string[], pool: MissedPool): Account {
  const hours: AccountHour[] = [];
  const unaccounted: Unaccounted[] = [];
  let knownFrom: number | null = null;
  let knownTo: number | null = null;
  for (const life of lives) {
    const scrapes = life.scrapes.filter((scrape): scrape is Summed => scrape.sums !== null);
    if (scrapes.length === 0) continue;
    const bounds = boundsOf(scrapes, life.isWhole);
    const from = bounds.isWhole ? life.start : scrapes[0].ended;
    if (knownTo !== null) unaccounted.push({ from: knownTo, to: from, why: bounds.isWhole ? 'restart' : 'counters_ran_back' });
    else if (!bounds.isWhole) unaccounted.push({ from: null, to: from, why: 'before_first_scrape' });
    hours.push(...hoursOf(scrapes, bounds, from, plugins, pool));
    knownFrom ??= from;
    knownTo = scrapes[scrapes.length - 1].ended;
  }
  return { hours: oneEach(hours), unaccounted, knownFrom, knownTo };
}

/** Two lives of a process within one hour are one hour. */
function oneEach(hours: readonly AccountHour[]): readonly AccountHour[] {
  const merged: AccountHour[] = [];
  for (const hour of hours) {
    const before = merged.at(-1);
    if (before?.hour === hour.hour) merged[merged.length - 1] = together(before, hour);
    else merged.push(hour);
  }
  return merged;
}

function together(a: AccountHour, b: AccountHour): AccountHour {
  const plugins = [...new Set([...Object.keys(a.failed), ...Object.keys(b.failed)])];
  return {
    hour: a.hour,
    from: a.from,
    to: b.to,
    made: a.made + b.made,
    stored: a.stored + b.stored,
    dropped: a.dropped + b.dropped,
    quarantined: a.quarantined + b.quarantined,
    recovered: a.recovered + b.recovered,
    failed: Object.fromEntries(plugins.map((plugin) => [plugin, (a.failed[plugin] ?? 0) + (b.failed[plugin] ?? 0)])),
    missing: { atLeast: a.missing.atLeast + b.missing.atLeast, atMost: a.missing.atMost + b.missing.atMost },
    causes: sumCauses([...a.causes, ...b.causes]),
  };
}

interface Bounds {
  readonly isWhole: boolean;
  /** What is missing by each scrape since counting began. */
  readonly missing: readonly Missing[];
}

function boundsOf(scrapes: readonly Summed[], isWhole: boolean): Bounds {
  const low: number[] = [];
  for (const [k, scrape] of scrapes.entries()) low.push(Math.max(lowOf(scrape), k === 0 ? -Infinity : low[k - 1]));
  const high: number[] = [];
  for (let k = scrapes.length - 1; k >= 0; k -= 1) high[k] = Math.min(highOf(scrapes[k]), k === scrapes.length - 1 ? Infinity : high[k + 1]);
  // What was missing before the first look is no matter of ours; where nothing was, counting begins with the process.
  const before = { low: low[0], high: Math.max(low[0], high[0]) };
  const fromStart = isWhole || before.high <= 0;
  const missing = scrapes.map((_, k) => {
    const atLeast = Math.max(0, low[k] - (fromStart ? 0 : before.high));
    return { atLeast, atMost: Math.max(atLeast, high[k] - (fromStart ? 0 : before.low)) };
  });
  return { isWhole: fromStart, missing };
}

const zero: Sums = { storedLow: 0, storedHigh: 0, droppedLow: 0, droppedHigh: 0, quarantined: 0, recovered: 0 };

function hoursOf(scrapes: readonly Summed[], bounds: Bounds, begin: number, plugins: readonly string[], pool: MissedPool): AccountHour[] {
  const hours: AccountHour[] = [];
  let before: Reference = bounds.isWhole ? { ended: begin, events: 0, failed: {}, sums: zero } : scrapes[0];
  const explainer = new Explainer(onRecord(before), plugins, pool);
  let told = 0;
  let causes: Cause[] = [];
  for (const [k, scrape] of scrapes.entries()) {
    const { atLeast, atMost } = bounds.missing[k];
    const more = atLeast - (k === 0 ? 0 : bounds.missing[k - 1].atLeast);
    // An event is counted before it fails: the next look knows of its failure for sure.
    const known = onRecord(scrapes[Math.min(k + 1, scrapes.length - 1)]);
    if (more > 0) causes.push(...explainer.explain(more, known, k === 0 ? begin : scrapes[k - 1].ended));
    if (k < scrapes.length - 1 && hourOf(scrapes[k + 1]) === hourOf(scrape)) continue;
    const missing = { atLeast: atLeast - told, atMost: atMost - told };
    if (scrape !== before)
      hours.push({ hour: hourOf(scrape), from: before.ended, to: scrape.ended, ...movedBy(before, scrape), missing, causes: sumCauses(causes) });
    told = atLeast;
    before = scrape;
    causes = [];
  }
  return hours;
}

type Reference = Pick<Summed, 'ended' | 'events' | 'failed' | 'sums'>;

function onRecord({ failed, sums: { quarantined, recovered } }: Reference): OnRecord {
  return { failed, quarantined, recovered };
}

function hourOf({ ended }: Reference): number {
  return Math.floor(ended / hourMs) * hourMs;
}

function movedBy(before: Reference, scrape: Summed) {
  const failed = Object.entries(scrape.failed).map(([plugin, events]) => [plugin, events - (before.failed[plugin] ?? 0)] as const);
  return {
    made: scrape.events - before.events,
    stored: scrape.sums.storedLow - before.sums.storedLow,
    dropped: scrape.sums.droppedLow - before.sums.droppedLow,
    quarantined: scrape.sums.quarantined - before.sums.quarantined,
    recovered: scrape.sums.recovered - before.sums.recovered,
    failed: Object.fromEntries(failed.filter(([, events]) => events > 0)),
  };
}
