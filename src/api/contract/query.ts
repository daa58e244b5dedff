// Asking with a pipe: SQL and its shorthands over the chosen events.
import { z } from 'zod';
import { countQuery, maxLimit, searchErrors } from './events.ts';
import { wholeNumber } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

export const pipelineQuery = countQuery.extend({
  limit: wholeNumber(1, maxLimit).optional().describe('Rows at most: without it the LIMIT of the SELECT, else 100.'),
});

export const pipelineAnswer = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string().describe("The engine's type: UInt64, String, DateTime64(6, 'UTC') …") })),
  rows: z.array(z.array(z.unknown())).describe('Values in the order of the columns; 64-bit numbers as text, times in RFC 3339 UTC, lists as arrays.'),
  more: z.boolean().describe('Further rows were cut off by the limit.'),
  exact: z.boolean().describe('False = more events than a limit allows would have to be read whole, so that the values are near.'),
  tookMs: z.number(),
});
export type PipelineAnswerDocument = z.infer<typeof pipelineAnswer>;

export const queryRoutes = {
  query: {
    method: 'GET',
    path: '/api/v1/query',
    summary: 'SQL over the events that match: `QUERY | SELECT …`, `| count by f`, `| top 10 f`, `| histogram 1m by f`.',
    access: 'signedIn',
    query: pipelineQuery,
    answer: json(pipelineAnswer),
    errors: searchErrors,
  },
} as const satisfies Record<string, RouteContract>;
