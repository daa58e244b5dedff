// Counting what matches: over time, by the values of fields, by combinations of values.
import { z } from 'zod';
import { searchErrors, selection } from './events.ts';
import { text, wholeNumber } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

export const defaultInterval = '60s';
export const defaultFacetLimit = 10;
export const defaultTopLimit = 20;
const maxRows = 10_000;
/** Fields that one request may count by: each facet by itself, those of a top together. */
export const maxFacets = 50;
export const maxTopFields = 8;

const count = z.int();

export const histogramQuery = z.strictObject({
  ...selection,
  interval: text.optional().describe(`Length of a bucket: a whole number and s, m, h or d; ${defaultInterval} when absent.`),
  by: text.optional().describe('A field or JSON path: each bucket tells the counts of its values.'),
});

export const histogramAnswer = z.object({
  buckets: z
    .array(
      z.object({
        start: z.iso.datetime().describe('A multiple of the interval since the Unix epoch.'),
        count,
        counts: z.record(z.string(), count).optional().describe('By value; of a list each element counts, so their sum may be larger.'),
      }),
    )
    .describe('Oldest first; those without an event are left out.'),
});
export type HistogramAnswer = z.infer<typeof histogramAnswer>;

export const facetsQuery = z.strictObject({
  ...selection,
  fields: text.optional().describe('Fields and JSON paths with commas between them; absent = those that make good facets.'),
  limit: wholeNumber(1, maxRows).optional().describe(`Values of each field; ${defaultFacetLimit} when absent.`),
  name: text.optional().describe('Without `fields`: only facets whose name holds this text, without case.'),
  match: text.optional().describe('Only values that hold this text; ASCII letters without case. `distinct` counts these.'),
});

export const facetsAnswer = z.object({
  facets: z.record(
    z.string(),
    z.object({
      values: z.array(z.object({ value: z.string(), count })).describe('By count downward, then by UTF-8 bytes. "" = events without the field.'),
      distinct: count.describe('How many values there are in all, "" included.'),
      exact: z
        .boolean()
        .describe('False = there were too many values to hold: the counts are exact, but values may be missing, and `distinct` is a lower bound.'),
    }),
  ),
});
export type FacetsAnswer = z.infer<typeof facetsAnswer>;

export const topQuery = z.strictObject({
  ...selection,
  by: text.describe('Fields and JSON paths with commas between them.'),
  limit: wholeNumber(1, maxRows).optional().describe(`Rows; ${defaultTopLimit} when absent.`),
});

export const topAnswer = z.object({
  rows: z
    .array(z.object({ values: z.array(z.string()).describe('One for each field, in the order of `by`.'), count }))
    .describe('By count downward, then by UTF-8 bytes.'),
  distinct: count.describe('How many combinations there are in all.'),
  exact: z.boolean().describe('As in facets.'),
});
export type TopAnswer = z.infer<typeof topAnswer>;

export const aggregateRoutes = {
  histogram: {
    method: 'GET',
    path: '/api/v1/histogram',
    summary: 'How many events match, over time.',
    access: 'signedIn',
    query: histogramQuery,
    answer: json(histogramAnswer),
    errors: searchErrors,
  },
  facets: {
    method: 'GET',
    path: '/api/v1/facets',
    summary: 'The most frequent values of fields among the events that match.',
    access: 'signedIn',
    query: facetsQuery,
    answer: json(facetsAnswer),
    errors: searchErrors,
  },
  top: {
    method: 'GET',
    path: '/api/v1/top',
    summary: 'The most frequent values, or combinations of values, among the events that match.',
    access: 'signedIn',
    query: topQuery,
    answer: json(topAnswer),
    errors: searchErrors,
  },
} as const satisfies Record<string, RouteContract>;
