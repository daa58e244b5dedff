// The steps that build the control database: once released a step is never changed, only followed by another.

export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Statements that SQLite and PostgreSQL both take: text, integer and bigint columns, booleans as 0 and 1, times in milliseconds. */
  readonly statements: readonly string[];
}

export const migrations: readonly Migration[] = [
  {
    number: 1,
    name: 'regions, clusters, logsets, topics, audit feature, ingest tokens',
    statements: [
      'create table regions (name text primary key)',
      `create table clusters (
        name text primary key,
        region text not null references regions (name),
        display_name text not null,
        created_at bigint not null)`,
      'create table logsets (name text primary key, created_at bigint not null)',
      `create table topics (
        name text primary key,
        logset text not null references logsets (name),
        retention_days integer not null,
        created_at bigint not null)`,
      // unique (topic): two clusters never share a topic, whatever the code above believes
      `create table audit_features (
        cluster text primary key references clusters (name),
        enabled integer not null,
        topic text not null unique references topics (name),
        first_event_at bigint,
        changed_at bigint not null)`,
      `create table ingest_tokens (
        id text primary key,
        cluster text not null references clusters (name),
        hash text not null unique,
        note text not null,
        created_at bigint not null)`,
      'create index ingest_tokens_by_cluster on ingest_tokens (cluster)',
    ],
  },
  {
    number: 2,
    name: 'admin token and sessions',
    statements: [
      'create table admin_tokens (hash text primary key, created_at bigint not null)',
      // credential: the fingerprint of the token a session was opened under, so that a new token ends the sessions of the old one
      `create table sessions (
        hash text primary key,
        credential text not null,
        created_at bigint not null,
        expires_at bigint not null)`,
    ],
  },
  {
    number: 3,
    name: 'policies of topics, what they took away',
    statements: [
      // policy null: from this version on every byte is kept
      `create table topic_policies (
        topic text not null references topics (name),
        version integer not null,
        policy text,
        note text not null,
        made_by text not null,
        made_at bigint not null,
        primary key (topic, version))`,
      // rule -1: no rule matched; hour: milliseconds of its beginning
      `create table policy_outcomes (
        topic text not null,
        version integer not null,
        rule integer not null,
        hour bigint not null,
        level text not null,
        dropped_events bigint not null,
        dropped_bytes bigint not null,
        stripped_events bigint not null,
        stripped_bytes bigint not null,
        primary key (topic, version, rule, hour))`,
      // the newest body whose outcomes are counted: a block that is handed over again is not counted again
      'create table policy_counted (id integer primary key, through bigint not null)',
      'insert into policy_counted (id, through) values (1, 0)',
    ],
  },
  {
    number: 4,
    name: 'when ingest tokens were last used',
    statements: ['alter table ingest_tokens add column last_used_at bigint'],
  },
  {
    number: 5,
    name: 'outcomes of new bodies are counted beside those of a backlog',
    // beyond: ranges of sequences that are counted, above the one up to which all are
    statements: ["alter table policy_counted add column beyond text not null default '[]'"],
  },
];
