// The hash by which a word of an identifier is known: 32 bits, of the UTF-8 bytes of the word as `cutWords` gives it.

/** One byte more; begin with 0. */
export function hashByte(state: number, byte: number): number {
  return Math.imul(state ^ byte, 0x5bd1e995) ^ (state >>> 15);
}

/** Unsigned, all of its bits mixed (the finaliser of MurmurHash3). */
export function finishHash(state: number, length: number): number {
  let h = state ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export function hashWord(word: string): number {
  const bytes = Buffer.from(word, 'utf8');
  let state = 0;
  for (const byte of bytes) state = hashByte(state, byte);
  return finishHash(state, bytes.length);
}
