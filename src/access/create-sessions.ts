// Console sessions in the control database: they survive a restart, end twelve hours after their last use, and can be ended at any time.
import { AppError } from '../lib/app-error.ts';
import type { ControlDatabase } from '../store/control/control-database.ts';
import { hashSecret, makeSecret } from '../store/control/secret.ts';
import type { RandomBytes } from '../store/control/secret.ts';
import type { NewSession } from './access.ts';
import { statements } from './statements.ts';
import type { SessionRow } from './statements.ts';

export interface SessionsOptions {
  readonly database: ControlDatabase;
  readonly now: () => number;
  readonly randomBytes: RandomBytes;
  /** Fingerprint of the credential in force; sessions opened under another one are ended. */
  readonly credential: string;
}

export interface Sessions {
  open(): NewSession;
  /** When the session now ends, or null when there is none. */
  use(secret: string): number | null;
  close(secret: string): void;
}

export const sessionMs = 12 * 60 * 60 * 1000;
/** A use within this time after the last prolonging writes nothing: a page of requests costs no fsync each. */
export const prolongAfterMs = 5 * 60 * 1000;

export function createSessions(options: SessionsOptions): Sessions {
  const { database, now, randomBytes, credential } = options;
  database.run(statements.deleteDeadSessions, now(), credential);
  return {
    open() {
      const secret = makeSecret('', randomBytes);
      const createdAt = now();
      const expiresAt = createdAt + sessionMs;
      database.transaction(() => {
        database.run(statements.deleteDeadSessions, createdAt, credential);
        database.run(statements.addSession, hashSecret(secret), credential, createdAt, expiresAt);
      });
      return { secret, expiresAt };
    },
    use(secret) {
      const hash = hashSecret(secret);
      const usedAt = now();
      // looked up by hash, the time taken tells nothing about a secret
      const session = database.all<SessionRow>(statements.getSession, hash, credential, usedAt)[0];
      if (session === undefined) return null;
      const expiresAt = usedAt + sessionMs;
      if (expiresAt - session.expiresAt < prolongAfterMs) return session.expiresAt;
      return prolong(database, hash, expiresAt) ? expiresAt : session.expiresAt;
    },
    close(secret) {
      database.run(statements.deleteSession, hashSecret(secret));
    },
  };
}

/** A disk that refuses must not sign out the one who comes to look why: the session then simply ends when it would have. */
function prolong(database: ControlDatabase, hash: string, expiresAt: number): boolean {
  try {
    database.run(statements.prolongSession, expiresAt, hash);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return false;
    throw error;
  }
}
