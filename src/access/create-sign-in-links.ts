// Codes of sign-in links: kept in memory as hashes, each good for one session within ten minutes.
import { hashSecret, makeSecret } from '../store/control/secret.ts';
import type { RandomBytes } from '../store/control/secret.ts';
import type { SignInLink } from './access.ts';

export interface SignInLinks {
  make(): SignInLink;
  /** True once for each code, and only in time. */
  redeem(code: string): boolean;
}

export const linkMs = 10 * 60 * 1000;
/** More than this many open links at once push out the oldest. */
export const maxOpenLinks = 100;

export function createSignInLinks(options: { readonly now: () => number; readonly randomBytes: RandomBytes }): SignInLinks {
  const { now, randomBytes } = options;
  const expiryByHash = new Map<string, number>();
  return {
    make() {
      const madeAt = now();
      for (const [hash, expiresAt] of expiryByHash) {
        if (expiresAt <= madeAt || expiryByHash.size >= maxOpenLinks) expiryByHash.delete(hash);
      }
      const code = makeSecret('', randomBytes);
      const expiresAt = madeAt + linkMs;
      expiryByHash.set(hashSecret(code), expiresAt);
      return { code, expiresAt };
    },
    redeem(code) {
      const hash = hashSecret(code);
      const expiresAt = expiryByHash.get(hash);
      expiryByHash.delete(hash);
      return expiresAt !== undefined && expiresAt > now();
    },
  };
}
