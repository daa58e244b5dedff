// New events to everybody who follows: each is read once, however many follow, and only if somebody may want it.
import { setTimeout as wait } from 'node:timers/promises';
import type { Engine, Logger } from '../engine/engine.ts';
import { ParameterList, or } from '../query/sql.ts';
import { openSubject, type OpenSubject } from '../../search/read-field.ts';
import type { Selection, TailSink } from '../store.ts';
import { advance, passAll, placeAfterAll, printPlace, type ArrivalPlace } from './arrival-place.ts';
import type { Arrival, Arrivals } from './arrivals.ts';
import { arrivalKeys, eventsOf, inRanges, mayMatch } from './read-arrivals.ts';

export interface Follower {
  readonly selection: Selection;
  readonly matches: (subject: OpenSubject) => boolean;
  readonly sink: TailSink;
}

export interface Feed {
  /** From the next announcement on; call it where all that is visible was seen. Returns how to stop. */
  follow(follower: Follower): () => void;
}

interface Waiting {
  readonly arrival: Arrival;
  readonly followers: readonly Follower[];
  readonly before: ArrivalPlace;
}

const retryMs = 500;
/** A reader that falls behind is waited for so long, once: the others must not feel it. */
const graceMs = 200;

export function createFeed(engine: Engine, arrivals: Arrivals, log: Logger): Feed {
  const followers = new Set<Follower>();
  const slow = new WeakSet<TailSink>();
  const queue: Waiting[] = [];
  let isRunning = false;
  let place = placeAfterAll([]);
  let stop: (() => void) | null = null;

  const run = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await deliver(engine, next, followers, slow, log);
    isRunning = false;
  };
  const onArrival = (arrival: Arrival): void => {
    queue.push({ arrival, followers: [...followers], before: place });
    place = passAll(place, arrival.ranges);
    void run();
  };

  return {
    follow: (follower) => {
      if (stop === null) {
        place = placeAfterAll(arrivals.visible());
        stop = arrivals.listen(onArrival);
      }
      followers.add(follower);
      return () => {
        followers.delete(follower);
        if (followers.size > 0) return;
        stop?.();
        stop = null;
      };
    },
  };
}

/** An engine that is away is waited for: nothing that arrived is left out. */
async function deliver(engine: Engine, waiting: Waiting, current: ReadonlySet<Follower>, slow: WeakSet<TailSink>, log: Logger): Promise<void> {
  let after = waiting.before;
  for (;;) {
    const followers = waiting.followers.filter((follower) => current.has(follower));
    if (followers.length === 0) return;
    try {
      for await (const [event, place] of arrived(engine, waiting, after, followers)) {
        after = place;
        const subject = openSubject(event);
        const text = printPlace(place);
        for (const { selection, matches, sink } of followers) {
          if (!isAllowed(selection, subject) || !matches(subject)) continue;
          if (!sink.hasRoom()) await waitForRoom(sink, slow);
          sink.event(event, text);
        }
      }
      const end = printPlace(passAll(waiting.before, waiting.arrival.ranges));
      for (const { sink } of followers) sink.reached(end);
      return;
    } catch (error) {
      log.warn(`events for those who follow cannot be read: ${(error as Error).message}`);
      await wait(retryMs);
    }
  }
}

/** `slow`: those for whom waiting was in vain, until they have room again. */
async function waitForRoom(sink: TailSink, slow: WeakSet<TailSink>): Promise<void> {
  if (slow.has(sink)) return;
  const hasRoom = await Promise.race([sink.room().then(() => true), wait(graceMs, false)]);
  if (hasRoom) return;
  slow.add(sink);
  void sink.room().then(() => slow.delete(sink));
}

/** The arrival's events that somebody may want, from a place on. */
async function* arrived(engine: Engine, { arrival, before }: Waiting, after: ArrivalPlace, followers: readonly Follower[]) {
  const { ranges, times } = arrival;
  if (times === null) return;
  const parameters = new ParameterList();
  const wanted = or(...new Set(followers.map(({ selection }) => mayMatch(selection, parameters))));
  const keys = await arrivalKeys(engine, [`ts BETWEEN ${times[0]} AND ${times[1]}`, inRanges(ranges), wanted], parameters, null);
  const { last } = after === before ? { last: null } : after;
  const left = last === null ? keys : keys.filter(({ seq, place }) => seq > last.seq || (seq === last.seq && place > last.place));
  for await (const event of eventsOf(engine, left)) yield [event, advance(before, ranges, event.key.seq, event.key.place)] as const;
}

function isAllowed({ clusters, topics }: Selection, { cluster, topic }: OpenSubject): boolean {
  return (clusters === null || clusters.includes(cluster)) && (topics === null || topics.includes(topic));
}
