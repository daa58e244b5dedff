// Suggestions that cut volume, from stored requests.
import { printRule } from '../../policy/print-draft.ts';
import { editPolicyText } from '../../policy/edit-policy.ts';
import { suggestionKinds } from '../../policy/suggestion-kinds.ts';
import { suggest, type Suggestion } from '../../tune/suggest.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import { routes } from '../contract/routes.ts';
import type { SuggestAnswer } from '../contract/suggest.ts';
import { readSelection } from '../selection.ts';
import { withinTime } from '../within-time.ts';
import { acceptedPolicy, detailFor, timeOf } from './policy.ts';

export function bindSuggestRoute(bind: BindRoute, { reader, limits, now }: ApiParts): void {
  bind(routes.suggestPolicy, async ({ body }, reply) => {
    const started = now();
    const policy = acceptedPolicy(body.policy, body.kubernetes);
    const selection = readSelection(body, started * 1000);
    const allowed = { writes: body.allow.includes('writes'), sensitive: body.allow.includes('sensitive') };
    const found = await withinTime(reply, limits, async (signal) =>
      suggest({ policy, groups: () => reader.groupRequests(selection, detailFor(policy), signal), size: await reader.storedSize(), allowed, pick: body.pick }),
    );
    const { picked, range } = found;
    return {
      recorded: found.recorded,
      candidate: found.candidate,
      suggestions: found.suggestions.map(toAnswer),
      picked: picked === null ? null : { ...editPolicyText(body.policy, policy, picked.edit), saves: picked.saves, savesDiskPerDay: picked.savesDiskPerDay },
      range: range === null ? null : { oldest: timeOf(range.oldest), newest: timeOf(range.newest) },
      tookMs: now() - started,
    } satisfies SuggestAnswer;
  });
}

function toAnswer({ candidate, saves, savesDiskPerDay, lost }: Suggestion): SuggestAnswer['suggestions'][number] {
  const { id, kind, title, rule, before, isSensitive } = candidate;
  const yaml =
    rule === null
      ? 'omitStages: [RequestReceived]\n'
      : `${printRule(rule)
          .map((line) => line.slice(2))
          .join('\n')}\n`;
  return { id, kind, title, why: suggestionKinds[kind].why, level: rule?.level ?? 'None', yaml, before, saves, savesDiskPerDay, lost: [...lost], isSensitive };
}
