// The state of a cluster's audit feature as the API shows it: what the registry knows, and what becomes of it by a roll-out over its masters.
import type { AuditFeature, FeatureState } from '../cluster/registry.ts';
import type { Rollout } from '../cluster/rollouts/rollout.ts';
import type { ApiParts } from './api-parts.ts';
import type { AuditFeatureAnswer } from './contract/features.ts';

export function featureAnswer({ registry, rollouts }: Pick<ApiParts, 'registry' | 'rollouts'>, cluster: string): AuditFeatureAnswer {
  return toFeatureAnswer(registry.getAuditFeature(cluster), rollouts.latest(cluster));
}

/** `rollout`: the newest one; null where there was none. */
export function toFeatureAnswer(feature: AuditFeature, rollout: Rollout | null): AuditFeatureAnswer {
  const { logset, topic, retentionDays, firstEventAt } = feature;
  const state = stateOf(feature.state, rollout);
  const reason = state === 'Failed' ? (rollout?.reason ?? feature.reason) : feature.reason;
  return {
    state,
    ...(reason === null ? {} : { reason }),
    logset,
    topic,
    retentionDays,
    firstEventAt: firstEventAt === null ? null : new Date(firstEventAt).toISOString(),
  };
}

/** A roll-out that was only looked at changes nothing; nor does a policy or a mending, while events go on arriving. */
function stateOf(known: FeatureState, rollout: Rollout | null): FeatureState {
  if (rollout === null || rollout.confirmedAt === null || known === 'Disabled') return known;
  if (rollout.isMending || rollout.action === 'change-policy') return known;
  if (rollout.state === 'failed') return 'Failed';
  if (rollout.state !== 'running') return known;
  return rollout.action === 'disable' ? 'Disabling' : 'Enabling';
}
