// Keeps what could not be taken as an event: equal bytes once, named by their SHA-256, with the reason, where they came from and how often.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { QuarantineReason } from '../audit/read-body.ts';
import { readEntries, type QuarantineEntry } from './quarantine-entry.ts';

/** Bytes that arrived and are no event. */
export interface QuarantineArrival {
  readonly cluster: string;
  readonly source: string;
  readonly reason: QuarantineReason;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

export interface Quarantine {
  /** Resolves when the bytes are on disk and synced. */
  keep(arrival: QuarantineArrival, bytes: Uint8Array): Promise<void>;
  /** The same for bytes that come in pieces and are too many to be held. */
  keepStream(arrival: QuarantineArrival, pieces: AsyncIterable<Uint8Array>): Promise<void>;
  /** Newest first. */
  list(): readonly QuarantineEntry[];
  get(id: string): QuarantineEntry | null;
  /** The kept bytes; null where there is no such entry. */
  read(id: string): AsyncIterable<Uint8Array> | null;
  /** Notes that events were made of it, or for what other reason they were not. */
  note(id: string, change: { readonly takenAt: number } | { readonly reason: QuarantineReason }): void;
  remove(id: string): boolean;
  /** How many different byte sequences are kept. */
  size(): number;
  /** Bytes on disk. */
  bytes(): number;
  /** Writes down how often bytes came again. */
  close(): void;
}

/** Past `maxBytes` only so many of the first bytes are kept. */
const cutBytes = 4096;

/** Opens the quarantine in a folder: `<id>.bin` beside `<id>.json`. */
export function openQuarantine(directory: string, maxBytes = Infinity): Quarantine {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return new FolderQuarantine(directory, maxBytes);
}

class FolderQuarantine implements Quarantine {
  private readonly entries: Map<string, QuarantineEntry>;
  /** Entries whose count on disk is behind: written each time it has doubled, and at the end. A crash costs part of a count. */
  private readonly stale = new Set<string>();
  private readonly waiting = new Map<string, Promise<void>>();
  private readonly directory: string;
  private readonly maxBytes: number;
  private kept: number;

  constructor(directory: string, maxBytes: number) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.entries = readEntries(directory);
    this.kept = [...this.entries.values()].reduce((sum, entry) => sum + keptBytes(entry), 0);
  }

  async keep(arrival: QuarantineArrival, bytes: Uint8Array): Promise<void> {
    const id = hashOf(arrival.cluster).update(bytes).digest('hex');
    if (await this.isKnown(id, arrival)) return;
    const isCut = this.kept + bytes.length > this.maxBytes;
    const entry = newEntry(id, arrival, bytes.length, isCut);
    const work = this.write(entry, isCut ? bytes.subarray(0, cutBytes) : bytes);
    this.waiting.set(id, work);
    await work.finally(() => this.waiting.delete(id));
  }

  async keepStream(arrival: QuarantineArrival, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const hash = hashOf(arrival.cluster);
    const file = path.join(this.directory, `incoming-${randomBytes(6).toString('hex')}`);
    const handle = await open(file, 'wx', 0o600);
    let size = 0;
    let written = 0;
    try {
      for await (const piece of pieces) {
        hash.update(piece);
        size += piece.length;
        const isFull = this.kept + size > this.maxBytes;
        const more = isFull ? piece.subarray(0, Math.max(0, cutBytes - written)) : piece;
        await writeWhole(handle, more);
        written += more.length;
      }
      await handle.datasync();
    } catch (error) {
      await handle.close();
      await rm(file, { force: true });
      throw error;
    }
    await handle.close();
    const id = hash.digest('hex');
    if (await this.isKnown(id, arrival)) return rm(file, { force: true });
    await rename(file, this.binOf(id));
    await this.writeEntry(newEntry(id, arrival, size, written < size));
  }

  list(): readonly QuarantineEntry[] {
    return [...this.entries.values()].sort((a, b) => b.lastSeenAt - a.lastSeenAt || (a.id < b.id ? -1 : 1));
  }

  get(id: string): QuarantineEntry | null {
    return this.entries.get(id) ?? null;
  }

  read(id: string): AsyncIterable<Uint8Array> | null {
    return this.entries.has(id) ? (createReadStream(this.binOf(id)) as AsyncIterable<Uint8Array>) : null;
  }

  note(id: string, change: { readonly takenAt: number } | { readonly reason: QuarantineReason }): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) this.rewrite({ ...entry, ...change });
  }

  remove(id: string): boolean {
    const entry = this.entries.get(id);
    if (entry === undefined) return false;
    rmSync(this.jsonOf(id), { force: true });
    rmSync(this.binOf(id), { force: true });
    this.entries.delete(id);
    this.kept -= keptBytes(entry);
    return true;
  }

  size(): number {
    return this.entries.size;
  }

  bytes(): number {
    return this.kept;
  }

  close(): void {
    for (const id of this.stale) {
      const entry = this.entries.get(id);
      if (entry !== undefined) this.rewrite(entry);
    }
  }

  /** The same bytes again, or on their way: counted. */
  private async isKnown(id: string, arrival: QuarantineArrival): Promise<boolean> {
    await this.waiting.get(id);
    const entry = this.entries.get(id);
    if (entry === undefined) return false;
    const again = { ...entry, times: entry.times + 1, lastSeenAt: arrival.receivedAt };
    this.entries.set(id, again);
    this.stale.add(id);
    try {
      if (Number.isInteger(Math.log2(again.times))) this.rewrite(again);
    } catch {
      // A count that cannot be written is no reason to refuse anything: it is tried again.
    }
    return true;
  }

  private async write(entry: QuarantineEntry, bytes: Uint8Array): Promise<void> {
    try {
      await writeSynced(this.binOf(entry.id), bytes);
      await this.writeEntry(entry);
    } catch (error) {
      // Half of it would take the room that is wanting.
      for (const file of [this.binOf(entry.id), this.jsonOf(entry.id)]) rmSync(file, { force: true });
      throw error;
    }
  }

  private async writeEntry(entry: QuarantineEntry): Promise<void> {
    await writeSynced(this.jsonOf(entry.id), Buffer.from(`${JSON.stringify(entry)}\n`));
    this.entries.set(entry.id, entry);
    this.kept += keptBytes(entry);
  }

  private rewrite(entry: QuarantineEntry): void {
    this.entries.set(entry.id, entry);
    const file = this.jsonOf(entry.id);
    writeFileSync(`${file}.new`, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    this.stale.delete(entry.id);
  }

  private binOf(id: string): string {
    return path.join(this.directory, `${id}.bin`);
  }

  private jsonOf(id: string): string {
    return path.join(this.directory, `${id}.json`);
  }
}

function newEntry(id: string, { cluster, source, reason, receivedAt }: QuarantineArrival, bytes: number, isCut: boolean): QuarantineEntry {
  return { id, cluster, source, reason, firstSeenAt: receivedAt, lastSeenAt: receivedAt, times: 1, bytes, isCut, takenAt: null };
}

function keptBytes({ bytes, isCut }: QuarantineEntry): number {
  return isCut ? Math.min(bytes, cutBytes) : bytes;
}

function hashOf(cluster: string): ReturnType<typeof createHash> {
  return createHash('sha256').update(cluster).update('\0');
}

async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await writeWhole(handle, bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  if (bytes.length > 0) await handle.writeFile(bytes);
}
