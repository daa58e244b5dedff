// Saved searches as the API shows and takes them.
import { z } from 'zod';
import { name } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

const time = z.string().max(64);

export const savedSearchContent = z.strictObject({
  name: z.string().min(1).max(400).describe('Free text on one line, at most 200 characters; each name once.'),
  query: z.string().max(16_000).default('').describe('As `q`: with or without a pipe.'),
  cluster: name.nullable().default(null).describe('null = all clusters.'),
  from: time.nullable().default(null).describe('As `from` of a search, kept as written: `-24h` moves with the clock. null = from the oldest.'),
  to: time.nullable().default(null).describe('As `to` of a search; null = no end.'),
  columns: z
    .string()
    .max(4_000)
    .nullable()
    .default(null)
    .describe('Columns of the list in the console: fields and JSON paths with commas between them, and `sentence` for what happened. null = the usual ones.'),
});
export type SavedSearchBody = z.input<typeof savedSearchContent>;

export const savedSearch = z
  .object({
    id: z.string(),
    name: z.string(),
    query: z.string(),
    cluster: z.string().nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    columns: z.string().nullable(),
    createdAt: z.iso.datetime(),
    changedAt: z.iso.datetime(),
  })
  .meta({ id: 'SavedSearch' });
export type SavedSearchEntry = z.infer<typeof savedSearch>;

export const savedSearchList = z.object({ searches: z.array(savedSearch).describe('By name.') });
export type SavedSearchList = z.infer<typeof savedSearchList>;

export const savedSearchParams = z.strictObject({ id: z.string().max(64) });

const faults = ['query_syntax', 'unknown_field', 'bad_value', 'conflict'] as const;

export const savedSearchRoutes = {
  listSearches: {
    method: 'GET',
    path: '/api/v1/searches',
    summary: 'The saved searches.',
    access: 'signedIn',
    answer: json(savedSearchList),
    errors: [],
  },
  addSearch: {
    method: 'POST',
    path: '/api/v1/searches',
    summary: 'Saves a search under a new name.',
    access: 'signedIn',
    body: savedSearchContent,
    answer: json(savedSearch),
    errors: faults,
  },
  putSearch: {
    method: 'PUT',
    path: '/api/v1/searches/{id}',
    summary: 'Changes or renames a saved search.',
    access: 'signedIn',
    params: savedSearchParams,
    body: savedSearchContent,
    answer: json(savedSearch),
    errors: [...faults, 'not_found'],
  },
  deleteSearch: {
    method: 'DELETE',
    path: '/api/v1/searches/{id}',
    summary: 'Deletes a saved search.',
    access: 'signedIn',
    params: savedSearchParams,
    answer: null,
    errors: ['not_found'],
  },
} as const satisfies Record<string, RouteContract>;
