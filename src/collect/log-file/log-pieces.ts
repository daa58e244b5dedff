// The pieces of a log that are there now, matched to what is known of them: renamed, compressed, copied, truncated, removed.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { openPacked, openPlain, type ByteSource, type OpenFile } from './byte-source.ts';
import { ageOf, isPacked, type LogNames } from './log-names.ts';
import { hasHead, hasMark, readHead, type Position } from './positions.ts';

/** One content, under whatever name. */
export interface Piece {
  readonly position: Position;
  /** Where its bytes are read; null while none of its files is open. */
  source: ByteSource | null;
  isPacked: boolean;
  /** The open descriptor of a plain file: it outlives names. */
  handle: OpenFile | null;
  isLive: boolean;
  /** Order among pieces, ms. */
  age: number;
  changedAt: number;
  /** False where no name leads to it any more. */
  isNamed: boolean;
  /** Since when it was not found, ms; null while it is there. */
  goneAt: number | null;
  /** True where a compressed copy of the open file lies there. */
  hasPackedCopy: boolean;
  /** All of a compressed file was read. */
  isWhole: boolean;
}

interface Seen {
  readonly name: string;
  readonly device: number;
  readonly inode: number;
  readonly size: number;
  readonly changedAt: number;
}

export interface Times {
  readonly now: number;
  /** After so long without a change nothing more is written into a rotated file. */
  readonly settleMs: number;
}

/** Looks at the folder; `pieces` is brought up to date. */
export async function findPieces(names: LogNames, pieces: Set<Piece>, cache: Map<string, Piece>, time: Times): Promise<void> {
  const files = await list(names);
  for (const piece of pieces) {
    piece.isLive = false;
    piece.isNamed = false;
  }
  // Plain files first: a compressed copy of the same content is not needed while the file itself is there.
  files.sort((a, b) => Number(isPacked(a.name)) - Number(isPacked(b.name)) || Number(a.name !== names.live) - Number(b.name !== names.live));
  for (const file of files) {
    const isComplete = file.name !== names.live && time.now - file.changedAt > time.settleMs;
    const piece = await identify(names, file, { pieces, cache, isComplete });
    if (piece !== null) await attach(names, piece, file);
  }
  for (const piece of pieces) piece.goneAt = piece.isNamed ? null : (piece.goneAt ?? time.now);
}

/** A piece that was known in an earlier life and not found yet. */
export function remembered(position: Position): Piece {
  return {
    position,
    source: null,
    isPacked: false,
    handle: null,
    isLive: false,
    age: 0,
    changedAt: 0,
    isNamed: false,
    goneAt: null,
    hasPackedCopy: false,
    isWhole: false,
  };
}

/** How many bytes its open file has now; what was last seen, where there is none. */
export async function measure(piece: Piece): Promise<number> {
  const { position, handle } = piece;
  if (handle === null) return position.size;
  const { size, mtimeMs } = await handle.stat();
  piece.changedAt = mtimeMs;
  // Its content was cut away under our hands: what was there is another matter from what is.
  if (size >= position.size) position.size = size;
  return size;
}

async function list({ folder, live, isBackup }: LogNames): Promise<Seen[]> {
  const found: Seen[] = [];
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : Promise.reject(error)));
  for (const name of entries.filter((one) => one === live || isBackup(one))) {
    const info = await stat(path.join(folder, name)).catch(() => null);
    if (info?.isFile() === true) found.push({ name, device: info.dev, inode: info.ino, size: info.size, changedAt: info.mtimeMs });
  }
  return found;
}

interface Known {
  readonly pieces: Set<Piece>;
  readonly cache: Map<string, Piece>;
  readonly isComplete: boolean;
}

async function identify(names: LogNames, file: Seen, { pieces, cache, isComplete }: Known): Promise<Piece | null> {
  const key = `${file.device}:${file.inode}:${file.size}:${file.changedAt}`;
  const known = cache.get(key);
  if (known !== undefined && pieces.has(known)) return known;
  const place = path.join(names.folder, file.name);
  const source = isPacked(file.name) ? openPacked(place) : await openPlain(place).catch(() => null);
  if (source === null) return null;
  try {
    const piece = await match(source, file, pieces, isComplete);
    if (piece !== null) cache.set(key, piece);
    if (cache.size > 4096) cache.clear();
    return piece;
  } catch {
    // A compressed file that is still being written: looked at again.
    return null;
  } finally {
    await source.close();
  }
}

const firstBytes = 4096;

async function match(source: ByteSource, file: Seen, pieces: Set<Piece>, isComplete: boolean): Promise<Piece | null> {
  const isSameFile = ({ position }: Piece): boolean => position.inode === file.inode && position.device === file.device;
  const candidates = [...pieces].sort((a, b) => Number(isSameFile(b)) - Number(isSameFile(a)));
  const first = Buffer.from(await source.read(0, firstBytes));
  // Most heads lie in the first bytes: they are read once for all that is known.
  const begin = { read: async (at: number, length: number) => (at + length <= firstBytes ? first.subarray(at, at + length) : source.read(at, length)) };
  for (const piece of candidates) if ((await hasHead(begin, piece.position.head)) && (await isProven(piece, source, isSameFile(piece)))) return piece;
  const head = await readHead(source, isComplete);
  if (head === null) return null;
  for (const piece of pieces) if (isSameFile(piece)) await detach(piece);
  const piece = remembered({ device: file.device, inode: file.inode, head, offset: 0, last: null, size: 0, name: file.name });
  pieces.add(piece);
  return piece;
}

/**
 * A whole first line is proof enough. Where two files may only begin alike, the last bytes that were delivered must be there, too;
 * while none were, a second file beside the first is another, because reading it twice costs duplicates and nothing else.
 */
async function isProven({ position, isNamed }: Piece, source: ByteSource, isSameFile: boolean): Promise<boolean> {
  if (position.head.isLine) return true;
  return position.last === null ? isSameFile || !isNamed : hasMark(source, position.last);
}

/** The file that was read has another content now: it was truncated and written anew. */
export async function detach(piece: Piece): Promise<void> {
  await piece.source?.close();
  piece.source = null;
  piece.handle = null;
  piece.isNamed = false;
  piece.isLive = false;
  Object.assign(piece.position, { device: 0, inode: 0 });
}

async function attach(names: LogNames, piece: Piece, file: Seen): Promise<void> {
  const { position } = piece;
  const isOther = piece.isNamed || (isPacked(file.name) && piece.handle !== null);
  if (isOther) {
    piece.hasPackedCopy ||= isPacked(file.name);
    piece.isNamed = true;
    return;
  }
  piece.isNamed = true;
  piece.isLive = file.name === names.live;
  piece.age = piece.isLive ? Number.MAX_SAFE_INTEGER : ageOf(file.name, file.changedAt);
  piece.changedAt = file.changedAt;
  const isSame = position.inode === file.inode && position.device === file.device;
  Object.assign(position, { device: file.device, inode: file.inode, name: file.name });
  if (piece.source === null || !isSame) await openAs(piece, path.join(names.folder, file.name));
}

async function openAs(piece: Piece, place: string): Promise<void> {
  await piece.source?.close();
  piece.isPacked = isPacked(place);
  piece.handle = piece.isPacked ? null : await openPlain(place).catch(() => null);
  piece.source = piece.isPacked ? openPacked(place) : piece.handle;
  piece.isWhole = false;
  if (piece.handle !== null) await measure(piece);
}
