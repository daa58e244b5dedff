// The policy that a log topic applies to arriving events: its versions, what it took away, and how it is changed.
import { z } from 'zod';
import { levels } from '../../audit/vocabulary.ts';
import { maxPolicyCharacters } from '../../policy/read-text.ts';
import { policyProblem } from './policy.ts';
import { name } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

const maxNoteCharacters = 500;
const maxVersion = 2_147_483_647;

const sum = z.object({ events: z.int(), bytes: z.int() });

const topicPolicyVersion = z
  .object({
    version: z.int(),
    yaml: z.string().nullable().describe('The text of the policy; null: from this version on every byte is kept.'),
    madeAt: z.iso.datetime(),
    madeBy: z.string(),
    note: z.string(),
  })
  .meta({ id: 'TopicPolicyVersion' });
export type TopicPolicyVersion = z.infer<typeof topicPolicyVersion>;

const topicPolicyOutcome = z.object({
  version: z.int(),
  rule: z.int().nullable().describe('Index of the rule that decided, from 0; null: no rule matched.'),
  level: z.enum(levels),
  dropped: sum.describe('Events not kept, by this policy and never by accident.'),
  stripped: sum.describe('Events kept without bodies or managedFields; `bytes` are those taken off.'),
});

export const topicPolicy = z
  .object({
    topic: z.string(),
    version: z.int().nullable().describe('The version in force; null where none was ever attached.'),
    yaml: z.string().nullable().describe('The policy in force; null: every byte is kept.'),
    problems: z.array(policyProblem).describe('Misreadings and advice on the policy in force.'),
    versions: z.array(topicPolicyVersion).describe('Newest first.'),
    outcomes: z.array(topicPolicyOutcome).describe('What was taken away, by version and rule, newest version first.'),
    dropped: sum,
    stripped: sum,
  })
  .meta({ id: 'TopicPolicy' });
export type TopicPolicyAnswer = z.infer<typeof topicPolicy>;

export const topicPolicyEntry = z.object({
  topic: z.string(),
  cluster: z.string().nullable(),
  version: z.int().nullable(),
  yaml: z.string().nullable(),
  dropped: sum,
  stripped: sum,
});

const params = z.strictObject({ name });
const note = z.string().max(maxNoteCharacters).default('').describe('Why, for those who read the versions later.');
const span = z.strictObject({
  from: z.string().optional().describe('Outcomes from this hour on.'),
  to: z.string().optional().describe('Outcomes before this time.'),
});

export const topicPolicyRoutes = {
  listTopicPolicies: {
    method: 'GET',
    path: '/api/v1/policy/topics',
    summary: 'Every log topic with the policy it applies to arriving events.',
    access: 'signedIn',
    answer: json(z.object({ topics: z.array(topicPolicyEntry) })),
    errors: [],
  },
  getTopicPolicy: {
    method: 'GET',
    path: '/api/v1/topics/{name}/policy',
    summary: 'The policy that a topic applies to arriving events, its versions, and what it took away.',
    access: 'signedIn',
    params,
    query: span,
    answer: json(topicPolicy),
    errors: ['not_found', 'bad_value'],
  },
  putTopicPolicy: {
    method: 'PUT',
    path: '/api/v1/topics/{name}/policy',
    summary: 'Attaches a policy to a topic, as a new version, for events that arrive from now on. The same text again changes nothing.',
    access: 'signedIn',
    params,
    body: z.strictObject({ policy: z.string('must be the text of a policy').max(maxPolicyCharacters), note }),
    answer: json(topicPolicy),
    errors: ['not_found', 'policy_refused'],
  },
  rollBackTopicPolicy: {
    method: 'POST',
    path: '/api/v1/topics/{name}/policy/rollback',
    summary: 'Puts an earlier version in force again, as a new version.',
    access: 'signedIn',
    params,
    body: z.strictObject({ version: z.int('must be the number of a version').min(1).max(maxVersion), note }),
    answer: json(topicPolicy),
    errors: ['not_found'],
  },
  deleteTopicPolicy: {
    method: 'DELETE',
    path: '/api/v1/topics/{name}/policy',
    summary: 'Takes the policy off: from now on every byte is kept. The versions stay.',
    access: 'signedIn',
    params,
    answer: null,
    errors: ['not_found'],
  },
} as const satisfies Record<string, RouteContract>;
