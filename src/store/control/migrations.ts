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
  {
    number: 6,
    name: 'completeness: API servers, their counters, what was missed, what arrived',
    statements: [
      // caught_up_at: all that was logged before was delivered, by the agent's clock; access: how this server reads the metrics itself, as JSON
      `create table instances (
        cluster text not null references clusters (name),
        name text not null,
        created_at bigint not null,
        reported_at bigint,
        caught_up_at bigint,
        unread_bytes bigint,
        oldest_unread_at bigint,
        clock_ahead bigint,
        trouble text,
        access text,
        raised bigint not null,
        primary key (cluster, name))`,
      `create table instance_sources (
        cluster text not null,
        instance text not null,
        source text not null,
        primary key (cluster, instance, source))`,
      // epoch: one life of an API server's process, by the start that its metrics tell; is_whole: counted from its beginning
      `create table epochs (
        cluster text not null,
        instance text not null,
        epoch bigint not null,
        start bigint not null,
        is_whole integer not null,
        primary key (cluster, instance, epoch))`,
      // the sums are null until the events up to then are here: of events that stand up to the end of the scrape (low) and surely before it (high)
      `create table scrapes (
        cluster text not null,
        instance text not null,
        epoch bigint not null,
        begun bigint not null,
        ended bigint not null,
        mark text not null,
        events bigint not null,
        failed text not null,
        levels text not null,
        stored_low bigint,
        stored_high bigint,
        dropped_low bigint,
        dropped_high bigint,
        quarantined bigint,
        recovered bigint,
        primary key (cluster, instance, epoch, ended))`,
      `create table missed (
        cluster text not null,
        instance text not null,
        id text not null,
        file text not null,
        position bigint not null,
        bytes bigint,
        events bigint,
        why text not null,
        noticed_at bigint not null,
        sentence text not null,
        primary key (cluster, instance, id))`,
      `create table canaries (
        cluster text not null,
        instance text not null,
        address text not null,
        sent_at bigint not null,
        seen_at bigint,
        primary key (cluster, instance, address))`,
      // hour: of arrival; skew and delay: the least and the most by which arrival was later than the event's own time, ms
      `create table arrivals (
        cluster text not null,
        source text not null,
        hour bigint not null,
        received bigint not null,
        accepted bigint not null,
        duplicates bigint not null,
        dropped bigint not null,
        quarantined bigint not null,
        late bigint not null,
        future bigint not null,
        skew bigint,
        delay bigint,
        primary key (cluster, source, hour))`,
      // the oldest event (µs) of a source that came after the sums of its time may have been made, and the body that brought it
      `create table late_arrivals (
        cluster text not null,
        source text not null,
        oldest bigint not null,
        seq bigint not null,
        primary key (cluster, source))`,
      // beyond: ranges of sequences that are counted, above the one up to which all are
      "create table arrivals_counted (id integer primary key, through bigint not null, beyond text not null default '[]')",
      'insert into arrivals_counted (id, through) values (1, 0)',
    ],
  },
  {
    number: 7,
    name: 'the policies that API servers run, as they were told',
    statements: [
      `create table installed_policies (
        cluster text not null references clusters (name),
        version integer not null,
        policy text,
        told_by text not null,
        told_at bigint not null,
        primary key (cluster, version))`,
    ],
  },
  {
    number: 8,
    name: 'saved searches',
    statements: [
      // from, to: expressions of time, so that a range moves with the clock; columns: names with commas between them
      `create table saved_searches (
        id text primary key,
        name text not null unique,
        query text not null,
        cluster text,
        range_from text,
        range_to text,
        columns text,
        created_at bigint not null,
        changed_at bigint not null)`,
    ],
  },
  {
    number: 9,
    name: 'agents, their enrolment, roll-outs over the masters of a cluster',
    statements: [
      // node null: for any node that has no agent; used_by: the agent that it let in
      `create table agent_enrolments (
        hash text primary key,
        cluster text not null references clusters (name),
        node text,
        expires_at bigint not null,
        used_by text)`,
      `create table agents (
        id text primary key,
        cluster text not null references clusters (name),
        node text not null,
        public_key text not null,
        enrolled_at bigint not null,
        key_expires_at bigint not null,
        seen_at bigint,
        report text,
        unique (cluster, node))`,
      // number: their order, whatever becomes of the clock
      `create table rollouts (
        id text primary key,
        cluster text not null references clusters (name),
        number integer not null unique,
        state text not null,
        is_over integer not null,
        deletes_data integer not null default 0,
        content text not null)`,
      // one at a time a cluster, and one master at a time that may be down: whatever the code above believes
      'create unique index rollouts_under_way on rollouts (cluster) where is_over = 0',
      'create index rollouts_by_cluster on rollouts (cluster, number)',
      `create table rollout_leases (
        cluster text primary key references clusters (name),
        rollout text not null,
        agent text not null,
        granted_at bigint not null)`,
    ],
  },
];
