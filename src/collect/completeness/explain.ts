// Why events are missing: the causes that are on record, each for as many as it can account for, and how many are left unexplained.
import type { Missed } from './ledger.ts';

export const causeNames = ['failed_there', 'quarantined', 'agent_missed', 'unexplained'] as const;
export type CauseName = (typeof causeNames)[number];

export interface Cause {
  readonly cause: CauseName;
  readonly events: number;
  /** Of failed_there: which part of the API server dropped them. */
  readonly plugin?: string;
  /** Of failed_there: how many of them were made again of what the API server told in its own log. */
  readonly recovered?: number;
  /** Of agent_missed: the records. */
  readonly records?: readonly string[];
}

/** The agent's records of one API server: what is explained by one is not explained by it again. */
export interface MissedPool {
  /** Takes up to `events` from records noticed at or after `from` (ms), because a loss is noticed after it happened. */
  take(events: number, from: number): { readonly events: number; readonly records: readonly string[] };
}

export function createMissedPool(missed: readonly Missed[]): MissedPool {
  const left = missed.map(({ id, at, events }) => ({ id, at, events: events ?? Infinity }));
  return {
    take: (events, from) => {
      let open = events;
      const records: string[] = [];
      for (const record of left) {
        if (open === 0) break;
        if (record.at < from || record.events === 0) continue;
        const taken = Math.min(open, record.events);
        record.events -= taken;
        open -= taken;
        records.push(record.id);
      }
      return { events: events - open, records };
    },
  };
}

/** What is on record up to a moment of one life of an API server. */
export interface OnRecord {
  readonly failed: Readonly<Record<string, number>>;
  readonly quarantined: number;
  readonly recovered: number;
}

/** These are shared by log and webhook: they count where nothing that is certain is left. */
const ambiguous = new Set(['buffered', 'truncate']);

/** Explains what is missing of one life, bit by bit in order of time: each record accounts for as many as it says, once. */
export class Explainer {
  private readonly used = new Map<string, number>();
  private readonly begin: OnRecord;
  private readonly plugins: readonly string[];
  private readonly pool: MissedPool;

  constructor(begin: OnRecord, plugins: readonly string[], pool: MissedPool) {
    this.begin = begin;
    this.plugins = plugins;
    this.pool = pool;
  }

  /** `known`: what is on record by when these turned out to be missing; `from`: when they were not missing yet, ms. */
  explain(missing: number, known: OnRecord, from: number): readonly Cause[] {
    const causes: Cause[] = [];
    let left = missing;
    const add = (events: number, cause: Omit<Cause, 'events'>): void => {
      if (events > 0) causes.push({ ...cause, events });
      left -= events;
    };
    const fail = (plugin: string): void => {
      const events = this.take(plugin, left, (known.failed[plugin] ?? 0) - (this.begin.failed[plugin] ?? 0));
      const recovered = this.take(' recovered', events, known.recovered - this.begin.recovered);
      add(events, { cause: 'failed_there', plugin, ...(recovered > 0 ? { recovered } : {}) });
    };
    const isCertain = (plugin: string): boolean => this.plugins[0] !== 'log' || !ambiguous.has(plugin);
    for (const plugin of this.plugins) if (isCertain(plugin)) fail(plugin);
    add(this.take(' quarantined', left, known.quarantined - this.begin.quarantined), { cause: 'quarantined' });
    const { events, records } = this.pool.take(left, from);
    add(events, { cause: 'agent_missed', records });
    for (const plugin of this.plugins) if (!isCertain(plugin)) fail(plugin);
    add(left, { cause: 'unexplained' });
    return causes;
  }

  private take(name: string, wanted: number, onRecord: number): number {
    const used = this.used.get(name) ?? 0;
    const taken = Math.max(0, Math.min(wanted, onRecord - used));
    this.used.set(name, used + taken);
    return taken;
  }
}

/** Causes of one kind as one. */
export function sumCauses(causes: readonly Cause[]): readonly Cause[] {
  const sums = new Map<string, Cause>();
  for (const cause of causes) {
    const key = `${cause.cause} ${cause.plugin ?? ''}`;
    const before = sums.get(key);
    sums.set(key, before === undefined ? cause : added(before, cause));
  }
  return [...sums.values()];
}

function added(a: Cause, b: Cause): Cause {
  const recovered = (a.recovered ?? 0) + (b.recovered ?? 0);
  const records = [...new Set([...(a.records ?? []), ...(b.records ?? [])])];
  return { ...a, events: a.events + b.events, ...(recovered > 0 ? { recovered } : {}), ...(records.length > 0 ? { records } : {}) };
}

/** Which errors of the API server cost events on the way that these sources stand for, the surest first. */
export function pluginsOf(sources: readonly string[]): readonly string[] {
  const isWebhook = sources.length > 0 && sources.every((source) => source.startsWith('token:'));
  return isWebhook ? ['webhook', 'buffered', 'truncate'] : ['log', 'truncate', 'buffered'];
}
