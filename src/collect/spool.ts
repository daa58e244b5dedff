// The write-ahead spool: bodies are appended and synced in groups before they are acknowledged, and go away once the engine has them on disk.
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../lib/app-error.ts';
import type { BodyContext } from '../store/encode-body.ts';
import { frameRecord, readRecords, type SpoolRecord } from './spool-record.ts';

const maxSegmentBytes = 64 * 1024 * 1024;
const idleSegmentBytes = 4 * 1024 * 1024;

/** What a restart finds: records in order of sequence, read one segment at a time. */
export interface Spool {
  /** Resolves when the record is on disk and synced. After a failed sync every append is refused: what the disk holds is unknown then. */
  append(context: BodyContext, bytes: Uint8Array): Promise<void>;
  /** Forgets everything up to a sequence: whole segments only. */
  trim(storedThrough: number): void;
  /** Records that were there when the spool was opened, oldest first. */
  recovered(): Iterable<SpoolRecord>;
  isHealthy(): boolean;
  close(): Promise<void>;
}

interface Segment {
  readonly file: string;
  lastSeq: number;
}

interface Waiting {
  readonly context: BodyContext;
  readonly buffers: readonly Uint8Array[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Opens the spool in a folder; torn tails are cut off as they are read. */
export function openSpool(directory: string): Spool {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return new SegmentSpool(directory);
}

class SegmentSpool implements Spool {
  private readonly segments: Segment[] = [];
  private current: { handle: FileHandle; segment: Segment; size: number } | null = null;
  private queue: Waiting[] = [];
  private running: Promise<void> | null = null;
  private failure: unknown = null;
  private readonly directory: string;
  private readonly old: readonly string[];

  constructor(directory: string) {
    this.directory = directory;
    const names = readdirSync(directory).filter((name) => /^\d{16}\.seg$/.test(name));
    this.old = names.sort().map((name) => path.join(directory, name));
  }

  append(context: BodyContext, bytes: Uint8Array): Promise<void> {
    if (this.failure !== null) return Promise.reject(refused(this.failure));
    return new Promise((resolve, reject) => {
      this.queue.push({ context, buffers: frameRecord(context, bytes), resolve, reject });
      this.running ??= Promise.resolve().then(() => this.flush());
    });
  }

  trim(storedThrough: number): void {
    const { segments, current } = this;
    // The open segment goes, too, when all of it is stored and nobody waits: an idle server keeps no old bodies.
    if (current !== null && current.size > idleSegmentBytes && this.running === null && current.segment.lastSeq <= storedThrough) {
      this.current = null;
      void current.handle.close();
    }
    while (segments.length > 0 && segments[0].lastSeq <= storedThrough && segments[0] !== this.current?.segment)
      rmSync(segments.shift()!.file, { force: true });
  }

  *recovered(): Generator<SpoolRecord> {
    for (const file of this.old) {
      const bytes = readFileSync(file);
      const { records, wholeBytes } = readRecords(bytes);
      if (wholeBytes < bytes.length) truncateSync(file, wholeBytes);
      if (records.length === 0) rmSync(file);
      else this.segments.push({ file, lastSeq: records[records.length - 1].context.seq });
      yield* records;
    }
  }

  isHealthy(): boolean {
    return this.failure === null;
  }

  async close(): Promise<void> {
    await this.running;
    await this.current?.handle.close();
  }

  /** One write and one sync for all that wait. */
  private async flush(): Promise<void> {
    while (this.queue.length > 0) {
      const group = this.queue;
      this.queue = [];
      try {
        await this.write(group);
        for (const { resolve } of group) resolve();
      } catch (error) {
        this.failure ??= error;
        for (const { reject } of [...group, ...this.queue]) reject(refused(error));
        this.queue = [];
      }
    }
    this.running = null;
  }

  private async write(group: readonly Waiting[]): Promise<void> {
    const target = await this.target(group[0].context.seq);
    const buffers = group.flatMap((waiting) => waiting.buffers);
    await writeAll(target.handle, buffers);
    await target.handle.datasync();
    target.size += buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    target.segment.lastSeq = group[group.length - 1].context.seq;
  }

  /** The segment to write to: a new one when the last is full. */
  private async target(seq: number): Promise<NonNullable<SegmentSpool['current']>> {
    if (this.current !== null && this.current.size < maxSegmentBytes) return this.current;
    await this.current?.handle.close();
    const segment = { file: path.join(this.directory, `${String(seq).padStart(16, '0')}.seg`), lastSeq: seq };
    this.current = { handle: await open(segment.file, 'wx', 0o600), segment, size: 0 };
    this.segments.push(segment);
    await syncFolder(this.directory);
    return this.current;
  }
}

async function writeAll(handle: FileHandle, buffers: readonly Uint8Array[]): Promise<void> {
  // writev takes at most 1024 buffers (IOV_MAX) and may write less than asked.
  for (let from = 0; from < buffers.length; from += 512) {
    const part = buffers.slice(from, from + 512);
    const size = part.reduce((sum, buffer) => sum + buffer.length, 0);
    const { bytesWritten } = await handle.writev(part);
    if (bytesWritten < size) await handle.writeFile(Buffer.concat(part).subarray(bytesWritten));
  }
}

async function syncFolder(directory: string): Promise<void> {
  const folder = await open(directory, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function refused(cause: unknown): AppError {
  return new AppError('unavailable', 'The spool cannot be written; nothing was acknowledged.', {
    cause,
    retryAfter: 10,
    hint: 'Look at the disk of the data folder, then restart the server.',
  });
}
