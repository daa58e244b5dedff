// The resources that Kubernetes itself serves, under every name by which people call them: what `kubectl api-resources` shows.

export interface ResourceName {
  /** As `objectRef.resource` has it. */
  readonly resource: string;
  /** As `objectRef.apiGroup` has it now; '' = core. Older servers used others, so it proves nothing. */
  readonly apiGroup: string;
  readonly isNamespaced: boolean;
  readonly kind: string;
}

/** plural, short names, group, kind; `*` after the group: without namespace. */
const table = `
bindings - - Binding
componentstatuses cs -* ComponentStatus
configmaps cm - ConfigMap
endpoints ep - Endpoints
events ev - Event
limitranges limits - LimitRange
namespaces ns -* Namespace
nodes no -* Node
persistentvolumeclaims pvc - PersistentVolumeClaim
persistentvolumes pv -* PersistentVolume
pods po - Pod
podtemplates - - PodTemplate
replicationcontrollers rc - ReplicationController
resourcequotas quota - ResourceQuota
secrets - - Secret
serviceaccounts sa - ServiceAccount
services svc - Service
mutatingwebhookconfigurations - admissionregistration.k8s.io* MutatingWebhookConfiguration
validatingwebhookconfigurations - admissionregistration.k8s.io* ValidatingWebhookConfiguration
validatingadmissionpolicies - admissionregistration.k8s.io* ValidatingAdmissionPolicy
validatingadmissionpolicybindings - admissionregistration.k8s.io* ValidatingAdmissionPolicyBinding
mutatingadmissionpolicies - admissionregistration.k8s.io* MutatingAdmissionPolicy
mutatingadmissionpolicybindings - admissionregistration.k8s.io* MutatingAdmissionPolicyBinding
customresourcedefinitions crd,crds apiextensions.k8s.io* CustomResourceDefinition
apiservices - apiregistration.k8s.io* APIService
controllerrevisions - apps ControllerRevision
daemonsets ds apps DaemonSet
deployments deploy apps Deployment
replicasets rs apps ReplicaSet
statefulsets sts apps StatefulSet
tokenreviews - authentication.k8s.io* TokenReview
subjectaccessreviews - authorization.k8s.io* SubjectAccessReview
horizontalpodautoscalers hpa autoscaling HorizontalPodAutoscaler
cronjobs cj batch CronJob
jobs - batch Job
certificatesigningrequests csr certificates.k8s.io* CertificateSigningRequest
leases - coordination.k8s.io Lease
endpointslices - discovery.k8s.io EndpointSlice
flowschemas - flowcontrol.apiserver.k8s.io* FlowSchema
prioritylevelconfigurations - flowcontrol.apiserver.k8s.io* PriorityLevelConfiguration
ingressclasses - networking.k8s.io* IngressClass
ingresses ing networking.k8s.io Ingress
networkpolicies netpol networking.k8s.io NetworkPolicy
runtimeclasses - node.k8s.io* RuntimeClass
poddisruptionbudgets pdb policy PodDisruptionBudget
podsecuritypolicies psp policy* PodSecurityPolicy
clusterrolebindings - rbac.authorization.k8s.io* ClusterRoleBinding
clusterroles - rbac.authorization.k8s.io* ClusterRole
rolebindings - rbac.authorization.k8s.io RoleBinding
roles - rbac.authorization.k8s.io Role
priorityclasses pc scheduling.k8s.io* PriorityClass
csidrivers - storage.k8s.io* CSIDriver
csinodes - storage.k8s.io* CSINode
csistoragecapacities - storage.k8s.io CSIStorageCapacity
storageclasses sc storage.k8s.io* StorageClass
volumeattachments - storage.k8s.io* VolumeAttachment`;

const all: readonly (ResourceName & { readonly words: readonly string[] })[] = table
  .trim()
  .split('\n')
  .map((line) => {
    const [resource, short, group, kind] = line.split(' ');
    const isNamespaced = !group.endsWith('*');
    const apiGroup = group.replace(/\*$/, '').replace(/^-$/, '');
    const words = [resource, kind.toLowerCase(), ...(short === '-' ? [] : short.split(','))];
    return { resource, apiGroup, isNamespaced, kind, words };
  });

const byWord = new Map(all.flatMap((one) => one.words.map((word) => [word, one] as const)));

/** The resource that a word names: plural, kind in any case, or kubectl's short name. Null for what Kubernetes does not serve by itself. */
export function findResource(word: string): ResourceName | null {
  return byWord.get(word.toLowerCase()) ?? null;
}

/** `deployments.apps`, `deploy.v1.apps`: kubectl's longer forms too; a word nobody knows is taken as it is where `isOpen` allows it. */
export function readResource(text: string, isOpen: boolean): Pick<ResourceName, 'resource' | 'apiGroup'> | null {
  const [first, ...rest] = text.split('.');
  const known = findResource(first);
  const apiGroup = rest.filter((part, k) => k > 0 || !/^v\d+((alpha|beta)\d+)?$/.test(part)).join('.');
  if (known !== null) return { resource: known.resource, apiGroup: apiGroup === '' ? known.apiGroup : apiGroup };
  return isOpen && /^[a-z][a-z0-9-]*$/.test(first) ? { resource: first, apiGroup } : null;
}
