// The door through which bodies come in: what the HTTP route, the importer's server side and the tests call.

import type { ArrivalPolicy, JudgedBody } from '../store/arrival-policy.ts';

/** One body as received, already matched to an enabled cluster. */
export interface IncomingBody {
  readonly cluster: string;
  readonly topic: string;
  readonly retentionDays: number;
  /** The observation point: `token:ID`, `admin` … */
  readonly source: string;
  readonly bytes: Uint8Array;
  /** Version of the topic's policy for arriving events; absent = every byte is kept. */
  readonly policy?: number;
  /** Answer when the events are searchable, not only when they are on disk. */
  readonly waitStored: boolean;
}

export interface StoredCounts {
  readonly accepted: number;
  readonly duplicates: number;
  readonly quarantined: number;
  /** Events that the topic's policy did not keep. */
  readonly dropped: number;
}

/** The policies that topics apply to arriving events: kept by the registry, used here. */
export interface ArrivalPolicies {
  /** A version of a topic's policy; versions never change. Throws where there is none: a body that names it was acknowledged under it. */
  load(topic: string, version: number): ArrivalPolicy;
  /** Adds up what was taken away of the bodies of a block, once: sequences up to the last one counted are passed over. */
  count(bodies: readonly JudgedBody[]): void;
}

/** `received`: readable events, on disk and synced. `stored`: only with waitStored. */
export interface IngestAnswer {
  readonly received: number;
  readonly stored?: StoredCounts;
}

export interface Ingest {
  /**
   * Keeps a body. Throws AppError `unreadable_body` (nothing in it is an event; it is in quarantine by then)
   * and `unavailable` with retryAfter (no room, or the disk refused).
   */
  accept(body: IncomingBody): Promise<IngestAnswer>;
  /** True when a body could be acknowledged now. */
  isReady(): boolean;
  /** Hands over everything acknowledged to the engine, then stops. */
  close(): Promise<void>;
}
