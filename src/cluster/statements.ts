// Every SQL statement of this room in one place, plain enough for SQLite and PostgreSQL alike: `$n` parameters, times in ms, booleans 0 and 1.
import type { Cluster, Logset, Region, TokenInfo, Topic } from './registry.ts';

const clusterColumns = 'name, region, display_name as "displayName", created_at as "createdAt"';
const logsetColumns = 'name, created_at as "createdAt"';
const topicQuery = `select topics.name as name, topics.logset as logset, topics.retention_days as "retentionDays",
  audit_features.cluster as "usedBy", topics.created_at as "createdAt"
  from topics left join audit_features on audit_features.topic = topics.name`;

export const statements = {
  listRegions: 'select name from regions order by name',
  addRegion: 'insert into regions (name) values ($1) on conflict (name) do nothing',

  listClusters: `select ${clusterColumns} from clusters order by name`,
  getCluster: `select ${clusterColumns} from clusters where name = $1`,
  putCluster: `insert into clusters (name, region, display_name, created_at) values ($1, $2, $3, $4)
    on conflict (name) do update set region = excluded.region, display_name = excluded.display_name`,

  listLogsets: `select ${logsetColumns} from logsets order by name`,
  getLogset: `select ${logsetColumns} from logsets where name = $1`,
  addLogset: 'insert into logsets (name, created_at) values ($1, $2) on conflict (name) do nothing',

  listTopics: `${topicQuery} order by topics.name`,
  getTopic: `${topicQuery} where topics.name = $1`,
  putTopic: `insert into topics (name, logset, retention_days, created_at) values ($1, $2, $3, $4)
    on conflict (name) do update set logset = excluded.logset, retention_days = excluded.retention_days`,

  getFeature: `select audit_features.enabled as enabled, audit_features.topic as topic, topics.logset as logset,
    topics.retention_days as "retentionDays", audit_features.first_event_at as "firstEventAt"
    from audit_features join topics on topics.name = audit_features.topic where audit_features.cluster = $1`,
  putFeature: `insert into audit_features (cluster, enabled, topic, first_event_at, changed_at) values ($1, $2, $3, $4, $5)
    on conflict (cluster) do update set enabled = excluded.enabled, topic = excluded.topic,
      first_event_at = excluded.first_event_at, changed_at = excluded.changed_at`,
  noteFirstEvent: 'update audit_features set first_event_at = $1 where cluster = $2 and enabled = 1 and first_event_at is null',

  addToken: 'insert into ingest_tokens (id, cluster, hash, note, created_at) values ($1, $2, $3, $4, $5)',
  listTokens: 'select id, cluster, created_at as "createdAt", note, last_used_at as "lastUsedAt" from ingest_tokens where cluster = $1 order by created_at, id',
  listTokenHashes: 'select id, cluster, hash from ingest_tokens',
  setTokenUsed: 'update ingest_tokens set last_used_at = $1 where id = $2',
  deleteToken: 'delete from ingest_tokens where id = $1 and cluster = $2',

  listPolicyVersions: `select version, policy, note, made_by as "madeBy", made_at as "madeAt" from topic_policies where topic = $1 order by version desc`,
  getPolicyVersion: `select version, policy, note, made_by as "madeBy", made_at as "madeAt" from topic_policies where topic = $1 and version = $2`,
  addPolicyVersion: 'insert into topic_policies (topic, version, policy, note, made_by, made_at) values ($1, $2, $3, $4, $5, $6)',
  listInstalledPolicies: `select version, policy, told_by as "toldBy", told_at as "toldAt" from installed_policies where cluster = $1 order by version desc`,
  addInstalledPolicy: 'insert into installed_policies (cluster, version, policy, told_by, told_at) values ($1, $2, $3, $4, $5)',

  listPoliciesInForce: `select topic, version, policy from topic_policies as one
    where version = (select max(version) from topic_policies as other where other.topic = one.topic)`,
  listOutcomes: `select version, rule, level, sum(dropped_events) as "droppedEvents", sum(dropped_bytes) as "droppedBytes",
    sum(stripped_events) as "strippedEvents", sum(stripped_bytes) as "strippedBytes"
    from policy_outcomes where topic = $1 and hour >= $2 and hour < $3 group by version, rule, level order by version desc, rule`,
  getCounted: 'select through, beyond from policy_counted where id = 1',
  setCounted: 'update policy_counted set through = $1, beyond = $2 where id = 1',
  addOutcome: `insert into policy_outcomes
    (topic, version, rule, hour, level, dropped_events, dropped_bytes, stripped_events, stripped_bytes) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (topic, version, rule, hour) do update set
      dropped_events = policy_outcomes.dropped_events + excluded.dropped_events,
      dropped_bytes = policy_outcomes.dropped_bytes + excluded.dropped_bytes,
      stripped_events = policy_outcomes.stripped_events + excluded.stripped_events,
      stripped_bytes = policy_outcomes.stripped_bytes + excluded.stripped_bytes`,
} as const;

export type RegionRow = Region;
export type ClusterRow = Cluster;
export type LogsetRow = Logset;
export type TopicRow = Topic;
export type TokenRow = TokenInfo;

export interface TokenHashRow {
  readonly id: string;
  readonly cluster: string;
  readonly hash: string;
}

export interface FeatureRow {
  readonly enabled: number;
  readonly topic: string;
  readonly logset: string;
  readonly retentionDays: number;
  readonly firstEventAt: number | null;
}
