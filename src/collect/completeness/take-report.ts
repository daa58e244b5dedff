// A report goes into the books: to the life of the process that its counters are of, once, whatever comes again.
import { AppError } from '../../lib/app-error.ts';
import type { ControlDatabase } from '../../store/control/control-database.ts';
import type { InstanceReport, Scrape } from './report.ts';
import { statements } from './statements.ts';

/** The start of a process is told in steps of a hundredth of a second, and by some systems of a second. */
const sameStartMs = 2000;
/** Whoever may send events may name API servers: this many at most. */
const maxInstances = 1000;

/** Must run in a transaction. `source`: under which the sender's events are stored. */
export function takeReport(database: ControlDatabase, cluster: string, instance: string, report: InstanceReport, source: string | null, at: number): void {
  addInstance(database, cluster, instance, at);
  if (source !== null) database.run(statements.addSource, cluster, instance, source);
  const trouble = takeScrapes(database, cluster, instance, report.scrapes) ?? report.trouble;
  for (const { id, file, from, bytes, events, why, at: noticedAt, sentence } of report.missed)
    database.run(statements.addMissed, cluster, instance, id, file, from, bytes, events, why, noticedAt, sentence);
  for (const { address, at: sentAt } of report.canaries) database.run(statements.addCanary, cluster, instance, address, sentAt);
  database.run(statements.setReported, at, report.now - at, trouble, cluster, instance);
  const { lag } = report;
  if (lag !== null) database.run(statements.setLag, lag.caughtUpAt, lag.unreadBytes, lag.oldestUnreadAt, cluster, instance);
}

/** Throws AppError `conflict` where a cluster has too many. */
export function addInstance(database: ControlDatabase, cluster: string, name: string, at: number): void {
  const isNew = database.run(statements.addInstance, cluster, name, at) > 0;
  if (isNew && database.all<{ count: number }>(statements.countInstances, cluster)[0].count > maxInstances)
    throw new AppError('conflict', `The cluster "${cluster}" has ${maxInstances} API servers already.`, {
      hint: 'Remove those that are gone: DELETE /api/v1/clusters/{cluster}/instances/{instance}.',
    });
}

/** Returns what is wrong with them, where something is. */
function takeScrapes(database: ControlDatabase, cluster: string, instance: string, scrapes: readonly Scrape[]): string | null {
  let trouble: string | null = null;
  for (const scrape of scrapes) {
    const epoch = epochOf(database, cluster, instance, scrape);
    if (epoch === null) {
      trouble = 'several API servers answer at this address in turn: name one of them by an address of its own';
      continue;
    }
    const { begun, ended, mark, events, failed, levels } = scrape;
    database.run(statements.addScrape, cluster, instance, epoch, begun, ended, mark, events, JSON.stringify(failed), JSON.stringify(levels));
  }
  return trouble;
}

interface KnownLife {
  readonly epoch: number;
  readonly start: number;
}

/** The life of the process that a scrape is of, a new one where there is none; null where an older process than the newest answered later. */
function epochOf(database: ControlDatabase, cluster: string, instance: string, scrape: Scrape): number | null {
  const { start, begun } = scrape;
  const lives = database.all<KnownLife>(statements.listEpochs, cluster, instance);
  const newest = lives.at(-1);
  const same = lives.findLast((one) => Math.abs(one.start - start) <= sameStartMs);
  if (newest !== undefined && (same === undefined ? start < newest.start : same !== newest))
    return same !== undefined && begun < newest.start ? same.epoch : null;
  if (same !== undefined && goesOn(database, cluster, instance, same, scrape)) return same.epoch;
  // Counters that ran back are another count: nobody knows from when on.
  const epoch = same === undefined ? start : begun;
  // Of an API server that was known before, nothing can have gone by unseen: its new life counts from its first event on.
  const isWhole = newest !== undefined && same === undefined;
  database.run(statements.addEpoch, cluster, instance, epoch, start, isWhole ? 1 : 0);
  return epoch;
}

/** Counters of one process never go back. */
function goesOn(database: ControlDatabase, cluster: string, instance: string, { epoch }: KnownLife, { ended, events }: Scrape): boolean {
  const [last] = database.all<{ ended: number; events: number }>(statements.newestScrape, cluster, instance, epoch);
  return last === undefined || ended <= last.ended || events >= last.events;
}
