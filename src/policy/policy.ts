// A policy as kube-apiserver holds it after loading (k8s.io/apiserver pkg/apis/audit/types.go), and what it decides about.
import type { Level, Stage } from '../audit/vocabulary.ts';

/** `group` "" is the core group; empty `resources` means all resources of the group. */
export interface GroupResources {
  readonly group: string;
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
}

/** An empty list is an absent one: it asks nothing of the request. */
export interface PolicyRule {
  readonly level: Level;
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
  readonly verbs: readonly string[];
  readonly resources: readonly GroupResources[];
  readonly namespaces: readonly string[];
  readonly nonResourceURLs: readonly string[];
  readonly omitStages: readonly Stage[];
  /** Absent = as the policy says. */
  readonly omitManagedFields?: boolean;
  /** Only in policies that are applied on arrival. */
  readonly responseCodes?: readonly string[];
  readonly userAgents?: readonly string[];
}

export interface Policy {
  readonly rules: readonly PolicyRule[];
  readonly omitStages: readonly Stage[];
  readonly omitManagedFields: boolean;
  /** True for policies of cluster-audit/v1: "*" stands for any run of characters in users, userGroups, verbs and namespaces. */
  readonly wildcards?: boolean;
}

/**
 * What the rule matcher sees of a request (k8s.io/apiserver authorizer.Attributes). `user` null: nobody, as in a failed login.
 * `path` is the URL's path without its query; `resourceRequest` tells which of the two kinds the request is.
 */
export interface RequestAttributes {
  readonly user: string | null;
  readonly groups: readonly string[];
  readonly verb: string;
  readonly namespace: string;
  readonly apiGroup: string;
  readonly apiVersion: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly resourceRequest: boolean;
  readonly path: string;
  /** Known of requests that were made, never when kube-apiserver decides. */
  readonly responseCode?: number;
  readonly userAgent?: string;
}

/** `rule` is the index of the rule that decided, from 0; null when none matched (then level is None). `omitStages` in the order of `stages`. */
export interface Decision {
  readonly level: Level;
  readonly rule: number | null;
  readonly omitStages: readonly Stage[];
  readonly omitManagedFields: boolean;
}

/** In tallies by resource: the requests that are for none. */
export const otherUrls = '(other URLs)';
