// Roll-outs: one change of auditing on all masters of a cluster, looked at first, confirmed, then carried out one master after the other.
import { z } from 'zod';
import { maxPolicyCharacters } from '../../policy/read-text.ts';
import { agentParams } from './agents.ts';
import { clusterParams, name, wholeNumber } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

const moment = z.iso.datetime();
const maxText = 4000;
const maxDiff = 70_000;
const text = z.string().max(maxText);

const finding = z.object({
  code: text,
  severity: z.enum(['error', 'warning', 'note']),
  message: text,
  hint: text.optional(),
});
export type RolloutFinding = z.infer<typeof finding>;

const check = z.object({
  action: z.enum(['enable', 'change', 'disable', 'none', 'unplannable']).describe('`none`: nothing restarts on this master.'),
  changes: z.array(text).max(500),
  diff: z.string().max(maxDiff),
  findings: z.array(finding).max(200),
});

const outcome = z.object({
  result: z.enum(['changed', 'unchanged', 'refused', 'rolled-back']),
  reason: text.nullable(),
  isUp: z.boolean().describe('Whether an API server was seen up at the end.'),
  warnings: z.array(text).max(100),
});

const memberState = z.enum(['waiting', 'checked', 'changing', 'changed', 'unchanged', 'refused', 'rolled-back', 'lost']);
export type MemberState = z.infer<typeof memberState>;

const member = z.object({
  agent: z.string(),
  node: z.string(),
  state: memberState,
  isConnected: z.boolean(),
  check: check.nullable(),
  outcome: outcome.nullable(),
  steps: z.array(z.object({ at: moment, what: z.string() })),
});
export type RolloutMember = z.infer<typeof member>;

const action = z.enum(['enable', 'change-policy', 'disable']);
const state = z.enum(['checking', 'checked', 'running', 'done', 'failed', 'cancelled']);
export type RolloutState = z.infer<typeof state>;
export type RolloutAction = z.infer<typeof action>;

export const rollout = z
  .object({
    id: z.string(),
    action,
    isMending: z.boolean(),
    state: state.describe('`checked`: every master has answered, and it waits to be confirmed.'),
    reason: z.string().nullable(),
    isCancelling: z.boolean(),
    blocked: z.enum(['checking', 'errors', 'over']).nullable().describe('Why it cannot be confirmed.'),
    gate: z
      .object({ why: z.enum(['away', 'not_ready', 'member_not_ready', 'held']), who: z.string() })
      .nullable()
      .describe('What the next master waits for.'),
    policy: z.object({ name: z.string(), text: z.string(), isPreset: z.boolean() }).nullable(),
    mode: z.enum(['log', 'webhook', 'both']).nullable(),
    deleteData: z.boolean(),
    members: z.array(member).describe('In the order in which they are changed.'),
    createdAt: moment,
    confirmedAt: moment.nullable(),
    endedAt: moment.nullable(),
  })
  .meta({ id: 'Rollout' });
export type RolloutEntry = z.infer<typeof rollout>;

export const rolloutList = z.object({ rollouts: z.array(rollout) });
export type RolloutList = z.infer<typeof rolloutList>;

const limits = { megabytes: 100_000, files: 1000, days: 36_500, list: 50, shortest: 10, longest: 3600 } as const;
const wholeTo = (most: number) => z.int().min(1).max(most).optional();

export const rolloutContent = z.strictObject({
  action: z.enum(['enable', 'change-policy', 'disable', 'mend']).describe('`mend`: what the last roll-out that was carried out had set, once more.'),
  policy: z.string().max(maxPolicyCharacters).optional().describe('A policy in YAML, or the name of a preset. Absent: each master keeps the one in force.'),
  mode: z.enum(['log', 'webhook', 'both']).optional().describe('Absent: as it is on each master, else log.'),
  logMaxSizeMb: wholeTo(limits.megabytes),
  logMaxBackups: wholeTo(limits.files),
  logMaxAgeDays: wholeTo(limits.days),
  logset: name.optional().describe('With enable: as in the audit feature.'),
  topic: name.optional(),
  deleteData: z.boolean().optional().describe('With disable: the stored events are removed at the end.'),
  timeoutSeconds: z.int().min(limits.shortest).max(limits.longest).optional().describe('After this time a master gets its old files back by itself (300).'),
  settleSeconds: z.int().min(1).max(limits.longest).optional().describe('So long its new API server must stay healthy (30).'),
});
export type RolloutContent = z.infer<typeof rolloutContent>;

