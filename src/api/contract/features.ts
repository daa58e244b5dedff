// The audit feature of a cluster, its ingest tokens, and what to put on the API server.
import { z } from 'zod';
import { clusterParams, name } from './parameters.ts';
import { json, type RouteContract } from './route-contract.ts';

export const auditFeature = z
  .object({
    state: z.enum(['Disabled', 'Enabling', 'Enabled', 'Disabling', 'Failed']),
    reason: z.string().optional(),
    logset: z.string().nullable(),
    topic: z.string().nullable(),
    retentionDays: z.int().nullable(),
    firstEventAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'AuditFeature' });
export type AuditFeatureAnswer = z.infer<typeof auditFeature>;

export const auditFeatureAnswer = auditFeature.extend({
  ingest: z
    .object({ url: z.url().describe('Where to post events.'), token: z.string() })
    .optional()
    .describe('Only in the answer that made the token: it is shown once.'),
});
export type AuditFeaturePutAnswer = z.infer<typeof auditFeatureAnswer>;

export const auditFeatureContent = z.strictObject({
  enabled: z.boolean(),
  logset: name.optional().describe('Absent = made automatically.'),
  topic: name.optional().describe('Absent = made automatically; a topic that anything else uses is refused.'),
  deleteData: z.boolean().optional().describe('With `enabled: false`: remove the stored events of this cluster too.'),
});
export type AuditFeatureContent = z.infer<typeof auditFeatureContent>;

export const tokenParams = z.strictObject({ cluster: name, id: z.string().max(64) });

const maxNote = 200;

export const tokenContent = z.strictObject({ note: z.string().max(maxNote).optional() }).optional();
export type TokenContent = z.infer<typeof tokenContent>;

export const newToken = z.object({ id: z.string(), token: z.string().describe('Shown once; only its hash is kept.') });
export type NewTokenAnswer = z.infer<typeof newToken>;

export const tokenList = z.object({
  tokens: z.array(
    z.object({
      id: z.string(),
      note: z.string(),
      createdAt: z.iso.datetime(),
      lastUsedAt: z.iso.datetime().nullable().describe('When a sender last showed it; null = never. After a restart up to a minute too early.'),
    }),
  ),
});
export type TokenList = z.infer<typeof tokenList>;

/** What `Accept: application/json` gets; without it the answer is the kubeconfig alone. */
export const webhookConfig = z.object({
  kubeconfig: z.string().describe('The file for --audit-webhook-config-file.'),
  flags: z
    .array(z.object({ flag: z.string(), value: z.string(), why: z.string() }))
    .describe('Flags of kube-apiserver that go with it; each is written `flag=value`.'),
  token: z.object({ id: z.string() }).describe('The token that was made for this file.'),
});
export type WebhookConfig = z.infer<typeof webhookConfig>;

/** Where the audit feature of a cluster stands. */
export const auditPath = '/api/v1/clusters/{cluster}/features/audit';

export const featureRoutes = {
  getAuditFeature: {
    method: 'GET',
    path: auditPath,
    summary: 'The state of Cluster Audit for a cluster.',
    access: 'signedIn',
    params: clusterParams,
    answer: json(auditFeature),
    errors: ['not_found'],
  },
  putAuditFeature: {
    method: 'PUT',
    path: auditPath,
    summary: 'Enables or disables Cluster Audit.',
    access: 'signedIn',
    params: clusterParams,
    body: auditFeatureContent,
    answer: json(auditFeatureAnswer),
    errors: ['not_found', 'conflict'],
  },
  listTokens: {
    method: 'GET',
    path: `${auditPath}/tokens`,
    summary: 'The ingest tokens, without their secrets.',
    access: 'signedIn',
    params: clusterParams,
    answer: json(tokenList),
    errors: ['not_found'],
  },
  createToken: {
    method: 'POST',
    path: `${auditPath}/tokens`,
    summary: 'Makes an ingest token.',
    access: 'signedIn',
    params: clusterParams,
    body: tokenContent,
    answer: json(newToken),
    errors: ['not_found'],
  },
  deleteToken: {
    method: 'DELETE',
    path: `${auditPath}/tokens/{id}`,
    summary: 'Removes an ingest token.',
    access: 'signedIn',
    params: tokenParams,
    answer: null,
    errors: ['not_found'],
  },
  createWebhookConfig: {
    method: 'POST',
    path: '/api/v1/clusters/{cluster}/webhook-config',
    summary: 'Makes a token and answers a kubeconfig for --audit-webhook-config-file.',
    access: 'signedIn',
    params: clusterParams,
    answer: { ...json(webhookConfig), also: 'application/yaml' },
    errors: ['not_found'],
  },
} as const satisfies Record<string, RouteContract>;
