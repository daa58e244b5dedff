// Names of resources as people say them: singular forms, and which of the well-known ones have no namespace.

/** Of the resources that Kubernetes itself serves (k8s.io/kubernetes pkg/controlplane): those without a namespace. */
const clusterScoped = new Set(
  `nodes namespaces persistentvolumes componentstatuses clusterroles clusterrolebindings customresourcedefinitions apiservices storageclasses csinodes csidrivers
  volumeattachments priorityclasses runtimeclasses ingressclasses podsecuritypolicies flowschemas prioritylevelconfigurations certificatesigningrequests
  clustertrustbundles validatingwebhookconfigurations mutatingwebhookconfigurations validatingadmissionpolicies validatingadmissionpolicybindings
  mutatingadmissionpolicies mutatingadmissionpolicybindings tokenreviews subjectaccessreviews selfsubjectaccessreviews selfsubjectrulesreviews selfsubjectreviews
  volumeattributesclasses deviceclasses resourceslices servicecidrs ipaddresses storageversions storageversionmigrations`.split(/\s+/),
);

const namespaced = new Set(
  `pods services endpoints endpointslices configmaps secrets serviceaccounts events leases limitranges resourcequotas persistentvolumeclaims podtemplates
  replicationcontrollers replicasets deployments statefulsets daemonsets controllerrevisions jobs cronjobs horizontalpodautoscalers poddisruptionbudgets ingresses
  networkpolicies roles rolebindings bindings localsubjectaccessreviews csistoragecapacities resourceclaims resourceclaimtemplates podschedulingcontexts`.split(
    /\s+/,
  ),
);

/** True where a list without a namespace means all namespaces. */
export function isNamespaced(resource: string): boolean {
  return namespaced.has(resource);
}

/** Groups in which Kubernetes serves the resources above; a resource of the same name elsewhere is told with its group. */
const ownGroups = new Set(['', 'apps', 'batch', 'autoscaling', 'policy', 'extensions']);

function isOwnGroup(apiGroup: string): boolean {
  return ownGroups.has(apiGroup) || (apiGroup.endsWith('.k8s.io') && !apiGroup.endsWith('metrics.k8s.io'));
}

/** Words that look like plurals and are none, or that a rule would cut wrongly. */
const irregular = new Map([
  ['endpoints', 'endpoints'],
  ['componentstatuses', 'componentstatus'],
  ['ipaddresses', 'ipaddress'],
  ['leases', 'lease'],
]);

/**
 * `deployments` → `deployment`, `networkpolicies` → `networkpolicy`; what no rule knows for certain stays as written.
 * Names that Kubernetes has too, in a foreign group, carry that group: `service.serving.knative.dev`.
 */
export function singular(resource: string, apiGroup: string): string {
  const one = irregular.get(resource) ?? cutPlural(resource);
  const isAmbiguous = !isOwnGroup(apiGroup) && (namespaced.has(resource) || clusterScoped.has(resource));
  return isAmbiguous ? `${one}.${apiGroup}` : one;
}

function cutPlural(resource: string): string {
  if (!/^[a-z]+s$/.test(resource)) return resource;
  if (resource.endsWith('ies')) return `${resource.slice(0, -3)}y`;
  if (resource.endsWith('sses')) return resource.slice(0, -2);
  if (/(?:(?:ch|sh|x|z|s|o)es|us|ss)$/.test(resource) && !/(?:ase|ause|ose)s$/.test(resource)) return resource;
  return resource.slice(0, -1);
}

/** The resource of a kind, as the API server names it by default (meta.UnsafeGuessKindToResource). */
export function resourceOfKind(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower === 'endpoints') return lower;
  if (/(?:s|x|ch|sh)$/.test(lower)) return `${lower}es`;
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}
