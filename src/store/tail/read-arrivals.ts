// Events of bodies by their arrival: keys in order first, then the events in small pieces.
import { compileQuery, unresolved } from '../query/compile.ts';
import { keyColumns, keyOf, placeOf } from '../query/event-keys.ts';
import { fetchEvents } from '../query/fetch-events.ts';
import { always, and, or, type ParameterList } from '../query/sql.ts';
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { EventKey, Selection, StoredEvent } from '../store.ts';
import type { SeqRange } from './arrival-place.ts';

/** Rows that a selection may match, whenever they stand. No value is looked up beforehand: new ones arrive all the time. */
export function mayMatch(selection: Selection, parameters: ParameterList): string {
  return and(
    selection.clusters === null ? always : `cluster IN ${parameters.add(selection.clusters, 'Array(String)')}`,
    selection.topics === null ? always : `topic IN ${parameters.add(selection.topics, 'Array(String)')}`,
    or('odd = 1', compileQuery(selection.query, parameters, unresolved).may),
  );
}

export function inRanges(ranges: readonly SeqRange[]): string {
  return or(...ranges.map(([from, to]) => (to === Infinity ? `seq >= ${from}` : `seq BETWEEN ${from} AND ${to}`)));
}

/** Keys of candidates in order of arrival. */
export async function arrivalKeys(
  engine: Engine,
  conditions: readonly string[],
  parameters: ParameterList,
  limit: number | null,
  signal?: AbortSignal,
): Promise<EventKey[]> {
  const rows = await selectAll(engine, {
    columns: keyColumns,
    tail: `FROM ${eventsTable} WHERE ${and(...conditions)} ORDER BY seq, place${limit === null ? '' : ` LIMIT ${limit}`}`,
    parameters: parameters.parameters,
    signal,
  });
  return rows.map(keyOf);
}

const eventsPerRead = 200;

export async function* eventsOf(engine: Engine, keys: readonly EventKey[], signal?: AbortSignal): AsyncGenerator<StoredEvent> {
  for (let from = 0; from < keys.length; from += eventsPerRead) {
    const part = keys.slice(from, from + eventsPerRead);
    const events = await fetchEvents(engine, part, { signal });
    for (const key of part) {
      const event = events.get(placeOf(key));
      if (event !== undefined) yield event;
    }
  }
}
