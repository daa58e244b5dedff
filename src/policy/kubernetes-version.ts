// What changed in policy files between versions of Kubernetes; the switch is `--kubernetes 1.N`.

/** The minor number of a Kubernetes 1.x version. */
export type KubernetesMinor = number;

/** The newest version whose real code was asked. */
export const newestKubernetes: KubernetesMinor = 36;
export const oldestKubernetes = 20;

/** Reads `1.36`, `v1.36.4` or `36`; null for anything else or for versions before 1.20. */
export function parseKubernetesVersion(text: string): KubernetesMinor | null {
  const match = /^(?:v?1\.)?(\d{2})(?:\.\d{1,3})?$/.exec(text.trim());
  const minor = match === null ? Number.NaN : Number(match[1]);
  return minor >= oldestKubernetes ? minor : null;
}

/** v1alpha1 and v1beta1 of audit.k8s.io were removed in 1.24. */
export function acceptedVersions(minor: KubernetesMinor): readonly string[] {
  return minor < 24 ? ['audit.k8s.io/v1', 'audit.k8s.io/v1beta1', 'audit.k8s.io/v1alpha1'] : ['audit.k8s.io/v1'];
}

/** omitManagedFields came with 1.23; before, it was an unknown field and ignored. */
export function knowsOmitManagedFields(minor: KubernetesMinor): boolean {
  return minor >= 23;
}

/** The group "*" (any group) is accepted from 1.36 on; before, it is refused. */
export function knowsAnyGroup(minor: KubernetesMinor): boolean {
  return minor >= 36;
}

/** Up to 1.36 a patch whose body is not JSON, at level Request or above, loses its whole webhook batch (kubernetes PR 139419). */
export function losesBatches(minor: KubernetesMinor): boolean {
  return minor < 37;
}

/** The apiVersion of policies with wildcards, response codes and user agents. No kube-apiserver loads it, so that nobody gives it one by mistake. */
export const arrivalVersion = 'cluster-audit/v1';
