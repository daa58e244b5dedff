// Remembers how far the spool was handed over: through which sequence everything is stored, and which block was being stored last.
import { closeSync, fdatasyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';

export interface Checkpoint {
  /** Names this spool for good: part of the tokens by which the engine knows a block again. */
  readonly stream: string;
  readonly storedThrough: number;
  /** First and last sequence of the block that was being written; written again with the same token, it changes nothing. */
  readonly block: readonly [number, number] | null;
}

export interface CheckpointFile {
  readonly current: Checkpoint;
  /** Before a block is written: kept without a sync, since only a crash of this process alone needs it. */
  begin(first: number, last: number): void;
  /** After it is stored. */
  stored(through: number): void;
}

export function openCheckpoint(directory: string): CheckpointFile {
  const file = path.join(directory, 'checkpoint.json');
  let current = read(file);
  const write = (next: Checkpoint, sync: boolean): void => {
    current = next;
    const descriptor = openSync(`${file}.new`, 'w', 0o600);
    writeSync(descriptor, JSON.stringify(next));
    if (sync) fdatasyncSync(descriptor);
    closeSync(descriptor);
    renameSync(`${file}.new`, file);
  };
  if (current.stream === '') write({ ...current, stream: randomBytes(6).toString('hex') }, true);
  return {
    get current() {
      return current;
    },
    begin: (first, last) => write({ ...current, block: [first, last] }, false),
    stored: (through) => write({ ...current, storedThrough: through, block: null }, false),
  };
}

const nothing: Checkpoint = { stream: '', storedThrough: 0, block: null };

/** A file that is missing or empty (a power cut) costs time only: the whole spool is handed over again, and nothing is stored twice. */
function read(file: string): Checkpoint {
  try {
    const text = readFileSync(file, 'utf8');
    return text === '' ? nothing : (JSON.parse(text) as Checkpoint);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return nothing;
    throw error;
  }
}
