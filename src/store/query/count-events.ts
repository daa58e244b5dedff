// How many events match: the engine counts the sure ones, the undecided ones stream through the evaluator.
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { SeqRanges } from '../seq-ranges.ts';
import type { Selection } from '../store.ts';
import { decideBetween } from './decide-between.ts';
import { planSelection } from './plan.ts';
import { always, and, isExact, never, not, type Bounds } from './sql.ts';

export async function countEvents(engine: Engine, selection: Selection, shown: SeqRanges, signal?: AbortSignal): Promise<number> {
  const plan = await planSelection(engine, selection, shown, signal);
  let count = 0;
  for (const condition of surely(plan.bounds)) {
    const [row] = await selectAll(engine, {
      columns: [{ sql: 'count()', kind: 'u64' }],
      tail: `FROM ${eventsTable} WHERE ${plan.scope} AND ${condition}`,
      parameters: plan.parameters.parameters,
      signal,
    });
    count += row[0] as number;
  }
  if (isExact(plan.bounds)) return count;
  for await (const _ of decideBetween(engine, plan, always, signal)) count += 1;
  return count;
}

/** Conditions that exclude each other and together are the sure one. Where few columns tell of most events, bodies are read for the others alone. */
function surely({ may, sure, quick }: Bounds): readonly string[] {
  if (sure === never) return [];
  return quick === undefined || quick === never ? [sure] : [and(may, quick), and(not(quick), sure)];
}
