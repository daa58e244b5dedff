import { expect, test } from 'vitest';
import { hashSecret, makeSecret, sameHash } from './secret.ts';

test('makeSecret holds 256 random bits in characters that are safe in a path', () => {
  expect(makeSecret('ca_', () => new Uint8Array(32).fill(255))).toBe(`ca_${'_'.repeat(42)}8`);
  const made = new Set(Array.from({ length: 1000 }, () => makeSecret('ca_')));
  expect(made.size).toBe(1000);
  for (const secret of made) expect(secret).toMatch(/^ca_[A-Za-z0-9_-]{43}$/);
});

test('hashSecret is SHA-256 in hex', () => {
  expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('sameHash tells equal hashes from others, of other lengths too', () => {
  expect(sameHash(hashSecret('a'), hashSecret('a'))).toBe(true);
  expect(sameHash(hashSecret('a'), hashSecret('b'))).toBe(false);
  expect(sameHash(hashSecret('a'), '')).toBe(false);
});
