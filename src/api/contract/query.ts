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

export const explainAnswer = z.object({
  query: z.string().describe('The part before the pipe, printed anew.'),
  sql: z.string().nullable().describe('The SELECT after the pipe, printed anew; shorthands written out.'),
  meaning: z.unknown().describe('The query in words: `says`, and `parts` where it is made of others.'),
  fields: z.array(z.string()).describe('Fields that the part before the pipe asks.'),
  rows: z.int().describe('Rows that the engine would look at.'),
  bytes: z.int().describe('Their share of what is on disk.'),
  decidedBy: z
    .enum(['engine', 'events', 'both'])
    .describe('`engine`: its columns decide; `events`: candidates are read whole and decided; `both`: those in doubt are.'),
});
export type ExplainAnswer = z.infer<typeof explainAnswer>;

export const completeQuery = z.strictObject({
  ...countQuery.shape,
  offset: wholeNumber(0, 16_000).optional().describe('Where the cursor stands in `q`, UTF-16 units; without it at the end.'),
});

export const completeAnswer = z.object({
  from: z.int().describe('An item replaces `q` from here …'),
  to: z.int().describe('… to here.'),
  items: z.array(
    z.object({
      text: z.string(),
      kind: z.enum(['field', 'operator', 'value', 'function', 'keyword']),
      detail: z.string().optional(),
      count: z.int().optional().describe('Events of the range that have the value.'),
    }),
  ),
});
export type CompleteAnswer = z.infer<typeof completeAnswer>;

export const queryRoutes = {
  explain: {
    method: 'GET',
    path: '/api/v1/explain',
    summary: 'How a query is read, and what it would take.',
    access: 'signedIn',
    query: countQuery,
    answer: json(explainAnswer),
    errors: searchErrors,
  },
  complete: {
    method: 'GET',
    path: '/api/v1/complete',
    summary: 'What can stand at a place of a query; values by how often they stand in the range.',
    access: 'signedIn',
    query: completeQuery,
    answer: json(completeAnswer),
    errors: ['time_limit', 'busy', 'unavailable'],
  },
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
