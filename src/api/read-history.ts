// Reads what the store holds of an object and has its history told: bounded, and telling where the bound cut.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseJson } from '../audit/json-value.ts';
import type { Query } from '../search/ast.ts';
import { isCreated, type HistoryEvent, type ObjectTarget } from '../story/history/read-write.ts';
import type { ObjectHistory } from '../story/history/step.ts';
import { tellHistory } from '../story/history/tell-history.ts';
import type { Reader, StoredEvent } from '../store/store.ts';
import { historyQuery, namedByServerQuery } from './history-query.ts';

/** What is read of one object at most; older events are left out. */
const maxEvents = 5_000;
const maxBytes = 16 * 1024 * 1024;
/** More writes of its status are not read: nodes have thousands a day. */
const maxStatusWrites = 1_000;

export interface ReadHistory extends ObjectHistory {
  /** The events behind the steps. */
  readonly events: ReadonlyMap<string, StoredEvent>;
  /** False where older events were left out. */
  readonly isWhole: boolean;
  /** Writes of the status were left out: there are too many. */
  readonly isWithoutStatus: boolean;
}

/** The history up to `to` (µs, exclusive; null = no end). */
export async function readHistory(reader: Reader, cluster: string, target: ObjectTarget, to: number | null, signal: AbortSignal): Promise<ReadHistory> {
  const select = (query: Query): AsyncIterable<StoredEvent> => reader.export({ query, from: null, to, clusters: [cluster], topics: null }, 'desc', signal);
  const all = await readNewest(select(historyQuery(target, true)), maxStatusWrites);
  const own = all ?? (await readNewest(select(historyQuery(target, false)), Infinity))!;
  const history = tellHistory(await parseAll(own.stored), target);
  const named = isBegun(history) ? null : namedByServerQuery(target);
  const created = named === null ? [] : (await readNewest(select(named), Infinity))!.stored;
  const stored = [...created, ...own.stored].sort((a, b) => a.key.ts - b.key.ts);
  return {
    ...(created.length === 0 ? history : tellHistory(await parseAll(stored), target)),
    events: new Map(stored.map((event) => [event.id, event])),
    isWhole: own.isWhole,
    isWithoutStatus: all === null,
  };
}

function isBegun({ steps: [first] }: ObjectHistory): boolean {
  return first !== undefined && isCreated(first);
}

interface Newest {
  /** Oldest first. */
  readonly stored: StoredEvent[];
  readonly isWhole: boolean;
}

/** The newest events within the bounds: where they cut, they cut off the oldest. Null where writes of the status are more than `maxStatus`, or take the room of others. */
async function readNewest(events: AsyncIterable<StoredEvent>, maxStatus: number): Promise<Newest | null> {
  const stored: StoredEvent[] = [];
  let bytes = 0;
  let status = 0;
  for await (const event of events) {
    bytes += event.bytes.length;
    if (Buffer.from(event.bytes.buffer, event.bytes.byteOffset, event.bytes.length).includes(statusMark)) status += 1;
    const isFull = stored.length >= maxEvents || (bytes > maxBytes && stored.length > 0);
    if (status > maxStatus || (isFull && status > 0 && maxStatus !== Infinity)) return null;
    if (isFull) return { stored: stored.reverse(), isWhole: false };
    stored.push(event);
  }
  return { stored: stored.reverse(), isWhole: true };
}

/** As kube-apiserver writes it; other spellings only count as other events. */
const statusMark = Buffer.from('"subresource":"status"');

const bytesPerTurn = 512 * 1024;

/** Other requests have their turn in between. */
async function parseAll(stored: readonly StoredEvent[]): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let bytes = 0;
  for (const { id, bytes: text } of stored) {
    events.push({ id, event: parseJson(text) });
    bytes += text.length;
    if (bytes < bytesPerTurn) continue;
    await nextTurn();
    bytes = 0;
  }
  return events;
}
