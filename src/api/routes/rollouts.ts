// Roll-outs as people begin, confirm and watch them, and the orders that agents take from them.
import { isConnected } from '../../cluster/agents/create-agents.ts';
import type { Rollout, RolloutSettings } from '../../cluster/rollouts/rollout.ts';
import { blockOf, isOver } from '../../cluster/rollouts/step.ts';
import { timeouts } from '../../cluster/static-pod/plan.ts';
import { AppError } from '../../lib/app-error.ts';
import { newestKubernetes } from '../../policy/kubernetes-version.ts';
import { findPreset } from '../../policy/presets/presets.ts';
import { printDraft } from '../../policy/print-draft.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import type { RolloutContent, RolloutEntry } from '../contract/rollouts.ts';
import { routes } from '../contract/routes.ts';
import { noCluster } from '../no-cluster.ts';
import { acceptedPolicy } from './policy.ts';

const secondMs = 1000;
const ownPolicy = 'custom';
const defaultList = 10;

export function bindRolloutRoutes(bind: BindRoute, parts: ApiParts): void {
  const { registry, rollouts } = parts;
  const requireCluster = (cluster: string): void => {
    if (registry.getCluster(cluster) === null) throw noCluster(cluster);
  };

  bind(routes.listRollouts, ({ params: { cluster }, query: { limit = defaultList } }) => {
    requireCluster(cluster);
    return { rollouts: rollouts.list(cluster, limit).map((rollout) => toEntry(rollout, parts)) };
  });

  bind(routes.createRollout, ({ params: { cluster }, body }) => {
    requireCluster(cluster);
    requireFitting(body);
    const feature = { logset: body.logset ?? null, topic: body.topic ?? null, deleteData: body.deleteData ?? false };
    return toEntry(rollouts.begin(cluster, { action: body.action, settings: settingsOf(body), feature }), parts);
  });

  bind(routes.getRollout, ({ params: { cluster, id } }) => {
    const rollout = rollouts.get(cluster, id);
    if (rollout === null) throw new AppError('not_found', `Cluster ${cluster} has no roll-out ${id}.`);
    return toEntry(rollout, parts);
  });

  bind(routes.confirmRollout, ({ params: { cluster, id } }) => toEntry(rollouts.confirm(cluster, id), parts));

  bind(routes.cancelRollout, ({ params: { cluster, id } }) => toEntry(rollouts.cancel(cluster, id), parts));

  bind(routes.takeOrder, async ({ agent, body: { waitSeconds } }) => {
    const { id, cluster } = agent!;
    let order = rollouts.take({ id, cluster });
    if (order === null && waitSeconds > 0 && (await rollouts.waitForNews(cluster, waitSeconds * secondMs))) order = rollouts.take({ id, cluster });
    const latest = rollouts.latest(cluster);
    return { order, isBusy: latest !== null && !isOver(latest) };
  });

  bind(routes.answerOrder, ({ agent, body: { rollout, ...answer } }) => {
    rollouts.answer({ id: agent!.id, cluster: agent!.cluster }, rollout, answer as Parameters<typeof rollouts.answer>[2]);
    return { taken: true };
  });
}

/** What does not go with the action is a mistake, not something to pass over. */
function requireFitting({ action, policy, mode, topic, logset, deleteData }: RolloutContent): void {
  const wrong = (parameter: string, message: string): AppError => new AppError('bad_parameter', message, { extra: { parameter } });
  if (action === 'change-policy' && policy === undefined) throw wrong('policy', 'Which policy is to be rolled out?');
  if (action === 'disable' && policy !== undefined) throw wrong('policy', 'A policy does not go with "disable".');
  if (action !== 'enable' && (mode ?? topic ?? logset) !== undefined) throw wrong('action', 'mode, logset and topic go with "enable" only.');
  if (action !== 'disable' && deleteData === true) throw wrong('deleteData', 'deleteData goes with "disable" only.');
}

function settingsOf(body: RolloutContent): RolloutSettings {
  const { timeoutSeconds = timeouts.timeoutSeconds } = body;
  return {
    policy: body.policy === undefined ? null : readPolicy(body.policy),
    mode: body.mode ?? null,
    maxSizeMb: body.logMaxSizeMb ?? null,
    maxBackups: body.logMaxBackups ?? null,
    maxAgeDays: body.logMaxAgeDays ?? null,
    timeoutSeconds,
    settleSeconds: body.settleSeconds ?? Math.min(timeouts.settleSeconds, Math.floor(timeoutSeconds / 2)),
  };
}

/** Each master checks it again for its own version. */
function readPolicy(given: string): RolloutSettings['policy'] {
  const preset = findPreset(given);
  const text = preset === undefined ? given : printDraft(preset.draft);
  acceptedPolicy(text, newestKubernetes);
  return { name: preset === undefined ? ownPolicy : given, text };
}

function toEntry(rollout: Rollout, { agents, rollouts, now }: ApiParts): RolloutEntry {
  const { id, action, isMending, state, reason, isCancelling, settings, feature, cluster } = rollout;
  return {
    id,
    action,
    isMending,
    state,
    reason,
    isCancelling,
    blocked: blockOf(rollout),
    gate: isOver(rollout) ? null : rollouts.gate(rollout),
    policy: settings.policy === null ? null : { ...settings.policy, isPreset: settings.policy.name !== ownPolicy },
    mode: settings.mode,
    deleteData: feature.deleteData,
    members: rollout.members.map((member) => {
      const agent = agents.get(cluster, member.agent);
      return {
        ...member,
        isConnected: agent !== null && isConnected(agent, now()),
        check: member.check === null ? null : { ...member.check, changes: [...member.check.changes], findings: [...member.check.findings] },
        outcome: member.outcome === null ? null : { ...member.outcome, warnings: [...member.outcome.warnings] },
        steps: member.steps.map(({ at, what }) => ({ at: new Date(at).toISOString(), what })),
      };
    }),
    createdAt: new Date(rollout.createdAt).toISOString(),
    confirmedAt: isoOrNull(rollout.confirmedAt),
    endedAt: isoOrNull(rollout.endedAt),
  };
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
