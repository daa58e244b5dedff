// Why an answer is empty or thin, as people and programs ask for it.
import { openDemand, type Demand } from '../../audit/demand.ts';
import { neverHeld } from '../../policy/never-held.ts';
import { demandOf } from '../../search/demand-of.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import { routes } from '../contract/routes.ts';
import type { UnseenAnswer } from '../contract/unseen.ts';
import { noCluster } from '../no-cluster.ts';
import { relaxQuery } from '../relax-query.ts';
import { readSelection } from '../selection.ts';
import { unseenOfCluster } from '../unseen-cluster.ts';
import { withinTime } from '../within-time.ts';

/** Of a fleet the first are looked at: a question that matters names its cluster. */
const maxClusters = 8;

export function bindUnseenRoute(bind: BindRoute, parts: ApiParts): void {
  const { registry, reader, completeness, limits, now } = parts;

  bind(routes.getUnseen, ({ query }, reply) => {
    const selection = readSelection(query, now() * 1000);
    for (const name of selection.clusters ?? []) if (registry.getCluster(name) === null) throw noCluster(name);
    const demand = demandOf(selection.query);
    const all = clustersOf(parts, demand, selection.clusters, selection.topics);
    const range = { from: selection.from === null ? null : selection.from / 1000, to: selection.to === null ? null : selection.to / 1000 };
    return withinTime(reply, limits, async (signal): Promise<UnseenAnswer> => {
      const count = await reader.count(selection, signal);
      const clusters: UnseenAnswer['clusters'] = [];
      for (const cluster of all.slice(0, maxClusters)) {
        await completeness.refresh(cluster).catch(() => false);
        clusters.push({ cluster, reasons: [...(await unseenOfCluster(parts, cluster, demand ?? openDemand, range, signal))] });
      }
      return {
        count,
        isImpossible: demand === null,
        never: demand === null ? [] : [...neverHeld(demand)],
        clusters,
        moreClusters: Math.max(0, all.length - maxClusters),
        relaxed: count === 0 ? await relaxQuery(reader, selection, signal) : [],
      };
    });
  });
}

/** The clusters that the parameters and the query leave. */
function clustersOf({ registry }: ApiParts, demand: Demand | null, clusters: readonly string[] | null, topics: readonly string[] | null): readonly string[] {
  const { cluster, topic } = demand?.sets ?? {};
  return registry
    .listClusters()
    .map(({ name }) => name)
    .filter((name) => {
      const own = registry.getAuditFeature(name).topic;
      const isNamed = (clusters === null || clusters.includes(name)) && (cluster === undefined || cluster.admits(name));
      return isNamed && (own === null || ((topics === null || topics.includes(own)) && (topic === undefined || topic.admits(own))));
    });
}
