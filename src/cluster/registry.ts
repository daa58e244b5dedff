// Regions, clusters, the audit feature with its logset and topic, and ingest tokens: what the control store keeps.

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
}

export interface FeatureRequest {
  readonly enabled: boolean;
  readonly logset?: string;
  readonly topic?: string;
}

/**
 * All methods are synchronous: one fsync a commit, well under a millisecond. What a caller can cause is an AppError
 * (`not_found`, `conflict`, `bad_parameter`). An acknowledged change survives kill -9 and power loss.
 */
export interface Registry {
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
}
