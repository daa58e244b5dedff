// Brings the engine's tables to the version that this program knows: numbered, additive steps, each safe to run twice.
import { AppError } from '../lib/app-error.ts';
import type { Engine } from './engine/engine.ts';
import { command, selectAll } from './engine/statements.ts';
import { asideStatements } from './aside.ts';
import { addIdentifierStatements, createBlockStatements } from './blocks.ts';
import { addRollupStatements } from './rollups.ts';
import { addWordStatements, compressByPartStatements, createStatements, database } from './schema.ts';

/** By the version that each leads to. */
const steps: ReadonlyMap<number, () => readonly string[]> = new Map([
  [1, createStatements],
  [2, createBlockStatements],
  [3, asideStatements],
  [4, addWordStatements],
  [5, () => [...addIdentifierStatements(), ...compressByPartStatements()]],
  [6, addRollupStatements],
]);
const newest = Math.max(...steps.keys());

/** Runs the steps that are missing. A store that a newer program wrote is refused rather than guessed at. */
export async function migrateStore(engine: Engine): Promise<void> {
  await command(engine, `CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic`);
  await command(engine, `CREATE TABLE IF NOT EXISTS ${database}.migrations (version UInt32, at Int64) ENGINE = MergeTree ORDER BY version`);
  const rows = await selectAll(engine, { columns: [{ sql: 'toUInt32(max(version))', kind: 'u32' }], tail: `FROM ${database}.migrations` });
  const version = (rows[0]?.[0] as number | undefined) ?? 0;
  if (version > newest)
    throw new AppError('unavailable', `The store has version ${version}, this program knows ${newest}.`, {
      hint: 'Use the newer program that wrote it.',
    });
  for (const [next, statementsOf] of steps) {
    if (next <= version) continue;
    for (const statement of statementsOf()) await command(engine, statement);
    await command(engine, `INSERT INTO ${database}.migrations SELECT {version:UInt32}, {at:Int64}`, { version: next, at: Date.now() });
  }
}
