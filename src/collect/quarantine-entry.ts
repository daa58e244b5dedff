// What is known of bytes in quarantine, and how an earlier life's folder is read.
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { isQuarantineReason, type QuarantineReason } from '../audit/read-body.ts';

/** What is known of kept bytes. */
export interface QuarantineEntry {
  /** Of cluster and bytes; 64 hex digits. */
  readonly id: string;
  readonly cluster: string;
  readonly source: string;
  readonly reason: QuarantineReason;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** How often the same bytes came: senders repeat. */
  readonly times: number;
  /** Size as received. */
  readonly bytes: number;
  /** True where only the first bytes are kept, because the quarantine was full. */
  readonly isCut: boolean;
  /** When a later try made events of it; null = it is still none. */
  readonly takenAt: number | null;
}

/** What an earlier life left. Bytes whose description was never written were never answered for: their sender has them still. */
export function readEntries(directory: string): Map<string, QuarantineEntry> {
  const entries = new Map<string, QuarantineEntry>();
  const names = readdirSync(directory);
  for (const name of names.filter((one) => /^[0-9a-f]{64}\.json$/.test(one))) {
    const entry = readEntry(path.join(directory, name), name.slice(0, -5));
    if (entry !== null) entries.set(entry.id, entry);
  }
  for (const name of names) {
    const isLeft = name.startsWith('incoming-') || name.endsWith('.new') || (name.endsWith('.bin') && !entries.has(name.slice(0, -4)));
    if (isLeft) rmSync(path.join(directory, name), { force: true });
  }
  return entries;
}

/** Null where the file was torn and its bytes are gone, too; with its bytes there, what is missing is made up from them. */
function readEntry(file: string, id: string): QuarantineEntry | null {
  const bin = `${file.slice(0, -5)}.bin`;
  const size = statSync(bin, { throwIfNoEntry: false })?.size;
  if (size === undefined) return null;
  const { receivedAt, ...known } = parseEntry(readFileSync(file, 'utf8'));
  const firstSeenAt = known.firstSeenAt ?? receivedAt ?? statSync(file).mtimeMs;
  const missing = { cluster: '', source: '', lastSeenAt: firstSeenAt, times: 1, bytes: size, isCut: false, takenAt: null };
  const reason = isQuarantineReason(known.reason) ? known.reason : 'invalid_json';
  return { ...missing, ...known, id, firstSeenAt, reason };
}

/** `receivedAt` is what the first version wrote. */
function parseEntry(text: string): Partial<QuarantineEntry> & { readonly receivedAt?: number } {
  try {
    return JSON.parse(text) as Partial<QuarantineEntry>;
  } catch {
    return {};
  }
}
