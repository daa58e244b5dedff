// The rules that leave out the known noise of Kubernetes' own components, shared by the presets that come from GKE's list.
import type { DraftRule } from '../draft.ts';

const core = (...resources: string[]) => [{ group: '', resources }];

export const kubeProxyWatches: DraftRule = {
  sentence: 'kube-proxy watches endpoints and services all the time.',
  level: 'None',
  users: ['system:kube-proxy'],
  verbs: ['watch'],
  resources: core('endpoints', 'services', 'services/status'),
};

export const unsecuredConfigmaps: DraftRule = {
  sentence: 'system:unsecured was the user of the plain HTTP port, which Kubernetes no longer has.',
  level: 'None',
  users: ['system:unsecured'],
  verbs: ['get'],
  namespaces: ['kube-system'],
  resources: core('configmaps'),
};

export const kubeletReadsNodes: DraftRule = {
  sentence: 'Kubelets under their old, shared name read their node.',
  level: 'None',
  users: ['kubelet'],
  verbs: ['get'],
  resources: core('nodes', 'nodes/status'),
};

export const nodesReadNodes: DraftRule = {
  sentence: 'Kubelets read their node.',
  level: 'None',
  userGroups: ['system:nodes'],
  verbs: ['get'],
  resources: core('nodes', 'nodes/status'),
};

export const apiserverReadsNamespaces: DraftRule = {
  sentence: 'The API server reads namespaces for itself.',
  level: 'None',
  users: ['system:apiserver'],
  verbs: ['get'],
  resources: core('namespaces', 'namespaces/status', 'namespaces/finalize'),
};

/** Components that elect a leader over endpoints in kube-system. */
export function leaderElection(users: readonly string[], sentence: string): DraftRule {
  return { sentence, level: 'None', users, verbs: ['get', 'update'], namespaces: ['kube-system'], resources: core('endpoints') };
}

export const quietUrls: DraftRule = {
  sentence: 'Health checks, the version and the old API description.',
  level: 'None',
  nonResourceURLs: ['/healthz*', '/version', '/swagger*'],
};
