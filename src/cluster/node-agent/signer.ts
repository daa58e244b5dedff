// Signs the agent's requests by the key of its identity, and by the server's clock where its own is wrong.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { digestOf, signRequest } from '../agents/signed-request.ts';

export interface Signer {
  credential(request: { readonly method: string; readonly path: string; readonly content: Uint8Array }): string;
  /** True where the clocks are so far apart that trying again makes sense. */
  correct(serverTime: number): boolean;
  useKey(privateKey: string): void;
}

const worthMs = 5000;

export function createSigner(identity: { readonly id: string; readonly privateKey: string }, now: () => number): Signer {
  let key: KeyObject = createPrivateKey(identity.privateKey);
  let aheadMs = 0;
  return {
    credential: ({ method, path, content }) => signRequest(key, { method, path }, { agent: identity.id, at: now() + aheadMs, digest: digestOf(content) }),
    correct(serverTime) {
      const before = aheadMs;
      aheadMs = serverTime - now();
      return Math.abs(aheadMs - before) > worthMs;
    },
    useKey: (privateKey) => void (key = createPrivateKey(privateKey)),
  };
}
