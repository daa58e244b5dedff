// Bearer secrets of the control database: made from 256 random bits, kept only as their SHA-256, compared in constant time.
import { createHash, randomBytes as systemRandomBytes, timingSafeEqual } from 'node:crypto';

/** A source of randomness: `size` unpredictable bytes. */
export type RandomBytes = (size: number) => Uint8Array;

export const secretBytes = 32;

/** A new secret: the prefix says what it opens, the rest is base64url. */
export function makeSecret(prefix: string, randomBytes: RandomBytes = systemRandomBytes): string {
  return prefix + Buffer.from(randomBytes(secretBytes)).toString('base64url');
}

/** The SHA-256 of a secret in hex: with 256 random bits inside, no salt and no slow hash is needed. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/** Compares two hashes in constant time. */
export function sameHash(left: string, right: string): boolean {
  const a = Buffer.from(left, 'hex');
  const b = Buffer.from(right, 'hex');
  return a.length === b.length && timingSafeEqual(a, b);
}
