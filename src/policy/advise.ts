// Advice on a policy that works as written: what it leaks, loses or hides. Each piece asks the evaluator about a telling request.
import { compilePolicy, type Decide } from './evaluate.ts';
import type { DecodedPolicy } from './decode.ts';
import { losesBatches, type KubernetesMinor } from './kubernetes-version.ts';
import { createPlaces, type Place } from './places.ts';
import type { Decision, RequestAttributes } from './policy.ts';
import type { Findings } from './policy-problem.ts';

/** Adds advice about a policy that kube-apiserver accepts. */
export function adviseOn({ policy, root }: DecodedPolicy, minor: KubernetesMinor, findings: Findings): void {
  const places = createPlaces(root);
  const context: Context = {
    decide: compilePolicy(policy),
    minor,
    findings,
    placeOf: (decision) => places.of(decision.rule === null ? '' : `rules[${decision.rule}]`),
  };
  adviseOnFailedLogins(context);
  adviseOnTokens(context);
  adviseOnSecrets(context);
  if (policy.wildcards !== true) {
    // What is applied on arrival comes too late to matter for these.
    adviseOnPatches(context);
    adviseOnHealth(context);
  }
  adviseOnCatchAll(context);
  for (const [index, rule] of policy.rules.entries())
    if (rule.level === 'Request' && rule.verbs.length > 0 && rule.verbs.every((verb) => ['get', 'list', 'watch'].includes(verb)))
      findings.add(
        'body_never_there',
        places.of(`rules[${index}].level`),
        'get, list and watch have no request body: Request records no more than Metadata here.',
        'Write Metadata to say what happens, or RequestResponse to record what was read.',
      );
}

interface Context {
  readonly decide: Decide;
  readonly minor: KubernetesMinor;
  readonly findings: Findings;
  readonly placeOf: (decision: Decision) => Place;
}

/** A 401 is one single event, stage ResponseStarted, of nobody (apiserver pkg/endpoints/filters/authn_audit.go). */
function adviseOnFailedLogins({ decide, findings, placeOf }: Context): void {
  const decision = decide(request({ user: null, groups: [], verb: 'list', resource: 'pods' }));
  if (decision.level === 'None')
    findings.add(
      'failed_logins_hidden',
      placeOf(decision),
      'Failed logins (401) are not recorded: nobody is logged in then, so rules with users or userGroups never take them.',
      'Add a rule without users and userGroups: "- level: Metadata".',
    );
  else if (decision.omitStages.includes('ResponseStarted'))
    findings.add(
      'failed_logins_hidden',
      placeOf(decision),
      'Failed logins (401) are not recorded: they have the stage ResponseStarted alone, which is omitted here.',
      'Keep ResponseStarted; it is written for watches, exec and failed logins only.',
    );
}

function adviseOnTokens({ decide, findings, placeOf }: Context): void {
  const decision = decide(request({ verb: 'create', resource: 'serviceaccounts', subresource: 'token' }));
  if (decision.level === 'RequestResponse')
    findings.add(
      'tokens_in_bodies',
      placeOf(decision),
      'Every token that a service account is given is recorded in clear: the answer of serviceaccounts/token holds it.',
      'Put before it: level: Metadata for resources: [{group: "", resources: ["serviceaccounts/token"]}].',
    );
}

/** Where secrets stand in bodies, with the verb that shows them and what they are. */
const secretPlaces: readonly (Partial<RequestAttributes> & { readonly what: string })[] = [
  { verb: 'create', resource: 'secrets', what: 'secrets hold passwords and keys' },
  { verb: 'create', resource: 'configmaps', what: 'configmaps often hold passwords' },
  { verb: 'create', apiGroup: 'authentication.k8s.io', resource: 'tokenreviews', what: 'tokenreviews hold the token that is reviewed' },
  { verb: 'create', apiGroup: 'oauth.openshift.io', resource: 'oauthaccesstokens', what: 'oauthaccesstokens hold tokens' },
  {
    verb: 'create',
    apiGroup: 'custom.example.com',
    resource: 'things',
    what: 'custom resources hold whatever their authors put there (Helm values, credentials of operators)',
  },
];

function adviseOnSecrets({ decide, findings, placeOf }: Context): void {
  for (const { what, ...asked } of secretPlaces) {
    const attributes = request(asked);
    const decision = [decide(attributes), decide({ ...attributes, verb: 'get' })].find(({ level }, at) =>
      at === 0 ? level === 'Request' || level === 'RequestResponse' : level === 'RequestResponse',
    );
    if (decision === undefined) continue;
    const isCustom = attributes.resource === 'things';
    findings.add(
      'secrets_in_bodies',
      placeOf(decision),
      `Bodies at level ${decision.level}: ${what}.`,
      isCustom ? 'Record known groups with bodies and all others at Metadata.' : `Record ${attributes.resource} at Metadata, in a rule before this one.`,
    );
  }
}

function adviseOnPatches({ decide, minor, findings, placeOf }: Context): void {
  if (!losesBatches(minor)) return;
  const decision = decide(request({ verb: 'patch', resource: 'pods', name: 'web' }));
  if (decision.level !== 'Request' && decision.level !== 'RequestResponse') return;
  findings.add(
    'patch_loses_batch',
    placeOf(decision),
    `Up to Kubernetes 1.36 a patch whose body is not JSON cannot be written at level ${decision.level}: the log loses that event, a webhook its whole batch of up to 400.`,
    'Record verbs: ["patch"] at Metadata for users that are not trusted, or use the log backend and keep RequestReceived.',
  );
}

function adviseOnHealth({ decide, findings, placeOf }: Context): void {
  const audited = ['/livez', '/readyz', '/healthz'].filter(
    (path) => decide(request({ user: 'system:anonymous', groups: ['system:unauthenticated'], verb: 'get', path })).level !== 'None',
  );
  if (audited.length === 0) return;
  const decision = decide(request({ user: 'system:anonymous', groups: ['system:unauthenticated'], verb: 'get', path: audited[0] }));
  findings.add(
    'health_is_audited',
    placeOf(decision),
    `${audited.join(', ')} are recorded: in the mode blocking-strict a full disk then fails the health checks, and the API server is killed.`,
    'Put first: level: None for nonResourceURLs: ["/livez*", "/readyz*", "/healthz*"].',
  );
}

function adviseOnCatchAll({ decide, findings, placeOf }: Context): void {
  const probe = { user: 'no-such-user', groups: [], verb: 'no-such-verb' };
  const decisions = [
    decide(request({ ...probe, apiGroup: 'no.such.group', resource: 'none', namespace: 'no-such-namespace' })),
    decide(request({ ...probe, path: '/no/such/path' })),
  ];
  const uncaught = decisions.find(({ rule }) => rule === null);
  if (uncaught !== undefined)
    findings.add(
      'no_catch_all',
      placeOf(uncaught),
      'What no rule takes is not recorded (level None).',
      'End with a rule that has a level alone: "- level: Metadata".',
    );
}

function request(asked: Partial<RequestAttributes>): RequestAttributes {
  const isResource = asked.path === undefined;
  return {
    user: 'someone',
    groups: ['system:authenticated'],
    verb: 'get',
    namespace: isResource ? 'default' : '',
    apiGroup: '',
    apiVersion: isResource ? 'v1' : '',
    resource: '',
    subresource: '',
    name: '',
    resourceRequest: isResource,
    path: '',
    ...asked,
  };
}
