// Full events by their places or by a condition.
import { columnsOfShapes, decodeEvent, eventColumns, columnIndex } from '../decode-event.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/read-rows.ts';
import { select, type Parameters, type ResultColumn } from '../engine/statements.ts';
import { recentRows } from '../recent-rows.ts';
import { eventsTable, flag } from '../schema.ts';
import type { EventKey, StoredEvent } from '../store.ts';
import { stageRank } from '../../audit/vocabulary.ts';
import { eventId, placeOf } from './event-keys.ts';
import { KeptEvents } from './kept-events.ts';
import { readsBodies, type Plan } from './plan.ts';
import { always } from './sql.ts';

const index = Object.fromEntries(
  ['seq', 'place', 'cluster', 'topic', 'source', 'receivedAt', 'version', 'ts', 'lat', 'flags', 'stage'].map((name) => [name, columnIndex(name)]),
) as Record<'seq' | 'place' | 'cluster' | 'topic' | 'source' | 'receivedAt' | 'version' | 'ts' | 'lat' | 'flags' | 'stage', number>;

const number = (row: Row, at: number): number => row[at] as number;
const text = (row: Row, at: number): string => (row[at] as Buffer).toString('utf8');

/** A row selected by `eventColumns` as a stored event. */
export function storedEvent(row: Row): StoredEvent {
  const ts = number(row, index.ts);
  const key: EventKey = {
    ts,
    received: ts - number(row, index.lat),
    stageRank: stageRank(text(row, index.stage)),
    seq: number(row, index.seq),
    place: number(row, index.place),
  };
  return {
    id: eventId(key),
    key,
    cluster: text(row, index.cluster),
    topic: text(row, index.topic),
    source: text(row, index.source),
    receivedAt: number(row, index.receivedAt),
    bytes: decodeEvent(row),
    timeIsGuessed: (number(row, index.flags) & flag.noStageTimestamp) !== 0,
    version: text(row, index.version),
  };
}

const placesPerRead = 5_000;

const maxKeptBytes = 64 * 1024 * 1024;
const kept = new WeakMap<Engine, KeptEvents>();

/** A condition that all of the events satisfy, by which the engine finds them sooner. */
export interface Within {
  readonly condition: string;
  readonly parameters: Parameters;
}

/** By the query's own condition, where it tells of all rows and reads no bodies. */
export function withinPlan({ isEven, even, parameters }: Plan): Within | undefined {
  return isEven === always && even.may !== always && !readsBodies(even.may) ? { condition: even.may, parameters: parameters.parameters } : undefined;
}

interface FetchOptions {
  readonly signal?: AbortSignal;
  readonly within?: Within;
}

/** Without the shape of each of them, all columns are read. */
function columnsOf(keys: readonly EventKey[], shapes?: ReadonlyMap<string, string>): readonly ResultColumn[] {
  const own = new Set(keys.map((key) => shapes?.get(placeOf(key)) ?? ''));
  return columnsOfShapes(own);
}

/** As `fetchEvents`, of keys that the engine just gave: what was written or read lately is not read again. */
export async function fetchListed(
  engine: Engine,
  keys: readonly EventKey[],
  { signal, within, shapes }: FetchOptions & { readonly shapes?: ReadonlyMap<string, string> } = {},
): Promise<Map<string, StoredEvent>> {
  const recent = recentRows(engine);
  let known = kept.get(engine);
  if (known === undefined) kept.set(engine, (known = new KeptEvents(maxKeptBytes)));
  const found = new Map<string, StoredEvent>();
  const lacking: EventKey[] = [];
  for (const key of keys) {
    const place = placeOf(key);
    const row = recent.find(key);
    const event = row === null ? known.get(place) : storedEvent(row);
    if (event === undefined) lacking.push(key);
    else found.set(place, event);
  }
  for (const [place, event] of await fetchEvents(engine, lacking, { signal, within, columns: columnsOf(lacking, shapes) })) {
    found.set(place, event);
    known.add(place, event);
  }
  return found;
}

/** The condition for these keys' rows. */
export function placesCondition(keys: readonly Pick<EventKey, 'ts' | 'seq' | 'place'>[]): string {
  const times = [...new Set(keys.map(({ ts }) => ts))].join(', ');
  return `ts IN (${times}) AND (seq, place) IN (${keys.map(({ seq, place }) => `(${seq}, ${place})`).join(', ')})`;
}

/** The events of these keys, by place. */
export async function fetchEvents(
  engine: Engine,
  keys: readonly Pick<EventKey, 'ts' | 'seq' | 'place'>[],
  { signal, within, columns = eventColumns }: FetchOptions & { readonly columns?: readonly ResultColumn[] } = {},
): Promise<Map<string, StoredEvent>> {
  const found = new Map<string, StoredEvent>();
  for (let from = 0; from < keys.length; from += placesPerRead) {
    const part = keys.slice(from, from + placesPerRead);
    const tail = `FROM ${eventsTable} WHERE ${placesCondition(part)} AND ${within?.condition ?? always}`;
    const settings = { max_query_size: String(1 << 23) };
    for await (const rows of select(engine, { columns, tail, parameters: within?.parameters, settings, signal }))
      for (const row of rows) found.set(placeOf({ seq: number(row, index.seq), place: number(row, index.place) }), storedEvent(row));
  }
  return found;
}

/** Streams the events that satisfy a condition of a plan, in no order. */
export async function* streamEvents(engine: Engine, plan: Plan, condition: string, signal?: AbortSignal): AsyncGenerator<StoredEvent> {
  const tail = `FROM ${eventsTable} WHERE ${condition}`;
  for await (const rows of select(engine, { columns: eventColumns, tail, parameters: plan.parameters.parameters, signal }))
    for (const row of rows) yield storedEvent(row);
}
