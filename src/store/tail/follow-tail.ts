// One who follows: first what was stored since they last looked, at their own pace, then what arrives.
import { createOpenMatcher } from '../../search/evaluate.ts';
import { openSubject } from '../../search/read-field.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Engine } from '../engine/engine.ts';
import { ParameterList, or } from '../query/sql.ts';
import type { TailRequest, TailSink } from '../store.ts';
import { advance, ahead, parsePlace, passAll, placeAfterAll, printPlace, type ArrivalPlace, type SeqRange } from './arrival-place.ts';
import type { Arrivals } from './arrivals.ts';
import type { Feed, Follower } from './feed.ts';
import { arrivalKeys, eventsOf, inRanges, mayMatch } from './read-arrivals.ts';

export interface TailParts {
  readonly engine: Engine;
  readonly arrivals: Arrivals;
  readonly feed: Feed;
}

/** Resolves when `request.signal` fires. Throws AppError `bad_parameter` at once for a place that is none. */
export async function followTail(parts: TailParts, request: TailRequest, sink: TailSink): Promise<void> {
  const { arrivals, feed } = parts;
  const { signal, after } = request;
  const follower: Follower = { selection: request.selection, matches: createOpenMatcher(request.selection.query), sink };
  let place = after === null ? placeAfterAll(arrivals.visible()) : readPlace(after);
  sink.reached(printPlace(place));
  while (!signal.aborted) {
    const visible = arrivals.visible();
    if (place.last === null && ahead(place, visible).length === 0) break;
    place = await catchUp(parts, follower, place, visible, signal);
  }
  if (signal.aborted) return;
  // Nothing was awaited since the last look: the next announcement is the first that was not seen.
  const leave = feed.follow(follower);
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  leave();
}

function readPlace(text: string): ArrivalPlace {
  const place = parsePlace(text);
  if (place !== null) return place;
  throw new AppError('bad_parameter', 'Last-Event-ID is none of ours.', { hint: 'Send back the id of the last event unchanged, or leave it out.' });
}

const keysPerRead = 1000;

/** One piece of what is visible and was not seen yet. */
async function catchUp(
  { engine }: TailParts,
  { selection, matches, sink }: Follower,
  place: ArrivalPlace,
  visible: readonly SeqRange[],
  signal: AbortSignal,
): Promise<ArrivalPlace> {
  const parameters = new ParameterList();
  const { last } = place;
  const rest = last === null ? '0' : `(seq = ${last.seq} AND place > ${last.place})`;
  const within = or(rest, inRanges(ahead(place, visible)));
  const keys = await arrivalKeys(engine, [within, mayMatch(selection, parameters)], parameters, keysPerRead, signal);
  let here = place;
  for await (const event of eventsOf(engine, keys, signal)) {
    here = advance(place, visible, event.key.seq, event.key.place);
    if (!matches(openSubject(event))) continue;
    await sink.room();
    if (signal.aborted) return here;
    sink.event(event, printPlace(here));
  }
  if (keys.length === keysPerRead) return here;
  const end = passAll(place, visible);
  sink.reached(printPlace(end));
  return end;
}
