// The fields of a policy file: the one table that decoding, "unknown field" findings, completion and the reference derive from.

export type FieldType =
  | { readonly type: 'string' | 'boolean' | 'integer' | 'code' | 'time' | 'anything' }
  | { readonly type: 'list'; readonly of: FieldType }
  | { readonly type: 'words' }
  | { readonly type: 'object'; readonly name: string; readonly fields: Readonly<Record<string, FieldType>> };

const string = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const time = { type: 'time' } as const;
const strings = { type: 'list', of: string } as const;
const words = { type: 'words' } as const;
const bool = { type: 'boolean' } as const;

/** apimachinery metav1.ObjectMeta: nothing of it is used, but a wrong type in it keeps kube-apiserver from starting. */
const metadata = {
  type: 'object',
  name: 'ObjectMeta',
  fields: {
    name: string,
    generateName: string,
    namespace: string,
    selfLink: string,
    uid: string,
    resourceVersion: string,
    generation: integer,
    creationTimestamp: time,
    deletionTimestamp: time,
    deletionGracePeriodSeconds: integer,
    labels: words,
    annotations: words,
    finalizers: strings,
    clusterName: string,
    ownerReferences: {
      type: 'list',
      of: {
        type: 'object',
        name: 'OwnerReference',
        fields: { apiVersion: string, kind: string, name: string, uid: string, controller: bool, blockOwnerDeletion: bool },
      },
    },
    managedFields: {
      type: 'list',
      of: {
        type: 'object',
        name: 'ManagedFieldsEntry',
        fields: { manager: string, operation: string, apiVersion: string, time, fieldsType: string, fieldsV1: { type: 'anything' }, subresource: string },
      },
    },
  },
} as const satisfies FieldType;

export const groupResourcesType = {
  type: 'object',
  name: 'GroupResources',
  fields: { group: string, resources: strings, resourceNames: strings },
} as const satisfies FieldType;

export const ruleType = {
  type: 'object',
  name: 'PolicyRule',
  fields: {
    level: string,
    users: strings,
    userGroups: strings,
    verbs: strings,
    resources: { type: 'list', of: groupResourcesType },
    namespaces: strings,
    nonResourceURLs: strings,
    omitStages: strings,
    omitManagedFields: bool,
  },
} as const satisfies FieldType;

export const policyType = {
  type: 'object',
  name: 'Policy',
  fields: { apiVersion: string, kind: string, metadata, rules: { type: 'list', of: ruleType }, omitStages: strings, omitManagedFields: bool },
} as const satisfies FieldType;

/** A rule of a policy that is applied on arrival: all of upstream's fields and two that only a finished request has. */
export const arrivalRuleType = {
  type: 'object',
  name: 'PolicyRule',
  fields: { ...ruleType.fields, responseCodes: { type: 'list', of: { type: 'code' } }, userAgents: strings },
} as const satisfies FieldType;

export const arrivalPolicyType = {
  type: 'object',
  name: 'Policy',
  fields: { ...policyType.fields, rules: { type: 'list', of: arrivalRuleType } },
} as const satisfies FieldType;

/** What each field of a rule means, in one sentence, where it is chosen. */
export const ruleFieldSentences: Readonly<Record<keyof typeof arrivalRuleType.fields, string>> = {
  level: 'How much is recorded: None, Metadata, Request or RequestResponse.',
  users: 'User names, exactly as authenticated (impersonation is not looked at); no wildcards.',
  userGroups: 'Groups of the authenticated user; one of them suffices; no wildcards.',
  verbs: 'Verbs: get, list, watch, create, update, patch, delete, deletecollection; HTTP methods in lower case for other URLs; no wildcards.',
  resources: 'API groups and resources; `pods` is without its subresources, `pods/log` one of them, `pods/*` all of them and pods itself.',
  namespaces: 'Namespaces, exactly; "" stands for requests without one, such as nodes or a list over all namespaces.',
  nonResourceURLs: 'Paths such as /healthz, with "*" only at the end: /healthz*.',
  omitStages: 'Stages that are not recorded for this rule, added to those of the policy.',
  omitManagedFields: 'Leaves metadata.managedFields out of the bodies; decides over the value of the policy.',
  responseCodes: 'HTTP status codes, "*" for any run of digits: 404, "5*"; an event without a code matches none. Only in policies of cluster-audit/v1.',
  userAgents: 'User agents, "*" for any run of characters: "kube-probe/*". Only in policies of cluster-audit/v1.',
};
