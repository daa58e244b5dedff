// The write-ahead spool: bodies are appended and synced in groups before they are acknowledged, and go away once the engine has them on disk.
import { mkdirSync, readdirSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../lib/app-error.ts';
import type { BodyContext } from '../store/encode-body.ts';
import { realDisk, type SpoolDisk, type SpoolFile } from './spool-disk.ts';
import { frameRecord } from './spool-record.ts';

const maxSegmentBytes = 16 * 1024 * 1024;
/**
 * What is stored stays for a while, so that it can be written again where the engine lost it (its disk was full): two of the
 * largest blocks, as they are, since packing them would cost more than storing them did.
 */
const defaultTail = { ms: 600_000, bytes: 128 * 1024 * 1024 };

/** A file of the spool; up to `size` it is written and synced. */
export interface Segment {
  readonly file: string;
  readonly firstSeq: number;
  lastSeq: number;
  size: number;
  /** When all of it was stored; null while something waits. */
  storedAt: number | null;
}

export interface SpoolOptions {
  readonly directory: string;
  /** Bytes of bodies that may wait for the engine. */
  readonly maxBytes: number;
  /** Bytes of its file system that are left free. */
  readonly reserveBytes: number;
  readonly disk?: SpoolDisk;
  /** A segment that has reached this size is followed by the next. */
  readonly segmentBytes?: number;
  /** How long, and how much of, what is stored is kept. */
  readonly tail?: { readonly ms: number; readonly bytes: number };
  /** Told once of the failure after which nothing is taken any more. */
  readonly onFailure?: (error: Error) => void;
}

export interface Spool {
  /**
   * Resolves when the record is on disk and synced. A full disk refuses what waits and nothing else; after any other failure every
   * append is refused: what the disk holds is unknown then.
   */
  append(context: BodyContext, bytes: Uint8Array): Promise<void>;
  /** Throws AppError `unavailable` where a body of this size has no room. */
  requireRoom(size: number): void;
  /** Everything up to a sequence is stored: it is kept for a while, then forgotten, whole segments at a time. */
  trim(storedThrough: number): void;
  /** Oldest first; those of an earlier life stand before the own ones. */
  segments(): readonly Segment[];
  /** Bytes on disk that wait for the engine. */
  size(): number;
  /** Bytes on disk that are stored, and kept for a while. */
  tailSize(): number;
  isHealthy(): boolean;
  /** True while nothing waits to be written. */
  isIdle(): boolean;
  close(): Promise<void>;
}

interface Waiting {
  readonly context: BodyContext;
  readonly buffers: readonly Uint8Array[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Opens the spool in a folder; what an earlier life left there stays until it is trimmed. */
export function openSpool(options: SpoolOptions): Spool {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  return new SegmentSpool(options);
}

class SegmentSpool implements Spool {
  private readonly all: Segment[];
  private current: { handle: SpoolFile; segment: Segment; size: number } | null = null;
  private queue: Waiting[] = [];
  private waitingBytes = 0;
  private running: Promise<void> | null = null;
  private failure: Error | null = null;
  private readonly options: SpoolOptions;
  private readonly free: FreeSpace;
  private readonly disk: SpoolDisk;
  private readonly segmentBytes: number;
  private readonly tail: { readonly ms: number; readonly bytes: number };

  constructor(options: SpoolOptions) {
    this.options = options;
    this.free = new FreeSpace(options.directory);
    this.disk = options.disk ?? realDisk;
    this.segmentBytes = options.segmentBytes ?? maxSegmentBytes;
    this.tail = options.tail ?? defaultTail;
    const names = readdirSync(options.directory).filter((name) => /^\d{16}\.seg$/.test(name));
    const found = names.sort().map((name) => {
      const file = path.join(options.directory, name);
      const firstSeq = Number(name.slice(0, 16));
      return { file, firstSeq, lastSeq: firstSeq, size: statSync(file).size, storedAt: null };
    });
    // Ended between making a file and writing to it, an earlier life left its name: nobody was answered for it, and the next one begins under the same.
    for (const { file } of found.filter(({ size }) => size === 0)) this.disk.remove(file);
    this.all = found.filter(({ size }) => size > 0);
    // Each ends before the next begins; how far the last one reaches is only known when it is read.
    for (const [at, segment] of this.all.entries()) segment.lastSeq = at + 1 < this.all.length ? this.all[at + 1].firstSeq - 1 : Number.MAX_SAFE_INTEGER;
  }

  append(context: BodyContext, bytes: Uint8Array): Promise<void> {
    if (this.failure !== null) return Promise.reject(refused(this.failure));
    this.waitingBytes += bytes.length;
    return new Promise((resolve, reject) => {
      this.queue.push({ context, buffers: frameRecord(context, bytes), resolve, reject });
      this.running ??= Promise.resolve().then(() => this.flush());
    });
  }

  requireRoom(size: number): void {
    if (this.failure !== null) throw refused(this.failure);
    const wanted = size + this.waitingBytes;
    // A single body always fits into an empty spool.
    if (this.size() > 0 && this.size() + wanted > this.options.maxBytes)
      throw new AppError('unavailable', 'More waits for the engine than the spool may hold.', {
        retryAfter: 10,
        hint: 'Is the engine up? CLUSTER_AUDIT_SPOOL_MB allows more.',
      });
    if (this.free.bytes() - wanted < this.options.reserveBytes)
      throw new AppError('unavailable', 'The disk of the data folder is full, apart from its reserve.', {
        retryAfter: 30,
        hint: 'Free some space: it goes on by itself then. CLUSTER_AUDIT_DISK_RESERVE_MB says how much is left free.',
      });
  }

  trim(storedThrough: number): void {
    const now = performance.now();
    const busy = this.running === null ? undefined : this.current?.segment;
    for (const segment of this.all) if (segment.lastSeq <= storedThrough && segment !== busy) segment.storedAt ??= now;
    while (this.all.length > 0 && this.all[0] !== busy && this.isKeptEnough(this.all[0], now)) this.dropOldest();
  }

  private isKeptEnough({ storedAt }: Segment, now: number): boolean {
    return storedAt !== null && (now - storedAt >= this.tail.ms || this.tailSize() > this.tail.bytes);
  }

  /** The open segment goes, too: an idle server keeps no old bodies. */
  private dropOldest(): void {
    const segment = this.all.shift()!;
    if (segment === this.current?.segment) {
      void this.current.handle.close();
      this.current = null;
    }
    this.disk.remove(segment.file);
  }

  segments(): readonly Segment[] {
    return this.all;
  }

  size(): number {
    return this.all.reduce((sum, { size, storedAt }) => sum + (storedAt === null ? size : 0), 0);
  }

  tailSize(): number {
    return this.all.reduce((sum, { size, storedAt }) => sum + (storedAt === null ? 0 : size), 0);
  }

  isHealthy(): boolean {
    return this.failure === null;
  }

  isIdle(): boolean {
    return this.running === null;
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
        if (this.failure !== null) throw this.failure;
        await this.write(group);
        for (const { resolve } of group) resolve();
      } catch (error) {
        // The same descriptor is never written or synced again: what a failed sync left there is unknown.
        await this.abandon();
        if (!isFull(error)) this.giveUp(error as Error);
        for (const { reject } of group) reject(refused(error));
      }
      this.waitingBytes -= group.reduce((sum, { buffers }) => sum + buffers[1].length, 0);
    }
    this.running = null;
  }

  private giveUp(error: Error): void {
    if (this.failure !== null) return;
    this.failure = error;
    this.options.onFailure?.(error);
  }

  private async write(group: readonly Waiting[]): Promise<void> {
    const target = await this.target(group[0].context.seq);
    const buffers = group.flatMap((waiting) => waiting.buffers);
    await writeAll(target.handle, buffers);
    await target.handle.datasync();
    const bytes = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    this.free.used(bytes);
    target.size += bytes;
    target.segment.size = target.size;
    target.segment.storedAt = null;
    target.segment.lastSeq = group[group.length - 1].context.seq;
  }

  private async abandon(): Promise<void> {
    const { current } = this;
    this.current = null;
    if (current === null) return;
    // What was not acknowledged must not come back after a restart, and gives its space back; where that fails, it is stored then.
    await current.handle.truncate(current.size).catch(() => {});
    await current.handle.close().catch(() => {});
    if (current.size > 0) return;
    this.all.splice(this.all.indexOf(current.segment), 1);
    this.disk.remove(current.segment.file);
  }

  /** The segment to write to: a new one when the last is full. */
  private async target(seq: number): Promise<NonNullable<SegmentSpool['current']>> {
    if (this.current !== null && this.current.size < this.segmentBytes) return this.current;
    await this.current?.handle.close();
    this.current = null;
    const segment = { file: path.join(this.options.directory, `${String(seq).padStart(16, '0')}.seg`), firstSeq: seq, lastSeq: seq, size: 0, storedAt: null };
    const handle = await this.disk.create(segment.file);
    // The last one of an earlier life ends here.
    const before = this.all.at(-1);
    if (before !== undefined) before.lastSeq = Math.min(before.lastSeq, seq - 1);
    this.current = { handle, segment, size: 0 };
    this.all.push(segment);
    await this.disk.syncFolder(this.options.directory);
    return this.current;
  }
}

/** Free bytes of a file system, asked for now and then and reckoned in between. */
class FreeSpace {
  private known = 0;
  private askedAt = -Infinity;
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  bytes(): number {
    const now = performance.now();
    if (now - this.askedAt > 100) {
      const { bavail, bsize } = statfsSync(this.directory);
      this.known = bavail * bsize;
      this.askedAt = now;
    }
    return this.known;
  }

  used(bytes: number): void {
    this.known -= bytes;
  }
}

async function writeAll(handle: SpoolFile, buffers: readonly Uint8Array[]): Promise<void> {
  // writev takes at most 1024 buffers (IOV_MAX) and may write less than asked.
  for (let from = 0; from < buffers.length; from += 512) {
    const part = buffers.slice(from, from + 512);
    const size = part.reduce((sum, buffer) => sum + buffer.length, 0);
    const { bytesWritten } = await handle.writev(part);
    if (bytesWritten < size) await handle.writeFile(Buffer.concat(part).subarray(bytesWritten));
  }
}

/** True where a disk, or its user's share of it, has no room. */
export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function refused(cause: unknown): AppError {
  const hint = isFull(cause)
    ? 'Free some space on the disk of the data folder: it goes on by itself then.'
    : 'Look at the disk of the data folder, then restart the server.';
  return new AppError('unavailable', 'The spool cannot be written; nothing was acknowledged.', { cause, retryAfter: 10, hint });
}
