// "Is anything missing?" answered: for each API server and hour a number, its cause, and what cannot be known.
import { account, type Account, type AccountHour, type Life, type Missing, type Unaccounted } from './account.ts';
import { hourMs, type ArrivalHour, type Arrivals } from './arrivals.ts';
import { createMissedPool, pluginsOf } from './explain.ts';
import type { Canary, Instance, Ledger, Missed } from './ledger.ts';

export const statuses = ['complete', 'incomplete', 'settling', 'unknown'] as const;
export type Status = (typeof statuses)[number];

export interface HourAnswer extends AccountHour {
  readonly status: Status;
}

export const reasonNames = ['no_instance', 'no_scrape', 'silent', 'shared_source', 'no_source', 'trouble', 'behind'] as const;
export type Reason = (typeof reasonNames)[number];

export interface InstanceAnswer {
  readonly instance: Instance;
  readonly status: Status;
  /** Why it is not known, or not yet. */
  readonly reasons: readonly Reason[];
  readonly knownFrom: number | null;
  readonly knownTo: number | null;
  readonly missing: Missing;
  readonly hours: readonly HourAnswer[];
  readonly unaccounted: readonly Unaccounted[];
  readonly canaries: readonly Canary[];
}

export interface CompletenessAnswer {
  readonly from: number;
  readonly to: number;
  readonly status: Status;
  readonly reasons: readonly Reason[];
  readonly missing: Missing;
  readonly instances: readonly InstanceAnswer[];
  readonly missed: readonly Missed[];
  readonly arrivals: readonly ArrivalHour[];
}

export interface Books {
  readonly ledger: Ledger;
  readonly arrivals: Pick<Arrivals, 'list'>;
  readonly now: () => number;
}

/** An API server that tells nothing for so long is silent, ms. */
const silentMs = 300_000;
/** A scrape of an agent that keeps up waits a fraction of this. */
const waitMs = 420_000;

/** What is on the books of a cluster for the hours that touch [from, to), ms. */
export function completenessOf(cluster: string, from: number, to: number, { ledger, arrivals, now }: Books): CompletenessAnswer {
  const all = ledger.instances().filter((instance) => instance.cluster === cluster);
  const missed = ledger.missed(cluster, 0);
  const canaries = ledger.canaries(cluster, from).filter(({ sentAt }) => sentAt < to);
  const instances = all.map((instance) => {
    const others = all.filter((other) => other !== instance);
    return answerFor(instance, livesOf(instance, ledger), { from, to, now: now(), others, canaries, missed });
  });
  const firstHour = Math.floor(from / hourMs) * hourMs;
  return {
    from,
    to,
    status: worst(instances.map(({ status }) => status)),
    reasons: instances.length === 0 ? ['no_instance'] : [...new Set(instances.flatMap(({ reasons }) => reasons))],
    missing: sum(instances.map(({ missing }) => missing)),
    instances,
    missed: missed.filter(({ at }) => at >= firstHour && at < to),
    arrivals: arrivals.list(cluster, firstHour, to),
  };
}

/** All that is known of an instance. */
export function accountOf(instance: Instance, lives: readonly Life[], missed: readonly Missed[]): Account {
  return account(lives, pluginsOf(instance.sources), createMissedPool(missed.filter((record) => record.instance === instance.name)));
}

export function livesOf({ cluster, name }: Instance, ledger: Ledger): readonly Life[] {
  return ledger.epochs(cluster, name).map((epoch) => ({ ...epoch, scrapes: ledger.scrapes(cluster, name, epoch.epoch) }));
}

interface Around {
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly others: readonly Instance[];
  readonly canaries: readonly Canary[];
  readonly missed: readonly Missed[];
}

function answerFor(instance: Instance, lives: readonly Life[], { from, to, now, others, canaries, missed }: Around): InstanceAnswer {
  const books = accountOf(instance, lives, missed);
  const isWaiting = lives.some(({ scrapes }) => scrapes.some(({ ended, sums }) => sums === null && ended < now - waitMs));
  const reasons = reasonsOf(instance, books, { now, others, isWaiting });
  const isUnknown = reasons.some((reason) => blinding.has(reason));
  const hours = books.hours
    .filter((hour) => hour.hour < to && hour.hour + hourMs > from)
    .map((hour) => ({ ...hour, status: isUnknown ? ('unknown' as const) : statusOf(hour.missing) }));
  return {
    instance,
    status: isUnknown ? 'unknown' : instanceStatus(hours, reasons, to > (books.knownTo ?? 0)),
    reasons,
    knownFrom: books.knownFrom,
    knownTo: books.knownTo,
    missing: isUnknown ? { atLeast: 0, atMost: 0 } : sum(hours.map(({ missing: part }) => part)),
    hours,
    unaccounted: books.unaccounted.filter((gap) => gap.to > from && (gap.from ?? 0) < to),
    canaries: canaries.filter((canary) => canary.instance === instance.name),
  };
}

/** With these nothing can be told of any hour. */
const blinding: ReadonlySet<Reason> = new Set(['shared_source', 'no_source', 'no_scrape']);

/** The newest hour is still open: it counts when something is missing in it, and where there is no other. */
function instanceStatus(hours: readonly HourAnswer[], reasons: readonly Reason[], isOpen: boolean): Status {
  if (hours.some(({ status }) => status === 'incomplete')) return 'incomplete';
  if (isOpen && reasons.includes('silent')) return 'unknown';
  if (isOpen && reasons.includes('behind')) return 'settling';
  const closed = hours.length > 1 ? hours.slice(0, -1) : hours;
  return hours.length === 0 ? 'unknown' : worst(closed.map(({ status }) => status));
}

interface Circumstances {
  readonly now: number;
  readonly others: readonly Instance[];
  /** Scrapes wait longer than usual for what was made before them. */
  readonly isWaiting: boolean;
}

function reasonsOf({ sources, reportedAt, trouble }: Instance, { knownTo }: Account, { now, others, isWaiting }: Circumstances): Reason[] {
  const isShared = others.some((other) => other.sources.some((source) => sources.includes(source)));
  const found: readonly (readonly [Reason, boolean])[] = [
    ['no_source', sources.length === 0],
    ['shared_source', isShared],
    ['no_scrape', knownTo === null],
    ['silent', reportedAt === null || now - reportedAt > silentMs],
    ['trouble', trouble !== null],
    ['behind', isWaiting],
  ];
  return found.filter(([, is]) => is).map(([reason]) => reason);
}

function statusOf({ atLeast, atMost }: Missing): Status {
  if (atLeast > 0) return 'incomplete';
  return atMost === 0 ? 'complete' : 'settling';
}

const order: readonly Status[] = ['incomplete', 'unknown', 'settling', 'complete'];

export function worst(found: readonly Status[]): Status {
  return order.find((status) => found.includes(status)) ?? 'unknown';
}

export function sum(parts: readonly Missing[]): Missing {
  return { atLeast: parts.reduce((all, part) => all + part.atLeast, 0), atMost: parts.reduce((all, part) => all + part.atMost, 0) };
}
