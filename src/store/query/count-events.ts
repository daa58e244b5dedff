// How many events match: the engine counts the sure ones, the undecided ones are decided by the evaluator.
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { Shown } from '../stored-seqs.ts';
import type { Selection } from '../store.ts';
import { countInSteps } from './count-in-steps.ts';
import { decideBetween } from './decide-between.ts';
import { planSelection } from './plan.ts';
import { readCounts, type PlannedQuestion } from './read-counts.ts';
import { always, isExact, never } from './sql.ts';

export async function countEvents(engine: Engine, selection: Selection, shown: Shown, signal?: AbortSignal): Promise<number> {
  const plan = await planSelection(engine, selection, shown.seqs, signal);
  const question = { plan, shown };
  const { steps } = plan.even;
  if (steps !== undefined) return countInSteps(engine, question, steps, signal);
  let count = plan.bounds.sure === never ? 0 : await countRows(engine, question, plan.bounds.sure, signal);
  if (isExact(plan.bounds)) return count;
  for await (const _ of decideBetween(engine, plan, always, signal)) count += 1;
  return count;
}

async function countRows(engine: Engine, question: PlannedQuestion, condition: string, signal?: AbortSignal): Promise<number> {
  const { parameters } = question.plan.parameters;
  return readCounts({ ...question, expressions: [condition], interval: null }, async ({ pieces, settings }) => {
    const counts = pieces.map((piece) => `SELECT count() AS c FROM ${eventsTable} WHERE ${piece} AND ${condition}`);
    const [row] = await selectAll(engine, {
      columns: [{ sql: 'sum(c)', kind: 'u64' }],
      tail: `FROM (${counts.join(' UNION ALL ')})`,
      parameters,
      settings,
      signal,
    });
    return row[0] as number;
  });
}
