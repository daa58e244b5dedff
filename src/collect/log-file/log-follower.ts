// What it is to follow a log: what is handed over, what is told to be missed, and how far behind it is.
import type { Missed } from './missed.ts';

export interface LogChunk {
  /** Whole lines, each ended by a line break; NUL bytes are taken out. Used until `deliver` has resolved. */
  readonly bytes: Uint8Array;
  readonly file: string;
  /** Offset of the first byte in the file, unpacked. */
  readonly from: number;
  readonly lane: 'live' | 'backlog';
}

export interface LogLag {
  /** Files that are not delivered to their end. */
  readonly files: number;
  /** Of files whose size is known. */
  readonly unreadBytes: number;
  /** Last change of the oldest of them, ms. */
  readonly oldestUnreadAt: number | null;
}

export interface FollowOptions {
  /** The live file; its backups lie beside it. */
  readonly path: string;
  /** Where positions are kept. */
  readonly stateFile: string;
  /** Resolves when the lines are taken durably; rejects only when `signal` is aborted. */
  readonly deliver: (chunk: LogChunk, signal: AbortSignal) => Promise<void>;
  readonly onMissed: (missed: Missed) => Promise<void>;
  readonly log: { info(message: string): void; warn(message: string): void };
  readonly now: () => number;
  readonly pollMs?: number;
  /** How often the folder is looked at while lines are being delivered, ms. */
  readonly lookMs?: number;
  readonly maxChunkBytes?: number;
  readonly maxLineBytes?: number;
  /** After so long without a change a rotated file is taken to be complete, and a file that was not found to be gone. */
  readonly settleMs?: number;
}

export interface LogFollower {
  lag(): LogLag;
  /** All that was in the log before this moment (ms) is delivered or told as missed; null before the first time. */
  caughtUpAt(): number | null;
  /** Stops; what was delivered stands in the state file. */
  close(): Promise<void>;
}

/** Up to when several followers have caught up; null while one of them has not. */
export function earliestOf(times: readonly (number | null)[]): number | null {
  return times.reduce((least, time) => (least === null || time === null ? null : Math.min(least, time)), Infinity);
}
