// The policy that the API servers of a cluster run, told and shown.
import type { Registry } from '../../cluster/registry.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import type { InstalledPolicyAnswer } from '../contract/installed-policy.ts';
import { routes } from '../contract/routes.ts';
import { noCluster } from '../no-cluster.ts';

export function bindInstalledPolicyRoutes(bind: BindRoute, { registry }: ApiParts): void {
  bind(routes.getInstalledPolicy, ({ params }) => answerFor(registry, params.cluster));

  bind(routes.putInstalledPolicy, ({ params, body, caller }) => {
    registry.putInstalledPolicy(params.cluster, body.policy, caller!.principal.kind);
    return answerFor(registry, params.cluster);
  });

  bind(routes.deleteInstalledPolicy, ({ params, caller }) => {
    registry.putInstalledPolicy(params.cluster, null, caller!.principal.kind);
  });
}

function answerFor(registry: Registry, cluster: string): InstalledPolicyAnswer {
  if (registry.getCluster(cluster) === null) throw noCluster(cluster);
  const versions = registry.listInstalledPolicies(cluster);
  return {
    cluster,
    version: versions[0]?.version ?? null,
    yaml: versions[0]?.policy ?? null,
    versions: versions.map(({ version, policy, toldAt, toldBy }) => ({ version, yaml: policy, toldAt: new Date(toldAt).toISOString(), toldBy })),
  };
}
