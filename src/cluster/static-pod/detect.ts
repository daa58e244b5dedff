// Which distribution a node belongs to, by the files that only this one has.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { under } from './node-files.ts';

export const distributions = ['kubeadm', 'k3s', 'rke2', 'minikube', 'microk8s', 'kops', 'openshift'] as const;
export type Distribution = (typeof distributions)[number];

/** Signs in the order in which they are looked for: the special ones before what they are built on. */
const signs: readonly (readonly [Distribution, readonly string[]])[] = [
  ['openshift', ['/etc/kubernetes/static-pod-resources/kube-apiserver-certs', '/etc/machine-config-daemon']],
  ['microk8s', ['/var/snap/microk8s/current/args/kube-apiserver']],
  ['rke2', ['/etc/rancher/rke2', '/var/lib/rancher/rke2/server']],
  ['k3s', ['/etc/rancher/k3s', '/var/lib/rancher/k3s/server']],
  ['kops', ['/etc/kubernetes/manifests/kube-apiserver.manifest']],
  ['minikube', ['/var/lib/minikube/certs']],
  ['kubeadm', ['/etc/kubernetes/manifests/kube-apiserver.yaml']],
];

/** Null: nothing of a control plane is here. */
export function detectDistribution(root: string): Distribution | null {
  return signs.find(([, files]) => files.some((file) => existsSync(under(root, file))))?.[0] ?? null;
}

export const defaultManifest = '/etc/kubernetes/manifests/kube-apiserver.yaml';

/** k3s may listen elsewhere, by its own configuration. */
export function listenPort(root: string, distribution: Distribution | null): number {
  const file = under(root, '/etc/rancher/k3s/config.yaml');
  if (distribution !== 'k3s' || !existsSync(file)) return defaultPort;
  const config = parse(readFileSync(file, 'utf8')) as Record<string, unknown> | null;
  return Number(config?.['https-listen-port'] ?? defaultPort);
}

const defaultPort = 6443;

/** The folder that kubelet watches, by its own configuration; undefined where that does not tell. */
export function staticPodPath(root: string): string | undefined {
  const file = under(root, '/var/lib/kubelet/config.yaml');
  if (!existsSync(file)) return undefined;
  try {
    const { staticPodPath: folder } = parse(readFileSync(file, 'utf8')) as { staticPodPath?: unknown };
    return typeof folder === 'string' ? path.posix.normalize(folder) : undefined;
  } catch {
    return undefined;
  }
}
