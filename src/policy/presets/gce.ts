// The policy of Google's own clusters.
import { knownGroups, namespaceDeletion, statusFromNodes } from './building-blocks.ts';
import type { DraftRule } from '../draft.ts';
import type { Preset } from './preset.ts';
import {
  apiserverReadsNamespaces,
  kubeletReadsNodes,
  kubeProxyWatches,
  leaderElection,
  nodesReadNodes,
  quietUrls,
  unsecuredConfigmaps,
} from './quiet-components.ts';

const withoutReceived = (rule: DraftRule): DraftRule => ({ ...rule, omitStages: ['RequestReceived'] });

export const gce: Preset = {
  name: 'gce',
  title: 'Google Compute Engine',
  source: 'kubernetes/kubernetes cluster/gce/gci/configure-helper.sh, create-master-audit-policy',
  draft: {
    sentence: 'The policy with which Kubernetes is set up on Google Compute Engine; most other policies in use come from it.',
    rules: [
      kubeProxyWatches,
      unsecuredConfigmaps,
      kubeletReadsNodes,
      nodesReadNodes,
      leaderElection(
        ['system:kube-controller-manager', 'system:cloud-controller-manager', 'system:kube-scheduler', 'system:serviceaccount:kube-system:endpoint-controller'],
        'Leader election over endpoints.',
      ),
      apiserverReadsNamespaces,
      {
        sentence: 'The cluster autoscaler’s own state.',
        level: 'None',
        users: ['cluster-autoscaler'],
        verbs: ['get', 'update'],
        namespaces: ['kube-system'],
        resources: [{ group: '', resources: ['configmaps', 'endpoints'] }],
      },
      {
        sentence: 'The autoscaler of pods fetches metrics.',
        level: 'None',
        users: ['system:kube-controller-manager', 'system:cloud-controller-manager'],
        verbs: ['get', 'list'],
        resources: [{ group: 'metrics.k8s.io' }],
      },
      quietUrls,
      { sentence: 'Events are many and tell little.', level: 'None', resources: [{ group: '', resources: ['events'] }] },
      ...statusFromNodes.map(withoutReceived),
      withoutReceived(namespaceDeletion),
      withoutReceived({
        sentence: 'Secrets, configmaps, fresh tokens and token reviews: never their bodies.',
        level: 'Metadata',
        resources: [
          { group: '', resources: ['secrets', 'configmaps', 'serviceaccounts/token'] },
          { group: 'authentication.k8s.io', resources: ['tokenreviews'] },
        ],
      }),
      withoutReceived({
        sentence: 'Answers to reading can be large: without them.',
        level: 'Request',
        verbs: ['get', 'list', 'watch'],
        resources: knownGroups,
      }),
      withoutReceived({ sentence: 'Known groups, with both bodies.', level: 'RequestResponse', resources: knownGroups }),
      withoutReceived({ sentence: 'Everything else without bodies.', level: 'Metadata' }),
    ],
  },
};
