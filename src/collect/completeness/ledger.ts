// The books of each API server in the control database: its lives, the counters of each, what its agent missed, and the sums made of them.
import type { ControlDatabase } from '../../store/control/control-database.ts';
import type { InstanceReport, MissedRecord, Scrape } from './report.ts';
import { statements } from './statements.ts';
import { addInstance, takeReport } from './take-report.ts';

export interface Instance {
  readonly cluster: string;
  readonly name: string;
  readonly reportedAt: number | null;
  readonly caughtUpAt: number | null;
  readonly unreadBytes: number | null;
  readonly oldestUnreadAt: number | null;
  /** By how much its clock is ahead of ours, ms, as far as the way of the report lets us know. */
  readonly clockAhead: number | null;
  readonly trouble: string | null;
  /** How this server reads its metrics by itself; null where an agent does. */
  readonly access: string | null;
  /** Missing events that were told in the log. */
  readonly raised: number;
  readonly sources: readonly string[];
}

/** One life of an API server's process. */
export interface Epoch {
  readonly epoch: number;
  readonly start: number;
  /** Counted from the start of the process on; else from the first scrape on. */
  readonly isWhole: boolean;
}

/** Sums of the events of an epoch up to a scrape: `low` up to its end, `high` of those that it surely had counted. */
export interface Sums {
  readonly storedLow: number;
  readonly storedHigh: number;
  readonly droppedLow: number;
  readonly droppedHigh: number;
  readonly quarantined: number;
  readonly recovered: number;
}

export interface KeptScrape extends Omit<Scrape, 'start'> {
  /** Null until what was made before it is here. */
  readonly sums: Sums | null;
}

export interface Missed extends MissedRecord {
  readonly instance: string;
}

export interface Canary {
  readonly instance: string;
  readonly address: string;
  readonly sentAt: number;
  readonly seenAt: number | null;
}

export interface Ledger {
  /** Keeps a report; the same again changes nothing. When it returns, it is on disk. `source`: under which the sender's events are stored. */
  take(cluster: string, instance: string, report: InstanceReport, source: string | null): void;
  /** `access` null: this server does not read its metrics by itself. */
  put(cluster: string, instance: string, content: { readonly sources: readonly string[]; readonly access: string | null }): void;
  remove(cluster: string, instance: string): boolean;
  instances(): readonly Instance[];
  epochs(cluster: string, instance: string): readonly Epoch[];
  scrapes(cluster: string, instance: string, epoch: number): readonly KeptScrape[];
  saveSums(cluster: string, instance: string, epoch: number, sums: ReadonlyMap<number, Sums>, remove: readonly number[]): void;
  setRaised(cluster: string, instance: string, events: number): void;
  missed(cluster: string, from: number): readonly Missed[];
  canaries(cluster: string, from: number): readonly Canary[];
  setSeen(cluster: string, instance: string, address: string, at: number): void;
  /** Sources of the instance with events that came after their time was summed up: the oldest of each, µs. */
  late(cluster: string, instance: string): readonly { readonly source: string; readonly oldest: number; readonly seq: number }[];
  forgetLate(cluster: string, late: readonly { readonly source: string; readonly seq: number }[]): void;
  removeOld(before: number): void;
  /** All that was summed up of a cluster whose events were deleted. */
  forgetSums(cluster: string): void;
}

interface ScrapeRow {
  readonly epoch: number;
  readonly begun: number;
  readonly ended: number;
  readonly mark: string;
  readonly events: number;
  readonly failed: string;
  readonly levels: string;
  readonly storedLow: number | null;
  readonly storedHigh: number;
  readonly droppedLow: number;
  readonly droppedHigh: number;
  readonly quarantined: number;
  readonly recovered: number;
}

