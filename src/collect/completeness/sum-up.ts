// Sums the events up to each scrape of an API server once they are here, and sums again where some came later.
import type { Reader } from '../../store/store.ts';
import { lowOf, highOf } from './account.ts';
import { hourMs } from './arrivals.ts';
import type { Epoch, Instance, KeptScrape, Ledger, Sums } from './ledger.ts';

export interface SumUpOptions {
  readonly ledger: Ledger;
  readonly reader: Pick<Reader, 'countSteps'>;
  /** How long after its time an event of a sender that tells nothing of its lag is waited for, ms. */
  readonly settleMs: number;
}

/** Of an event the API server's counter is moved within this after the event's own time, µs. */
const countMargin = 10_000;
/** What an agent has delivered is taken to be all that was logged so long before, ms: a line is written after its event was counted. */
const writeMs = 5000;
/** Sums so old are final, unless older events come. */
const finalMs = 1_800_000;
/** Steps of one question to the engine. */
const maxSteps = 500;

/**
 * Sums up what is settled of an instance, as it stood at `at` (ms). All that arrived before then must be stored. Returns true where a sum was made or changed.
 * `horizon` (ms): events before it may have expired.
 */
export async function sumUp(instance: Instance, at: number, horizon: number, options: SumUpOptions): Promise<boolean> {
  const { ledger } = options;
  const { cluster, name, sources } = instance;
  if (sources.length === 0) return false;
  const late = ledger.late(cluster, name);
  const oldest = Math.min(Infinity, ...late.map((one) => one.oldest));
  let hasChanged = false;
  for (const epoch of ledger.epochs(cluster, name)) {
    const scrapes = ledger.scrapes(cluster, name, epoch.epoch);
    const isReady = scrapes.some(({ ended, sums }) => sums === null && isSettled(instance, ended, at, options.settleMs));
    const isLate = scrapes.some(({ ended, sums }) => sums !== null && ended * 1000 >= oldest);
    if (!isReady && !isLate) continue;
    await sumUpEpoch(instance, epoch, scrapes, { at, horizon, oldest }, options);
    hasChanged = true;
  }
  ledger.forgetLate(cluster, late);
  return hasChanged;
}

/** True when what was made before a moment must be here. */
export function isSettled({ caughtUpAt, unreadBytes }: Pick<Instance, 'caughtUpAt' | 'unreadBytes'>, ended: number, at: number, settleMs: number): boolean {
  if (unreadBytes === null) return at >= ended + settleMs;
  return caughtUpAt !== null && caughtUpAt >= ended + Math.min(writeMs, settleMs);
}

interface Moments {
  readonly at: number;
  readonly horizon: number;
  /** The oldest event that came afterwards, µs. */
  readonly oldest: number;
}

async function sumUpEpoch(instance: Instance, epoch: Epoch, scrapes: readonly KeptScrape[], moments: Moments, options: SumUpOptions): Promise<void> {
  const { cluster, name } = instance;
  const anchor = anchorOf(scrapes, moments);
  const settled = scrapes.filter(({ ended, sums }) => sums !== null || isSettled(instance, ended, moments.at, options.settleMs));
  const open = settled.slice(anchor + 1);
  let base = { after: epoch.start * 1000 - 1, sums: nothing };
  if (anchor >= 0) base = { after: scrapes[anchor].ended * 1000, sums: scrapes[anchor].sums! };
  const made = new Map<number, Sums>();
  for (let from = 0; from < open.length; from += maxSteps) {
    const part = open.slice(from, from + maxSteps);
    const sums = await sumSteps(instance, base, part, options.reader);
    part.forEach(({ ended }, k) => made.set(ended, sums[k]));
    base = { after: part[part.length - 1].ended * 1000, sums: sums[sums.length - 1] };
  }
  const summed = settled.map((scrape) => ({ ...scrape, sums: made.get(scrape.ended) ?? scrape.sums }));
  options.ledger.saveSums(cluster, name, epoch.epoch, made, spareOf(summed, moments.at - finalMs));
}

const nothing: Sums = { storedLow: 0, storedHigh: 0, droppedLow: 0, droppedHigh: 0, quarantined: 0, recovered: 0 };

/** Index of the scrape from which on is counted: final, before anything that came later, and not before what has expired; −1 = the beginning. */
function anchorOf(scrapes: readonly KeptScrape[], { at, horizon, oldest }: Moments): number {
  const limit = Math.min(at - finalMs, oldest / 1000 - 1);
  const found = scrapes.findLastIndex(({ ended, sums }) => sums !== null && ended <= limit);
  const oldestKept = scrapes.findIndex(({ ended, sums }) => sums !== null && ended >= horizon);
  const isExpired = found < 0 ? scrapes.length > 0 && scrapes[0].sums !== null && scrapes[0].ended < horizon : scrapes[found].ended < horizon;
  return isExpired && oldestKept > found ? oldestKept : found;
}

async function sumSteps(
  { cluster, sources }: Instance,
  base: { readonly after: number; readonly sums: Sums },
  scrapes: readonly KeptScrape[],
  reader: SumUpOptions['reader'],
): Promise<readonly Sums[]> {
  const low = scrapes.map(({ ended }) => ended * 1000);
  const high = scrapes.map(({ begun }) => Math.max(base.after, begun * 1000 - countMargin));
  const counts = await reader.countSteps({
    cluster,
    sources,
    after: base.after,
    isFirst: base.sums === nothing,
    low,
    high,
    marks: scrapes.map(({ mark }) => mark),
  });
  return scrapes.map((_, k) => ({
    storedLow: base.sums.storedLow + counts.storedLow[k],
    storedHigh: base.sums.storedLow + counts.storedHigh[k],
    droppedLow: base.sums.droppedLow + counts.droppedLow[k],
    droppedHigh: base.sums.droppedLow + counts.droppedHigh[k],
    quarantined: base.sums.quarantined + counts.quarantined[k],
    recovered: base.sums.recovered + counts.recovered[k],
  }));
}

/**
 * Of a final hour few scrapes tell all: the last one, the one that bounds what is missing from above, and those at which more turned
 * out to be missing than ever before, each with the one before it.
 */
function spareOf(scrapes: readonly KeptScrape[], finalBefore: number): readonly number[] {
  const keep = new Set<number>();
  const lowest = new Map<number, number>();
  let most = -Infinity;
  for (const [k, scrape] of scrapes.entries()) {
    const hour = hourOf(scrape);
    const next = scrapes.at(k + 1);
    if (k === 0 || next === undefined || hourOf(next) !== hour) keep.add(k);
    if (lowOf(scrape) > most) keep.add(k).add(k - 1);
    most = Math.max(most, lowOf(scrape));
    const best = lowest.get(hour);
    if (best === undefined || highOf(scrape) <= highOf(scrapes[best])) lowest.set(hour, k);
  }
  for (const k of lowest.values()) keep.add(k);
  return scrapes.filter(({ ended, sums }, k) => sums !== null && ended < finalBefore && !keep.has(k)).map(({ ended }) => ended);
}

function hourOf({ ended }: KeptScrape): number {
  return Math.floor(ended / hourMs);
}
