// Clusters of a server: add, list, enable auditing, and the webhook's kubeconfig.
import type { ServerOptions } from '../main.ts';
import { printColumns } from '../print/columns.ts';
import { visible } from '../print/visible.ts';
import { call, callJson } from '../server-client.ts';

interface ListedCluster {
  readonly name: string;
  readonly region: string;
  readonly displayName: string;
  readonly audit: { readonly state: string; readonly topic: string | null };
  readonly events: number | null;
  readonly lastEventAt: string | null;
}

export async function addCluster(name: string, options: ServerOptions & { region: string; displayName?: string; output: string }): Promise<number> {
  const json = { region: options.region, ...(options.displayName === undefined ? {} : { displayName: options.displayName }) };
  const cluster = await callJson<ListedCluster>(options, { method: 'PUT', path: pathOf(name), json });
  if (options.output === 'json') print(cluster);
  else process.stdout.write(`cluster ${cluster.name} in region ${cluster.region}\n`);
  return 0;
}

export async function listClusters(options: ServerOptions & { output: string }): Promise<number> {
  const answer = await callJson<{ clusters: ListedCluster[] }>(options, { path: '/api/v1/clusters' });
  if (options.output === 'json') print(answer);
  else
    process.stdout.write(
      printColumns(
        ['NAME', 'REGION', 'AUDIT', 'TOPIC', 'EVENTS', 'LAST EVENT'],
        answer.clusters.map((cluster) =>
          [cluster.name, cluster.region, cluster.audit.state, cluster.audit.topic ?? '-', String(cluster.events ?? '?'), cluster.lastEventAt ?? '-'].map(
            visible,
          ),
        ),
      ),
    );
  return 0;
}

export async function enableCluster(name: string, options: ServerOptions & { topic?: string; logset?: string; output: string }): Promise<number> {
  const json = {
    enabled: true,
    ...(options.topic === undefined ? {} : { topic: options.topic }),
    ...(options.logset === undefined ? {} : { logset: options.logset }),
  };
  const feature = await callJson<{ state: string; topic: string; ingest?: { url: string; token: string } }>(options, {
    method: 'PUT',
    path: `${pathOf(name)}/features/audit`,
    json,
  });
  if (options.output === 'json') print(feature);
  else {
    process.stdout.write(`Cluster Audit of ${name}: ${feature.state}, topic ${feature.topic}\n`);
    if (feature.ingest !== undefined) process.stdout.write(`ingest: ${feature.ingest.url}\ntoken (shown only now): ${feature.ingest.token}\n`);
  }
  return 0;
}

export async function webhookConfig(name: string, options: ServerOptions): Promise<number> {
  process.stdout.write(await call(options, { method: 'POST', path: `${pathOf(name)}/webhook-config`, accept: 'application/yaml' }));
  return 0;
}

function pathOf(name: string): string {
  return `/api/v1/clusters/${encodeURIComponent(name)}`;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
