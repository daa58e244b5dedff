// What it is to follow a log: what is handed over, what is told to be missed, and how far behind it is.

export interface LogChunk {
  /** Whole lines, each ended by a line break; NUL bytes are taken out. Used until `deliver` has resolved. */
  readonly bytes: Uint8Array;
  readonly file: string;
  /** Offset of the first byte in the file, unpacked. */
  readonly from: number;
  readonly lane: 'live' | 'backlog';
}

export type MissedWhy = 'truncated' | 'rotated_away' | 'line_too_long' | 'unreadable' | 'torn_line';

/** Bytes that were there, or must have been there, and cannot be delivered. */
export interface Missed {
  readonly file: string;
  readonly from: number;
  /** Null where nobody can know. */
  readonly bytes: number | null;
  readonly why: MissedWhy;
  /** When it was noticed, ms. */
  readonly at: number;
  readonly sentence: string;
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
  /** Stops; what was delivered stands in the state file. */
  close(): Promise<void>;
}
