// Switching Cluster Audit on and off for a cluster, its ingest tokens, and the file for its API servers.
import { apiServerFlags } from '../../cluster/api-server-flags.ts';
import { webhookKubeconfig } from '../../cluster/webhook-kubeconfig.ts';
import { AppError } from '../../lib/app-error.ts';
import type { ApiParts } from '../api-parts.ts';
import { baseUrl } from '../base-url.ts';
import type { BindRoute } from '../bind-route.ts';
import { featureAnswer } from '../feature-answer.ts';
import { routes } from '../contract/routes.ts';
import { noCluster } from '../no-cluster.ts';

export function bindFeatureRoutes(bind: BindRoute, parts: ApiParts): void {
  const { registry, reader } = parts;
  const requireCluster = (cluster: string) => {
    if (registry.getCluster(cluster) === null) throw noCluster(cluster);
  };

  bind(routes.getAuditFeature, ({ params }) => {
    requireCluster(params.cluster);
    return featureAnswer(parts, params.cluster);
  });

  bind(routes.putAuditFeature, async ({ params: { cluster }, body, raw }) => {
    requireCluster(cluster);
    const { deleteData, ...request } = body;
    if (deleteData === true && body.enabled)
      throw new AppError('bad_parameter', 'deleteData goes with "enabled": false only.', { extra: { parameter: 'deleteData' } });
    const { token } = registry.putAuditFeature(cluster, request);
    if (deleteData === true) {
      await reader.deleteCluster(cluster);
      parts.completeness.ledger.forgetSums(cluster);
    }
    const ingest = token === null ? {} : { ingest: { url: ingestUrl(baseUrl(raw, parts.publicUrl), cluster), token: token.secret } };
    return { ...featureAnswer(parts, cluster), ...ingest };
  });

  bind(routes.listTokens, ({ params }) => {
    requireCluster(params.cluster);
    const tokens = registry.listTokens(params.cluster);
    return {
      tokens: tokens.map(({ id, note, createdAt, lastUsedAt }) => ({
        id,
        note,
        createdAt: new Date(createdAt).toISOString(),
        lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
      })),
    };
  });

  bind(routes.createToken, ({ params, body }) => {
    requireCluster(params.cluster);
    const { id, secret } = registry.createToken(params.cluster, body?.note ?? '');
    return { id, token: secret };
  });

  bind(routes.deleteToken, ({ params }) => {
    requireCluster(params.cluster);
    registry.deleteToken(params.cluster, params.id);
  });

  bind(routes.createWebhookConfig, ({ params: { cluster }, raw }, reply) => {
    requireCluster(cluster);
    const base = baseUrl(raw, parts.publicUrl);
    const { id, secret } = registry.createToken(cluster, 'webhook configuration');
    const kubeconfig = webhookKubeconfig({ cluster, ingestUrl: ingestUrl(base, cluster), secret });
    if (raw.headers.accept?.includes('application/json') === true) return { kubeconfig, flags: apiServerFlags(), token: { id } };
    return reply.type('application/yaml').send(kubeconfig);
  });
}

function ingestUrl(base: string, cluster: string): string {
  return `${base}/ingest/v1/${cluster}`;
}
