// What a store of audit events can do; the embedded engine and an outside ClickHouse are the same code behind it.
import type { RequestAttributes } from '../policy/policy.ts';
import type { Query } from '../search/ast.ts';

/** Which events: a query over a time range (µs since the epoch, `from` inclusive, `to` exclusive), within the clusters that the caller may see. */
export interface Selection {
  readonly query: Query;
  readonly from: number | null;
  readonly to: number | null;
  readonly clusters: readonly string[] | null;
  readonly topics: readonly string[] | null;
}

export type Order = 'asc' | 'desc';

/** Place of an event in the total order: stageTimestamp, requestReceivedTimestamp, stage, arrival (sequence, place). */
export interface EventKey {
  readonly ts: number;
  readonly received: number;
  readonly stageRank: number;
  readonly seq: number;
  readonly place: number;
}

export interface StoredEvent {
  readonly id: string;
  readonly key: EventKey;
  readonly cluster: string;
  readonly topic: string;
  readonly source: string;
  /** When the server received it, milliseconds since the epoch. */
  readonly receivedAt: number;
  /** The event as received, from its `{` to its `}`. */
  readonly bytes: Uint8Array;
  /** True where the event stands at a time that is not its own stageTimestamp, because that cannot be read. */
  readonly timeIsGuessed: boolean;
  /** The version of audit.k8s.io it came in. */
  readonly version: string;
}

/** One row of a folded list: the last chosen event of a request, and all stored stages of that request in order. */
export interface RequestRow extends StoredEvent {
  readonly stages: readonly { readonly id: string; readonly stage: string; readonly stageTimestamp: string | null }[];
  /** True where other requests carry the same auditID: it was chosen by a client. */
  readonly auditIDReused: boolean;
}

export interface ListRequest extends Selection {
  readonly order: Order;
  readonly limit: number;
  readonly fold: boolean;
  /** Continue after this key … */
  readonly after: EventKey | null;
  /** … and show nothing that arrived after this sequence; null = whatever is there now. */
  readonly newestSeq: number | null;
  readonly signal?: AbortSignal;
}

export interface ListPage {
  /** RequestRow where fold was asked for. */
  readonly rows: readonly (StoredEvent | RequestRow)[];
  /** The sequence up to which this page (and the ones after it) looks. */
  readonly newestSeq: number;
  /** Key of the last row, or null when there is nothing after it. */
  readonly next: EventKey | null;
  /** False when a limit cut the search; `scanned` is then what was searched in full. */
  readonly exact: boolean;
  readonly scanned: { readonly from: number | null; readonly to: number | null };
}

/** Events that are one kind of request to a policy, of one level and stage, and the sums of them. Times in µs, sizes of the text in bytes. */
export interface RequestGroup {
  readonly request: RequestAttributes;
  readonly level: string;
  readonly stage: string;
  readonly events: number;
  readonly bytes: number;
  readonly requestBytes: number;
  readonly requestBodies: number;
  readonly responseBytes: number;
  readonly responseBodies: number;
  readonly oldest: number;
  readonly newest: number;
}

/** Names of objects make many groups: only a policy with resourceNames looks at them. */
export interface GroupDetail {
  readonly names: boolean;
  /** Groups are apart by response code, by user agent: what policies for arrival may ask for. */
  readonly codes?: boolean;
  readonly agents?: boolean;
}

/** What the store takes on disk for the text of its events. */
export interface StoredSize {
  readonly events: number;
  readonly bytes: number;
  readonly diskBytes: number;
}

/** Events of some sources of a cluster that stand after `after`. All moments in µs. */
export interface StepRequest {
  readonly cluster: string;
  readonly sources: readonly string[];
  readonly after: number;
  /** Nothing was counted before `after`. */
  readonly isFirst: boolean;
  /** Moments up to which (inclusive) is counted. */
  readonly low: readonly number[];
  /** For each of these the mark of the scrape: what its own request left after the counters were read does not count. */
  readonly marks: readonly string[];
  /** The same, but events of stage RequestReceived stand a second later: only what an API server surely had counted by then. */
  readonly high: readonly number[];
}

/** For each moment of the request, from `after` on. An event that two sources delivered counts once. */
export interface StepCounts {
  readonly storedLow: readonly number[];
  readonly storedHigh: readonly number[];
  /** Events that a policy on arrival did not keep. */
  readonly droppedLow: readonly number[];
  readonly droppedHigh: readonly number[];
  /** Pieces that are no event, up to ten minutes later than the moment: nobody knows when they were made. */
  readonly quarantined: readonly number[];
  /** Events made of what kube-apiserver says it dropped; not among the stored ones. */
  readonly recovered: readonly number[];
}

/** An event that a cluster has under this address, and when it came. */
export interface Sighting {
  readonly requestURI: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

export interface Reader {
  list(request: ListRequest): Promise<ListPage>;
  count(selection: Selection, signal?: AbortSignal): Promise<number>;
  /** Every match in order, at constant memory. Throws midway if the engine fails midway. */
  export(selection: Selection, order: Order, signal?: AbortSignal): AsyncIterable<StoredEvent>;
  /** The selection's events by all that a policy looks at, in no order. Throws midway if the engine fails midway. */
  groupRequests(selection: Selection, detail: GroupDetail, signal?: AbortSignal): AsyncIterable<RequestGroup>;
  storedSize(): Promise<StoredSize>;
  /** Null where there is no such event, or the id is none of ours. */
  get(id: string): Promise<StoredEvent | null>;
  /** Time of the newest stored event and number of events of each cluster. */
  clusterTotals(): Promise<ReadonlyMap<string, { readonly events: number; readonly bytes: number; readonly newest: number }>>;
  countSteps(request: StepRequest): Promise<StepCounts>;
  /** The first arrival of each of these addresses from a time (µs) on; those without one are left out. */
  findAddresses(cluster: string, addresses: readonly string[], from: number): Promise<readonly Sighting[]>;
  /** Removes all events of a cluster (asked for when auditing is disabled with deleteData). */
  deleteCluster(cluster: string): Promise<void>;
}
