// Asks for events. Pages are kept as the bytes that came, cut into rows; nothing is parsed before it is shown.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { spanOf, stringOf, memberOf, type Span } from '../show/json-span.ts';
import { splitAnswer, type EventRow, type EventsPage } from '../show/split-answer.ts';
import { fetchBytes, fetchJson, withParameters } from './fetch-api.ts';
import { eventsPath, type ListSelection, type Selection } from './first-paths.ts';

export type { ListSelection, Selection } from './first-paths.ts';

const emptyMs = 5_000;

export function eventsQuery(selection: ListSelection) {
  return infiniteQueryOptions({
    queryKey: ['events', selection],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }): Promise<EventsPage> =>
      splitAnswer(await fetchBytes(eventsPath(pageParam === null ? selection : { cursor: pageParam }), signal)),
    getNextPageParam: (page) => page.cursor,
    // Rows that somebody reads must not move by themselves; who comes back to the page sees what is there now.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    // An empty list fills itself as soon as there is something.
    refetchInterval: ({ state }) => (state.data?.pages[0].rows.length === 0 ? emptyMs : false),
    structuralSharing: false,
  });
}

/** Events, not requests. */
export function countQuery(selection: Selection) {
  return queryOptions({
    queryKey: ['count', selection],
    queryFn: async ({ signal }) => (await fetchJson<{ count: number }>(withParameters('/api/v1/count', { ...selection }), { signal })).count,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

const aroundRows = 10;

/** The requests next before and next after a moment, oldest first. `time`: RFC 3339. */
export function aroundQuery(selection: Pick<Selection, 'q' | 'cluster'>, time: string) {
  return queryOptions({
    queryKey: ['events', 'around', selection, time],
    queryFn: async ({ signal }): Promise<readonly EventRow[]> => {
      const ask = async (parameters: Record<string, string>) =>
        splitAnswer(await fetchBytes(withParameters('/api/v1/events', { ...selection, ...parameters, limit: aroundRows + 1 }), signal)).rows;
      const [before, after] = await Promise.all([ask({ to: time, order: 'desc' }), ask({ from: time, order: 'asc' })]);
      // Stages of one request may stand on both sides of the moment.
      const seen = new Set(after.map(({ id }) => id));
      return [
        ...before
          .slice(0, aroundRows)
          .filter(({ id }) => !seen.has(id))
          .toReversed(),
        ...after,
      ];
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    structuralSharing: false,
  });
}

/** One event by its id; `row` is the row of its request where that is known, else it is looked for. */
export function eventQuery(id: string, row: EventRow | null) {
  return queryOptions({
    queryKey: ['event', id],
    queryFn: async ({ signal }): Promise<EventRow> => {
      const event = spanOf(await fetchBytes(`/api/v1/events/${encodeURIComponent(id)}`, signal));
      return { ...(row ?? (await findRow(id, event, signal)) ?? unknownRow), id, event };
    },
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
}

const unknownRow: Omit<EventRow, 'id' | 'event'> = {
  cluster: '',
  topic: '',
  source: '',
  receivedAt: '',
  timeIsGuessed: false,
  auditIDReused: false,
  stages: [],
};

/** An address opened from outside names one event; its request is found by auditID, which is not proof, so the id must agree. */
async function findRow(id: string, event: Span, signal: AbortSignal): Promise<EventRow | null> {
  const auditID = stringOf(memberOf(event, 'auditID'));
  if (auditID === null || !auditID.isWellFormed()) return null;
  const q = `auditID:"${auditID.replace(/["\\]/g, '\\$&')}"`;
  try {
    const page = splitAnswer(await fetchBytes(eventsPath({ q }), signal));
    return page.rows.find((row) => row.id === id || row.stages.some((stage) => stage.id === id)) ?? null;
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}

export function exportPath(selection: Selection, format: 'ndjson' | 'csv'): string {
  return withParameters('/api/v1/export', { ...selection, format });
}
