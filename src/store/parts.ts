// The engine's parts on disk: checked against their own checksums, and taken out where they are damaged, so that one of them never fails every question.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from './engine/engine.ts';
import { answerOf, command, selectAll } from './engine/statements.ts';
import { forgetComplete } from './identifiers/find.ts';
import { database } from './schema.ts';

export interface Part {
  readonly table: string;
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** UTC day of its events (or arrivals), YYYY-MM-DD; null where its name does not tell. */
  readonly day: string | null;
}

export async function activeParts(engine: Engine): Promise<Part[]> {
  const rows = await selectAll(engine, {
    columns: [
      { sql: 'table', kind: 'bytes' },
      { sql: 'name', kind: 'bytes' },
      { sql: 'rows', kind: 'u64' },
      { sql: 'bytes_on_disk', kind: 'u64' },
      { sql: 'toInt64(toUnixTimestamp(modification_time))', kind: 'i64' },
    ],
    tail: `FROM system.parts WHERE active AND database = '${database}' ORDER BY modification_time DESC, name`,
  });
  return rows.map(([table, name, count, bytes, modified]) => ({
    table: String(table),
    name: String(name),
    rows: count as number,
    bytes: bytes as number,
    modifiedAt: (modified as number) * 1000,
    day: dayOf(String(name)),
  }));
}

/** What is wrong with a part; null where nothing is. A part that is gone meanwhile was merged, and is nobody's concern. */
export async function checkPart(engine: Engine, { table, name }: Part): Promise<string | null> {
  const answer = await answerOf(engine, `CHECK TABLE ${database}.${table} PART '${name}' SETTINGS check_query_single_value_result = 0`).catch(
    async (error: unknown) => {
      if (!engine.isUp()) throw error;
      return (await activeParts(engine)).some((part) => part.table === table && part.name === name) ? `${name}\t0\t${(error as Error).message}` : '';
    },
  );
  const [, isWhole = '1', reason = ''] = answer.trimEnd().split('\t');
  return isWhole === '1' ? null : reason.slice(0, 300);
}

/**
 * Takes a damaged part out of its table. Where every row can still be read (an index is damaged, not the data) they are copied
 * into a new part first. Returns whether they were.
 */
export async function takeOut(engine: Engine, { table, name }: Part): Promise<boolean> {
  const own = `${database}.${table}`;
  const copy = `${database}.salvage`;
  await command(engine, `DROP TABLE IF EXISTS ${copy} SYNC`);
  const isCopied = await copyRows(engine, own, copy, name);
  await command(engine, `ALTER TABLE ${own} DETACH PART '${name}'`);
  forgetComplete(engine);
  if (isCopied) await command(engine, `ALTER TABLE ${own} ATTACH PARTITION ID '${partitionOf(name)}' FROM ${copy}`);
  await command(engine, `DROP TABLE IF EXISTS ${copy} SYNC`);
  return isCopied;
}

async function copyRows(engine: Engine, own: string, copy: string, name: string): Promise<boolean> {
  try {
    await command(engine, `CREATE TABLE ${copy} AS ${own}`);
    const settings = { use_skip_indexes: 0 as const, max_threads: 1 };
    await command(engine, `INSERT INTO ${copy} SELECT * FROM ${own} WHERE _part = {name:String}`, { name }, settings);
    return true;
  } catch {
    return false;
  }
}

/** The oldest and the newest sequence of a part's rows; null where its column of sequences cannot be read. */
export async function seqsOfPart(engine: Engine, { table, name }: Part): Promise<readonly [number, number] | null> {
  try {
    const [[oldest, newest]] = await selectAll(engine, {
      columns: [
        { sql: 'min(seq)', kind: 'u64' },
        { sql: 'max(seq)', kind: 'u64' },
      ],
      tail: `FROM ${database}.${table} WHERE _part = {name:String}`,
      parameters: { name },
    });
    return [oldest as number, newest as number];
  } catch {
    return null;
  }
}

export interface DetachedPart {
  readonly table: string;
  readonly name: string;
  /** Why the engine took it out: `broken-on-start` …; empty where we did. */
  readonly reason: string;
  readonly rows: number | null;
  readonly day: string | null;
}

/** Parts that are not served any more; rows are told where the part still says so itself. */
export async function detachedParts(engine: Engine): Promise<DetachedPart[]> {
  const rows = await selectAll(engine, {
    columns: [
      { sql: 'table', kind: 'bytes' },
      { sql: 'name', kind: 'bytes' },
      { sql: "ifNull(reason, '')", kind: 'bytes' },
      { sql: 'path', kind: 'bytes' },
    ],
    tail: `FROM system.detached_parts WHERE database = '${database}'`,
  });
  return rows.map((row) => {
    const [table, name, reason, folder] = row.map(String);
    return { table, name, reason, rows: rowsOf(folder), day: dayOf(name.slice(reason === '' ? 0 : reason.length + 1)) };
  });
}

function rowsOf(folder: string): number | null {
  try {
    const text = readFileSync(path.join(folder, 'count.txt'), 'utf8');
    return /^\d+$/.test(text) ? Number(text) : null;
  } catch {
    return null;
  }
}

/** `20780-30_1_4_1` is of the partition `20780-30`: day 20780 since the epoch, kept for 30 days. */
function partitionOf(name: string): string {
  return name.split('_')[0];
}

function dayOf(name: string): string | null {
  const day = /^(\d+)-\d+_/.exec(name)?.[1];
  return day === undefined || Number(day) > 2_000_000 ? null : new Date(Number(day) * 86_400_000).toISOString().slice(0, 10);
}

/** How often the engine met a full disk or a broken file since its start, in merges too, which no statement tells. */
export async function countDiskErrors(engine: Engine): Promise<number> {
  const [[count]] = await selectAll(engine, {
    columns: [{ sql: 'sum(value)', kind: 'u64' }],
    tail: `FROM system.errors WHERE code = 246 OR last_error_message LIKE '%No space left on device%' OR last_error_message LIKE '%errno: 28,%'`,
  });
  return count as number;
}
