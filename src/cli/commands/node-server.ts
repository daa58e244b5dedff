// What the node commands need of a server: the cluster, its webhook kubeconfig, and whether an event has arrived.
import { findPreset } from '../../policy/presets/presets.ts';
import { printDraft } from '../../policy/print-draft.ts';
import type { NodeFacts } from '../../cluster/static-pod/node-facts.ts';
import { AppError } from '../../lib/app-error.ts';
import { call, callJson } from '../server-client.ts';
import { readFile } from './policy-file.ts';

export interface NodeServer {
  readonly cluster: string;
  /** Whether a search finds anything; throws AppError where it cannot be asked. */
  finds(query: string): Promise<boolean>;
  /** A new token in a new kubeconfig. */
  webhookConfig(): Promise<string>;
}

interface ServerChoice {
  readonly server?: string;
  readonly token?: string;
  readonly cluster?: string;
}

/** Null where no server was named. Enables the feature for the cluster where it is off. Throws AppError where the server or the cluster is not to be had. */
export async function resolveServer({ server, token, cluster }: ServerChoice): Promise<NodeServer | null> {
  if (server === undefined || server === '') return null;
  const options = { server, token };
  const { clusters } = await callJson<{ clusters: { name: string; audit?: { state?: string } }[] }>(options, { path: '/api/v1/clusters' });
  const names = clusters.map(({ name }) => name);
  const name = cluster ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined || !names.includes(name))
    throw new AppError('bad_parameter', name === undefined ? 'Which cluster of the server is this?' : `The server has no cluster "${name}".`, {
      hint: names.length === 0 ? 'cluster-audit cluster add NAME --region R' : `--cluster, one of ${names.join(', ')}`,
    });
  const place = `/api/v1/clusters/${encodeURIComponent(name)}`;
  return {
    cluster: name,
    finds: async (q) => (await callJson<{ count: number }>(options, { path: '/api/v1/count', query: { q, cluster: name } })).count > 0,
    webhookConfig: async () => {
      const feature = await callJson<{ state: string }>(options, { path: `${place}/features/audit` });
      if (feature.state === 'Disabled') await call(options, { method: 'PUT', path: `${place}/features/audit`, json: { enabled: true } });
      return Buffer.from(await call(options, { method: 'POST', path: `${place}/webhook-config`, accept: 'application/yaml' })).toString('utf8');
    },
  };
}

/** A kubeconfig from a file, else the one that is on the node, else a new one of the server. Undefined where there is none to be had. A token is made only for the real run. */
export async function webhookOf(
  { webhookConfig }: { webhookConfig?: string },
  server: NodeServer | null,
  facts: NodeFacts,
  isReal: boolean,
): Promise<string | undefined> {
  if (webhookConfig !== undefined) return readFile(webhookConfig);
  const isOurs = facts.state !== null && facts.state.mode !== 'log';
  // A token that works is not replaced: that would restart kube-apiserver for nothing.
  if (isOurs && facts.webhook !== null) return undefined;
  if (server === null) return undefined;
  return isReal ? server.webhookConfig() : '# made when it is carried out\n';
}

/** A file, or the name of a preset. */
export function policyOf(text: string): { name: string; text: string } {
  const preset = findPreset(text);
  return { name: text, text: preset === undefined ? readFile(text) : printDraft(preset.draft) };
}
