// Names of resources as people say them: singular forms, and which of the well-known ones have no namespace.
import { readResource as readNamed } from '../audit/resource-names.ts';

/** The resources that Kubernetes itself serves (k8s.io/api), by their group; those without a namespace apart. */
const wellKnown: readonly { readonly group: string; readonly namespaced?: string; readonly clusterScoped?: string }[] = [
  {
    group: '',
    namespaced:
      'pods services endpoints configmaps secrets serviceaccounts events limitranges resourcequotas persistentvolumeclaims podtemplates replicationcontrollers bindings',
    clusterScoped: 'nodes namespaces persistentvolumes componentstatuses',
  },
  { group: 'apps', namespaced: 'replicasets deployments statefulsets daemonsets controllerrevisions' },
  { group: 'batch', namespaced: 'jobs cronjobs' },
  { group: 'autoscaling', namespaced: 'horizontalpodautoscalers' },
  { group: 'policy', namespaced: 'poddisruptionbudgets', clusterScoped: 'podsecuritypolicies' },
  { group: 'networking.k8s.io', namespaced: 'ingresses networkpolicies', clusterScoped: 'ingressclasses servicecidrs ipaddresses' },
  { group: 'discovery.k8s.io', namespaced: 'endpointslices' },
  { group: 'coordination.k8s.io', namespaced: 'leases' },
  { group: 'rbac.authorization.k8s.io', namespaced: 'roles rolebindings', clusterScoped: 'clusterroles clusterrolebindings' },
  {
    group: 'authorization.k8s.io',
    namespaced: 'localsubjectaccessreviews',
    clusterScoped: 'subjectaccessreviews selfsubjectaccessreviews selfsubjectrulesreviews',
  },
  { group: 'authentication.k8s.io', clusterScoped: 'tokenreviews selfsubjectreviews' },
  { group: 'certificates.k8s.io', clusterScoped: 'certificatesigningrequests clustertrustbundles' },
  {
    group: 'storage.k8s.io',
    namespaced: 'csistoragecapacities',
    clusterScoped: 'storageclasses csinodes csidrivers volumeattachments volumeattributesclasses',
  },
  { group: 'scheduling.k8s.io', clusterScoped: 'priorityclasses' },
  { group: 'node.k8s.io', clusterScoped: 'runtimeclasses' },
  { group: 'flowcontrol.apiserver.k8s.io', clusterScoped: 'flowschemas prioritylevelconfigurations' },
  {
    group: 'admissionregistration.k8s.io',
    clusterScoped:
      'validatingwebhookconfigurations mutatingwebhookconfigurations validatingadmissionpolicies validatingadmissionpolicybindings mutatingadmissionpolicies mutatingadmissionpolicybindings',
  },
  { group: 'resource.k8s.io', namespaced: 'resourceclaims resourceclaimtemplates', clusterScoped: 'deviceclasses resourceslices' },
  { group: 'apiextensions.k8s.io', clusterScoped: 'customresourcedefinitions' },
  { group: 'apiregistration.k8s.io', clusterScoped: 'apiservices' },
];

const words = (text = ''): readonly string[] => text.split(' ').filter((word) => word !== '');
const namespaced = new Set(wellKnown.flatMap((each) => words(each.namespaced)));
const groups = new Map(wellKnown.flatMap(({ group, ...names }) => [...words(names.namespaced), ...words(names.clusterScoped)].map((name) => [name, group])));

/** True where a list without a namespace means all namespaces. */
export function isNamespaced(resource: string): boolean {
  return namespaced.has(resource);
}

/** Groups in which Kubernetes serves them; a resource of the same name elsewhere is told with its group. */
function isOwnGroup(apiGroup: string): boolean {
  // `extensions` held some of them before, events have a group of their own too.
  return apiGroup === 'extensions' || apiGroup === 'events.k8s.io' || wellKnown.some(({ group }) => group === apiGroup);
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
  const isAmbiguous = !isOwnGroup(apiGroup) && groups.has(resource);
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

/** A resource as people type it: `deployment`, `deployments`, `deploy`, `deployments.apps`; a name that is none of the well-known ones is taken as written, in the core group. */
export function readResource(text: string): { readonly resource: string; readonly apiGroup: string } {
  const known = readNamed(text, false);
  if (known !== null) return known;
  const dot = text.indexOf('.');
  const typed = dot < 0 ? text : text.slice(0, dot);
  const resource = groups.has(typed) || !groups.has(resourceOfKind(typed)) ? typed : resourceOfKind(typed);
  return { resource, apiGroup: dot < 0 ? (groups.get(resource) ?? '') : text.slice(dot + 1) };
}
