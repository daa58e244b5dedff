// Policies: checked, explained, tried on what is stored, and the presets to start from.
import { AppError } from '../../lib/app-error.ts';
import { buildDraft } from '../../policy/build-draft.ts';
import { checkPolicy, isRefusal } from '../../policy/check.ts';
import { checkArrivalPolicy, loadEitherPolicy } from '../../policy/check-arrival.ts';
import { explainDecision } from '../../policy/explain.ts';
import type { KubernetesMinor } from '../../policy/kubernetes-version.ts';
import type { Policy } from '../../policy/policy.ts';
import { presets } from '../../policy/presets/presets.ts';
import { printDraft } from '../../policy/print-draft.ts';
import { replay } from '../../tune/replay.ts';
import type { GroupDetail } from '../../store/store.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import { routes } from '../contract/routes.ts';
import { readSelection } from '../selection.ts';
import { withinTime } from '../within-time.ts';

export function bindPolicyRoutes(bind: BindRoute, { reader, limits, now }: ApiParts): void {
  bind(routes.checkPolicy, ({ body }) => {
    const { policy, problems } = body.onArrival ? checkArrivalPolicy(body.policy) : checkPolicy(body.policy, body.kubernetes);
    return { accepted: policy !== null, asWritten: problems.every(({ severity }) => severity === 'advice'), problems };
  });

  bind(routes.explainPolicy, ({ body }) => {
    return explainDecision(acceptedPolicy(body.policy, body.kubernetes), body.attributes);
  });

  bind(routes.replayPolicy, async ({ body }, reply) => {
    const started = now();
    const policy = acceptedPolicy(body.policy, body.kubernetes);
    const selection = readSelection(body, started * 1000);
    const answer = await withinTime(reply, limits, async (signal) =>
      replay({ policy, groups: reader.groupRequests(selection, detailFor(policy), signal), size: await reader.storedSize() }),
    );
    const range = answer.range === null ? null : { oldest: timeOf(answer.range.oldest), newest: timeOf(answer.range.newest) };
    return { ...answer, range, tookMs: now() - started };
  });

  bind(routes.buildPolicy, ({ body }) => ({ yaml: printDraft(buildDraft(body)) }));

  bind(routes.listPolicyPresets, () => ({
    presets: presets.map(({ name, title, source, draft }) => ({
      name,
      title,
      source,
      sentence: draft.sentence,
      rules: draft.rules.length,
      yaml: printDraft(draft),
    })),
  }));
}

/** The policy of a text that kube-apiserver, or arrival, takes. Throws AppError `policy_refused`. */
export function acceptedPolicy(text: string, kubernetes: KubernetesMinor): Policy {
  const policy = loadEitherPolicy(text, kubernetes);
  if (!isRefusal(policy)) return policy;
  const { message, hint, position, path, code } = policy;
  throw new AppError('policy_refused', message, { hint, position, extra: { path, problem: code } });
}

export function timeOf(micros: number): string {
  return new Date(micros / 1000).toISOString();
}

/** What the store must keep apart for this policy to be tried. */
export function detailFor({ rules }: Policy): GroupDetail {
  return {
    names: rules.some(({ resources }) => resources.some((entry) => entry.resourceNames.length > 0)),
    codes: rules.some(({ responseCodes = [] }) => responseCodes.length > 0),
    agents: rules.some(({ userAgents = [] }) => userAgents.length > 0),
  };
}
