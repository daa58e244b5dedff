// A page of events or of requests: keys in order first, the undecided ones decided, then only the page's own events read in full.
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/read-rows.ts';
import { selectAll, type ResultColumn } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { Shown } from '../stored-seqs.ts';
import { readWords } from '../word-index.ts';
import type { EventKey, ListPage, ListRequest, RequestRow, StoredEvent } from '../store.ts';
import { decideBetween } from './decide-between.ts';
import { fetchListed, withinPlan } from './fetch-events.ts';
import { afterKey, keyColumns, keyOf, orderBy, placeOf } from './event-keys.ts';
import { foldMembers, memberColumns, memberOf, reusedAuditIDs, rowStages, type Member } from './fold.ts';
import { ofAllArrivals, planSelection, readsBodies, type Plan } from './plan.ts';
import { always, and, isExact, never, sureWithin } from './sql.ts';
import { timeSlices } from './time-slices.ts';

const largestChunk = 16_384;

export async function listEvents(engine: Engine, request: ListRequest, shown: Shown): Promise<ListPage> {
  const plan = await planSelection(engine, request, shown.seqs, request.signal);
  // What reads much text is not worth asking twice.
  const quick = readsBodies(plan.bounds.may) ? null : await shown.askAll(() => readPage(engine, ofAllArrivals(plan), request));
  return { ...(quick ?? (await readPage(engine, plan, request))), shown: shown.seqs };
}

async function readPage(engine: Engine, plan: Plan, request: ListRequest): Promise<Omit<ListPage, 'shown'>> {
  const { keys, members, stages, reused, shapes, more } = await choose(engine, plan, request);
  const [events, ...sets] = await Promise.all([fetchListed(engine, keys, { signal: request.signal, within: withinPlan(plan), shapes }), ...reused]);
  const isReused = ({ cluster, auditID }: Member): boolean => sets.some((ids) => ids.has(`${cluster} ${auditID}`));
  const rows = keys.map((key) => events.get(placeOf(key))).filter((event) => event !== undefined);
  return {
    rows: request.fold ? rows.map((row) => withStages(row, members.get(placeOf(row.key))!, stages, isReused)) : rows,
    next: more ? keys[keys.length - 1] : null,
    exact: true,
    scanned: { from: request.from, to: request.to },
  };
}

/** What the rows of a folded page are made from besides their events. */
interface Chosen {
  /** By the place of the row's event. */
  readonly members: Map<string, Member>;
  /** All stages of the rows' requests, by request. */
  readonly stages: Map<string, readonly Member[]>;
  /** Clusters and auditIDs (a blank between them) that several requests carry: looked for beside all else, since nothing is chosen by it. */
  readonly reused: Promise<ReadonlySet<string>>[];
  /** By place. */
  readonly shapes: Map<string, string>;
}

/** The keys of the page: chunks of candidates in order, growing while few of them are chosen. */
async function choose(engine: Engine, plan: Plan, request: ListRequest): Promise<Chosen & { readonly keys: EventKey[]; readonly more: boolean }> {
  const keys: EventKey[] = [];
  const chosen: Chosen = { members: new Map(), stages: new Map(), reused: [], shapes: new Map() };
  let chunk = Math.min(largestChunk, Math.max(64, request.limit + 1) * (request.fold ? 2 : 1));
  for await (const slice of timeSlices(engine, plan, request))
    for (let after = request.after; ;) {
      const candidates = await readCandidates(engine, plan, { ...request, after, slice }, chunk);
      const matched = await decideCandidates(engine, plan, candidates, request.signal);
      const kept = request.fold ? await fold(engine, plan, request, matched, chosen) : matched;
      for (const { key, shape } of matched) chosen.shapes.set(placeOf(key), shape);
      for (const { key } of kept) keys.push(key);
      if (keys.length > request.limit) return { keys: keys.slice(0, request.limit), ...chosen, more: true };
      if (candidates.length < chunk) break;
      after = candidates[candidates.length - 1].key;
      chunk = Math.min(largestChunk, chunk * 2);
    }
  return { keys, ...chosen, more: false };
}

/** The last chosen event of each request; notes in `requests` what its row needs. */
async function fold(engine: Engine, plan: Plan, request: ListRequest, matched: readonly Candidate[], requests: Chosen): Promise<readonly Member[]> {
  const chosen = matched.map(({ row }) => memberOf(row));
  const reused = reusedAuditIDs(engine, plan, chosen, request.signal);
  // A failure is told where the page is put together, if it comes to that.
  reused.catch(() => {});
  requests.reused.push(reused);
  const { last, stages } = await foldMembers(engine, plan, request, chosen, request.signal);
  for (const member of last) requests.members.set(placeOf(member.key), member);
  for (const [name, members] of stages) requests.stages.set(name, members);
  return last;
}

