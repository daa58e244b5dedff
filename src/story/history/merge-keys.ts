// Which lists of built-in types are merged, and by which key of their elements (the patchStrategy and patchMergeKey tags of k8s.io/api).

/** `null` key: a list of plain values, merged as a set. */
export interface ListRule {
  readonly key: string | null;
}

const containers = ['containers', 'initContainers', 'ephemeralContainers'];

/** By the field that holds the list's parent and the list's own name: what these lists are merged by is the same wherever they stand. */
const rules = new Map<string, string | null>([
  ['metadata.finalizers', null],
  ['metadata.ownerReferences', 'uid'],
  ...containers.flatMap((list): [string, string][] => [
    [`spec.${list}`, 'name'],
    [`${list}.ports`, 'containerPort'],
    [`${list}.env`, 'name'],
    [`${list}.volumeMounts`, 'mountPath'],
    [`${list}.volumeDevices`, 'devicePath'],
  ]),
  ['spec.volumes', 'name'],
  ['spec.imagePullSecrets', 'name'],
  ['spec.hostAliases', 'ip'],
  ['spec.topologySpreadConstraints', 'topologyKey'],
  ['spec.schedulingGates', 'name'],
  ['spec.resourceClaims', 'name'],
  ['spec.ports', 'port'],
  ['spec.podCIDRs', null],
  ['status.conditions', 'type'],
  ['status.addresses', 'type'],
  ['status.podIPs', 'ip'],
  ['status.hostIPs', 'ip'],
  ['.secrets', 'name'],
  ['.imagePullSecrets', 'name'],
  ['.webhooks', 'name'],
]);

/** Null for a list that a patch replaces as a whole. */
export function listRule(parent: string, field: string): ListRule | null {
  const key = rules.get(`${parent}.${field}`);
  return key === undefined ? null : { key };
}

/** Groups whose types are built in: only they know strategic merge patches. Custom resources answer those with 415. */
const builtInGroups = new Set(
  `admissionregistration.k8s.io apiregistration.k8s.io apps authentication.k8s.io authorization.k8s.io autoscaling batch certificates.k8s.io coordination.k8s.io
  discovery.k8s.io events.k8s.io extensions flowcontrol.apiserver.k8s.io internal.apiserver.k8s.io networking.k8s.io node.k8s.io policy rbac.authorization.k8s.io
  resource.k8s.io scheduling.k8s.io storage.k8s.io storagemigration.k8s.io apiextensions.k8s.io`.split(/\s+/),
);

export function isBuiltIn(apiGroup: string): boolean {
  return apiGroup === '' || builtInGroups.has(apiGroup);
}
