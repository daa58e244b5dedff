// The three audit profiles of OpenShift.
import type { DraftRule } from '../draft.ts';
import type { Preset } from './preset.ts';

const source = 'openshift/library-go pkg/operator/apiserver/audit (profile %)';

const common: readonly DraftRule[] = [
  {
    sentence: 'Discovery, the version and health checks by clients with a name; failed logins stay recorded.',
    level: 'None',
    userGroups: ['system:authenticated', 'system:unauthenticated'],
    nonResourceURLs: ['/api*', '/version', '/healthz', '/readyz', '/livez'],
  },
  {
    sentence: 'The API server counts requests by itself.',
    level: 'None',
    users: ['system:apiserver'],
    namespaces: [''],
    resources: [{ group: 'apiserver.openshift.io', resources: ['apirequestcounts', 'apirequestcounts/*'] }],
  },
];

const sensitive: DraftRule = {
  sentence:
    'Resources whose bodies are sensitive. The last entry says "resource" upstream, a misspelling that makes it take the whole group; here it says what was meant.',
  level: 'Metadata',
  resources: [
    { group: 'route.openshift.io', resources: ['routes', 'routes/status'] },
    { group: '', resources: ['secrets', 'serviceaccounts/token'] },
    { group: 'authentication.k8s.io', resources: ['tokenreviews', 'tokenrequests'] },
    { group: 'oauth.openshift.io', resources: ['oauthclients', 'tokenreviews'] },
    { group: 'machineconfiguration.openshift.io', resources: ['machineconfigs', 'controllerconfigs'] },
  ],
};

const others: DraftRule = { sentence: 'Everything else without bodies.', level: 'Metadata' };

function profile(name: string, title: string, upstream: string, sentence: string, rules: readonly DraftRule[]): Preset {
  return {
    name: `openshift-${name}`,
    title,
    source: source.replace('%', upstream),
    draft: { sentence, omitStages: ['RequestReceived'], omitManagedFields: true, rules: [...common, ...rules] },
  };
}

export const openshiftPresets: readonly Preset[] = [
  profile('default', 'OpenShift Default', 'Default', 'Metadata of everything, with bodies for logins (identities and OAuth tokens).', [
    {
      sentence: 'Identities and tokens with bodies, so that a name can be traced to a login.',
      level: 'RequestResponse',
      verbs: ['create', 'update', 'patch', 'delete'],
      resources: [
        { group: 'user.openshift.io', resources: ['identities'] },
        { group: 'oauth.openshift.io', resources: ['oauthaccesstokens', 'oauthauthorizetokens'] },
      ],
    },
    others,
  ]),
  profile('write-request-bodies', 'OpenShift WriteRequestBodies', 'WriteRequestBodies', 'Metadata of everything, and both bodies of every change.', [
    sensitive,
    { sentence: 'Changes, with both bodies.', level: 'RequestResponse', verbs: ['update', 'patch', 'create', 'delete', 'deletecollection'] },
    others,
  ]),
  profile('all-request-bodies', 'OpenShift AllRequestBodies', 'AllRequestBodies', 'Both bodies of everything, reading included.', [
    sensitive,
    { sentence: 'Everything else, with both bodies.', level: 'RequestResponse' },
  ]),
];
