// Why an answer is empty or thin, as the API tells it.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { InstalledPolicyAnswer } from '../../src/api/contract/installed-policy.ts';
import type { HidingRule, RelaxedQuery, UnseenAnswer, UnseenReason } from '../../src/api/contract/unseen.ts';
import type { Selection } from './events.ts';
import { fetchJson, withParameters } from './fetch-api.ts';

export type { HidingRule, InstalledPolicyAnswer, RelaxedQuery, UnseenAnswer, UnseenReason };
export type UnseenReasonOf<W extends UnseenReason['why']> = Extract<UnseenReason, { why: W }>;

const freshMs = 30_000;

export function unseenQuery(selection: Selection) {
  return queryOptions({
    queryKey: ['unseen', selection],
    queryFn: ({ signal }) => fetchJson<UnseenAnswer>(withParameters('/api/v1/unseen', { ...selection }), { signal }),
    staleTime: freshMs,
    gcTime: 60_000,
    retry: false,
  });
}

const installedPath = (cluster: string): string => `/api/v1/clusters/${encodeURIComponent(cluster)}/policy`;

/** The policy that the API servers of a cluster run, as it was told. */
export function installedPolicyQuery(cluster: string) {
  return queryOptions({
    queryKey: ['installed-policy', cluster],
    queryFn: ({ signal }) => fetchJson<InstalledPolicyAnswer>(installedPath(cluster), { signal }),
  });
}

export function useTellPolicy(cluster: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (policy: string) => fetchJson<InstalledPolicyAnswer>(installedPath(cluster), { method: 'PUT', body: { policy } }),
    onSuccess: () => Promise.all(['installed-policy', 'unseen'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
