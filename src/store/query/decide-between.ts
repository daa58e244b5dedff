// The events that the engine could not decide are decided here. Odd ones (their columns may say something else than their JSON) are few and asked
// about by every query: those that were read once are kept.
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { EventKey, StoredEvent } from '../store.ts';
import { keyColumns, keyOf, placeOf } from './event-keys.ts';
import { fetchEvents, streamEvents } from './fetch-events.ts';
import { KeptEvents } from './kept-events.ts';
import { betweenBounds, type Plan } from './plan.ts';
import { always, and, never } from './sql.ts';

/** Streams the events between a plan's bounds within a condition that do match, in no order. */
export async function* decideBetween(engine: Engine, plan: Plan, within: string, signal?: AbortSignal): AsyncGenerator<StoredEvent> {
  yield* decideOdd(engine, plan, within, signal);
  const between = betweenBounds(plan);
  if (between === never) return;
  for await (const event of streamEvents(engine, plan, `${plan.scope} AND ${and(within, plan.isEven, between)}`, signal)) if (plan.matches(event)) yield event;
}

/** Streams the odd events within a condition that match, in no order. */
export async function* decideOdd(engine: Engine, plan: Plan, within: string, signal?: AbortSignal): AsyncGenerator<StoredEvent> {
  for await (const event of oddEvents(engine, plan, within, signal)) if (plan.matches(event)) yield event;
}

/** More odd events, or more bytes of them, are not kept, but streamed each time. */
const maxKept = 2_000;
const maxKeptBytes = 8 * 1024 * 1024;

const kept = new WeakMap<Engine, KeptEvents>();

/** Streams the odd events of a plan's scope, in no order. */
async function* oddEvents(engine: Engine, plan: Plan, within: string, signal?: AbortSignal): AsyncGenerator<StoredEvent> {
  if (plan.isEven === always) return;
  const condition = `${plan.scope} AND ${within} AND odd = 1`;
  const columns = [...keyColumns, { sql: 'bytes', kind: 'u32' as const }];
  const tail = `FROM ${eventsTable} WHERE ${condition} LIMIT ${maxKept + 1}`;
  const rows = await selectAll(engine, { columns, tail, parameters: plan.parameters.parameters, signal });
  const bytes = rows.reduce((sum, row) => sum + (row[keyColumns.length] as number), 0);
  if (rows.length > maxKept || bytes > maxKeptBytes) {
    yield* streamEvents(engine, plan, condition, signal);
    return;
  }
  let known = kept.get(engine);
  if (known === undefined) kept.set(engine, (known = new KeptEvents(maxKeptBytes)));
  const lacking: EventKey[] = [];
  for (const key of rows.map(keyOf)) {
    const event = known.get(placeOf(key));
    if (event === undefined) lacking.push(key);
    else yield event;
  }
  for (const [place, event] of await fetchEvents(engine, lacking, { signal })) {
    known.add(place, event);
    yield event;
  }
}
