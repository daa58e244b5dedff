// SQL over a selection: the engine reads what its columns hold exactly; events that must be read whole travel beside the statement as rows.
import { indexPositions } from '../../lib/problem.ts';
import { findPipe } from '../../search/lex.ts';
import { compilePipeline } from '../../search/pipeline.ts';
import { eventColumns } from '../decode-event.ts';
import type { Engine } from '../engine/engine.ts';
import { runSql, type SpecialRows } from '../engine/sql-request.ts';
import { select, selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { PipelineAnswer, PipelineRequest } from '../store.ts';
import type { SeqRanges } from '../seq-ranges.ts';
import { storedEvent } from './fetch-events.ts';
import { planSelection, type Plan } from './plan.ts';
import { engineColumn, specialRows, type EngineColumn, type SpecialValue } from './sql-columns.ts';
import { and, never, not, or } from './sql.ts';

/** So many events are read whole for one statement; past it the answer says that it is not exact. */
const maxSpecial = 100_000;
/** What their distinct rows may take, bytes. */
const maxSpecialBytes = 32 * 1024 * 1024;
const defaultRows = 100;

export async function runPipeline(engine: Engine, request: PipelineRequest, shown: SeqRanges): Promise<PipelineAnswer> {
  const { text, pipeline, nowMicros, signal } = request;
  const plan = await planSelection(engine, { ...request, query: pipeline.query }, shown, signal);
  const { parameters } = plan;
  const compiled = compilePipeline(text, pipeline, { nowMicros, bind: (value, type) => parameters.add(value, type) });
  const columns = compiled.columns.map((column) => engineColumn(column, parameters));
  const most = request.maxWhole ?? maxSpecial;
  const sources = await findSources(engine, plan, columns, most, signal);
  const special = await collectSpecial(engine, plan, columns, sources, signal);
  const wanted = request.limit ?? compiled.limit ?? defaultRows;
  const own = compiled.limit ?? Infinity;
  const fetched = Math.min(own, wanted + 1);
  const from = innerSelect(plan, columns, sources, special.rows !== null);
  const query = `${compiled.head} FROM (${from}) AS events ${compiled.tail} LIMIT ${fetched}${compiled.offset === null ? '' : ` OFFSET ${compiled.offset}`}`;
  const position = indexPositions(text)((findPipe(text) ?? 0) + 1);
  const result = await runSql(engine, { query, parameters: parameters.parameters, special: special.rows, position, signal });
  return {
    columns: compiled.outputs.map(({ name }, k) => ({ name, type: plainType(result.types[k] ?? 'String') })),
    rows: result.rows.slice(0, wanted),
    more: result.rows.length > wanted,
    exact: sources.isExact && special.isWhole,
  } satisfies PipelineAnswer;
}

/** Which rows the engine reads by itself, and which are read whole. */
interface Sources {
  readonly own: string;
  readonly special: string;
  readonly count: number;
  /** False = too many would have to be read whole: the engine's own reading of their fields has to do. */
  readonly isExact: boolean;
}

async function findSources(engine: Engine, plan: Plan, columns: readonly EngineColumn[], most: number, signal?: AbortSignal): Promise<Sources> {
  const untrusted = or(...columns.map((column) => column.untrusted));
  const own = plan.bounds.sure === never ? never : and(plan.isEven, plan.bounds.sure, not(untrusted));
  const special = and(plan.bounds.may, not(own));
  const count = await countRows(engine, plan, special, signal);
  if (count <= most) return { own, special, count, isExact: true };
  return { own: plan.bounds.sure, special: and(plan.bounds.may, not(plan.bounds.sure)), count: most, isExact: false };
}

async function countRows(engine: Engine, plan: Plan, condition: string, signal?: AbortSignal): Promise<number> {
  if (condition === never) return 0;
  const tail = `FROM ${eventsTable} WHERE ${and(plan.scope, condition)}`;
  const [row] = await selectAll(engine, { columns: [{ sql: 'count()', kind: 'u64' }], tail, parameters: plan.parameters.parameters, signal });
  return row[0] as number;
}

interface Special {
  readonly rows: SpecialRows | null;
  readonly isWhole: boolean;
}

/** The chosen ones of the events that are read whole, equal rows once with their number. */
async function collectSpecial(engine: Engine, plan: Plan, columns: readonly EngineColumn[], sources: Sources, signal?: AbortSignal): Promise<Special> {
  if (sources.count === 0) return { rows: null, isWhole: true };
  const counts = new Map<string, number>();
  let bytes = 0;
  let isWhole = true;
  const tail = `FROM ${eventsTable} WHERE ${and(plan.scope, sources.special)} LIMIT ${sources.count}`;
  const selected = [...eventColumns, { sql: `toUInt8(${plan.bounds.sure})`, kind: 'u8' as const }];
  for await (const batch of select(engine, { columns: selected, tail, parameters: plan.parameters.parameters, signal }))
    for (const row of batch) {
      const event = storedEvent(row);
      if (row[eventColumns.length] !== 1 && !plan.matches(event)) continue;
      for (const values of specialRows(columns, event)) {
        const line = lineOf(values);
        const known = counts.get(line);
        if (known === undefined && bytes + line.length > maxSpecialBytes) isWhole = false;
        else {
          counts.set(line, (known ?? 0) + 1);
          if (known === undefined) bytes += line.length;
        }
      }
    }
  if (counts.size === 0) return { rows: null, isWhole };
  const structure = [...columns.map(({ type }, k) => `c${k} ${type}`), 'times UInt32'].join(', ');
  const lines = [...counts].map(([line, times]) => `[${line}${line === '' ? '' : ','}${times}]\n`).join('');
  return { rows: { structure, lines }, isWhole };
}

function lineOf(values: readonly SpecialValue[]): string {
  return values.map((value) => JSON.stringify(value)).join(',');
}

/** The caller's events as a table of the columns c0, c1 …: the one place where the real table is named. */
function innerSelect(plan: Plan, columns: readonly EngineColumn[], { own }: Sources, hasSpecial: boolean): string {
  const list = (expressions: readonly string[]): string => (expressions.length === 0 ? '1 AS c' : expressions.map((sql, k) => `${sql} AS c${k}`).join(', '));
  const stored = `SELECT ${list(columns.map(({ sql }) => sql))} FROM ${eventsTable} WHERE ${and(plan.scope, own)}`;
  if (!hasSpecial) return stored;
  const beside = `SELECT ${list(columns.map(({ fromSpecial }, k) => fromSpecial(`s.c${k}`)))} FROM special AS s ARRAY JOIN range(s.times) AS time`;
  return `${stored} UNION ALL ${beside}`;
}

/** How values are kept inside says nothing to people. */
function plainType(type: string): string {
  return type.replace(/LowCardinality\(((?:[^()]|\([^()]*\))*)\)/g, '$1');
}
