// The table of every route: nothing is served that does not stand here.
import { clusterRoutes } from './clusters.ts';
import { eventRoutes } from './events.ts';
import { featureRoutes } from './features.ts';
import { historyRoutes } from './history.ts';
import { ingestRoutes } from './ingest.ts';
import { logsetRoutes } from './logsets.ts';
import { policyRoutes } from './policy.ts';
import { quarantineRoutes } from './quarantine.ts';
import { sessionRoutes } from './session.ts';
import { suggestRoutes } from './suggest.ts';
import { systemRoutes } from './system.ts';
import { topicPolicyRoutes } from './topic-policies.ts';

export const routes = {
  ...systemRoutes,
  ...sessionRoutes,
  ...clusterRoutes,
  ...featureRoutes,
  ...logsetRoutes,
  ...ingestRoutes,
  ...eventRoutes,
  ...policyRoutes,
  ...suggestRoutes,
  ...topicPolicyRoutes,
  ...quarantineRoutes,
  ...historyRoutes,
} as const;

export type RouteName = keyof typeof routes;
