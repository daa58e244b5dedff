// The short presets: everything, metadata only, and what the CIS benchmark asks for at least.
import { sensitiveAtMetadata } from './building-blocks.ts';
import type { Preset } from './preset.ts';

export const metadataOnly: Preset = {
  name: 'metadata-only',
  title: 'Metadata only',
  source: 'Kubernetes documentation, "Auditing": the minimal policy file',
  draft: {
    sentence: 'Who did what, when and with which result, for every request and stage; no bodies.',
    rules: [{ sentence: 'Every request without bodies.', level: 'Metadata' }],
  },
};

export const everything: Preset = {
  name: 'everything',
  title: 'Everything',
  source: 'The highest level for every request',
  draft: {
    sentence: 'Every request and stage with both bodies: secrets, configmaps and fresh tokens too. For laboratories and short investigations.',
    rules: [{ sentence: 'Every request with both bodies.', level: 'RequestResponse' }],
  },
};

export const cisMinimal: Preset = {
  name: 'cis-minimal',
  title: 'CIS Kubernetes Benchmark, the least',
  source: 'CIS Kubernetes Benchmark 3.2.1 and 3.2.2 (a policy exists and covers key security concerns)',
  draft: {
    sentence:
      'Covers what the CIS benchmark names: access to secrets, configmaps and token reviews, changes of pods and deployments, exec, port-forward and proxy; everything else at Metadata.',
    omitStages: ['RequestReceived'],
    rules: [
      {
        sentence: 'Health checks tell nothing, and must not be audited where the mode is blocking-strict.',
        level: 'None',
        nonResourceURLs: ['/healthz*', '/livez*', '/readyz*'],
      },
      sensitiveAtMetadata,
      {
        sentence: 'Streams into pods, services and nodes: who, where and with which command.',
        level: 'Metadata',
        resources: [{ group: '', resources: ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy', 'services/proxy', 'nodes/proxy'] }],
      },
      {
        sentence: 'Changes of pods and deployments, with what was sent.',
        level: 'Request',
        verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
        resources: [
          { group: '', resources: ['pods'] },
          { group: 'apps', resources: ['deployments'] },
        ],
      },
      { sentence: 'Everything else without bodies; failed logins land here.', level: 'Metadata' },
    ],
  },
};
