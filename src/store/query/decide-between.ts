// The events that the engine could not decide are decided here. Odd ones (their columns may say something else than their JSON) are few and asked
// about by every query: those that were read once are kept.
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { StoredEvent } from '../store.ts';
import { keyColumns, keyOf, placeOf } from './event-keys.ts';
import { fetchEvents, streamEvents } from './fetch-events.ts';
import { KeptEvents } from './kept-events.ts';
import { betweenBounds, type Plan } from './plan.ts';
import { never } from './sql.ts';

/** Streams the events between a plan's bounds within a condition that do match, in no order. */
export async function* decideBetween(engine: Engine, plan: Plan, within: string, signal?: AbortSignal): AsyncGenerator<StoredEvent> {
  for await (const event of oddEvents(engine, plan, within, signal)) if (plan.matches(event)) yield event;
  const between = betweenBounds(plan);
  if (between === never) return;
  for await (const event of streamEvents(engine, plan, `${plan.scope} AND ${within} AND odd = 0 AND ${between}`, signal)) if (plan.matches(event)) yield event;
}

/** More odd events than this are not kept, but streamed each time. */
const maxKept = 2_000;
const maxKeptBytes = 8 * 1024 * 1024;

const kept = new WeakMap<Engine, KeptEvents>();

/** Streams the odd events of a plan's scope, in no order. */
async function* oddEvents(engine: Engine, plan: Plan, within: string, signal?: AbortSignal): AsyncGenerator<StoredEvent> {
  const condition = `${plan.scope} AND ${within} AND odd = 1`;
  const tail = `FROM ${eventsTable} WHERE ${condition} LIMIT ${maxKept + 1}`;
  const rows = await selectAll(engine, { columns: keyColumns, tail, parameters: plan.parameters.parameters, signal });
  if (rows.length > maxKept) {
    yield* streamEvents(engine, plan, condition, signal);
    return;
  }
  let known = kept.get(engine);
  if (known === undefined) kept.set(engine, (known = new KeptEvents(maxKeptBytes)));
  const keys = rows.map(keyOf);
  const lacking = keys.filter((key) => known.get(placeOf(key)) === undefined);
  const read = await fetchEvents(engine, lacking, signal);
  for (const key of keys) {
    const event = read.get(placeOf(key)) ?? known.get(placeOf(key));
    if (event !== undefined) yield event;
  }
  for (const [place, event] of read) known.add(place, event);
}
