// How many events match: the engine counts the sure ones, the undecided ones are decided by the evaluator.
import type { Engine } from '../engine/engine.ts';
import { select, selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { SeqRanges } from '../seq-ranges.ts';
import type { EventKey, Selection } from '../store.ts';
import { decideBetween, decideOdd } from './decide-between.ts';
import { keyColumns, keyOf } from './event-keys.ts';
import { fetchEvents } from './fetch-events.ts';
import { planSelection, type Plan } from './plan.ts';
import { always, and, isExact, never, not } from './sql.ts';

export async function countEvents(engine: Engine, selection: Selection, shown: SeqRanges, signal?: AbortSignal): Promise<number> {
  const plan = await planSelection(engine, selection, shown, signal);
  const { quick } = plan.even;
  if (quick !== undefined && quick !== never) return countQuickly(engine, plan, quick, signal);
  let count = plan.bounds.sure === never ? 0 : await countRows(engine, plan, plan.bounds.sure, signal);
  if (isExact(plan.bounds)) return count;
  for await (const _ of decideBetween(engine, plan, always, signal)) count += 1;
  return count;
}

async function countRows(engine: Engine, plan: Plan, condition: string, signal?: AbortSignal): Promise<number> {
  const counts = plan.pieces.map((piece) => `SELECT count() AS c FROM ${eventsTable} WHERE ${piece} AND ${condition}`);
  const [row] = await selectAll(engine, {
    columns: [{ sql: 'sum(c)', kind: 'u64' }],
    tail: `FROM (${counts.join(' UNION ALL ')})`,
    parameters: plan.parameters.parameters,
    signal,
  });
  return row[0] as number;
}

/** Small columns tell of most events; bodies are read for the others alone, and once. */
async function countQuickly(engine: Engine, plan: Plan, quick: string, signal?: AbortSignal): Promise<number> {
  const { may, sure } = plan.even;
  let count = await countRows(engine, plan, and(plan.isEven, quick), signal);
  for await (const _ of decideOdd(engine, plan, always, signal)) count += 1;
  let undecided: EventKey[] = [];
  let bytes = 0;
  const decide = async (): Promise<void> => {
    for (const event of (await fetchEvents(engine, undecided, signal)).values()) if (plan.matches(event)) count += 1;
    undecided = [];
    bytes = 0;
  };
  const columns = [...keyColumns, { sql: `toUInt8(${sure})`, kind: 'u8' as const }, { sql: 'bytes', kind: 'u32' as const }];
  const tail = `FROM ${eventsTable} WHERE ${plan.scope} AND ${and(plan.isEven, may, not(quick))}`;
  for await (const rows of select(engine, { columns, tail, parameters: plan.parameters.parameters, signal }))
    for (const row of rows)
      if (row[keyColumns.length] === 1) count += 1;
      else {
        bytes += row[keyColumns.length + 1] as number;
        if (undecided.push(keyOf(row)) >= decidedAtOnce || bytes > decidedBytes) await decide();
      }
  await decide();
  return count;
}

const decidedAtOnce = 500;
const decidedBytes = 16 * 1024 * 1024;
