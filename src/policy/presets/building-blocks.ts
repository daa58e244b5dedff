// Parts that several presets and the builder share.
import type { DraftResources, DraftRule } from '../draft.ts';

/** The groups that Kubernetes itself brings, whose bodies are known. */
export const knownGroups: readonly DraftResources[] = [
  '',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'apps',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'extensions',
  'metrics.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
].map((group) => ({ group }));

export const sensitiveAtMetadata: DraftRule = {
  sentence: 'Secrets, configmaps, fresh tokens and token reviews: who touched them, never what they hold.',
  level: 'Metadata',
  resources: [
    { group: '', resources: ['secrets', 'configmaps', 'serviceaccounts/token'] },
    { group: 'authentication.k8s.io', resources: ['tokenreviews', 'tokenrequests'] },
  ],
};

const nodeStatus = {
  level: 'Request',
  verbs: ['update', 'patch'],
  resources: [{ group: '', resources: ['nodes/status', 'pods/status'] }],
} as const;

/** Status updates are many, and their answers large. */
export const statusFromNodes: readonly DraftRule[] = [
  {
    ...nodeStatus,
    sentence: 'Status reports of nodes under older names: without the answer.',
    users: ['kubelet', 'system:node-problem-detector', 'system:serviceaccount:kube-system:node-problem-detector'],
  },
  { ...nodeStatus, sentence: 'Status reports of nodes: without the answer.', userGroups: ['system:nodes'] },
];

export const namespaceDeletion: DraftRule = {
  sentence: 'A namespace that goes deletes whole collections: without the long answers.',
  level: 'Request',
  users: ['system:serviceaccount:kube-system:namespace-controller'],
  verbs: ['deletecollection'],
};