export function createLedger({ database, now }: { readonly database: ControlDatabase; readonly now: () => number }): Ledger {
  const all = <Row>(sql: string, ...parameters: (string | number)[]): readonly Row[] => database.all<Row>(sql, ...parameters);
  return {
    take: (cluster, instance, report, source) => {
      database.transaction(() => takeReport(database, cluster, instance, report, source, now()));
    },
    put: (cluster, instance, { sources, access }) => {
      database.transaction(() => {
        addInstance(database, cluster, instance, now());
        database.run(statements.clearSources, cluster, instance);
        for (const source of sources) database.run(statements.addSource, cluster, instance, source);
        database.run(statements.setAccess, access, cluster, instance);
      });
    },
    remove: (cluster, instance) =>
      database.transaction(() => {
        for (const table of ['instance_sources', 'epochs', 'scrapes', 'missed', 'canaries'])
          database.run(`delete from ${table} where cluster = $1 and instance = $2`, cluster, instance);
        return database.run('delete from instances where cluster = $1 and name = $2', cluster, instance) > 0;
      }),
    instances: () => listInstances(database),
    epochs: (cluster, instance) =>
      all<Omit<Epoch, 'isWhole'> & { readonly isWhole: number }>(statements.listEpochs, cluster, instance).map((row) => ({
        ...row,
        isWhole: row.isWhole === 1,
      })),
    scrapes: (cluster, instance, epoch) => all<ScrapeRow>(statements.listScrapes, cluster, instance, epoch).map(toScrape),
    saveSums: (cluster, instance, epoch, sums, remove) => database.transaction(() => saveSums(database, [cluster, instance, epoch], sums, remove)),
    setRaised: (cluster, instance, events) => void database.run(statements.setRaised, events, cluster, instance),
    missed: (cluster, from) =>
      all<Missed & { position: number; noticedAt: number }>(statements.listMissed, cluster, from).map(({ position, noticedAt, ...row }) => ({
        ...row,
        from: position,
        at: noticedAt,
      })),
    canaries: (cluster, from) => all<Canary>(statements.listCanaries, cluster, from),
    setSeen: (cluster, instance, address, at) => void database.run(statements.setCanarySeen, at, cluster, instance, address),
    late: (cluster, instance) => all(statements.listLate, cluster, instance),
    forgetLate: (cluster, late) => {
      if (late.length === 0) return;
      database.transaction(() => {
        for (const { source, seq } of late) database.run(statements.forgetLate, cluster, source, seq);
      });
    },
    removeOld: (before) => {
      for (const statement of statements.removeOld) database.run(statement, before);
    },
    forgetSums: (cluster) => {
      database.transaction(() => {
        for (const statement of statements.forgetSums) database.run(statement, cluster);
      });
    },
  };
}

function listInstances(database: ControlDatabase): readonly Instance[] {
  const sources = database.all<{ cluster: string; instance: string; source: string }>(statements.listSources);
  return database.all<Omit<Instance, 'sources'>>(statements.listInstances).map((row) => ({
    ...row,
    sources: sources.filter(({ cluster, instance }) => cluster === row.cluster && instance === row.name).map(({ source }) => source),
  }));
}

function saveSums(
  database: ControlDatabase,
  place: readonly [cluster: string, instance: string, epoch: number],
  sums: ReadonlyMap<number, Sums>,
  remove: readonly number[],
): void {
  for (const [ended, { storedLow, storedHigh, droppedLow, droppedHigh, quarantined, recovered }] of sums)
    database.run(statements.setSums, storedLow, storedHigh, droppedLow, droppedHigh, quarantined, recovered, ...place, ended);
  for (const ended of remove) database.run(statements.removeScrape, ...place, ended);
}

function toScrape(row: ScrapeRow): KeptScrape {
  const { begun, ended, mark, events, failed, levels, storedLow, storedHigh, droppedLow, droppedHigh, quarantined, recovered } = row;
  const sums = storedLow === null ? null : { storedLow, storedHigh, droppedLow, droppedHigh, quarantined, recovered };
  return { begun, ended, mark, events, failed: JSON.parse(failed) as KeptScrape['failed'], levels: JSON.parse(levels) as KeptScrape['levels'], sums };
}
