// Keeps the books: sums up what has settled, looks at metrics where no agent does, and raises what is missing, once.
import { setTimeout as wait } from 'node:timers/promises';
import type { Reader } from '../../store/store.ts';
import { readMetrics, type MetricsAccess } from '../scrape/read-metrics.ts';
import { hourMs } from './arrivals.ts';
import { accountOf, livesOf, sum } from './completeness.ts';
import type { Instance, Ledger } from './ledger.ts';
import { sumUp } from './sum-up.ts';

export interface WatchOptions {
  readonly ledger: Ledger;
  readonly reader: Pick<Reader, 'countSteps' | 'findAddresses'>;
  /** Resolves with true when all that was acknowledged before the call is stored. */
  readonly storedWithin: (ms: number) => Promise<boolean>;
  /** Days that events of a cluster are kept; null where nothing is known of it. */
  readonly retentionDays: (cluster: string) => number | null;
  readonly settleMs: number;
  readonly now: () => number;
  readonly log: { warn(message: string): void };
}

export interface Watch {
  /** Brings the books of a cluster up to date; false where that is not possible just now. */
  refresh(cluster: string): Promise<boolean>;
  /** Events of the last day that are certainly missing, by cluster. */
  missing(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

const dayMs = 86_400_000;
const storedMs = 5000;
/** Exact counts of what was set aside go back so far. */
const asideMs = 31 * dayMs;
/** A canary that was not seen by then is lost. */
const canaryMs = hourMs;

export function startWatch(options: WatchOptions): Watch {
  const { ledger, now, settleMs, log } = options;
  const stop = new AbortController();
  const lookMs = Math.min(60_000, settleMs);
  let missing: ReadonlyMap<string, number> = new Map();
  let running: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = running.then(work);
    running = result.catch(() => {});
    return result;
  };
  const look = async (cluster: string | null): Promise<boolean> => {
    const at = now();
    // As of now: what an agent says it delivered while we wait may not be stored yet.
    const instances = ledger.instances();
    if (!(await options.storedWithin(storedMs))) return false;
    for (const instance of instances) {
      if (stop.signal.aborted) return false;
      if (cluster === null || instance.cluster === cluster) await sumUp(instance, at, horizonOf(options, instance.cluster, at), options);
    }
    await seekCanaries(options, at);
    missing = raise(options);
    return true;
  };
  let warned = '';
  const loop = async (): Promise<void> => {
    let cleanedAt = 0;
    while (!stop.signal.aborted) {
      await wait(lookMs, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return;
      try {
        if (now() - cleanedAt > hourMs) {
          ledger.removeOld(now() - longestRetention(options) * dayMs);
          cleanedAt = now();
        }
        await inTurn(() => look(null));
        warned = '';
      } catch (error) {
        const { message } = error as Error;
        if (message !== warned) log.warn(`completeness cannot be counted just now: ${message}`);
        warned = message;
      }
    }
  };
  const looping = Promise.all([loop(), scrapeAll(options, stop.signal)]);
  return {
    refresh: (cluster) => inTurn(() => look(cluster)),
    missing: () => missing,
    stop: async () => {
      stop.abort();
      await looping;
      await running;
    },
  };
}

function longestRetention({ ledger, retentionDays }: WatchOptions): number {
  return Math.max(366, ...ledger.instances().map(({ cluster }) => retentionDays(cluster) ?? 0));
}

function horizonOf({ retentionDays }: WatchOptions, cluster: string, at: number): number {
  return Math.max(at - (retentionDays(cluster) ?? 0) * dayMs, at - asideMs);
}

/** Tells each loss once: what is missing of an API server is told again only when it is more. */
function raise({ ledger, now, log }: WatchOptions): ReadonlyMap<string, number> {
  const missed = new Map<string, ReturnType<Ledger['missed']>>();
  const byCluster = new Map<string, number>();
  for (const instance of ledger.instances()) {
    const { cluster, name, raised } = instance;
    if (!missed.has(cluster)) missed.set(cluster, ledger.missed(cluster, 0));
    const { hours } = accountOf(instance, livesOf(instance, ledger), missed.get(cluster)!);
    const all = sum(hours.map((hour) => hour.missing)).atLeast;
    if (all > raised) {
      const last = hours.findLast((hour) => hour.missing.atLeast > 0)!;
      const causes = last.causes.map(({ cause, plugin, events }) => `${cause}${plugin === undefined ? '' : ` (${plugin})`} ${events}`).join(', ');
      const when = `${new Date(last.from).toISOString()} to ${new Date(last.to).toISOString()}`;
      log.warn(`audit events of cluster ${cluster} are missing: ${all - raised} more of ${name}; newest: ${last.missing.atLeast} of ${when}: ${causes}`);
    }
    // Fewer, because some came after all.
    if (all !== raised) ledger.setRaised(cluster, name, all);
    const recent = hours.filter(({ to }) => to > now() - dayMs).reduce((total, hour) => total + hour.missing.atLeast, 0);
    byCluster.set(cluster, (byCluster.get(cluster) ?? 0) + recent);
  }
  return byCluster;
}

async function seekCanaries({ ledger, reader }: WatchOptions, at: number): Promise<void> {
  for (const cluster of new Set(ledger.instances().map((instance) => instance.cluster))) {
    const open = ledger.canaries(cluster, at - canaryMs).filter(({ seenAt }) => seenAt === null);
    if (open.length === 0) continue;
    const from = (Math.min(...open.map(({ sentAt }) => sentAt)) - 60_000) * 1000;
    const sightings = await reader.findAddresses(
      cluster,
      open.map(({ address }) => address),
      from,
    );
    for (const { instance, address } of open) {
      const sighting = sightings.find(({ requestURI }) => requestURI === address);
      if (sighting !== undefined) ledger.setSeen(cluster, instance, address, sighting.receivedAt);
    }
  }
}

/** How this server reads the metrics of an API server by itself. */
export interface KeptAccess extends MetricsAccess {
  readonly everySeconds: number;
}

const stepMs = 1000;
const atOnce = 8;

async function scrapeAll(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const due = new Map<string, number>();
  while (!signal.aborted) {
    const ready = options.ledger.instances().filter(({ cluster, name, access }) => access !== null && (due.get(`${cluster} ${name}`) ?? 0) <= options.now());
    for (let from = 0; from < ready.length && !signal.aborted; from += atOnce)
      await Promise.all(
        ready.slice(from, from + atOnce).map(async (instance) => {
          const access = JSON.parse(instance.access!) as KeptAccess;
          due.set(`${instance.cluster} ${instance.name}`, options.now() + access.everySeconds * 1000);
          await scrapeOne(instance, access, options, signal);
        }),
      );
    await wait(stepMs, undefined, { signal }).catch(() => {});
  }
}

async function scrapeOne({ cluster, name }: Instance, access: KeptAccess, { ledger, now, log }: WatchOptions, signal: AbortSignal): Promise<void> {
  const read = await readMetrics(access, now, signal);
  const report = { now: now(), scrapes: read.scrape === null ? [] : [read.scrape], missed: [], lag: null, canaries: [], trouble: read.trouble };
  try {
    if (!signal.aborted) ledger.take(cluster, name, report, null);
  } catch (error) {
    log.warn(`counters of ${name} in cluster ${cluster} could not be kept: ${(error as Error).message}`);
  }
}
