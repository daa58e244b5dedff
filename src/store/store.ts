// What a store of audit events can do; the embedded engine and an outside ClickHouse are the same code behind it.
import type { RequestAttributes } from '../policy/policy.ts';
import type { Query } from '../search/ast.ts';
import type { FieldPath } from '../search/resolve-field.ts';
import type { Pipeline } from '../search/pipeline.ts';
import type { SeqRanges } from './seq-ranges.ts';

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
  /** … and show these arrivals only; null = whatever is there now. */
  readonly shown: SeqRanges | null;
  readonly signal?: AbortSignal;
}

export interface ListPage {
  /** RequestRow where fold was asked for. */
  readonly rows: readonly (StoredEvent | RequestRow)[];
  /** The arrivals that this page (and the ones after it) looks at. */
  readonly shown: SeqRanges;
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

/** Counts over time: buckets begin at multiples of the interval (µs) since the epoch; `by` null = they are not split by values. */
export interface HistogramRequest {
  readonly intervalMicros: number;
  readonly by: FieldPath | null;
}

/** Empty buckets are left out. `start` in µs; `counts` by value where it was asked for: an event with several values is in each of them. */
export interface HistogramBucket {
  readonly start: number;
  readonly count: number;
  readonly counts: ReadonlyMap<string, number> | null;
}

/** What to count by, each grouping of equally many fields. `match`: only values that hold this text, ASCII letters without case; '' = all. */
export interface GroupingRequest {
  readonly groupings: readonly (readonly FieldPath[])[];
  readonly limit: number;
  readonly match: string;
}

/** The largest groups, by count downward, then by the values' UTF-8 bytes. */
export interface Grouped {
  readonly rows: readonly { readonly values: readonly string[]; readonly count: number }[];
  /** How many groups there are in all. */
  readonly distinct: number;
  /** False where there were too many to hold: every count is exact, but some groups may be missing, and `distinct` is a lower bound. */
  readonly isExact: boolean;
}

/** Who follows what arrives, and from where: the place they last saw, or null for what arrives from now on. The time range is not looked at. */
export interface TailRequest {
  readonly selection: Selection;
  readonly after: string | null;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** What is told to one who follows. */
export interface TailSink {
  /** An event that matches, and the place after it. Never waits: what there is no room for must be counted. */
  event(event: StoredEvent, place: string): void;
  /** Everything up to this place was looked at. */
  reached(place: string): void;
  /** False where an event given now may have to be left out. */
  hasRoom(): boolean;
  /** Resolves when there is room, or nobody follows any more. */
  room(): Promise<void>;
}

/** SQL over the events of a selection. */
export interface PipelineRequest extends Omit<Selection, 'query'> {
  /** What the pipeline was parsed from: problems have their place in it. */
  readonly text: string;
  readonly pipeline: Pipeline;
  /** What `now()` and relative times are. */
  readonly nowMicros: number;
  /** Rows at most; null = those of its own LIMIT, else 100. */
  readonly limit: number | null;
  /** So many events may be read whole before the answer stops being exact; absent = what an exact answer may take. */
  readonly maxWhole?: number;
  readonly signal?: AbortSignal;
}

export interface PipelineAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** JSON values; 64-bit numbers as text. */
  readonly rows: readonly (readonly unknown[])[];
  /** Further rows were cut off by `limit`. */
  readonly more: boolean;
  /** False where too many events would have to be read whole. */
  readonly exact: boolean;
}

/** What a search would take. */
export interface Estimate {
  /** Rows that the engine would look at, by its index. */
  readonly rows: number;
  /** Their share of what is on disk, bytes. */
  readonly bytes: number;
  /** `engine`: its columns decide; `events`: candidates are read and decided whole; `both`: those in doubt are. */
  readonly decidedBy: 'engine' | 'events' | 'both';
}

/** A received body, or a part of a large one: what its events, wherever they are now, came in. */
export interface StoredBlock {
  /** Its place in the order of arrival. */
  readonly seq: number;
  readonly cluster: string;
  readonly topic: string;
  readonly source: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Readable events: accepted + duplicates + dropped. */
  readonly received: number;
  readonly accepted: number;
  readonly duplicates: number;
  /** Events that the topic's policy did not keep. */
  readonly dropped: number;
  readonly quarantined: number;
  /** Length and SHA-256 (hex) of its bytes as received, unpacked. */
  readonly bytes: number;
  readonly sha256: string;
  /** The times between which its events stand, µs; null where it has none. */
  readonly first: number | null;
  readonly last: number | null;
}

export interface Reader {
  list(request: ListRequest): Promise<ListPage>;
  count(selection: Selection, signal?: AbortSignal): Promise<number>;
  /** Throws AppError `bad_parameter` where the answer would be too large. */
  histogram(selection: Selection, request: HistogramRequest, signal?: AbortSignal): Promise<readonly HistogramBucket[]>;
  /** One answer for each grouping. */
  groups(selection: Selection, request: GroupingRequest, signal?: AbortSignal): Promise<readonly Grouped[]>;
  /**
   * Matching events in order of their becoming visible, until the signal fires. None is left out and none comes twice, also from a place of
   * an earlier life of the server. Throws AppError `bad_parameter` for a place that is none.
   */
  tail(request: TailRequest, sink: TailSink): Promise<void>;
  /** SQL over a selection. Throws `time_limit`, `busy`, or `bad_value` where it takes more than a statement may. */
  query(request: PipelineRequest): Promise<PipelineAnswer>;
  explain(selection: Selection, signal?: AbortSignal): Promise<Estimate>;
  /** Every match in order, at constant memory. Throws midway if the engine fails midway. */
  export(selection: Selection, order: Order, signal?: AbortSignal): AsyncIterable<StoredEvent>;
  /** The selection's events by all that a policy looks at, in no order. Throws midway if the engine fails midway. */
  groupRequests(selection: Selection, detail: GroupDetail, signal?: AbortSignal): AsyncIterable<RequestGroup>;
  storedSize(): Promise<StoredSize>;
  /** Null where there is no such event, or the id is none of ours. */
  get(id: string): Promise<StoredEvent | null>;
  /** The body that an event came in, and the event's place in it, from 0. Null where there is no such event, or nothing is known of its body. */
  blockOf(id: string): Promise<{ readonly place: number; readonly block: StoredBlock } | null>;
  /** Time of the newest stored event and number of events of each cluster. */
  clusterTotals(): Promise<ReadonlyMap<string, { readonly events: number; readonly bytes: number; readonly newest: number }>>;
  /** Removes all events of a cluster (asked for when auditing is disabled with deleteData). */
  deleteCluster(cluster: string): Promise<void>;
}
