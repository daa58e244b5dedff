// Masters with agents, and roll-outs over them.
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { AgentList, AgentListEntry, DriftEntry, EnrolmentAnswer } from '../../src/api/contract/agents.ts';
import type { RolloutContent, RolloutEntry, RolloutList, RolloutMember } from '../../src/api/contract/rollouts.ts';
import { fetchJson } from './fetch-api.ts';

export type { AgentListEntry, DriftEntry, RolloutContent, RolloutEntry, RolloutMember };

const calmMs = 10_000;
const busyMs = 1000;

export function agentsQuery(cluster: string) {
  return queryOptions({
    queryKey: ['agents', cluster],
    queryFn: ({ signal }) => fetchJson<AgentList>(`${pathOf(cluster)}/agents`, { signal }),
    refetchInterval: calmMs,
  });
}

/** The newest roll-out, or null; asked again and again while it is under way. */
export function rolloutQuery(cluster: string) {
  return queryOptions({
    queryKey: ['rollouts', cluster],
    queryFn: async ({ signal }) => (await fetchJson<RolloutList>(`${pathOf(cluster)}/rollouts?limit=1`, { signal })).rollouts[0] ?? null,
    refetchInterval: ({ state }) => (state.data != null && state.data.endedAt === null ? busyMs : calmMs),
  });
}

export const useAgents = (cluster: string) => useQuery(agentsQuery(cluster));
export const useRollout = (cluster: string) => useQuery(rolloutQuery(cluster));

export function useEnrolment(cluster: string) {
  return useMutation({
    mutationFn: (allowChanges: boolean) => fetchJson<EnrolmentAnswer>(`${pathOf(cluster)}/agents/enrolment`, { method: 'POST', body: { allowChanges } }),
  });
}

export function useRevoke(cluster: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => fetchJson<void>(`${pathOf(cluster)}/agents/${id}`, { method: 'DELETE' }),
    onSuccess: refresh,
  });
}

export function useBeginRollout() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ cluster, ...content }: RolloutContent & { readonly cluster: string }) =>
      fetchJson<RolloutEntry>(`${pathOf(cluster)}/rollouts`, { method: 'POST', body: content }),
    onSuccess: refresh,
  });
}

export function useDecideRollout(cluster: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, decision }: { readonly id: string; readonly decision: 'confirm' | 'cancel' }) =>
      fetchJson<RolloutEntry>(`${pathOf(cluster)}/rollouts/${id}/${decision}`, { method: 'POST' }),
    onSuccess: refresh,
  });
}

function useRefresh() {
  const client = useQueryClient();
  return () => Promise.all(['agents', 'rollouts', 'clusters'].map((key) => client.invalidateQueries({ queryKey: [key] })));
}

function pathOf(cluster: string): string {
  return `/api/v1/clusters/${encodeURIComponent(cluster)}`;
}
