// Policies: checked, explained, tried on what is stored, and the presets to start from.
import { AppError } from '../../lib/app-error.ts';
import { buildDraft } from '../../policy/build-draft.ts';
import { checkPolicy, isRefusal, loadPolicy } from '../../policy/check.ts';
import { explainDecision } from '../../policy/explain.ts';
import type { KubernetesMinor } from '../../policy/kubernetes-version.ts';
import type { Policy } from '../../policy/policy.ts';
import { presets } from '../../policy/presets/presets.ts';
import { printDraft } from '../../policy/print-draft.ts';
import { replay } from '../../tune/replay.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import { routes } from '../contract/routes.ts';
import { readSelection } from '../selection.ts';
import { withinTime } from '../within-time.ts';

export function bindPolicyRoutes(bind: BindRoute, { reader, limits, now }: ApiParts): void {
  bind(routes.checkPolicy, ({ body }) => {
    const { policy, problems } = checkPolicy(body.policy, body.kubernetes);
    return { accepted: policy !== null, asWritten: problems.every(({ severity }) => severity === 'advice'), problems };
  });

  bind(routes.explainPolicy, ({ body }) => {
    return explainDecision(acceptedPolicy(body.policy, body.kubernetes), body.attributes);
  });

  bind(routes.replayPolicy, async ({ body }, reply) => {
    const started = now();
    const policy = acceptedPolicy(body.policy, body.kubernetes);
    const selection = readSelection(body, started * 1000);
    const names = policy.rules.some((rule) => rule.resources.some((entry) => entry.resourceNames.length > 0));
    const answer = await withinTime(reply, limits.searchMs, async (signal) =>
      replay({ policy, groups: reader.groupRequests(selection, { names }, signal), size: await reader.storedSize() }),
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

function acceptedPolicy(text: string, kubernetes: KubernetesMinor): Policy {
  const policy = loadPolicy(text, kubernetes);
  if (!isRefusal(policy)) return policy;
  const { message, hint, position, path, code } = policy;
  throw new AppError('policy_refused', message, { hint, position, extra: { path, problem: code } });
}

function timeOf(micros: number): string {
  return new Date(micros / 1000).toISOString();
}
