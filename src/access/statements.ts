// Every SQL statement of this room in one place, plain enough for SQLite and PostgreSQL alike: `$n` parameters, times in ms.

export const statements = {
  getAdminTokens: 'select hash from admin_tokens',
  addAdminToken: 'insert into admin_tokens (hash, created_at) values ($1, $2)',

  addSession: 'insert into sessions (hash, credential, created_at, expires_at) values ($1, $2, $3, $4)',
  getSession: 'select expires_at as "expiresAt" from sessions where hash = $1 and credential = $2 and expires_at > $3',
  prolongSession: 'update sessions set expires_at = $1 where hash = $2',
  deleteSession: 'delete from sessions where hash = $1',
  deleteDeadSessions: 'delete from sessions where expires_at <= $1 or credential <> $2',
} as const;

export interface AdminTokenRow {
  readonly hash: string;
}

export interface SessionRow {
  readonly expiresAt: number;
}
