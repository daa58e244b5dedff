// Policies as the API takes and shows them: check, explain and the presets.
import { z } from 'zod';
import { levels, stages, type Level } from '../../audit/vocabulary.ts';
import { choices, type ChoiceName } from '../../policy/build-draft.ts';
import { newestKubernetes, parseKubernetesVersion } from '../../policy/kubernetes-version.ts';
import { policyProblemCodes, type PolicyProblemCode } from '../../policy/problem-codes.ts';
import { maxPolicyCharacters } from '../../policy/read-text.ts';
import { holdings, type Holding } from '../../policy/words-of-policy.ts';
import { name } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

const level = z.enum(levels);
const stage = z.enum(stages);

/** A Kubernetes version: its minor number is what matters. */
export const kubernetesVersion = z
  .string('must be a version such as "1.36"')
  .transform((text, context) => {
    const minor = parseKubernetesVersion(text);
    if (minor !== null) return minor;
    context.addIssue({ code: 'custom', message: 'must be a version from 1.20 on, such as "1.36"' });
    return z.NEVER;
  })
  .default(newestKubernetes)
  .meta({ type: 'string', description: 'The Kubernetes version whose kube-apiserver reads the policy; 1.36 without it.' });

export const policyText = z.string('must be the text of a policy').max(maxPolicyCharacters).describe('The policy file: YAML or JSON.');

/** A request as the rule matcher sees it; what is left out is empty. */
export const requestAttributes = z
  .object({
    user: z.string().nullable().default(null).describe('null: nobody is logged in, as in a failed login.'),
    groups: z
      .array(z.string())
      .nullish()
      .transform((groups) => groups ?? []),
    verb: z.string().default(''),
    namespace: z.string().default(''),
    apiGroup: z.string().default(''),
    apiVersion: z.string().default(''),
    resource: z.string().default(''),
    subresource: z.string().default(''),
    name: z.string().default(''),
    resourceRequest: z.boolean().optional().describe('Without it: whether a resource is named.'),
    path: z.string().default('').describe('The path of the URL, for requests that are for no resource.'),
  })
  .transform((asked) => ({ ...asked, resourceRequest: asked.resourceRequest ?? asked.resource !== '' }));

export const policyProblem = z
  .object({
    code: z.enum(Object.keys(policyProblemCodes) as [PolicyProblemCode, ...PolicyProblemCode[]]),
    severity: z.enum(['error', 'misread', 'advice']),
    path: z.string().describe('The field: `rules[3].users[0]`.'),
    message: z.string(),
    hint: z.string().optional(),
    position: z.object({ offset: z.int(), line: z.int(), column: z.int() }).optional(),
  })
  .meta({ id: 'PolicyProblem' });

export const checkedPolicy = z.object({
  accepted: z.boolean().describe('Whether kube-apiserver would start with it.'),
  asWritten: z.boolean().describe('Whether it also does what is written: no problem but advice.'),
  problems: z.array(policyProblem),
});

const writtenStage = z.object({ stage, holds: z.array(z.enum(Object.keys(holdings) as [Holding, ...Holding[]])) });

export const explanation = z
  .object({
    level,
    rule: z.int().nullable().describe('Index of the rule that decided, from 0; null when none matched.'),
    omitStages: z.array(stage),
    omitManagedFields: z.boolean(),
    stages: z.array(writtenStage).describe('What is written for a request that goes well.'),
    ifItPanics: writtenStage.nullable(),
    passed: z.array(z.object({ rule: z.int(), constraint: z.string(), why: z.string() })).describe('Why the rules before it did not match.'),
  })
  .meta({ id: 'PolicyExplanation' });

export const presetEntry = z
  .object({ name: z.string(), title: z.string(), source: z.string(), sentence: z.string(), rules: z.int(), yaml: z.string() })
  .meta({ id: 'PolicyPreset' });

const sum = z.object({ events: z.int(), bytes: z.int() });
const share = { recorded: sum, kept: sum };
const valueShares = z.array(z.object({ value: z.string(), ...share }));
const diskShare = z.object({ recorded: z.int(), candidate: z.int() });

