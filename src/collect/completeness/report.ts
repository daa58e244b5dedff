// What an agent, or a look of this server's own, tells of one API server: its counters, what can never be delivered, how far it is.

/** The counters of one process at one moment. Times in ms, by the clock of whoever read them. */
export interface Scrape {
  /** When the process started, as its metrics tell. */
  readonly start: number;
  /** The counters were read between these two. */
  readonly begun: number;
  readonly ended: number;
  /** Stands in the address by which they were read (`audit/scrape-mark.ts`). */
  readonly mark: string;
  /** `apiserver_audit_event_total`: counted before the event is written anywhere. */
  readonly events: number;
  /** `apiserver_audit_error_total` by plugin: log, webhook, buffered, truncate. */
  readonly failed: Readonly<Record<string, number>>;
  /** `apiserver_audit_level_total` by level. */
  readonly levels: Readonly<Record<string, number>>;
}

/** Bytes of a log that can never be delivered. */
export interface MissedRecord {
  /** The same for the same bytes, however often they are told. */
  readonly id: string;
  readonly file: string;
  readonly from: number;
  /** Null where nobody can know. */
  readonly bytes: number | null;
  /** How many events that is; null where nobody can know. */
  readonly events: number | null;
  readonly why: string;
  /** When it was noticed, ms. */
  readonly at: number;
  readonly sentence: string;
}

export interface AgentLag {
  readonly unreadBytes: number;
  readonly oldestUnreadAt: number | null;
  /** All that was logged before this moment was delivered; null before the first time. */
  readonly caughtUpAt: number | null;
}

export interface InstanceReport {
  /** The sender's clock, ms. */
  readonly now: number;
  readonly scrapes: readonly Scrape[];
  readonly missed: readonly MissedRecord[];
  /** Null where the sender reads no log. */
  readonly lag: AgentLag | null;
  /** Requests that were made to be found again. */
  readonly canaries: readonly { readonly address: string; readonly at: number }[];
  /** Why counters could not be read the last time. */
  readonly trouble: string | null;
}
