// How many events match where bodies would have to be read: small columns tell of most events, bodies of the others, and what is left is decided on the event.
import type { Engine } from '../engine/engine.ts';
import { select, selectAll, type ResultColumn } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { EventKey } from '../store.ts';
import { readWords } from '../word-index.ts';
import { decideOdd } from './decide-between.ts';
import { keyColumns, keyOf } from './event-keys.ts';
import { fetchEvents } from './fetch-events.ts';
import type { Plan } from './plan.ts';
import { readCounts, type PlannedQuestion } from './read-counts.ts';
import { always, and, never, not, type BoundSteps } from './sql.ts';

export async function countInSteps(engine: Engine, question: PlannedQuestion, steps: BoundSteps, signal?: AbortSignal): Promise<number> {
  const { plan } = question;
  const [candidates, quick] = await countQuick(engine, question, steps, signal);
  let count = quick;
  for await (const _ of decideOdd(engine, plan, always, signal)) count += 1;
  return count + (candidates > quick ? await countRest(engine, plan, { steps, left: candidates - quick }, signal) : 0);
}

/** How many rows may match by their small columns, and how many of them surely do. */
async function countQuick(engine: Engine, question: PlannedQuestion, { candidates, quick }: BoundSteps, signal?: AbortSignal): Promise<readonly number[]> {
  const condition = and(question.plan.isEven, candidates);
  const columns = [rowCount, countOf(quick)];
  const { parameters } = question.plan.parameters;
  return readCounts({ ...question, expressions: [condition, quick], interval: null }, async ({ pieces: [piece], settings }) => {
    const [row] = await selectAll(engine, { columns, tail: `FROM ${eventsTable} WHERE ${and(piece, condition)}`, parameters, settings, signal });
    return row as readonly number[];
  });
}

const rowCount: ResultColumn = { sql: 'count()', kind: 'u64' };

function countOf(condition: string): ResultColumn {
  return { sql: `countIf(${condition})`, kind: 'u64' };
}

interface Rest {
  readonly steps: BoundSteps;
  /** How many candidates small columns are not sure of. */
  readonly left: number;
}

/** Of the candidates that small columns are not sure of, those that match. */
async function countRest(engine: Engine, plan: Plan, { steps, left }: Rest, signal?: AbortSignal): Promise<number> {
  const { candidates, quick, sure, may } = steps;
  const [byBodies, ...bySmall] = may;
  const { parameters } = plan.parameters;
  const rest = and(plan.scope, plan.isEven, candidates, not(quick));
  const countAll = async (columns: readonly ResultColumn[], tail: string): Promise<readonly number[]> =>
    (await selectAll(engine, { columns, tail, parameters, signal }))[0] as readonly number[];
  // The stricter pattern is tried where the loose one is found: `if` reckons only what it needs.
  const told = `SELECT ${readWords(`if(${byBodies}, if(${sure}, 2, 1), 0)`)} AS told FROM ${eventsTable} WHERE ${rest}`;
  const [surely, undecided] = await countAll([countOf('told = 2'), countOf('told = 1')], `FROM (${told})`);
  let count = surely;
  if (undecided > 0) count += await countUndecided(engine, plan, { small: rest, text: and(byBodies, not(sure)) }, signal);
  for (const way of left > surely + undecided ? bySmall : []) {
    const [found] = await countAll([countOf(and(way, not(quick)))], `FROM ${eventsTable} WHERE ${and(plan.scope, plan.isEven, candidates)}`);
    if (found > 0) count += await countUndecided(engine, plan, { small: and(rest, way), text: not(byBodies) }, signal);
  }
  return count;
}

/** Reads no bodies but those of rows within `small`. */
interface Undecided {
  readonly small: string;
  readonly text: string;
}

/** So many events, and bytes of them, are read whole at once. */
const eventsAtOnce = 500;
const bytesAtOnce = 16 * 1024 * 1024;

/** How many rows of which the engine is not sure match. */
async function countUndecided(engine: Engine, plan: Plan, { small, text }: Undecided, signal?: AbortSignal): Promise<number> {
  if (text === never) return 0;
  let count = 0;
  let keys: EventKey[] = [];
  let bytes = 0;
  const decide = async (): Promise<void> => {
    for (const event of (await fetchEvents(engine, keys, { signal })).values()) if (plan.matches(event)) count += 1;
    keys = [];
    bytes = 0;
  };
  const columns = [...keyColumns, { sql: 'bytes', kind: 'u32' as const }];
  const tail = `FROM ${eventsTable} PREWHERE ${small} WHERE ${text}`;
  for await (const rows of select(engine, { columns, tail, parameters: plan.parameters.parameters, signal }))
    for (const row of rows) {
      keys.push(keyOf(row));
      bytes += row[keyColumns.length] as number;
      if (keys.length >= eventsAtOnce || bytes >= bytesAtOnce) await decide();
    }
  await decide();
  return count;
}
