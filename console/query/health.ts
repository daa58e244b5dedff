// The state of the server, and what arrived and is no event.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { QuarantineEntryAnswer, QuarantineList, RetryAnswer } from '../../src/api/contract/quarantine.ts';
import type { HealthAnswer } from '../../src/api/contract/system.ts';
import { fetchJson, withParameters } from './fetch-api.ts';

export type { HealthAnswer, QuarantineEntryAnswer, QuarantineList };

const askAgainMs = 15_000;
const shownEntries = 50;

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => fetchJson<HealthAnswer>('/api/v1/health', { signal }),
  refetchInterval: askAgainMs,
});

export function quarantineQuery(cluster: string) {
  return queryOptions({
    queryKey: ['quarantine', cluster],
    queryFn: ({ signal }) => fetchJson<QuarantineList>(withParameters('/api/v1/quarantine', { cluster, limit: shownEntries }), { signal }),
    refetchInterval: askAgainMs,
  });
}

export function quarantineBytesPath(id: string): string {
  return `/api/v1/quarantine/${id}/bytes`;
}

/** Tries what is in quarantine again, as after an upgrade. */
export function useRetryQuarantine(cluster: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => fetchJson<RetryAnswer>('/api/v1/quarantine/retry', { method: 'POST', body: { cluster } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['quarantine'] }),
  });
}
