// In which pieces of time a page is looked for: where that costs much, the times next to the page's beginning are tried first, then ever longer ones.
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { storedTimes } from '../row-extremes.ts';
import { eventsTable } from '../schema.ts';
import type { ListRequest } from '../store.ts';
import { readsBodies, type Plan } from './plan.ts';
import { always, and } from './sql.ts';

/** So many events lie in the first slice, about; each further one is four times as long. Of a condition that reads bodies, and of others. */
const firstEvents = { ofBodies: 4_096, ofColumns: 2_000_000 };
const growth = 4;
const shortest = 60_000_000;

/** Conditions for times, in the order of the page; together they hold every event of the request. */
export async function* timeSlices(engine: Engine, { even, isNarrow }: Plan, request: ListRequest): AsyncGenerator<string> {
  const { events, ...extent } = await storedExtent(engine, request.signal);
  const readsText = readsBodies(even.may) || readsBodies(even.sure);
  const first = readsText ? firstEvents.ofBodies : firstEvents.ofColumns;
  if (isNarrow || events <= first) yield always;
  else yield* sliced(rangeOf(request, extent), Math.max(shortest, Math.ceil(((extent.last - extent.first) * first) / events)), request.order);
}

/** Both ends inclusive, µs. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** What is left of the stored times. */
function rangeOf({ from, to, after, order }: ListRequest, extent: Range): Range {
  const firsts = [extent.first, from ?? extent.first, order === 'asc' && after !== null ? after.ts : extent.first];
  const lasts = [extent.last, to ?? extent.last, order === 'desc' && after !== null ? after.ts : extent.last];
  return { first: Math.max(...firsts), last: Math.min(...lasts) };
}

/** The outermost slices have no edge of their own: the request's is enough. */
function* sliced({ first, last }: Range, firstWidth: number, order: ListRequest['order']): Generator<string> {
  let [low, high] = [first, last];
  for (let width = firstWidth; low <= high; width *= growth) {
    const isLast = high - low < width;
    if (order === 'desc') {
      const edge = isLast ? low : high - width;
      yield between(isLast ? null : edge, high === last ? null : high);
      high = edge - 1;
    } else {
      const edge = isLast ? high : low + width;
      yield between(low === first ? null : low, isLast ? null : edge);
      low = edge + 1;
    }
  }
}

/** Both inclusive, µs; null where the request's own bound is enough. */
function between(low: number | null, high: number | null): string {
  return and(low === null ? always : `ts >= ${low}`, high === null ? always : `ts <= ${high}`);
}

interface Extent extends Range {
  readonly events: number;
}

/** Of all that is stored. How many events there are was read lately: only the width of slices depends on it. */
async function storedExtent(engine: Engine, signal?: AbortSignal): Promise<Extent> {
  let known = counted.get(engine);
  if (known === undefined || performance.now() - known.at > countAgainMs) {
    const [[events]] = await selectAll(engine, { columns: [{ sql: 'count()', kind: 'u64' }], tail: `FROM ${eventsTable}`, signal });
    counted.set(engine, (known = { events: events as number, at: performance.now() }));
  }
  return { ...(await storedTimes(engine, signal)), events: known.events };
}

const counted = new WeakMap<Engine, { readonly events: number; readonly at: number }>();
const countAgainMs = 60_000;
