// The table of every route: nothing is served that does not stand here.
import { agentRoutes } from './agents.ts';
import { aggregateRoutes } from './aggregates.ts';
import { clusterRoutes } from './clusters.ts';
import { completenessRoutes } from './completeness.ts';
import { eventRoutes } from './events.ts';
import { featureRoutes } from './features.ts';
import { historyRoutes } from './history.ts';
import { ingestRoutes } from './ingest.ts';
import { installedPolicyRoutes } from './installed-policy.ts';
import { logsetRoutes } from './logsets.ts';
import { policyRoutes } from './policy.ts';
import { queryRoutes } from './query.ts';
import { quarantineRoutes } from './quarantine.ts';
import { savedSearchRoutes } from './searches.ts';
import { rolloutRoutes } from './rollouts.ts';
import { sessionRoutes } from './session.ts';
import { suggestRoutes } from './suggest.ts';
import { systemRoutes } from './system.ts';
import { tailRoutes } from './tail.ts';
import { topicPolicyRoutes } from './topic-policies.ts';
import { unseenRoutes } from './unseen.ts';

export const routes = {
  ...systemRoutes,
  ...sessionRoutes,
  ...clusterRoutes,
  ...featureRoutes,
  ...logsetRoutes,
  ...ingestRoutes,
  ...eventRoutes,
  ...aggregateRoutes,
  ...tailRoutes,
  ...queryRoutes,
  ...policyRoutes,
  ...suggestRoutes,
  ...topicPolicyRoutes,
  ...quarantineRoutes,
  ...completenessRoutes,
  ...historyRoutes,
  ...installedPolicyRoutes,
  ...unseenRoutes,
  ...savedSearchRoutes,
  ...agentRoutes,
  ...rolloutRoutes,
} as const;

export type RouteName = keyof typeof routes;
