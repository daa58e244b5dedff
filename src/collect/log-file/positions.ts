// How far each piece of a log was delivered: known again by its first bytes, whatever it is called by then.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import type { ByteSource } from './byte-source.ts';

/** The first bytes of a file: enough to hold an event's own identifiers, and the same under every name. */
export interface Head {
  /** Where they begin: after NUL bytes. */
  readonly from: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Position {
  device: number;
  inode: number;
  readonly head: Head;
  /** After the last line break that was delivered, in the file as it is unpacked. */
  offset: number;
  /** How large it was when it was last seen; unpacked. */
  size: number;
  /** The name it was last seen under. */
  name: string;
}

const headBytes = 1024;

/** The head of a file; null while it holds too little to be told from others, unless nothing more will come. */
export async function readHead(source: ByteSource, isComplete: boolean): Promise<Head | null> {
  for (let from = 0; ;) {
    const bytes = await source.read(from, headBytes * 64);
    const begin = bytes.findIndex((byte) => byte !== 0);
    if (begin > 0 || (begin < 0 && bytes.length > 0)) {
      from += begin < 0 ? bytes.length : begin;
      continue;
    }
    const first = bytes.subarray(0, headBytes);
    const isEnough = first.length === headBytes || first.includes(10) || (isComplete && first.length > 0);
    if (!isEnough) return null;
    return { from, bytes: first.length, sha256: hashOf(first) };
  }
}

/** True where the file begins with these bytes. */
export async function hasHead(source: Pick<ByteSource, 'read'>, head: Head): Promise<boolean> {
  const bytes = await source.read(head.from, head.bytes);
  if (bytes.length < head.bytes || hashOf(bytes) !== head.sha256) return false;
  if (head.from === 0) return true;
  const before = await source.read(head.from - 1, 1);
  return before[0] === 0;
}

/** The positions of an earlier life; none where the file is missing or damaged, which costs duplicates and nothing else. */
export function loadPositions(file: string, warn: (message: string) => void): Position[] {
  try {
    const { files } = JSON.parse(readFileSync(file, 'utf8')) as { files: Position[] };
    return files;
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

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
