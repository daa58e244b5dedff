// Remembers what was used within a span of time, so that a request which was listened in to counts only once.

export interface Nonces {
  /** False where it was seen within the span. */
  isNew(nonce: string, now: number): boolean;
}

/** Two generations: at most twice the span is remembered, and nothing is ever searched through. */
export function createNonces(spanMs: number): Nonces {
  let [older, newer] = [new Set<string>(), new Set<string>()];
  let turnedAt = -Infinity;
  return {
    isNew(nonce, now) {
      if (now - turnedAt >= spanMs) {
        older = now - turnedAt >= 2 * spanMs ? new Set() : newer;
        newer = new Set();
        turnedAt = now;
      }
      if (older.has(nonce) || newer.has(nonce)) return false;
      newer.add(nonce);
      return true;
    },
  };
}
