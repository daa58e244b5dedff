// The write-ahead spool: bodies are appended and synced in groups before they are acknowledged, and go away once the engine has them on disk.
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../lib/app-error.ts';
import type { BodyContext } from '../store/encode-body.ts';
import { frameRecord, readRecords, type SpoolRecord } from './spool-record.ts';

const maxSegmentBytes = 64 * 1024 * 1024;

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

/** Opens the spool in a folder; torn tails are cut off. */
export function openSpool(directory: string): Spool {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const old = readdirSync(directory).filter((name) => /^\d{16}\.seg$/.test(name)).sort().map((name) => path.join(directory, name));
  const segments: Segment[] = [];
  let current: { handle: FileHandle; segment: Segment; size: number } | null = null;
  let queue: { context: BodyContext; buffers: readonly Uint8Array[]; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let running: Promise<void> | null = null;
  let failure: unknown = null;

  const segmentFor = async (seq: number): Promise<NonNullable<typeof current>> => {
    if (current !== null && current.size < maxSegmentBytes) return current;
    await current?.handle.close();
    const segment = { file: path.join(directory, `${String(seq).padStart(16, '0')}.seg`), lastSeq: seq };
    current = { handle: await open(segment.file, 'wx', 0o600), segment, size: 0 };
    segments.push(segment);
    await syncFolder(directory);
    return current;
  };

  /** One write and one sync for all that wait. */
  const flush = async (): Promise<void> => {
    while (queue.length > 0) {
      const group = queue;
      queue = [];
      try {
        const target = await segmentFor(group[0].context.seq);
        const buffers = group.flatMap(({ buffers }) => buffers);
        await writeAll(target.handle, buffers);
        await target.handle.datasync();
        target.size += buffers.reduce((sum, buffer) => sum + buffer.length, 0);
        target.segment.lastSeq = group[group.length - 1].context.seq;
        for (const { resolve } of group) resolve();
      } catch (error) {
        failure ??= error;
        for (const { reject } of [...group, ...queue]) reject(refused(error));
        queue = [];
      }
    }
    running = null;
  };

  return {
    append: (context, bytes) => {
      if (failure !== null) return Promise.reject(refused(failure));
      return new Promise((resolve, reject) => {
        queue.push({ context, buffers: frameRecord(context, bytes), resolve, reject });
        running ??= Promise.resolve().then(flush);
      });
    },
    trim: (storedThrough) => {
      while (segments.length > 0 && segments[0].lastSeq <= storedThrough && segments[0] !== current?.segment) rmSync(segments.shift()!.file, { force: true });
    },
    recovered: function* recovered() {
      for (const file of old) {
        const bytes = readFileSync(file);
        const { records, wholeBytes } = readRecords(bytes);
        if (wholeBytes < bytes.length) truncateSync(file, wholeBytes);
        if (records.length === 0) rmSync(file);
        else segments.push({ file, lastSeq: records[records.length - 1].context.seq });
        yield* records;
      }
    },
    isHealthy: () => failure === null,
    close: async () => {
      await running;
      await current?.handle.close();
    },
  };
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
  return new AppError('unavailable', 'The spool cannot be written; nothing was acknowledged.', { cause, retryAfter: 10, hint: 'Look at the disk of the data folder, then restart the server.' });
}
