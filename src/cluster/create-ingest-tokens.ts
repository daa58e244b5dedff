// Ingest tokens: what a cluster's API servers show to deliver events; only hashes are kept, and finding one costs a hash and a map look-up.
import { randomBytes as systemRandomBytes } from 'node:crypto';
import { AppError } from '../lib/app-error.ts';
import { requireText } from '../lib/text.ts';
import type { ControlDatabase } from '../store/control/control-database.ts';
import { hashSecret, makeSecret } from '../store/control/secret.ts';
import type { RandomBytes } from '../store/control/secret.ts';
import { requireCluster } from './create-inventory.ts';
import type { NewToken, Registry, TokenInfo } from './registry.ts';
import { statements } from './statements.ts';
import type { TokenHashRow } from './statements.ts';

export interface IngestTokensOptions {
  readonly database: ControlDatabase;
  readonly now: () => number;
  readonly randomBytes?: RandomBytes;
}

export type IngestTokens = Pick<Registry, 'createToken' | 'listTokens' | 'deleteToken' | 'findToken' | 'noteTokenUsed'>;

const tokenPrefix = 'ca_';
/** No secret of ours is longer; what is longer is not worth hashing. */
const maxSecretLength = 128;
/** How often the last use of a token is written: a commit waits for the disk, and senders wait for us. */
const writeUsedMs = 60_000;

export function createIngestTokens(options: IngestTokensOptions): IngestTokens {
  const { database, now } = options;
  const randomBytes = options.randomBytes ?? systemRandomBytes;
  let byHash: Map<string, { readonly id: string; readonly cluster: string }> | null = null;

  const uses = createTokenUses(options);

  const load = (): NonNullable<typeof byHash> => {
    const rows = database.all<TokenHashRow>(statements.listTokenHashes);
    return new Map(rows.map(({ id, cluster, hash }) => [hash, { id, cluster }]));
  };

  return {
    createToken(cluster, note): NewToken {
      requireText('note', note);
      requireCluster(database, cluster);
      const id = Buffer.from(randomBytes(8)).toString('hex');
      const secret = makeSecret(tokenPrefix, randomBytes);
      database.run(statements.addToken, id, cluster, hashSecret(secret), note, now());
      byHash = null;
      return { id, secret };
    },

    listTokens(cluster) {
      requireCluster(database, cluster);
      const tokens = database.all<TokenInfo>(statements.listTokens, cluster);
      return tokens.map((token) => ({ ...token, lastUsedAt: uses.lastOf(token.id) ?? token.lastUsedAt }));
    },

    deleteToken(cluster, id) {
      requireCluster(database, cluster);
      const deleted = isId(id) ? database.run(statements.deleteToken, id, cluster) : 0;
      byHash = null;
      uses.forget(id);
      if (deleted === 0) {
        throw new AppError('not_found', `Cluster ${cluster} has no token ${JSON.stringify(id.slice(0, 80))}`, {
          hint: 'It may have been deleted already; list the tokens of the cluster.',
        });
      }
    },

    findToken(secret) {
      if (secret.length > maxSecretLength) return null;
      byHash ??= load();
      // Looked up by hash, the time taken tells nothing about a secret: nobody can choose how a guess hashes.
      return byHash.get(hashSecret(secret)) ?? null;
    },

    noteTokenUsed: (id) => uses.note(id),
  };
}

interface TokenUses {
  note(id: string): void;
  /** Milliseconds; null = not since the start. */
  lastOf(id: string): number | null;
  forget(id: string): void;
}

/** In memory at once, on disk once a minute. */
function createTokenUses({ database, now }: IngestTokensOptions): TokenUses {
  const uses = new Map<string, { at: number; writtenAt: number }>();
  return {
    note(id) {
      const at = now();
      const use = uses.get(id) ?? { at, writtenAt: -Infinity };
      use.at = at;
      uses.set(id, use);
      // A clock that was set back must not keep it from being written.
      if (Math.abs(at - use.writtenAt) < writeUsedMs) return;
      use.writtenAt = at;
      try {
        database.run(statements.setTokenUsed, at, id);
      } catch {
        // A full disk must not refuse events for this: memory has it, and the next minute tries again.
      }
    },
    lastOf: (id) => uses.get(id)?.at ?? null,
    forget: (id) => void uses.delete(id),
  };
}

function isId(id: string): boolean {
  return /^[0-9a-f]{16}$/.test(id);
}
