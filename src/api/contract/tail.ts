// Following what arrives.
import { z } from 'zod';
import { searchErrors, selection } from './events.ts';
import { type RouteContract } from './route-contract.ts';

const { q, cluster, topic } = selection;

export const tailQuery = z.strictObject({ q, cluster, topic });

export const tailRoutes = {
  tail: {
    method: 'GET',
    path: '/api/v1/tail',
    summary: 'Matching events as they arrive, from now or from Last-Event-ID on.',
    access: 'signedIn',
    query: tailQuery,
    answer: {
      type: 'text/event-stream',
      sentence:
        '`event`: an event as in /events, unfolded. `skipped` {count}: so many matching events that the reader had no room for. A comment at least every 15 s. ' +
        'Each `id` is a place in the order of arrival: with the header Last-Event-ID the stream goes on right after it, also after a restart of the server.',
    },
    errors: searchErrors,
  },
} as const satisfies Record<string, RouteContract>;
