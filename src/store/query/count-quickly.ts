// How many events match where bodies would have to be read: small columns tell of most events, bodies of the others alone, and text of what is left.
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/read-rows.ts';
import { select, selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { EventKey } from '../store.ts';
import { decideOdd } from './decide-between.ts';
import { keyColumns, keyOf } from './event-keys.ts';
import { fetchEvents, placesCondition } from './fetch-events.ts';
import type { Plan } from './plan.ts';
import { readCounts, type PlannedQuestion } from './read-counts.ts';
import { always, and, not, type Bounds } from './sql.ts';

/** So many rows are worth naming one by one. */
const fewRows = 50_000;

export async function countQuickly(engine: Engine, question: PlannedQuestion, quick: NonNullable<Bounds['quick']>, signal?: AbortSignal): Promise<number> {
  const { plan } = question;
  const [candidates, sure] = await countBoth(engine, question, quick, signal);
  let count = sure;
  for await (const _ of decideOdd(engine, plan, always, signal)) count += 1;
  if (candidates > sure) count += await countRest(engine, plan, and(candidates - sure <= fewRows ? quick.may : plan.even.may, not(quick.sure)), signal);
  return count;
}

/** How many rows may match by their small columns, and how many of them surely do. */
async function countBoth(
  engine: Engine,
  question: PlannedQuestion,
  { may, sure }: NonNullable<Bounds['quick']>,
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const condition = and(question.plan.isEven, may);
  const columns = [
    { sql: 'count()', kind: 'u64' as const },
    { sql: `countIf(${sure})`, kind: 'u64' as const },
  ];
  const { parameters } = question.plan.parameters;
  return readCounts({ ...question, expressions: [condition, sure], interval: null }, async ({ pieces: [piece], settings }) => {
    const [row] = await selectAll(engine, { columns, tail: `FROM ${eventsTable} WHERE ${and(piece, condition)}`, parameters, settings, signal });
    return row as readonly number[];
  });
}

/** Of the rows within a condition, those that match: their bodies tell of most, what is left is decided on the events. */
async function countRest(engine: Engine, plan: Plan, within: string, signal?: AbortSignal): Promise<number> {
  let count = 0;
  let undecided: EventKey[] = [];
  const decide = async (): Promise<void> => {
    count += await countMatching(engine, plan, undecided, signal);
    undecided = [];
  };
  const columns = [...keyColumns, { sql: `toUInt8(${plan.even.sure})`, kind: 'u8' as const }];
  const tail = `FROM ${eventsTable} WHERE ${and(plan.scope, plan.isEven, within)}`;
  for await (const rows of select(engine, { columns, tail, parameters: plan.parameters.parameters, signal }))
    for (const row of rows)
      if (row[keyColumns.length] === 1) count += 1;
      else if (undecided.push(keyOf(row)) >= decidedAtOnce) await decide();
  await decide();
  return count;
}

const decidedAtOnce = 5_000;
/** So many events, and bytes of them, are read whole at once. */
const eventsAtOnce = 500;
const bytesAtOnce = 16 * 1024 * 1024;

/** The engine tells which of the keys' events may match; those are read. */
async function countMatching(engine: Engine, plan: Plan, keys: readonly EventKey[], signal?: AbortSignal): Promise<number> {
  if (keys.length === 0) return 0;
  const columns = [...keyColumns, { sql: 'bytes', kind: 'u32' as const }];
  const tail = `FROM ${eventsTable} WHERE ${and(placesCondition(keys), plan.even.may)}`;
  const settings = { max_query_size: String(1 << 23) };
  let count = 0;
  for (const part of partsOf(await selectAll(engine, { columns, tail, parameters: plan.parameters.parameters, settings, signal })))
    for (const event of (await fetchEvents(engine, part, { signal })).values()) if (plan.matches(event)) count += 1;
  return count;
}

function* partsOf(rows: readonly Row[]): Generator<readonly EventKey[]> {
  let part: EventKey[] = [];
  let bytes = 0;
  for (const row of rows) {
    part.push(keyOf(row));
    bytes += row[keyColumns.length] as number;
    if (part.length < eventsAtOnce && bytes < bytesAtOnce) continue;
    yield part;
    part = [];
    bytes = 0;
  }
  if (part.length > 0) yield part;
}
