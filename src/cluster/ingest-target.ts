// Where events of a cluster go now: asked for every body, and when quarantined bytes are tried again.
import type { Registry } from './registry.ts';

export interface IngestTarget {
  readonly topic: string;
  readonly retentionDays: number;
  /** Version of the topic's policy for arriving events; absent = every byte is kept. */
  readonly policy?: number;
}

/** Null where the cluster is not there or its auditing is off. */
export function ingestTarget(registry: Registry, cluster: string): IngestTarget | null {
  if (registry.getCluster(cluster) === null) return null;
  const { state, topic, retentionDays } = registry.getAuditFeature(cluster);
  const isOpen = state === 'Enabled' || state === 'Enabling';
  if (!isOpen || topic === null || retentionDays === null) return null;
  const policy = registry.policyInForce(topic);
  return { topic, retentionDays, ...(policy === null ? {} : { policy }) };
}
