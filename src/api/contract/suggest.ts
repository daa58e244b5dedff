// Rules that would cut the most volume for the least loss, found in what is stored.
import { z } from 'zod';
import { levels } from '../../audit/vocabulary.ts';
import { suggestionKinds, type SuggestionKind } from '../../policy/suggestion-kinds.ts';
import { name } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';
import { kubernetesVersion, policyText } from './policy.ts';

const sum = z.object({ events: z.int(), bytes: z.int() });
const kind = z.enum(Object.keys(suggestionKinds) as [SuggestionKind, ...SuggestionKind[]]);

const suggestion = z
  .object({
    id: z.string().describe('Names the suggestion for `pick`; the same for the same policy and traffic.'),
    kind,
    title: z.string(),
    why: z.string(),
    level: z.enum(levels).describe('What the rule records from then on.'),
    yaml: z.string().describe('The rule, or the line of the policy.'),
    before: z.int().nullable().describe('The rule of the given policy that it stands before; null: it is a line of the whole policy.'),
    saves: sum.describe('What the given policy would keep of the stored events and this would not.'),
    savesDiskPerDay: z.int().describe('Bytes on disk a day.'),
    lost: z.array(z.object({ id: z.string(), question: z.string(), events: z.int() })).describe('Events that answer a question now and would not.'),
    isSensitive: z.boolean().describe('Hides what is only hidden when allowed.'),
  })
  .meta({ id: 'PolicySuggestion' });

export const suggestAnswer = z
  .object({
    recorded: sum,
    candidate: sum.describe('What the given policy would keep of it.'),
    suggestions: z.array(suggestion).describe('The largest saving first.'),
    picked: z
      .object({ yaml: z.string(), saves: sum, savesDiskPerDay: z.int(), commentsKept: z.boolean() })
      .nullable()
      .describe('The policy with the picked suggestions in it; what they save together.'),
    range: z.object({ oldest: z.iso.datetime(), newest: z.iso.datetime() }).nullable(),
    tookMs: z.int(),
  })
  .meta({ id: 'PolicySuggestions' });
export type SuggestAnswer = z.infer<typeof suggestAnswer>;

const maxPicked = 200;

export const suggestRoutes = {
  suggestPolicy: {
    method: 'POST',
    path: '/api/v1/policy/suggest',
    summary: 'Rules that would cut the most volume for the least loss, from stored requests; with `pick`, the policy that has them.',
    access: 'signedIn',
    body: z.strictObject({
      policy: policyText,
      kubernetes: kubernetesVersion,
      allow: z
        .array(z.enum(['writes', 'sensitive']))
        .default([])
        .describe('What may be hidden beyond reads: writes (leases, events, status); sensitive: secrets, exec, RBAC, failed logins.'),
      pick: z.array(z.string()).max(maxPicked).default([]).describe('Ids of suggestions to put into the policy.'),
      q: z.string().optional().describe('Only events that match this query.'),
      from: z.string().optional(),
      to: z.string().optional(),
      cluster: z.array(name).optional(),
      topic: z.array(name).optional(),
    }),
    answer: json(suggestAnswer),
    errors: ['policy_refused', 'query_syntax', 'unknown_field', 'bad_value', 'not_found', 'time_limit'],
  },
} as const satisfies Record<string, RouteContract>;
