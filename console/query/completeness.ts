// Whether anything of a cluster is missing, as the API tells it.
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { CompletenessInstance, CompletenessResult } from '../../src/api/contract/completeness.ts';
import { fetchJson } from './fetch-api.ts';

export type { CompletenessInstance, CompletenessResult };
export type CompletenessStatus = CompletenessResult['status'];
export type Reason = CompletenessInstance['reasons'][number];
export type CompletenessHour = CompletenessInstance['hours'][number];
export type CauseName = CompletenessHour['causes'][number]['cause'];
export type UnaccountedWhy = CompletenessInstance['unaccounted'][number]['why'];

/** API servers are looked at twice a minute. */
const askAgainMs = 30_000;

const completenessQuery = (cluster: string) =>
  queryOptions({
    queryKey: ['completeness', cluster],
    queryFn: ({ signal }) => fetchJson<CompletenessResult>(`/api/v1/clusters/${encodeURIComponent(cluster)}/completeness`, { signal }),
    refetchInterval: askAgainMs,
  });

export const useCompleteness = (cluster: string) => useQuery(completenessQuery(cluster));
