// How far each piece of a log was delivered: known again by its first bytes, whatever it is called by then.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import type { ByteSource } from './byte-source.ts';

/** Bytes of a file by which it is known again. */
export interface Mark {
  readonly from: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The first bytes of a file, after NUL bytes: its first line, which ends with the event's times and so is like no other. */
export interface Head extends Mark {
  /** False where the first line is longer than what is looked at: a client can make two that begin alike. */
  readonly isLine: boolean;
}

export interface Position {
  device: number;
  inode: number;
  /** When it was made, ms, where the file system tells; else 0. An inode is used again, a moment is not. */
  birth: number;
  readonly head: Head;
  /** After the last line break that was delivered, in the file as it is unpacked. */
  offset: number;
  /** The last bytes that were delivered; null while none were. */
  last: Mark | null;
  /** How large it was when it was last seen; unpacked. */
  size: number;
  /** The name it was last seen under. */
  name: string;
}

const headBytes = 65_536;
const lastBytes = 4096;

/** The head of a file; null while it holds too little to be told from others, unless nothing more will come. */
export async function readHead(source: ByteSource, isComplete: boolean): Promise<Head | null> {
  for (let from = 0; ;) {
    const bytes = await source.read(from, headBytes);
    const begin = bytes.findIndex((byte) => byte !== 0);
    if (begin > 0 || (begin < 0 && bytes.length > 0)) {
      from += begin < 0 ? bytes.length : begin;
      continue;
    }
    const end = bytes.indexOf(10);
    const isEnough = end >= 0 || bytes.length === headBytes || (isComplete && bytes.length > 0);
    if (!isEnough) return null;
    const first = end < 0 ? bytes : bytes.subarray(0, end + 1);
    return { ...markOf(first, from), isLine: end >= 0 };
  }
}

/** True where the file begins with these bytes. */
export async function hasHead(source: Pick<ByteSource, 'read'>, head: Head): Promise<boolean> {
  if (!(await hasMark(source, head))) return false;
  if (head.from === 0) return true;
  const before = await source.read(head.from - 1, 1);
  return before[0] === 0;
}

/** True where the file holds these bytes in this place. */
export async function hasMark(source: Pick<ByteSource, 'read'>, { from, bytes, sha256 }: Mark): Promise<boolean> {
  const found = await source.read(from, bytes);
  return found.length === bytes && hashOf(found) === sha256;
}

/** The mark of lines that end at `offset`. */
export function lastMark(lines: Uint8Array, offset: number): Mark {
  const last = lines.subarray(Math.max(0, lines.length - lastBytes));
  return markOf(last, offset - last.length);
}

/** The positions of an earlier life; none where the file is missing or damaged, which costs duplicates and nothing else. */
export function loadPositions(file: string, warn: (message: string) => void): Position[] {
  try {
    const { files } = JSON.parse(readFileSync(file, 'utf8')) as { files?: unknown };
    if (Array.isArray(files) && files.every(isPosition)) return files.map(completed);
    throw new TypeError('it holds something else than positions');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') warn(`${file} cannot be read (${(error as Error).message}): the log is read from its beginning`);
    return [];
  }
}

export async function savePositions(file: string, files: readonly Position[]): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify({ files })}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

function isPosition(value: unknown): value is Position {
  const { device, inode, offset, size, name, head, last } = (value ?? {}) as Partial<Record<keyof Position, unknown>>;
  const numbers = [device, inode, offset, size];
  return numbers.every(isCount) && typeof name === 'string' && isMark(head) && (isMark(last) || (last ?? null) === null);
}

/** Nothing is read or held for the sake of a mark that this program cannot have made. */
function isMark(value: unknown): boolean {
  const { from, bytes, sha256 } = (value ?? {}) as Partial<Record<keyof Mark, unknown>>;
  return isCount(from) && isCount(bytes) && Number(bytes) <= headBytes && typeof sha256 === 'string';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** What an earlier version did not keep is not known. */
function completed({ last, head, ...position }: Position): Position {
  const { birth } = position as { birth?: unknown };
  return { ...position, head: { ...head, isLine: (head as Partial<Head>).isLine === true }, last: last ?? null, birth: typeof birth === 'number' ? birth : 0 };
}

function markOf(bytes: Uint8Array, from: number): Mark {
  return { from, bytes: bytes.length, sha256: hashOf(bytes) };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
