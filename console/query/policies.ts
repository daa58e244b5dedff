// Policies of log topics, and what a candidate would do to the stored events.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ReplayAnswer } from '../../src/api/contract/policy.ts';
import type { SuggestAnswer } from '../../src/api/contract/suggest.ts';
import type { topicPolicyEntry, TopicPolicyAnswer, TopicPolicyVersion } from '../../src/api/contract/topic-policies.ts';
import { fetchJson } from './fetch-api.ts';

export type { ReplayAnswer, SuggestAnswer, TopicPolicyAnswer, TopicPolicyVersion };
export type TopicPolicyEntry = z.infer<typeof topicPolicyEntry>;
export type Sum = ReplayAnswer['recorded'];
export type Suggestion = SuggestAnswer['suggestions'][number];

/** Which stored events a candidate is tried on. */
export interface Trial {
  readonly policy: string;
  readonly kubernetes: string;
  readonly from?: string;
  readonly to?: string;
  readonly cluster?: string;
  readonly topic?: string;
}

export interface SuggestTrial extends Trial {
  readonly allow: readonly string[];
  readonly pick: readonly string[];
}

export const topicPoliciesQuery = queryOptions({
  queryKey: ['topic-policies'],
  queryFn: async ({ signal }) => (await fetchJson<{ topics: TopicPolicyEntry[] }>('/api/v1/policy/topics', { signal })).topics,
});

export function topicPolicyQuery(topic: string) {
  return queryOptions({
    queryKey: ['topic-policies', topic],
    queryFn: ({ signal }) => fetchJson<TopicPolicyAnswer>(topicPath(topic), { signal }),
  });
}

/** Reads a lot: asked once for each trial, never again by itself. */
const asksOnce = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, retry: false } as const;

export function replayQuery(trial: Trial | null) {
  return queryOptions({
    ...asksOnce,
    queryKey: ['policy-replay', trial],
    enabled: trial !== null,
    queryFn: ({ signal }) => fetchJson<ReplayAnswer>('/api/v1/policy/replay', { method: 'POST', body: bodyOf(trial!), signal }),
  });
}

export function suggestQuery(trial: SuggestTrial | null) {
  return queryOptions({
    ...asksOnce,
    queryKey: ['policy-suggest', trial],
    enabled: trial !== null,
    queryFn: ({ signal }) => fetchJson<SuggestAnswer>('/api/v1/policy/suggest', { method: 'POST', body: bodyOf(trial!), signal }),
  });
}

function bodyOf<T extends Trial>({ cluster, topic, ...rest }: T) {
  return { ...rest, ...(cluster === undefined ? {} : { cluster: [cluster] }), ...(topic === undefined ? {} : { topic: [topic] }) };
}

export function useApplyPolicy() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ topic, ...body }: { topic: string; policy: string; note: string }) =>
      fetchJson<TopicPolicyAnswer>(topicPath(topic), { method: 'PUT', body }),
    onSuccess: refresh,
  });
}

export function useRollBack(topic: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: { version: number; note: string }) => fetchJson<TopicPolicyAnswer>(`${topicPath(topic)}/rollback`, { method: 'POST', body }),
    onSuccess: refresh,
  });
}

export function useTakeOff(topic: string) {
  const refresh = useRefresh();
  return useMutation({ mutationFn: () => fetchJson<undefined>(topicPath(topic), { method: 'DELETE' }), onSuccess: refresh });
}

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['topic-policies'] });
}

function topicPath(topic: string): string {
  return `/api/v1/topics/${encodeURIComponent(topic)}/policy`;
}
