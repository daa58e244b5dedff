// Agents on masters: let in by a token that works once, known by their keys, heard about their nodes. And what agents themselves ask.
import { z } from 'zod';
import { driftCodes } from '../../lib/drift-codes.ts';
import { maxPolicyCharacters } from '../../policy/read-text.ts';
import { clusterParams, name } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

const moment = z.iso.datetime();
const whole = z.int().min(0);
const maxText = 4000;
const text = z.string().max(maxText);
const sha = z.string().max(128);

export const nodeName = z.string().regex(/^[a-zA-Z0-9._-]{1,120}$/, 'must be letters, digits and . _ - only, at most 120');
const agentId = z.string().regex(/^[0-9a-f]{16}$/, 'must be the id of an agent');
export const agentParams = z.strictObject({ cluster: name, id: agentId });

const driftCode = z.enum(driftCodes);

const drift = z.object({
  code: driftCode,
  subject: text.describe('The flag or file that it is about; empty where it is about the whole node.'),
  was: text.nullable().describe('What was set.'),
  now: text.nullable().describe('What is there.'),
});
export type DriftEntry = z.infer<typeof drift>;

/** As an agent tells it; nothing of it is believed to be harmless. */
export const nodeReport = z.object({
  agentVersion: text,
  allowsChanges: z.boolean().describe('Whether the administrator of the node lets its agent carry out roll-outs.'),
  distribution: text.nullable(),
  kubernetes: text.nullable(),
  apiServer: z.object({ ready: z.boolean(), reason: text.nullable() }),
  others: z
    .array(z.object({ name: text, isReady: z.boolean() }))
    .max(200)
    .nullable()
    .describe('Other API servers and members of etcd, as this node sees them.'),
  flags: z.record(text, text).describe('Flags of kube-apiserver that concern auditing.'),
  auditing: z
    .object({ mode: text, policyFile: text, setPolicy: sha.nullable(), policy: sha.nullable(), logFile: text.nullable() })
    .nullable()
    .describe('What was switched on by this program; policies as SHA-256.'),
  disk: z.object({ file: text, usedBytes: whole, freeBytes: whole }).nullable(),
  drift: z.array(drift).max(200),
  cis: z
    .array(z.object({ id: text, flag: text, least: z.int().nullable(), met: z.boolean(), value: text.nullable() }))
    .max(20)
    .nullable()
    .describe('CIS Kubernetes Benchmark 1.2.16 to 1.2.19; null where the flags cannot be seen.'),
  pending: z.object({ action: text, decision: text.nullable() }).nullable(),
  lag: z.object({ unreadBytes: whole, oldestUnreadAt: whole.nullable() }),
});

export const agentEntry = z
  .object({
    id: z.string(),
    node: z.string(),
    enrolledAt: moment,
    keyExpiresAt: moment,
    lastSeenAt: moment.nullable(),
    isConnected: z.boolean(),
    report: nodeReport.nullable(),
    drift: z.array(drift).describe('Where the node differs from what was set on it and from what was rolled out.'),
  })
  .meta({ id: 'Agent' });
export type AgentListEntry = z.infer<typeof agentEntry>;

export const agentList = z.object({
  agents: z.array(agentEntry),
  canMend: z.boolean().describe('Whether a roll-out was carried out that can be rolled out again.'),
  unmanaged: z.array(z.string()).describe('Masters that an agent tells of and that have no agent themselves.'),
});
export type AgentList = z.infer<typeof agentList>;

export const enrolmentContent = z
  .strictObject({
    node: nodeName.optional().describe('For this node alone; such a token may replace the agent that the node has.'),
    allowChanges: z.boolean().optional().describe('Whether `command` lets the agent carry out roll-outs. Who runs the command decides.'),
  })
  .optional();

export const enrolment = z.object({
  token: z.string().describe('Works once, for an hour. Shown once; only its hash is kept.'),
  expiresAt: moment,
  command: z.string().describe('To run on the master, as root.'),
});
export type EnrolmentAnswer = z.infer<typeof enrolment>;

const key = z.string().max(200);
export const enrolContent = z.strictObject({ token: z.string().max(200), node: nodeName, publicKey: key, proof: key });
export const enrolled = z.object({ id: z.string(), cluster: z.string(), node: z.string(), keyExpiresAt: moment });

const agents = '/api/v1/clusters/{cluster}/agents';
const agent = `${agents}/{id}`;

export const agentRoutes = {
  listAgents: {
    method: 'GET',
    path: agents,
    summary: 'The agents on the masters of a cluster, and what they last told.',
    access: 'signedIn',
    params: clusterParams,
    answer: json(agentList),
    errors: ['not_found'],
  },
  createEnrolment: {
    method: 'POST',
    path: `${agents}/enrolment`,
    summary: 'Makes a token that lets one agent in, once.',
    access: 'signedIn',
    params: clusterParams,
    body: enrolmentContent,
    answer: json(enrolment),
    errors: ['not_found'],
  },
  deleteAgent: {
    method: 'DELETE',
    path: agent,
    summary: 'Revokes an agent: from now on its key counts for nothing.',
    access: 'signedIn',
    params: agentParams,
    answer: null,
    errors: ['not_found'],
  },
  enrolAgent: {
    method: 'POST',
    path: '/api/v1/agents/enrol',
    summary: 'An agent brings its public key and uses an enrolment token up.',
    access: 'open',
    body: enrolContent,
    answer: json(enrolled),
    errors: ['unauthenticated', 'forbidden', 'conflict'],
  },
  reportNode: {
    method: 'POST',
    path: `${agent}/reports`,
    summary: 'An agent tells how its node is.',
    access: 'agent',
    params: agentParams,
    body: nodeReport,
    answer: json(z.object({ taken: z.literal(true), wantsPolicy: z.boolean().describe('Whether the server asks for the text of the policy.') })),
    errors: [],
  },
  tellPolicy: {
    method: 'POST',
    path: `${agent}/policy`,
    summary: 'An agent tells the policy that its API server runs; kept as the installed policy of the cluster.',
    access: 'agent',
    params: agentParams,
    body: z.strictObject({ policy: z.string().max(maxPolicyCharacters) }),
    answer: json(z.object({ taken: z.literal(true) })),
    errors: ['policy_refused'],
  },
  renewKey: {
    method: 'POST',
    path: `${agent}/key`,
    summary: 'An agent puts a new key in place of its old one.',
    access: 'agent',
    params: agentParams,
    body: z.strictObject({ publicKey: key, proof: key }),
    answer: json(enrolled),
    errors: [],
  },
  findCanary: {
    method: 'POST',
    path: `${agent}/canary`,
    summary: 'Whether the event of a canary request of this agent has arrived.',
    access: 'agent',
    params: agentParams,
    body: z.strictObject({ nonce: z.string().regex(/^[0-9a-f]{32}$/) }),
    answer: json(z.object({ found: z.boolean() })),
    errors: ['unavailable'],
  },
  createAgentWebhook: {
    method: 'POST',
    path: `${agent}/webhook-config`,
    summary: 'A kubeconfig for the webhook of this node, with a token of its own.',
    access: 'agent',
    params: agentParams,
    body: z.strictObject({}),
    answer: json(z.object({ kubeconfig: z.string() })),
    errors: [],
  },
} as const satisfies Record<string, RouteContract>;