interface Candidate {
  readonly key: EventKey;
  readonly row: Row;
  readonly isSure: boolean;
  /** Size of the event. */
  readonly bytes: number;
  readonly shape: string;
}

async function readCandidates(engine: Engine, plan: Plan, request: ListRequest & { readonly slice: string }, limit: number): Promise<Candidate[]> {
  if (plan.bounds.may === never) return [];
  const place = and(request.slice, request.after === null ? always : afterKey(request.after, request.order));
  const columns = request.fold ? memberColumns : keyColumns;
  const order = `${orderBy(request.order)} LIMIT ${limit}`;
  const rowsOf = (condition: string): string => `FROM ${eventsTable} WHERE ${and(plan.scope, condition, place)} ${order}`;
  const columnsOf = (sure: string): readonly ResultColumn[] => [
    ...columns,
    { sql: `toUInt8(${readWords(sure)}) AS isSure`, kind: 'u8' },
    // Only of what is undecided the size is asked for.
    { sql: sure === always ? 'toUInt32(0)' : 'bytes', kind: 'u32' },
    { sql: 'shape', kind: 'bytes' },
  ];
  const sure = sureWithin(plan.even);
  // Odd rows are looked for by themselves: in one condition with the query's they would keep the engine from its indexes.
  const hasOdd = plan.isEven !== always && !isExact(plan.bounds);
  const listOf = (list: readonly ResultColumn[]): string => list.map(({ sql }) => sql).join(', ');
  const part = (of: string, condition: string): string => `SELECT * FROM (SELECT ${listOf(columnsOf(of))} ${rowsOf(condition)})`;
  const rows = await selectAll(engine, {
    columns: hasOdd ? [...columns, ...columnsOf(sure).slice(columns.length).map(named)] : columnsOf(sure),
    tail: hasOdd ? `FROM (${part(sure, and(plan.isEven, plan.even.may))} UNION ALL ${part(never, 'odd = 1')}) ${order}` : rowsOf(plan.even.may),
    parameters: plan.parameters.parameters,
    settings: { ...(isShort(request) ? readAtOnce : {}), ...(readsBodies(plan.bounds.may) ? takeAsItComes : {}) },
    signal: request.signal,
  });
  return rows.map((row) => {
    const [isSure, bytes, shape] = row.slice(columns.length) as [number, number, Buffer];
    return { key: keyOf(row), row, isSure: isSure === 1, bytes, shape: shape.toString('latin1') };
  });
}

/** By the name that it was given. */
function named({ sql, kind }: ResultColumn): ResultColumn {
  return { sql: sql.slice(sql.lastIndexOf(' ') + 1), kind };
}

const day = 86_400_000_000;
/** Of few rows, to read all columns is quicker than to read some first and the others of the page's rows afterwards. */
const readAtOnce = { query_plan_optimize_lazy_materialization: 0 } as const;
/** Where bodies are read for a row, the engine's search for the newest rows costs more than it saves. */
const takeAsItComes = { use_skip_indexes_for_top_k: 0, use_top_k_dynamic_filtering: 0 } as const;

function isShort({ from, to }: ListRequest): boolean {
  return from !== null && to !== null && to - from <= day;
}

/** So many events, and bytes of them, are read by their places; more are streamed. */
const maxDecidedByPlace = 1_000;
const maxDecidedBytes = 16 * 1024 * 1024;

/** The candidates that match. */
async function decideCandidates(engine: Engine, plan: Plan, candidates: readonly Candidate[], signal?: AbortSignal): Promise<readonly Candidate[]> {
  const undecided = candidates.filter(({ isSure }) => !isSure);
  if (undecided.length === 0) return candidates;
  const unsure = undecided.map(({ key }) => key);
  const matched = new Set<string>();
  if (unsure.length <= maxDecidedByPlace && undecided.reduce((sum, { bytes }) => sum + bytes, 0) <= maxDecidedBytes) {
    for (const [place, event] of await fetchListed(engine, unsure, {
      signal,
      within: withinPlan(plan),
      shapes: new Map(undecided.map(({ key, shape }) => [placeOf(key), shape])),
    }))
      if (plan.matches(event)) matched.add(place);
  } else {
    const times = unsure.map(({ ts }) => ts);
    const within = `ts BETWEEN ${times.reduce((a, b) => Math.min(a, b))} AND ${times.reduce((a, b) => Math.max(a, b))}`;
    for await (const event of decideBetween(engine, plan, within, signal)) matched.add(placeOf(event.key));
  }
  return candidates.filter(({ key, isSure }) => isSure || matched.has(placeOf(key)));
}

function withStages(row: StoredEvent, own: Member, stages: Chosen['stages'], isReused: (own: Member) => boolean): RequestRow {
  return { ...row, stages: rowStages(stages.get(own.request) ?? [own]), auditIDReused: isReused(own) };
}
