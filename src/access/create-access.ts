// Access on the control database: settles which admin token holds, and opens sessions for it.
import { randomBytes as systemRandomBytes } from 'node:crypto';
import { AppError } from '../lib/app-error.ts';
import type { ControlDatabase } from '../store/control/control-database.ts';
import { hashSecret, makeSecret, sameHash } from '../store/control/secret.ts';
import type { RandomBytes } from '../store/control/secret.ts';
import type { Access, Principal } from './access.ts';
import { createFailureLimit } from './create-failure-limit.ts';
import { createSessions } from './create-sessions.ts';
import { createSignInLinks } from './create-sign-in-links.ts';
import { statements } from './statements.ts';
import type { AdminTokenRow } from './statements.ts';

export interface AccessOptions {
  /** Opened and closed by the caller, shared with the registry. */
  readonly database: ControlDatabase;
  /** A token given from outside holds instead of the one made at the first start, for as long as it is given; empty = none. */
  readonly adminToken?: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** For tests; the system's source of randomness otherwise. */
  readonly randomBytes?: RandomBytes;
}

const adminTokenPrefix = 'ca_admin_';
/** What is longer than any token is not worth hashing. */
const maxSecretLength = 4096;
const failuresAllowed = 10;
const failureWindowMs = 60_000;

/** Throws AppError `bad_parameter` when the given token could not be sent in a header. */
export function createAccess(options: AccessOptions): Access {
  const { database, now } = options;
  const randomBytes = options.randomBytes ?? systemRandomBytes;
  const { adminHash, newAdminToken } = settleAdminToken(options, randomBytes);
  // sessions belong to the token they were opened under: another admin token ends them all
  const sessions = createSessions({ database, now, randomBytes, credential: hashSecret(`session:${adminHash}`) });
  const links = createSignInLinks({ now, randomBytes });
  const failures = createFailureLimit({ now, allowed: failuresAllowed, windowMs: failureWindowMs });
  const admin: Principal = { kind: 'admin' };

  const authenticateBearer = (token: string): Principal | null => (isPlausible(token) && sameHash(hashSecret(token), adminHash) ? admin : null);

  return {
    newAdminToken,
    authenticateBearer,
    signIn(token) {
      const retryAfter = failures.secondsToWait();
      if (retryAfter > 0) {
        throw new AppError('busy', 'Too many failed sign-ins', { hint: `Wait ${retryAfter} seconds and try again.`, retryAfter });
      }
      if (authenticateBearer(token) !== null) return sessions.open();
      failures.note();
      return null;
    },
    makeLink: () => links.make(),
    // not counted as failures: a code of 256 bits cannot be guessed, and an old link clicked again is no attack
    redeemLink: (code) => (isPlausible(code) && links.redeem(code) ? sessions.open() : null),
    authenticateSession(secret) {
      const expiresAt = isPlausible(secret) ? sessions.use(secret) : null;
      return expiresAt === null ? null : { principal: admin, expiresAt };
    },
    signOut(secret) {
      if (isPlausible(secret)) sessions.close(secret);
    },
  };
}

function isPlausible(secret: string): boolean {
  return secret.length > 0 && secret.length <= maxSecretLength;
}

function settleAdminToken(options: AccessOptions, randomBytes: RandomBytes): { adminHash: string; newAdminToken: string | null } {
  const { database, adminToken, now } = options;
  if (adminToken !== undefined && adminToken !== '') {
    requireSendable(adminToken);
    return { adminHash: hashSecret(adminToken), newAdminToken: null };
  }
  return database.transaction(() => {
    const kept = database.all<AdminTokenRow>(statements.getAdminTokens)[0];
    if (kept !== undefined) return { adminHash: kept.hash, newAdminToken: null };
    const newAdminToken = makeSecret(adminTokenPrefix, randomBytes);
    const adminHash = hashSecret(newAdminToken);
    database.run(statements.addAdminToken, adminHash, now());
    return { adminHash, newAdminToken };
  });
}

function requireSendable(token: string): void {
  if (/^[\x21-\x7e]+$/.test(token) && token.length <= maxSecretLength) return;
  throw new AppError('bad_parameter', 'The admin token given from outside holds blanks or characters that no HTTP header carries, or is too long', {
    hint: `Use visible ASCII characters, at most ${maxSecretLength}; a token from \`openssl rand -base64 32\` does well.`,
  });
}
