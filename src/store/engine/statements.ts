// Statements to the engine and rows from it, in RowBinary both ways: exact bytes in, exact bytes out.
import { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { ClickHouseError, type ClickHouseSettings } from '@clickhouse/client';
import { AppError } from '../../lib/app-error.ts';
import type { ColumnKind } from '../schema.ts';
import { readWords } from '../word-index.ts';
import type { Engine } from './engine.ts';
import { kindOfFailure } from './failures.ts';
import { openSelect } from './open-select.ts';
import { readRows, type Row } from './read-rows.ts';
import { takeTurn } from './scan-turns.ts';

export type Parameters = Readonly<Record<string, string | number | readonly string[] | readonly number[]>>;

/** Runs a statement that answers nothing. */
export async function command(engine: Engine, query: string, parameters: Parameters = {}, settings: ClickHouseSettings = {}): Promise<void> {
  await guarded(engine, () => engine.client().command({ query, query_params: { ...parameters }, clickhouse_settings: settings }));
}

/** Inserts rows that are already RowBinary. Sent again with the same token, they are not stored again. */
export async function insertRows(engine: Engine, table: string, columns: readonly string[], rows: readonly Uint8Array[], token: string): Promise<void> {
  const query = `INSERT INTO ${table} (${columns.map((name) => `\`${name}\``).join(', ')}) FORMAT RowBinary`;
  await guarded(engine, async () => {
    const { stream } = await engine.client().exec({
      query,
      values: Readable.from(rows, { objectMode: false, highWaterMark: 1 << 20 }),
      clickhouse_settings: { async_insert: 0, insert_deduplicate: 1, insert_deduplication_token: token, wait_end_of_query: 1 },
    });
    const answer = await readText(stream);
    if (answer !== '') throw new Error(`the engine answered an insert with ${answer.slice(0, 300)}`);
  });
}

/** Runs a statement and gives its answer as text. */
export async function answerOf(engine: Engine, query: string): Promise<string> {
  return guarded(engine, async () => readText((await engine.client().exec({ query })).stream));
}

/** A result column: an SQL expression and how its values travel. */
export interface ResultColumn {
  readonly sql: string;
  readonly kind: ColumnKind;
}

const guard = 0xa0d17e77;

export interface SelectOptions {
  readonly columns: readonly ResultColumn[];
  /** FROM and all that follows. */
  readonly tail: string;
  readonly parameters?: Parameters;
  readonly settings?: ClickHouseSettings;
  readonly signal?: AbortSignal;
}

/** What nobody reads any more is not computed to its end. The engine ends only statements so that are sure to change nothing. */
const stopWithReader = { readonly: '2', cancel_http_readonly_queries_on_client_close: 1 } as const;

/** As many rows at a time as the engine likes best: where no text of events is read (see engine-config.ts), they are small. */
const manyRows = { max_block_size: '65409' } as const;

function readsText(statement: string): boolean {
  return /`(?:requestObject|responseObject|annotations|requestURI)`|\b(?:head|rest)\b/.test(statement);
}

/**
 * Streams rows, in batches as they arrive. Each row begins with a constant that text of an error cannot imitate, so a result
 * that breaks off midway throws and never ends as if it were whole.
 */
export async function* select(engine: Engine, options: SelectOptions): AsyncGenerator<readonly Row[]> {
  const list = options.columns.map((column) => readWords(column.sql)).join(', ');
  const query = `SELECT toUInt32(${guard}), ${list} ${options.tail} FORMAT RowBinary`;
  const turn = await takeTurn(engine, options.tail, options.signal);
  try {
    const settings = { ...stopWithReader, ...(readsText(list + options.tail) ? {} : manyRows), ...options.settings, ...turn.settings };
    const stream = await guarded(engine, () => openSelect(engine.address(), { query, parameters: options.parameters ?? {}, settings, signal: options.signal }));
    try {
      yield* readRows(stream, ['u32', ...options.columns.map((column) => column.kind)], guard);
    } catch (error) {
      engine.noteFailure(error);
      throw translated(error);
    } finally {
      stream.destroy();
    }
  } finally {
    turn.end();
  }
}

/** All rows of a small result. */
export async function selectAll(engine: Engine, options: SelectOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of select(engine, options)) for (const row of batch) rows.push(copyOf(row));
  return rows;
}

/** A row to keep: those of a batch lie in what was received together. */
export function copyOf(row: Row): Row {
  return row.map((value) => (typeof value === 'number' ? value : Buffer.from(value)));
}

async function guarded<T>(engine: Engine, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    engine.noteFailure(error);
    throw translated(error);
  }
}

/** Codes of src/Common/ErrorCodes.cpp: 159 TIMEOUT_EXCEEDED, 241 MEMORY_LIMIT_EXCEEDED, 202 TOO_MANY_SIMULTANEOUS_QUERIES. */
function translated(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof ClickHouseError) {
    if (error.code === '159')
      return new AppError('time_limit', 'The search took longer than its time limit.', { cause: error, hint: 'Narrow the time range or the query.' });
    if (error.code === '202' || error.code === '241')
      return new AppError('busy', `The engine has no room for this statement right now: ${error.message.slice(0, 300)}`, { cause: error, retryAfter: 2 });
    if (kindOfFailure(error) !== null)
      return new AppError('unavailable', `The engine's disk is full or damaged: ${error.message.slice(0, 300)}`, {
        cause: error,
        retryAfter: 5,
        hint: 'It is being looked through, and goes on by itself; see /api/v1/health.',
      });
    return new AppError('internal', `The engine refused a statement: ${error.message.slice(0, 300)}`, { cause: error });
  }
  if (error instanceof Error && /abort/i.test(error.name + error.message)) return error;
  return new AppError('unavailable', `The engine cannot be reached: ${(error as Error).message}`, { cause: error, retryAfter: 5 });
}