export const replayAnswer = z
  .object({
    recorded: sum.describe('What the policy in force recorded.'),
    candidate: sum.describe('What the candidate would leave of it.'),
    kept: sum.describe('Events kept as they are.'),
    stripped: sum.describe('Events kept without bodies; `bytes` are those taken off.'),
    dropped: sum,
    byRule: z.array(z.object({ rule: z.int().nullable(), level, ...share })),
    byUser: valueShares.describe('The fifty with the most bytes; "" is nobody.'),
    byResource: valueShares,
    byVerb: valueShares,
    questions: z
      .array(z.object({ id: z.string(), question: z.string(), recorded: z.int(), kept: z.int() }))
      .describe('Events that answer each question, recorded and kept.'),
    missing: z
      .object({ events: z.int(), estimatedBytes: z.int(), unknownEvents: z.int(), arrivals: z.int(), arrivalBytes: z.int() })
      .describe('What the candidate would record and the store does not hold.'),
    disk: z.object({ bytesPerEvent: z.int(), perDay: diskShare, perMonth: diskShare }).nullable(),
    range: z.object({ oldest: z.iso.datetime(), newest: z.iso.datetime() }).nullable(),
    tookMs: z.int(),
  })
  .meta({ id: 'PolicyReplay' });
export type ReplayAnswer = z.infer<typeof replayAnswer>;

const replayBody = z.strictObject({
  policy: policyText,
  kubernetes: kubernetesVersion,
  q: z.string().optional().describe('Only events that match this query.'),
  from: z.string().optional(),
  to: z.string().optional(),
  cluster: z.array(name).optional(),
  topic: z.array(name).optional(),
});

const choice = <N extends ChoiceName>(name: N) =>
  z
    .enum(choices[name].levels as unknown as [Level, ...Level[]])
    .default(choices[name].levels[0])
    .describe(choices[name].title);

const buildBody = z.strictObject({
  ...(Object.fromEntries((Object.keys(choices) as ChoiceName[]).map((name) => [name, choice(name)])) as Record<ChoiceName, ReturnType<typeof choice>>),
  keepRequestReceived: z.boolean().default(false),
  omitManagedFields: z.boolean().default(false),
});

export const policyRoutes = {
  buildPolicy: {
    method: 'POST',
    path: '/api/v1/policy/build',
    summary: 'A policy from choices, as YAML.',
    access: 'signedIn',
    body: buildBody,
    answer: json(z.object({ yaml: z.string() })),
    errors: [],
  },
  replayPolicy: {
    method: 'POST',
    path: '/api/v1/policy/replay',
    summary: 'Stored requests through a candidate policy: what it would keep, strip and drop, and what that costs.',
    access: 'signedIn',
    body: replayBody,
    answer: json(replayAnswer),
    errors: ['policy_refused', 'query_syntax', 'unknown_field', 'bad_value', 'time_limit'],
  },
  checkPolicy: {
    method: 'POST',
    path: '/api/v1/policy/check',
    summary: 'Everything about a policy: what kube-apiserver refuses, reads otherwise than written, and advice.',
    access: 'signedIn',
    body: z.strictObject({
      policy: policyText,
      kubernetes: kubernetesVersion,
      onArrival: z.boolean().default(false).describe('Check it for a log topic, which also takes policies of cluster-audit/v1.'),
    }),
    answer: json(checkedPolicy),
    errors: [],
  },
  explainPolicy: {
    method: 'POST',
    path: '/api/v1/policy/explain',
    summary: 'What a policy decides about a request, and why.',
    access: 'signedIn',
    body: z.strictObject({ policy: policyText, kubernetes: kubernetesVersion, attributes: requestAttributes }),
    answer: json(explanation),
    errors: ['policy_refused'],
  },
  listPolicyPresets: {
    method: 'GET',
    path: '/api/v1/policy/presets',
    summary: 'The policies to start from.',
    access: 'signedIn',
    answer: json(z.object({ presets: z.array(presetEntry) })),
    errors: [],
  },
} as const satisfies Record<string, RouteContract>;