const rolloutId = z.string().regex(/^[0-9a-f]{16}$/, 'must be the id of a roll-out');
export const rolloutParams = z.strictObject({ cluster: name, id: rolloutId });

const settings = z.object({
  policy: z.object({ name: z.string(), text: z.string() }).nullable(),
  mode: z.enum(['log', 'webhook', 'both']).nullable(),
  maxSizeMb: z.int().nullable(),
  maxBackups: z.int().nullable(),
  maxAgeDays: z.int().nullable(),
  timeoutSeconds: z.int(),
  settleSeconds: z.int(),
});

export const orderAnswer = z.object({
  order: z.object({ rollout: z.string(), step: z.enum(['check', 'change']), action, settings }).nullable(),
  isBusy: z.boolean().describe('A roll-out is under way: tell of the node more often.'),
});

const maxWaitSeconds = 20;
const maxSteps = 500;
export const orderContent = z.strictObject({ waitSeconds: z.int().min(0).max(maxWaitSeconds) });

export const answerContent = z.discriminatedUnion('step', [
  z.strictObject({ rollout: rolloutId, step: z.literal('check'), check }),
  z.strictObject({
    rollout: rolloutId,
    step: z.literal('change'),
    steps: z.array(z.strictObject({ at: z.int().min(0), what: z.string().max(maxText) })).max(maxSteps),
    outcome: outcome.nullable(),
  }),
]);

export const rolloutsQuery = z.strictObject({ limit: wholeNumber(1, limits.list).optional() });

const rollouts = '/api/v1/clusters/{cluster}/rollouts';

export const rolloutRoutes = {
  listRollouts: {
    method: 'GET',
    path: rollouts,
    summary: 'The roll-outs of a cluster, newest first.',
    access: 'signedIn',
    params: clusterParams,
    query: rolloutsQuery,
    answer: json(rolloutList),
    errors: ['not_found'],
  },
  createRollout: {
    method: 'POST',
    path: rollouts,
    summary: 'Begins a roll-out: all masters are looked at, and nothing is touched until it is confirmed.',
    access: 'signedIn',
    params: clusterParams,
    body: rolloutContent,
    answer: json(rollout),
    errors: ['not_found', 'conflict', 'policy_refused'],
  },
  getRollout: {
    method: 'GET',
    path: `${rollouts}/{id}`,
    summary: 'One roll-out.',
    access: 'signedIn',
    params: rolloutParams,
    answer: json(rollout),
    errors: ['not_found'],
  },
  confirmRollout: {
    method: 'POST',
    path: `${rollouts}/{id}/confirm`,
    summary: 'Lets a roll-out begin: kube-apiserver restarts on one master after the other.',
    access: 'signedIn',
    params: rolloutParams,
    answer: json(rollout),
    errors: ['not_found', 'conflict'],
  },
  cancelRollout: {
    method: 'POST',
    path: `${rollouts}/{id}/cancel`,
    summary: 'No further master is begun; one that is being changed is let finish.',
    access: 'signedIn',
    params: rolloutParams,
    answer: json(rollout),
    errors: ['not_found'],
  },
  takeOrder: {
    method: 'POST',
    path: '/api/v1/clusters/{cluster}/agents/{id}/orders',
    summary: 'An agent asks what it has to do, and waits a while for it.',
    access: 'agent',
    params: agentParams,
    body: orderContent,
    answer: json(orderAnswer),
    errors: [],
  },
  answerOrder: {
    method: 'POST',
    path: '/api/v1/clusters/{cluster}/agents/{id}/answers',
    summary: 'An agent tells what it found, is doing or has done.',
    access: 'agent',
    params: agentParams,
    body: answerContent,
    answer: json(z.object({ taken: z.literal(true) })),
    errors: [],
  },
} as const satisfies Record<string, RouteContract>;
