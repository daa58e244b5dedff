// What the API is given to work with: made in server/wire.ts, or by fakes in tests.
import type { Access } from '../access/access.ts';
import type { Agents } from '../cluster/agents/agents.ts';
import type { Registry } from '../cluster/registry.ts';
import type { Rollouts } from '../cluster/rollouts/rollouts.ts';
import type { CompletenessAnswer } from '../collect/completeness/completeness.ts';
import type { Ledger } from '../collect/completeness/ledger.ts';
import type { Ingest } from '../collect/ingest.ts';
import type { QuarantineEntry } from '../collect/quarantine-entry.ts';
import type { Quarantine } from '../collect/quarantine.ts';
import type { RetryResult } from '../collect/retry-quarantine.ts';
import type { ErrorCode } from '../lib/error-codes.ts';
import type { SavedSearches } from '../saved/saved-searches.ts';
import type { StoreHealth } from '../store/guard.ts';
import type { Reader } from '../store/store.ts';
import type { SearchGate } from './search-gate.ts';

/** One look at whether the parts work: `problems` names what does not. */
export interface Readiness {
  readonly problems: readonly string[];
}

export interface Health {
  readonly store: StoreHealth;
  /** Bytes that wait for the engine, and that are stored and kept for a while. */
  readonly spool: { readonly waitingBytes: number; readonly tailBytes: number };
}

/** What happened to one body, for the counters. */
export interface IngestOutcome {
  readonly cluster: string;
  /** `stored` or the code of the refusal. */
  readonly result: string;
  readonly bytes: number;
  readonly received: number;
  readonly seconds: number;
}

export interface ApiMetrics {
  /** The text format of Prometheus and its media type. */
  render(): Promise<{ readonly type: string; readonly text: string }>;
  ingested(outcome: IngestOutcome): void;
  /** A body that was refused before it was read. `cluster` null: there is none of that name. */
  refused(cluster: string | null, reason: ErrorCode): void;
}

export interface ApiLimits {
  readonly maxBodyBytes: number;
  /** Larger bodies of ingest are taken as they come. */
  readonly maxWholeBytes: number;
  /** Bodies being received or kept at one time; past it senders are asked to come again. */
  readonly maxInFlightBytes: number;
  readonly searchMs: number;
  /** Turns of searches, and of exports, which may last: neither holds up the other. */
  readonly searches: SearchGate;
  readonly exports: SearchGate;
}

export interface CompletenessParts {
  readonly ledger: Pick<Ledger, 'take' | 'put' | 'remove' | 'instances' | 'forgetSums'>;
  /** Brings the books up to date; false where the store cannot be asked just now. */
  refresh(cluster: string): Promise<boolean>;
  /** What is on the books for the hours that touch [from, to), ms. */
  answer(cluster: string, from: number, to: number): CompletenessAnswer;
}

export interface ApiParts {
  readonly version: string;
  readonly registry: Registry;
  readonly agents: Agents;
  readonly rollouts: Rollouts;
  readonly reader: Reader;
  readonly ingest: Ingest;
  readonly quarantine: Quarantine;
  /** Makes events of what can be read by now. */
  readonly retryQuarantine: (entries: readonly QuarantineEntry[]) => Promise<RetryResult>;
  readonly completeness: CompletenessParts;
  readonly access: Access;
  readonly saved: SavedSearches;
  readonly metrics: ApiMetrics;
  readonly limits: ApiLimits;
  /** The address that others reach this server by; null = taken from each request. */
  readonly publicUrl: string | null;
  /** Folder of the built console; null = none. */
  readonly consoleFolder: string | null;
  readonly health: () => Health;
  readonly readiness: () => Promise<Readiness>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
