// Policies: checked, explained, and the presets to start from. Nothing here touches the store.
import { AppError } from '../../lib/app-error.ts';
import { checkPolicy, isRefusal, loadPolicy } from '../../policy/check.ts';
import { explainDecision } from '../../policy/explain.ts';
import { presets } from '../../policy/presets/presets.ts';
import { printDraft } from '../../policy/print-draft.ts';
import type { BindRoute } from '../bind-route.ts';
import { routes } from '../contract/routes.ts';

export function bindPolicyRoutes(bind: BindRoute): void {
  bind(routes.checkPolicy, ({ body }) => {
    const { policy, problems } = checkPolicy(body.policy, body.kubernetes);
    return { accepted: policy !== null, asWritten: problems.every(({ severity }) => severity === 'advice'), problems };
  });

  bind(routes.explainPolicy, ({ body }) => {
    const policy = loadPolicy(body.policy, body.kubernetes);
    if (isRefusal(policy)) {
      const { message, hint, position, path } = policy;
      throw new AppError('policy_refused', message, { hint, position, extra: { path, problem: policy.code } });
    }
    return explainDecision(policy, body.attributes);
  });

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
