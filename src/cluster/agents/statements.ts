// Every SQL statement of agents and their enrolment, for SQLite and PostgreSQL alike.
const columns = `id, cluster, node, public_key as "publicKey", enrolled_at as "enrolledAt", key_expires_at as "keyExpiresAt", seen_at as "seenAt", report`;

export const statements = {
  addEnrolment: 'insert into agent_enrolments (hash, cluster, node, expires_at) values ($1, $2, $3, $4)',
  forgetEnrolments: 'delete from agent_enrolments where expires_at < $1',
  getEnrolment: 'select cluster, node, expires_at as "expiresAt", used_by as "usedBy" from agent_enrolments where hash = $1',
  // The one place where a token is used up: of two that come at once the second changes no row.
  useEnrolment: 'update agent_enrolments set used_by = $1 where hash = $2 and used_by is null',

  listAllAgents: `select ${columns} from agents`,
  addAgent: 'insert into agents (id, cluster, node, public_key, enrolled_at, key_expires_at) values ($1, $2, $3, $4, $5, $6)',
  setKey: 'update agents set public_key = $1, key_expires_at = $2 where id = $3',
  setReport: 'update agents set report = $1, seen_at = $2 where id = $3',
  deleteAgent: 'delete from agents where id = $1 and cluster = $2',
} as const;

export interface EnrolmentRow {
  readonly cluster: string;
  readonly node: string | null;
  readonly expiresAt: number;
  readonly usedBy: string | null;
}

export interface AgentRow {
  readonly id: string;
  readonly cluster: string;
  readonly node: string;
  readonly publicKey: string;
  readonly enrolledAt: number;
  readonly keyExpiresAt: number;
  readonly seenAt: number | null;
  readonly report: string | null;
}
