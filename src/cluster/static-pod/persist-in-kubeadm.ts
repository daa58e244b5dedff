// Writes the same flags and mounts into kubeadm's configuration in the cluster, so that the next upgrade keeps them.
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../lib/app-error.ts';
import { patchClusterConfiguration, unpatchClusterConfiguration, type ConfigChange } from './kubeadm-config.ts';
import type { LocalApi } from './local-api.ts';
import { isThere, readIfThere, under, writeDurably } from './node-files.ts';
import { transactionFolder } from './rollback-script.ts';
import type { Transaction } from './transaction.ts';

const place = '/api/v1/namespaces/kube-system/configmaps/kubeadm-config';
const tries = 5;

interface ConfigMap {
  metadata: { resourceVersion?: string };
  data?: Record<string, string>;
}

export interface Persisted {
  /** Null: there is no configuration of kubeadm, or it was left alone. */
  readonly changes: readonly ConfigChange[] | null;
  readonly warning: string | null;
}

/** Throws AppError `unavailable` where the API server does not take it now. */
export async function persistInKubeadm(parts: { root: string }, transaction: Pick<Transaction, 'kubeadm'>, api: LocalApi): Promise<Persisted> {
  const { kubeadm } = transaction;
  if (kubeadm === null) return { changes: null, warning: null };
  for (let attempt = 1; ; attempt += 1) {
    const { status, text } = await api.ask('GET', place);
    if (status === 404) return { changes: null, warning: null };
    if (status === 200) {
      const map = parseMap(text);
      if (map === null) return { changes: null, warning: 'kubeadm-config was answered with something else than a ConfigMap.' };
      const written = await write(parts.root, map, kubeadm, api);
      if (written !== null) return written;
    }
    if (attempt >= tries) {
      const why = status === 0 ? text : `the API server answers ${status}`;
      throw new AppError('unavailable', `kubeadm's configuration cannot be written: ${why}.`, {
        hint: 'Auditing itself is as you asked. Run the same command again to write kubeadm-config too, or the next kubeadm upgrade will undo it.',
      });
    }
    await wait(1000);
  }
}

function parseMap(text: string): ConfigMap | null {
  try {
    const map = JSON.parse(text) as ConfigMap | null;
    return typeof map?.metadata === 'object' ? map : null;
  } catch {
    return null;
  }
}

/** Null: somebody else wrote it meanwhile, or the server could not. */
async function write(root: string, map: ConfigMap, { remove, add }: NonNullable<Transaction['kubeadm']>, api: LocalApi): Promise<Persisted | null> {
  const before = map.data?.ClusterConfiguration;
  if (before === undefined) return { changes: null, warning: null };
  const record = path.join(under(root, transactionFolder), 'kubeadm.json');
  const known = JSON.parse(readIfThere(record)?.toString('utf8') ?? 'null') as { after: string; changes: readonly ConfigChange[] } | null;
  // Written by an earlier run that did not come to its end.
  if (known?.after === before) return { changes: known.changes, warning: null };
  let made: { text: string; changes: readonly ConfigChange[] };
  try {
    made = patchClusterConfiguration(unpatchClusterConfiguration(before, remove).text, add);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { changes: null, warning: `kubeadm-config was left alone: ${error.message} The next kubeadm upgrade undoes the change of the manifest.` };
  }
  if (made.text === before) return { changes: made.changes, warning: null };
  if (isThere(path.dirname(record))) writeDurably(record, JSON.stringify({ after: made.text, changes: made.changes }));
  const { status } = await api.ask('PUT', place, { ...map, data: { ...map.data, ClusterConfiguration: made.text } });
  return status === 200 ? { changes: made.changes, warning: null } : null;
}
