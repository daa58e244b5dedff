// Regions and clusters, each with what it has stored.
import type { Cluster } from '../../cluster/registry.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import { createClusterTotals, type ClusterTotals } from '../cluster-totals.ts';
import type { ClusterEntry } from '../contract/clusters.ts';
import { routes } from '../contract/routes.ts';
import { featureAnswer } from '../feature-answer.ts';
import { noCluster } from '../no-cluster.ts';

export function bindClusterRoutes(bind: BindRoute, parts: ApiParts): void {
  const { registry } = parts;
  const readTotals = createClusterTotals(parts.reader, parts.now);
  const entryOf = (cluster: Cluster, totals: ClusterTotals | null): ClusterEntry => ({
    name: cluster.name,
    region: cluster.region,
    displayName: cluster.displayName,
    createdAt: new Date(cluster.createdAt).toISOString(),
    audit: featureAnswer(parts, cluster.name),
    ...storedOf(cluster.name, totals),
  });

  bind(routes.listRegions, () => ({ regions: registry.listRegions().map(({ name }) => ({ name })) }));

  bind(routes.listClusters, async () => {
    const totals = await readTotals();
    return { clusters: registry.listClusters().map((cluster) => entryOf(cluster, totals)) };
  });

  bind(routes.getCluster, async ({ params }) => {
    const cluster = registry.getCluster(params.cluster);
    if (cluster === null) throw noCluster(params.cluster);
    return entryOf(cluster, await readTotals());
  });

  bind(routes.putCluster, async ({ params, body }) => entryOf(registry.putCluster(params.cluster, body), await readTotals()));
}

function storedOf(name: string, totals: ClusterTotals | null): Pick<ClusterEntry, 'lastEventAt' | 'events' | 'bytes'> {
  if (totals === null) return { lastEventAt: null, events: null, bytes: null };
  const stored = totals.get(name);
  if (stored === undefined || stored.events === 0) return { lastEventAt: null, events: 0, bytes: 0 };
  return { lastEventAt: new Date(stored.newest / 1000).toISOString(), events: stored.events, bytes: stored.bytes };
}
