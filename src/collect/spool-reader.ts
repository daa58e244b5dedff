// Reads acknowledged bodies back from the spool, in order: after a restart, and when more came than memory holds.
import { open } from 'node:fs/promises';
import path from 'node:path';
import { readRecord, type SpoolRecord } from './spool-record.ts';
import type { Segment, Spool } from './spool.ts';

/** Bytes of a segment that are no record any more: told with the bytes themselves. */
export interface SpoolDamage {
  readonly file: string;
  readonly from: number;
  readonly bytes: Uint8Array;
}

export interface SpoolReader {
  /** The next record after those given so far, of what is synced; null where there is none now. */
  next(): Promise<SpoolRecord | null>;
}

const chunkBytes = 8 * 1024 * 1024;

/** From the first record whose sequence is above `after`. Damaged bytes are told once a pass, and what follows them is read on. */
export function createSpoolReader(spool: Pick<Spool, 'segments'>, after: number, onDamage: (damage: SpoolDamage) => Promise<void>): SpoolReader {
  let seq = after;
  let cursor: SegmentCursor | null = null;
  const enter = (): SegmentCursor | null => {
    const all = spool.segments();
    const index = cursor === null ? -1 : all.indexOf(cursor.segment);
    const next = all.find((one, k) => k > index && one.lastSeq > seq);
    return next === undefined ? null : new SegmentCursor(next, onDamage);
  };
  return {
    next: async () => {
      cursor ??= enter();
      for (;;) {
        const record: SpoolRecord | null = (await cursor?.next()) ?? null;
        if (record !== null && record.context.seq > seq) {
          ({ seq } = record.context);
          return record;
        }
        if (record !== null) continue;
        // The last segment may grow: it is looked at again the next time.
        const next = enter();
        if (next === null) return null;
        cursor = next;
      }
    },
  };
}

/** A place in one segment, which may grow meanwhile. */
class SegmentCursor {
  readonly segment: Segment;
  private at = 0;
  /** Bytes of the segment from `chunkFrom` on. */
  private chunk: Buffer = Buffer.alloc(0);
  private chunkFrom = 0;
  private readonly onDamage: (damage: SpoolDamage) => Promise<void>;

  constructor(segment: Segment, onDamage: (damage: SpoolDamage) => Promise<void>) {
    this.segment = segment;
    this.onDamage = onDamage;
  }

  /** The next record, or null at the end of what is there. */
  async next(): Promise<SpoolRecord | null> {
    while (this.at < this.segment.size) {
      if (this.at - this.chunkFrom >= this.chunk.length) await this.load(chunkBytes);
      const found = readRecord(this.chunk, this.at - this.chunkFrom);
      const reachesEnd = this.chunkFrom + this.chunk.length >= this.segment.size;
      if (found.kind === 'record') {
        this.at = this.chunkFrom + found.end;
        return found.record;
      }
      if (!reachesEnd && (found.kind === 'torn' || found.end >= this.chunk.length))
        await this.load(found.kind === 'torn' ? found.needs : this.chunk.length * 2);
      else if (found.kind === 'torn') this.at = this.segment.size;
      else await this.passDamage(found.end);
    }
    return null;
  }

  private async passDamage(end: number): Promise<void> {
    const from = this.at;
    this.at = this.chunkFrom + end;
    // Made longer and never filled: a power cut leaves that of a write that nobody was answered for.
    if (this.at === this.segment.size && isBlank(this.chunk.subarray(from - this.chunkFrom, end))) return;
    await this.onDamage({ file: path.basename(this.segment.file), from, bytes: this.chunk.subarray(from - this.chunkFrom, end) });
  }

  private async load(bytes: number): Promise<void> {
    this.chunk = await readAt(this.segment.file, this.at, Math.min(Math.max(bytes, chunkBytes), this.segment.size - this.at));
    this.chunkFrom = this.at;
  }
}

/** The newest sequence that an earlier life left in the spool, 0 where it is empty. Reads the last segment, and notes there how far it reaches. */
export async function newestSpooled(spool: Pick<Spool, 'segments'>): Promise<number> {
  const segment = spool.segments().at(-1);
  if (segment === undefined) return 0;
  const reader = createSpoolReader({ segments: () => [segment] }, 0, async () => {});
  // A segment's name is the sequence of its first record, whether that can still be read or not.
  let newest = segment.firstSeq;
  for (let record = await reader.next(); record !== null; record = await reader.next()) newest = Math.max(newest, record.context.seq);
  segment.lastSeq = newest;
  return newest;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}

async function readAt(file: string, from: number, length: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const bytes = Buffer.allocUnsafeSlow(length);
    const { bytesRead } = await handle.read(bytes, 0, length, from);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
