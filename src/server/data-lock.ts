// One server a data folder: a lock that the operating system releases when the process ends, however it ends.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { AppError } from '../lib/app-error.ts';

export interface DataLock {
  release(): void;
}

/** Makes the folder if need be and locks it. Throws AppError `conflict` when another server has it. */
export function lockDataFolder(folder: string): DataLock {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new AppError('bad_parameter', `The data folder ${folder} cannot be made: ${(cause as Error).message}`, { cause });
  }
  // SQLite's own file lock: no process id to go stale, nothing to clean up after kill -9.
  const database = new Database(path.join(folder, 'lock.db'));
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
    database.exec('CREATE TABLE IF NOT EXISTS lock (held INTEGER)');
  } catch (cause) {
    database.close();
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
