// Regions, clusters, the audit feature with its logset and topic, and ingest tokens: what the control store keeps.
import type { Level } from '../audit/vocabulary.ts';
import type { ArrivalPolicy, JudgedBody } from '../store/arrival-policy.ts';
import type { SeqRanges } from '../store/seq-ranges.ts';

export interface Region {
  readonly name: string;
}
export interface Cluster {
  readonly name: string;
  readonly region: string;
  readonly displayName: string;
  readonly createdAt: number;
}
export interface Logset {
  readonly name: string;
  readonly createdAt: number;
}
export interface Topic {
  readonly name: string;
  readonly logset: string;
  readonly retentionDays: number;
  /** The cluster whose audit events go here, or null when nothing uses it. */
  readonly usedBy: string | null;
  readonly createdAt: number;
}

export const featureStates = ['Disabled', 'Enabling', 'Enabled', 'Disabling', 'Failed'] as const;
export type FeatureState = (typeof featureStates)[number];

export interface AuditFeature {
  readonly state: FeatureState;
  readonly reason: string | null;
  readonly logset: string | null;
  readonly topic: string | null;
  /** Retention of the topic in days; null without a topic. */
  readonly retentionDays: number | null;
  /** When the first event came, milliseconds; null before. */
  readonly firstEventAt: number | null;
}

/** A token as it is made: `secret` is shown once and only its hash is kept. */
export interface NewToken {
  readonly id: string;
  readonly secret: string;
}
export interface TokenInfo {
  readonly id: string;
  readonly cluster: string;
  readonly createdAt: number;
  readonly note: string;
  /** When a sender last showed it, milliseconds; null = never. After a restart up to a minute too early. */
  readonly lastUsedAt: number | null;
}

export interface FeatureRequest {
  readonly enabled: boolean;
  readonly logset?: string;
  readonly topic?: string;
}

/** One version of what a topic applies to arriving events; `policy` null: every byte is kept. */
export interface TopicPolicyVersion {
  readonly version: number;
  readonly policy: string | null;
  readonly note: string;
  readonly madeBy: string;
  readonly madeAt: number;
}

/** What a rule took away, summed over hours. `rule` null: no rule matched. */
export interface TopicPolicyOutcome {
  readonly version: number;
  readonly rule: number | null;
  readonly level: Level;
  readonly droppedEvents: number;
  readonly droppedBytes: number;
  readonly strippedEvents: number;
  readonly strippedBytes: number;
}

export interface TopicPolicyChange {
  /** The text of the policy, or null to keep every byte. */
  readonly policy: string | null;
  readonly note: string;
  readonly madeBy: string;
}

/** Policies that are applied on arrival: kept in versions that never change. */
export interface TopicPolicies {
  /** Newest first. */
  listPolicyVersions(topic: string): readonly TopicPolicyVersion[];
  /** The number of the version by which arriving events are judged; null where every byte is kept. Cheap: asked for every body. */
  policyInForce(topic: string): number | null;
  /** A new version, or the current one where it has the same policy. Throws AppError `not_found` and `policy_refused`. */
  putPolicy(topic: string, change: TopicPolicyChange): TopicPolicyVersion;
  /** Outcomes of the hours in [from, to), milliseconds. */
  listPolicyOutcomes(topic: string, from: number | null, to: number | null): readonly TopicPolicyOutcome[];
  /** A version ready to judge. Throws where there is none. */
  loadPolicy(topic: string, version: number): ArrivalPolicy;
  /** Adds the outcomes of bodies; those of sequences that were counted before are passed over. `counted`: all that are counted then. */
  countOutcomes(bodies: readonly JudgedBody[], counted: SeqRanges): void;
}

/** What somebody told of the policy that the API servers of a cluster run; `policy` null: it is not known any more. */
export interface InstalledPolicy {
  readonly version: number;
  readonly policy: string | null;
  readonly toldBy: string;
  readonly toldAt: number;
}

/** Policies that API servers run, as they were told: this server cannot look into their files. */
export interface InstalledPolicies {
  /** Newest first. */
  listInstalledPolicies(cluster: string): readonly InstalledPolicy[];
  /** The same text again changes nothing. Throws AppError `not_found` and `policy_refused`. */
  putInstalledPolicy(cluster: string, policy: string | null, toldBy: string): InstalledPolicy;
}

/**
 * All methods are synchronous: one fsync a commit, well under a millisecond. What a caller can cause is an AppError
 * (`not_found`, `conflict`, `bad_parameter`). An acknowledged change survives kill -9 and power loss.
 */
export interface Registry extends TopicPolicies, InstalledPolicies {
  listRegions(): readonly Region[];
  listClusters(): readonly Cluster[];
  getCluster(name: string): Cluster | null;
  /** Creates or changes; the region is made when it is new. The same content again changes nothing. */
  putCluster(name: string, content: { readonly region: string; readonly displayName?: string }): Cluster;

  listLogsets(): readonly Logset[];
  getLogset(name: string): Logset | null;
  putLogset(name: string): Logset;
  listTopics(): readonly Topic[];
  getTopic(name: string): Topic | null;
  /** `retentionDays` 1–36500; the logset must exist. */
  putTopic(name: string, content: { readonly logset: string; readonly retentionDays: number }): Topic;

  getAuditFeature(cluster: string): AuditFeature;
  /**
   * Enables (making logset and topic when none is named; a topic used by anything else is a `conflict`), disables, or changes nothing.
   * `token` only where one was made: the first time a feature is enabled.
   */
  putAuditFeature(cluster: string, request: FeatureRequest): { readonly feature: AuditFeature; readonly token: NewToken | null };
  /** Notes the first event of an enabled cluster: Enabling becomes Enabled. Cheap to call again. */
  noteEvents(cluster: string, at: number): void;

  createToken(cluster: string, note: string): NewToken;
  listTokens(cluster: string): readonly TokenInfo[];
  deleteToken(cluster: string, id: string): void;
  /** The cluster and id of an ingest token's secret, or null. Constant-time on a cached hash: called for every body. */
  findToken(secret: string): { readonly id: string; readonly cluster: string } | null;
  /** Notes that a sender showed this token. Cheap: on disk once a minute, and never fails. */
  noteTokenUsed(id: string): void;
}
