// The words of audit.k8s.io, spelt as upstream (k8s.io/apiserver pkg/apis/audit/types.go).

export const levels = ['None', 'Metadata', 'Request', 'RequestResponse'] as const;
export type Level = (typeof levels)[number];

/** In the order in which one request passes through them; `Panic` replaces `ResponseComplete`. */
export const stages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;
export type Stage = (typeof stages)[number];

/** Place of a stage in the order of events; a stage that upstream does not know stands last. */
export function stageRank(stage: string): number {
  const at = (stages as readonly string[]).indexOf(stage);
  return at < 0 ? stages.length : at;
}

/** The API group of audit events, and the versions of it that are read. `v1` is current; the others ended with Kubernetes 1.24. */
export const auditGroup = 'audit.k8s.io';
export const auditVersions = ['v1', 'v1beta1', 'v1alpha1'] as const;
export type AuditVersion = (typeof auditVersions)[number];
