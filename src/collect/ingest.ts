// The door through which bodies come in: what the HTTP route, the importer's server side and the tests call.

import type { ArrivalPolicy, JudgedBody } from '../store/arrival-policy.ts';
import type { SeqRanges } from '../store/seq-ranges.ts';

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

/** A body that is too large to be held: its bytes as they come. */
export interface IncomingStream extends Omit<IncomingBody, 'bytes'> {
  /** Throws where the body breaks off; each chunk is used before the next is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** How many bytes will come, where the sender said so. */
  readonly announced: number | null;
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
  /** Adds up what was taken away of the bodies of a block, once: sequences that are counted are passed over. `counted`: all that are after it. */
  count(bodies: readonly JudgedBody[], counted: SeqRanges): void;
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
  /**
   * As `accept`, in parts of whole events. Where it throws midway some parts may be kept already: they are real events, and the
   * same again when the sender repeats the body.
   */
  acceptStream(body: IncomingStream): Promise<IngestAnswer>;
  /** True when a body could be acknowledged now. */
  isReady(): boolean;
  /** Hands over everything acknowledged to the engine, then stops. */
  close(): Promise<void>;
}
