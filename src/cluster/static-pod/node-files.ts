// Files of a node, under its root: read, written so that a crash leaves the old or the new content, and put on disk.
import { chmodSync, chownSync, closeSync, existsSync, fsyncSync, lstatSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { AppError } from '../../lib/app-error.ts';

/** Where a node's path lies for this process: `--root` puts every path under another folder. */
export function under(root: string, nodePath: string): string {
  return path.join(root, nodePath);
}

export interface FileMode {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** A file's bytes; null where there is none. Throws AppError `unavailable` where it cannot be read. */
export function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw new AppError('unavailable', `${file} cannot be read: ${(cause as Error).message}`, { cause, hint: 'Run it as root on the node.' });
  }
}

/** A text that must be UTF-8: anything else would not come back to the byte. */
export function decodeText(file: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('bad_parameter', `${file} is not UTF-8: it is left as it is.`, { cause, hint: 'kubelet would not read it either.' });
  }
}

export function modeOf(file: string): FileMode | null {
  try {
    const { mode, uid, gid } = statSync(file);
    return { mode: mode & 0o7777, uid, gid };
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
}

/** Writes a file and has it on disk; the folder's entry is synced too. */
export function writeDurably(file: string, content: Uint8Array | string, { mode, uid, gid }: Partial<FileMode> = {}): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const temporary = `${file}.tmp`;
  const handle = openSync(temporary, 'w', mode ?? 0o600);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  // The process's umask must not decide what kubelet or a server without root may read.
  chmodSync(temporary, mode ?? 0o600);
  if (uid !== undefined && gid !== undefined) chownSync(temporary, uid, gid);
  renameDurably(temporary, file);
}

export function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(path.dirname(to));
}

export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Makes a folder and those above it, and has their entries on disk. */
export function makeFolder(folder: string, mode = 0o700): void {
  const made = mkdirSync(folder, { recursive: true, mode });
  if (made === undefined) return;
  for (let at = folder; at.length >= path.dirname(made).length && at !== path.dirname(at); at = path.dirname(at)) syncFolder(at);
}

export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The nearest folder that exists at or above a path. */
export function nearestFolder(file: string): string {
  let at = path.resolve(file);
  while (!existsSync(at) || !statSync(at).isDirectory()) at = path.dirname(at);
  return at;
}

export function isThere(file: string): boolean {
  try {
    lstatSync(file);
    return true;
  } catch (cause) {
    if (isMissing(cause)) return false;
    throw cause;
  }
}

export function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
