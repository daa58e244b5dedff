// What a search would read, before it is run: the engine's estimate of rows, and who decides.
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { database, eventsTable } from '../schema.ts';
import type { Estimate, Selection } from '../store.ts';
import type { SeqRanges } from '../seq-ranges.ts';
import { planSelection } from './plan.ts';
import { and, isExact, never } from './sql.ts';

export async function explainEvents(engine: Engine, selection: Selection, shown: SeqRanges, signal?: AbortSignal): Promise<Estimate> {
  const plan = await planSelection(engine, selection, shown, signal);
  const decidedBy = isExact(plan.even) ? 'engine' : plan.even.sure === never ? 'events' : 'both';
  if (plan.bounds.may === never) return { rows: 0, bytes: 0, decidedBy };
  const [estimate] = await selectAll(engine, {
    columns: [{ sql: 'sum(rows)', kind: 'u64' }],
    tail: `FROM (EXPLAIN ESTIMATE SELECT seq FROM ${eventsTable} WHERE ${and(plan.scope, plan.bounds.may)})`,
    parameters: plan.parameters.parameters,
    signal,
  });
  const [stored] = await selectAll(engine, {
    columns: [
      { sql: 'sum(rows)', kind: 'u64' },
      { sql: 'sum(bytes_on_disk)', kind: 'u64' },
    ],
    tail: `FROM system.parts WHERE active AND database = '${database}' AND table = '${eventsTable.slice(database.length + 1)}'`,
    signal,
  });
  const rows = estimate[0] as number;
  const [all, disk] = stored as readonly number[];
  return { rows, bytes: all === 0 ? 0 : Math.round((rows / all) * disk), decidedBy };
}
