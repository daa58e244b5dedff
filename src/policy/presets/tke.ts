// The default policy of Tencent TKE's product page, rule by rule, and the same with its known holes mended.
import { sensitiveAtMetadata, statusFromNodes, namespaceDeletion, knownGroups } from './building-blocks.ts';
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

export const tkeDefault: Preset = {
  name: 'tke-default',
  title: 'TKE default, to the letter',
  source: 'Tencent Cloud TKE, product page "Cluster Audit", section "TKE audit policy"',
  draft: {
    sentence:
      'The default policy of TKE as its page says it: most requests with both bodies, reading with what was sent, secrets without bodies, at every stage. Known holes (fresh tokens, leases, events) are mended in tke-recommended.',
    rules: [
      kubeProxyWatches,
      unsecuredConfigmaps,
      kubeletReadsNodes,
      nodesReadNodes,
      leaderElection(
        [
          'system:kube-controller-manager',
          'system:kube-scheduler',
          'system:serviceaccount:endpoint-controller',
          'system:serviceaccount:kube-system:endpoint-controller',
        ],
        'Leader election over endpoints; the page writes the third name without its namespace, which nobody can have, so the real one stands beside it.',
      ),
      apiserverReadsNamespaces,
      quietUrls,
      {
        sentence: 'Secrets, configmaps and tokenreviews hold sensitive data: never their bodies.',
        level: 'Metadata',
        resources: [
          { group: '', resources: ['secrets', 'configmaps'] },
          { group: 'authentication.k8s.io', resources: ['tokenreviews'] },
        ],
      },
      { sentence: 'Reading: what was asked, not what was answered.', level: 'Request', verbs: ['get', 'list', 'watch'] },
      { sentence: 'Everything else, with both bodies.', level: 'RequestResponse' },
    ],
  },
};

export const tkeRecommended: Preset = {
  name: 'tke-recommended',
  title: 'TKE default with its holes mended',
  source:
    'tke-default, with the later rules of GKE’s script (serviceaccounts/token, status of nodes, known groups) and no noise of today’s clusters (leases, events, discovery)',
  draft: {
    sentence:
      'Who did what, with the bodies of changes to known resources; no secrets, no fresh tokens, no leases, events, discovery or health checks; failed logins are kept.',
    omitStages: ['RequestReceived'],
    rules: [
      {
        sentence: 'Health checks, metrics and API descriptions. Health checks must not be audited where the mode is blocking-strict.',
        level: 'None',
        nonResourceURLs: ['/healthz*', '/livez*', '/readyz*', '/version', '/metrics*', '/swagger*', '/openapi/*'],
      },
      {
        sentence: 'Discovery by clients that are logged in; failed logins to these paths stay recorded.',
        level: 'None',
        userGroups: ['system:authenticated'],
        verbs: ['get'],
        nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*'],
      },
      kubeProxyWatches,
      {
        ...kubeProxyWatches,
        sentence: 'The same for endpointslices, which took the place of endpoints.',
        resources: [{ group: 'discovery.k8s.io', resources: ['endpointslices'] }],
      },
      nodesReadNodes,
      leaderElection(
        ['system:kube-controller-manager', 'system:kube-scheduler', 'system:serviceaccount:kube-system:endpoint-controller'],
        'Leader election over endpoints, in old clusters.',
      ),
      apiserverReadsNamespaces,
      {
        sentence: 'Kubelets renew the lease of their node every ten seconds.',
        level: 'None',
        userGroups: ['system:nodes'],
        verbs: ['get', 'update', 'patch'],
        namespaces: ['kube-node-lease'],
        resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }],
      },
      {
        sentence: 'Leader election of the control plane over leases.',
        level: 'None',
        users: ['system:kube-controller-manager', 'system:kube-scheduler', 'system:apiserver'],
        verbs: ['get', 'update', 'patch'],
        namespaces: ['kube-system'],
        resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }],
      },
      {
        sentence: 'Events tell what components did; kube-apiserver keeps them for an hour by itself.',
        level: 'None',
        resources: [
          { group: '', resources: ['events'] },
          { group: 'events.k8s.io', resources: ['events'] },
        ],
      },
      sensitiveAtMetadata,
      ...statusFromNodes,
      namespaceDeletion,
      { sentence: 'Reading sends no body: Metadata says all that Request would.', level: 'Metadata', verbs: ['get', 'list', 'watch'] },
      {
        sentence: 'exec, attach, port-forward and proxy: the command stands in the URI, the rest is a stream.',
        level: 'Metadata',
        resources: [{ group: '', resources: ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy', 'services/proxy', 'nodes/proxy'] }],
      },
      { sentence: 'Changes of known resources, with both bodies.', level: 'RequestResponse', resources: knownGroups },
      { sentence: 'Everything else, custom resources too, without bodies: they may hold secrets. Failed logins land here.', level: 'Metadata' },
    ],
  },
};
