// One server a data folder: a lock that the operating system releases when the process ends, however it ends.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { AppError } from '../lib/app-error.ts';

export interface DataLock {
  release(): void;
}

/** A server that is just ending gets this long to be gone. */
const patienceMs = 500;

/** Makes the folder if need be and locks it. Throws AppError `conflict` when another server has it, `bad_parameter` when it cannot be used. */
export function lockDataFolder(folder: string): DataLock {
  const file = path.join(folder, 'lock.db');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  } catch (cause) {
    throw unusable(folder, cause);
  }
  // SQLite's own file lock: no process id to go stale, nothing to clean up after kill -9. By `exec` alone: a prepared
  // statement would outlive `close` and keep the lock.
  const database = new Database(file, { timeout: patienceMs });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!/busy|locked/i.test((cause as Error).message)) throw unusable(folder, cause);
    throw new AppError('conflict', `The data folder ${folder} is in use by another server.`, {
      cause,
      hint: 'Stop it, or give this one its own --data folder.',
    });
  }
  return {
    release: () => {
      database.exec('ROLLBACK');
      database.close();
    },
  };
}

function unusable(folder: string, cause: unknown): AppError {
  return new AppError('bad_parameter', `The data folder ${folder} cannot be used: ${(cause as Error).message}`, {
    cause,
    hint: 'It must be a folder that this user may write to.',
  });
}
