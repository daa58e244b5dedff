// Finds audit logs among other files: a must-gather, a support bundle, a folder of rotated logs. What is one is told by its first bytes, not by its name.
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { AppError } from '../lib/app-error.ts';
import { findLogs, type LogFile } from './read-logs.ts';

export interface FoundLogs {
  readonly logs: readonly LogFile[];
  /** Files that are no audit logs. */
  readonly passedOver: number;
}

/** A bundle may hold links into itself. */
const maxDepth = 12;
const headBytes = 65_536;
/** An event, or a list of them, of any version of the API. */
const auditMark = /"audit\.k8s\.io\/|"kind"\s*:\s*"Event(List)?"[^]*"auditID"|"auditID"\s*:/;

/** All audit logs at the given places, folder by folder, those of each folder oldest first. Throws AppError where there is none. */
export function findAuditLogs(places: readonly string[]): FoundLogs {
  const logs: LogFile[] = [];
  let passedOver = 0;
  for (const place of places) {
    // A file that was named is taken whatever it holds: what is no event is counted and told.
    if (!isFolder(place)) {
      logs.push(...findLogs(place));
      continue;
    }
    for (const folder of foldersBelow(place, 0)) {
      const names = readdirSync(folder).filter((name) => isFile(path.join(folder, name)));
      const audit = names.filter((name) => isAuditLog(path.join(folder, name)));
      passedOver += names.length - audit.length;
      if (audit.length > 0) logs.push(...findLogs(folder, audit));
    }
  }
  if (logs.length === 0)
    throw new AppError('bad_parameter', `There are no audit logs in ${places.join(', ')}.`, {
      hint: `Looked into ${passedOver} files for events of audit.k8s.io, compressed by gzip or not.`,
    });
  return { logs, passedOver };
}

function* foldersBelow(folder: string, depth: number): Generator<string> {
  yield folder;
  if (depth === maxDepth) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)))
    if (entry.isDirectory()) yield* foldersBelow(path.join(folder, entry.name), depth + 1);
}

function isAuditLog(file: string): boolean {
  const head = Buffer.alloc(headBytes);
  const descriptor = openSync(file, 'r');
  try {
    const bytes = head.subarray(0, readSync(descriptor, head, 0, headBytes, 0));
    return auditMark.test(plain(bytes).toString('latin1'));
  } catch {
    return false;
  } finally {
    closeSync(descriptor);
  }
}

function plain(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  // The end of the file is not there: what comes out before it is enough.
  return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * 1024 * 1024 });
}

function isFolder(place: string): boolean {
  return place !== '-' && (statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

function isFile(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isFile() ?? false;
}
