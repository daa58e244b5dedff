// Asks for the table that a query with a pipe makes.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { PipelineAnswerDocument } from '../../src/api/contract/query.ts';
import type { Selection } from './events.ts';
import { fetchJson, withParameters } from './fetch-api.ts';

/** Rows at most; the query's own LIMIT holds below it. */
export const maxTableRows = 1_000;

export function tableQuery(selection: Selection) {
  return queryOptions({
    queryKey: ['table', selection],
    queryFn: ({ signal }) => fetchJson<PipelineAnswerDocument>(withParameters('/api/v1/query', { ...selection, limit: maxTableRows }), { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
}
