// Remembers how far the spool was handed over: which sequences are stored whole, which block was being stored last, and whether the engine is trusted.
import { closeSync, fdatasyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { addSeqs, seqsThrough, unionOfSeqs, type SeqRanges } from '../store/seq-ranges.ts';

export interface Checkpoint {
  /** Names this spool for good: part of the tokens by which the engine knows a block again. */
  readonly stream: string;
  readonly stored: SeqRanges;
  /** First and last sequence of the block that was being written; written again with the same token, it changes nothing. */
  readonly block: readonly [first: number, last: number] | null;
  /** How often the engine may have lost rows: part of the tokens, because it may remember those of rows that are gone. */
  readonly trial: number;
  /** Rows may be gone, and what the spool still holds is not written again yet. */
  readonly isSuspect: boolean;
  /** Clusters whose events were deleted, and the newest sequence by then: these are not written again. */
  readonly forgotten: readonly { readonly cluster: string; readonly through: number }[];
}

export interface CheckpointFile {
  readonly current: Checkpoint;
  /** Before a block is written: kept without a sync, since only a crash of this process alone needs it. */
  begin(first: number, last: number): void;
  /** After these sequences are stored, or known to hold nothing. */
  stored(seqs: SeqRanges): void;
  /** Tokens are new from here on. */
  suspect(): void;
  trust(): void;
  /** Notes that a cluster's events up to this sequence are deleted; `oldest`: what is older is not in the spool any more. */
  forget(cluster: string, through: number, oldest: number): void;
}

export function openCheckpoint(directory: string): CheckpointFile {
  const file = path.join(directory, 'checkpoint.json');
  let current = read(file);
  const write = (next: Checkpoint, sync: boolean): void => {
    const descriptor = openSync(`${file}.new`, 'w', 0o600);
    try {
      writeSync(descriptor, JSON.stringify(next));
      if (sync) fdatasyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(`${file}.new`, file);
    current = next;
  };
  if (current.stream === '') write({ ...current, stream: randomBytes(6).toString('hex') }, true);
  return {
    get current() {
      return current;
    },
    begin: (first, last) => write({ ...current, block: [first, last] }, false),
    stored: (seqs) => write({ ...current, stored: unionOfSeqs(current.stored, seqs), block: null }, false),
    suspect: () => write({ ...current, trial: current.trial + 1, isSuspect: true }, true),
    trust: () => write({ ...current, isSuspect: false }, false),
    forget: (cluster, through, oldest) => {
      const others = current.forgotten.filter((one) => one.cluster !== cluster && one.through >= oldest);
      write({ ...current, forgotten: [...others, { cluster, through }] }, true);
    },
  };
}

const nothing: Checkpoint = { stream: '', stored: [], block: null, trial: 0, isSuspect: false, forgotten: [] };

/** As earlier versions wrote it. */
interface EarlierCheckpoint extends Partial<Checkpoint> {
  readonly storedThrough?: number;
}

/** A file that is missing or empty (a power cut) costs time only: the whole spool is handed over again, and nothing is stored twice. */
function read(file: string): Checkpoint {
  try {
    const text = readFileSync(file, 'utf8');
    if (text === '') return nothing;
    const { storedThrough = 0, ...found } = JSON.parse(text) as EarlierCheckpoint;
    return { ...nothing, stored: seqsThrough(storedThrough), ...found };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return nothing;
    throw error;
  }
}

/** The sequences of a block, as ranges. */
export function seqsOf(first: number, last: number): SeqRanges {
  return addSeqs([], first, last);
}
