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
  /** ms; 0 where the file system does not tell. */
  readonly birth: number;
  readonly size: number;
  readonly changedAt: number;
}

export interface Times {
  readonly now: () => number;
  /** After so long without a change nothing more is written into a rotated file. */
  readonly settleMs: number;
}

/** Looks at the folder; `pieces` is brought up to date. */
export async function findPieces(names: LogNames, pieces: Set<Piece>, cache: Map<string, Piece>, time: Times): Promise<void> {
  const files = await list(names);
  const listedAt = time.now();
  for (const piece of pieces) {
    piece.isLive = false;
    piece.isNamed = false;
  }
  // Plain files first: a compressed copy of the same content is not needed while the file itself is there; known ones before others that begin alike.
  const isKnown = (file: Seen): boolean => [...pieces].some((piece) => isSameFile(piece, file));
  const order = new Map(
    files.map((file) => [file, [isPacked(file.name), !isKnown(file), file.name !== names.live].reduce((sum, one) => sum * 2 + Number(one), 0)]),
  );
  files.sort((a, b) => order.get(a)! - order.get(b)!);
  for (const file of files) {
    const isComplete = file.name !== names.live && listedAt - file.changedAt > time.settleMs;
    const piece = await identify(names, file, { pieces, cache, isComplete });
    if (piece !== null) await attach(names, piece, file);
  }
  // From the end of the look on: what one long look did not find, the next one may.
  const lookedAt = time.now();
  for (const piece of pieces) {
    piece.goneAt = piece.isNamed ? null : (piece.goneAt ?? lookedAt);
    if (!piece.isNamed) await measure(piece);
  }
}

/** True while bytes are known that were not delivered. */
export function isBehind({ position, isPacked, isWhole }: Piece): boolean {
  return position.offset < position.size || (isPacked && !isWhole);
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
    if (info?.isFile() === true) found.push({ name, device: info.dev, inode: info.ino, birth: info.birthtimeMs, size: info.size, changedAt: info.mtimeMs });
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
  const source = isPacked(file.name) ? openPacked(place) : await openSeen(place, file);
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
/** Two files are one content where they agree up to the end of the shorter one: its last bytes stand for all of it. */
const copyBytes = 65_536;

async function match(source: ByteSource, file: Seen, pieces: Set<Piece>, isComplete: boolean): Promise<Piece | null> {
  const candidates = [...pieces].sort((a, b) => Number(isSameFile(b, file)) - Number(isSameFile(a, file)));
  const first = Buffer.from(await source.read(0, firstBytes));
  // Most heads lie in the first bytes: they are read once for all that is known.
  const begin = { read: async (at: number, length: number) => (at + length <= firstBytes ? first.subarray(at, at + length) : source.read(at, length)) };
  for (const piece of candidates) if ((await hasHead(begin, piece.position.head)) && (await isPiece(piece, source, file, isComplete))) return piece;
  const head = await readHead(source, isComplete);
  if (head === null) return null;
  for (const piece of pieces) if (isSameFile(piece, file)) await detach(piece);
  const { device, inode, birth, name } = file;
  const piece = remembered({ device, inode, birth, head, offset: 0, last: null, size: 0, name });
  pieces.add(piece);
  return piece;
}

/** An inode is used again by another file, which was made at another time; an earlier version did not keep that. */
function isSameFile({ position }: Piece, { device, inode, birth }: Seen): boolean {
  return position.inode === inode && position.device === device && (position.birth === birth || position.birth === 0);
}

/**
 * Whether a file that begins as a piece does is that piece. To begin alike proves nothing: programs say the same at each start, and
 * clients make long lines that do. What was delivered must be there as well; and beside the open file itself, all of it must be a copy.
 * Where that cannot be told the file is another one: reading it twice costs duplicates and nothing else.
 */
async function isPiece(piece: Piece, source: ByteSource, file: Seen, isComplete: boolean): Promise<boolean> {
  const { position, handle, isNamed } = piece;
  if (!isSameFile(piece, file)) {
    if (isNamed && handle === null) return false;
    if (handle !== null && (await isIntact(handle, position))) return isCopy(handle, source, file, isComplete);
  }
  return position.last === null || hasMark(source, position.last);
}

/** False where the open file was truncated, so that only a copy still holds what it was. */
async function isIntact(handle: OpenFile, position: Position): Promise<boolean> {
  const { size } = await handle.stat();
  return size >= position.size && hasHead({ read: handle.peek }, position.head);
}

async function isCopy(handle: OpenFile, source: ByteSource, file: Seen, isComplete: boolean): Promise<boolean> {
  const { size } = await handle.stat();
  if (!isPacked(file.name) && file.size > size) return false;
  const end = isPacked(file.name) ? size : file.size;
  const from = Math.max(0, end - copyBytes);
  try {
    // One byte more than there may be.
    const theirs = await source.read(from, end - from + 1);
    return theirs.equals(await handle.peek(from, end - from));
  } catch (error) {
    // A compressed file may still be written; if not, it is for itself, and told to be unreadable.
    if (isComplete) return false;
    throw error;
  }
}

/** The file that was read has another content now: it was truncated and written anew. */
export async function detach(piece: Piece): Promise<void> {
  await piece.source?.close();
  piece.source = null;
  piece.handle = null;
  piece.isNamed = false;
  piece.isLive = false;
  Object.assign(piece.position, { device: 0, inode: 0, birth: 0 });
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
  const isSame = isSameFile(piece, file);
  Object.assign(position, { device: file.device, inode: file.inode, birth: file.birth, name: file.name });
  if (piece.source === null || !isSame) await openAs(piece, path.join(names.folder, file.name), file);
  else if (piece.handle !== null) position.size = Math.max(position.size, file.size);
}

/** Null where the name leads to another file by now: it is looked at again. */
async function openSeen(place: string, { device, inode }: Seen): Promise<OpenFile | null> {
  const handle = await openPlain(place).catch(() => null);
  if (handle === null) return null;
  const { dev, ino } = await handle.stat();
  if (dev === device && ino === inode) return handle;
  await handle.close();
  return null;
}

async function openAs(piece: Piece, place: string, file: Seen): Promise<void> {
  await piece.source?.close();
  piece.isPacked = isPacked(place);
  piece.handle = piece.isPacked ? null : await openSeen(place, file);
  piece.source = piece.isPacked ? openPacked(place) : piece.handle;
  piece.isWhole = false;
  if (piece.handle !== null) await measure(piece);
}
