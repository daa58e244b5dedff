// What is told of bytes that cannot be delivered.
import { createHash } from 'node:crypto';
import type { Head } from './positions.ts';

export type MissedWhy = 'truncated' | 'rotated_away' | 'line_too_long' | 'unreadable' | 'torn_line';

/** Bytes that were there, or must have been there, and cannot be delivered. */
export interface Missed {
  /** The same for the same bytes of the same content, also when they are noticed again after a kill. */
  readonly id: string;
  readonly file: string;
  readonly from: number;
  /** Null where nobody can know. */
  readonly bytes: number | null;
  /** How many lines that is; null where nobody can know. */
  readonly lines: number | null;
  readonly why: MissedWhy;
  /** When it was noticed, ms. */
  readonly at: number;
  readonly sentence: string;
}

/** `head`: by which the content is known again. */
export function missedOf(head: Head, told: Omit<Missed, 'id' | 'lines'>): Missed {
  const { from, bytes, why } = told;
  const id = createHash('sha256').update(`${head.sha256} ${from} ${bytes} ${why}`).digest('hex').slice(0, 32);
  return { id, lines: why === 'line_too_long' || why === 'torn_line' ? 1 : null, ...told };
}
