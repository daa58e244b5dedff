// The control database, SQLite in one file: opened for durability, brought to the newest schema, and spoken to in plain SQL.
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'libsql';
import { AppError } from '../../lib/app-error.ts';
import { migrations as knownMigrations } from './migrations.ts';
import type { Migration } from './migrations.ts';

export type SqlValue = string | number | null;

export interface ControlDatabase {
  /** All rows of a statement with `$1`, `$2` … as parameters, in the order of their first appearance. */
  all<Row>(sql: string, ...parameters: readonly SqlValue[]): readonly Row[];
  /** Runs a statement and answers how many rows it changed. */
  run(sql: string, ...parameters: readonly SqlValue[]): number;
  /**
   * Runs `work` in one transaction that holds the write lock from its start; when this returns, the change is on disk and synced.
   * Throws what `work` throws, with nothing changed. Inside another transaction it is part of that one.
   */
  transaction<T>(work: () => T): T;
  close(): void;
}

export interface ControlDatabaseOptions {
  /** The file, made (readable by its owner only) when it is not there, or `:memory:`. Its folder must exist. */
  readonly path: string;
  /** Milliseconds since the epoch, recorded with each migration. */
  readonly now: () => number;
  readonly migrations?: readonly Migration[];
}

/** How long a statement waits for another process that holds the lock. */
const lockTimeoutMs = 5000;

/** Opens and migrates. Throws AppError `unavailable` when the file cannot be opened, is no database, or is of a newer version. */
export function openControlDatabase(options: ControlDatabaseOptions): ControlDatabase {
  const connection = connect(options.path);
  const database = wrap(connection);
  try {
    // WAL with FULL: one fsync a commit, and a commit that was answered survives a power cut
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    migrate(database, options.migrations ?? knownMigrations, options.now);
  } catch (error) {
    connection.close();
    throw error instanceof AppError ? error : unusable(options.path, error);
  }
  return database;
}

function connect(path: string): Database.Database {
  try {
    if (path !== ':memory:') createOwnerOnly(path);
    return new Database(path, { timeout: lockTimeoutMs });
  } catch (error) {
    throw unusable(path, error);
  }
}

/** SQLite would make the file with the umask's rights, and gives its -wal and -shm files the rights of the main one. */
function createOwnerOnly(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  // Windows neither opens nor needs to sync a folder
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function unusable(path: string, cause: unknown): AppError {
  return new AppError('unavailable', `The control database ${path} cannot be opened: ${messageOf(cause)}`, {
    cause,
    hint: 'Check that the folder exists and is writable, that the disk is not full, and that the file is a control database.',
  });
}

function wrap(connection: Database.Database): ControlDatabase {
  const prepared = new Map<string, Database.Statement>();
  const prepare = (sql: string): Database.Statement => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = connection.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement;
  };
  return {
    // never get(): it adds `_metadata` to the row and leaves the statement open
    all: <Row>(sql: string, ...parameters: readonly SqlValue[]) => guarded(() => prepare(sql).all([...parameters]) as Row[]),
    run: (sql, ...parameters) => guarded(() => prepare(sql).run([...parameters]).changes),
    transaction: (work) => guarded(() => (connection.inTransaction ? work() : inTransaction(connection, work))),
    close() {
      prepared.clear();
      if (!connection.open) return;
      // leaves one whole file behind, so that a copy of it alone is a backup
      connection.pragma('wal_checkpoint(TRUNCATE)');
      connection.close();
    },
  };
}

function inTransaction<T>(connection: Database.Database, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    // some errors (a full disk) have rolled back already
    if (connection.inTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

/** What the world can cause becomes an AppError; what only a bug can cause passes unchanged. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (/^SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY|FOREIGNKEY)$/.test(code)) {
    return new AppError('conflict', 'The change does not fit what another change has just made', { cause: error, hint: 'Try again.' });
  }
  if (/^SQLITE_(?:BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|CORRUPT)/.test(code)) {
    return new AppError('unavailable', `The control database does not answer: ${messageOf(error)}`, {
      cause: error,
      hint: 'Check the disk of the data folder and whether another program holds the file.',
      retryAfter: 5,
    });
  }
  return error;
}

/** Brings the schema to the last step, all steps or none; a second process that starts meanwhile waits, then finds nothing to do. */
function migrate(database: ControlDatabase, migrations: readonly Migration[], now: () => number): void {
  database.transaction(() => {
    database.run('create table if not exists schema_migrations (number integer primary key, name text not null, applied_at bigint not null)');
    const applied = database.all<{ number: number; name: string }>('select number, name from schema_migrations order by number');
    const known = new Map(migrations.map((migration) => [migration.number, migration]));
    const foreign = applied.find((row) => known.get(row.number)?.name !== row.name);
    if (foreign !== undefined) {
      throw new AppError('unavailable', `The control database was made by another version: its schema has step ${foreign.number}, "${foreign.name}"`, {
        hint: `This version knows the steps up to ${migrations.at(-1)?.number ?? 0}. Start the version that wrote the data folder, or a newer one.`,
      });
    }
    for (const migration of migrations.slice(applied.length)) {
      for (const statement of migration.statements) database.run(statement);
      database.run('insert into schema_migrations (number, name, applied_at) values ($1, $2, $3)', migration.number, migration.name, now());
    }
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
