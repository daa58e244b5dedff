// Regions, clusters, and Cluster Audit as a feature of a cluster.
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ClusterContent, ClusterEntry, ClusterList, RegionList } from '../../src/api/contract/clusters.ts';
import type { AuditFeatureContent, AuditFeaturePutAnswer, WebhookConfig } from '../../src/api/contract/features.ts';
import type { LogsetList, TopicList } from '../../src/api/contract/logsets.ts';
import { fetchJson } from './fetch-api.ts';

export type { AuditFeaturePutAnswer, ClusterEntry, WebhookConfig };
export type FeatureState = ClusterEntry['audit']['state'];

/** While a feature is on its way somewhere the list is asked for again and again. */
const watchMs = 2_000;

export const clustersQuery = queryOptions({
  queryKey: ['clusters'],
  queryFn: async ({ signal }) => (await fetchJson<ClusterList>('/api/v1/clusters', { signal })).clusters,
  refetchInterval: ({ state }) => (state.data?.some(({ audit }) => audit.state === 'Enabling' || audit.state === 'Disabling') === true ? watchMs : false),
});

const regionsQuery = queryOptions({
  queryKey: ['regions'],
  queryFn: async ({ signal }) => (await fetchJson<RegionList>('/api/v1/regions', { signal })).regions.map(({ name }) => name),
});

const logsetsQuery = queryOptions({
  queryKey: ['logsets'],
  queryFn: async ({ signal }) => (await fetchJson<LogsetList>('/api/v1/logsets', { signal })).logsets,
});

const topicsQuery = queryOptions({
  queryKey: ['topics'],
  queryFn: async ({ signal }) => (await fetchJson<TopicList>('/api/v1/topics', { signal })).topics,
});

export const useClusters = () => useQuery(clustersQuery);
export const useRegions = () => useQuery(regionsQuery);
export const useLogsets = () => useQuery(logsetsQuery);
export const useTopics = () => useQuery(topicsQuery);

export interface NewCluster extends ClusterContent {
  readonly name: string;
}

export function useAddCluster() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, ...content }: NewCluster) => fetchJson<ClusterEntry>(clusterPath(name), { method: 'PUT', body: content }),
    onSuccess: () => Promise.all(['clusters', 'regions'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

export function useSetAudit(cluster: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (content: AuditFeatureContent) => fetchJson<AuditFeaturePutAnswer>(`${clusterPath(cluster)}/features/audit`, { method: 'PUT', body: content }),
    onSuccess: () => Promise.all(['clusters', 'logsets', 'topics', 'events', 'count'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

/** Makes a token of its own each time. */
export function useWebhookConfig(cluster: string) {
  return useMutation({ mutationFn: () => fetchJson<WebhookConfig>(`${clusterPath(cluster)}/webhook-config`, { method: 'POST' }) });
}

function clusterPath(name: string): string {
  return `/api/v1/clusters/${encodeURIComponent(name)}`;
}
