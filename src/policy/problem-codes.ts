// The closed table of what can be said about a policy: the code, how grave it is, and the sentence of the reference page.

/** error: kube-apiserver refuses to start. misread: it starts, but reads or does otherwise than written. advice: it works as written, with a price. */
export type Severity = 'error' | 'misread' | 'advice';

export const policyProblemCodes = {
  policy_syntax: { severity: 'error', title: 'The text is not YAML or JSON that kube-apiserver can read' },
  policy_version: { severity: 'error', title: 'apiVersion or kind is missing or not one that this version of kube-apiserver loads' },
  wrong_type: { severity: 'error', title: 'A value has a type that the field cannot hold' },
  no_rules: { severity: 'error', title: 'The policy has no rules' },
  level_required: { severity: 'error', title: 'A rule has no level' },
  unknown_level: { severity: 'error', title: 'No such level' },
  unknown_stage: { severity: 'error', title: 'No such stage' },
  url_form: { severity: 'error', title: 'A nonResourceURL must begin with "/" and may hold "*" only at its end' },
  urls_with_resources: { severity: 'error', title: 'A rule has nonResourceURLs beside resources or namespaces' },
  names_without_resources: { severity: 'error', title: 'resourceNames without resources' },
  group_form: { severity: 'error', title: 'A group is not a lower-case DNS name' },
  unknown_field: { severity: 'misread', title: 'A field that kube-apiserver does not know and silently ignores' },
  duplicate_key: { severity: 'misread', title: 'A key given twice: the last one counts' },
  second_document: { severity: 'misread', title: 'A second YAML document is ignored' },
  literal_star: { severity: 'misread', title: 'A "*" where there are no wildcards: it matches only a literal star' },
  group_is_version: { severity: 'misread', title: 'A version stands where a group belongs' },
  never_matches: { severity: 'misread', title: 'No request can match' },
  shadowed_rule: { severity: 'misread', title: 'Earlier rules take every request of this one' },
  no_stage_left: { severity: 'misread', title: 'omitStages hides every stage: nothing is recorded' },
  impossible_identity: { severity: 'misread', title: 'A user or group that no request can have' },
  failed_logins_hidden: { severity: 'advice', title: 'Failed logins (401) leave no trace' },
  tokens_in_bodies: { severity: 'advice', title: 'Fresh service account tokens are recorded' },
  secrets_in_bodies: { severity: 'advice', title: 'Bodies of resources that hold secrets are recorded' },
  patch_loses_batch: { severity: 'advice', title: 'A patch that is not JSON makes the webhook lose up to 400 events' },
  health_is_audited: { severity: 'advice', title: 'Health checks are audited: never use blocking-strict with this policy' },
  no_catch_all: { severity: 'advice', title: 'No catch-all rule: what no rule names is not recorded' },
  body_never_there: { severity: 'advice', title: 'A level above Metadata for requests that have no body' },
} as const satisfies Record<string, { severity: Severity; title: string }>;

export type PolicyProblemCode = keyof typeof policyProblemCodes;
