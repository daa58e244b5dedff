// A page of events or of requests: keys in order first, the undecided ones decided, then only the page's own events read in full.
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/read-rows.ts';
import { selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { SeqRanges } from '../seq-ranges.ts';
import type { EventKey, ListPage, ListRequest, RequestRow, StoredEvent } from '../store.ts';
import { decideBetween } from './decide-between.ts';
import { fetchListed, withinPlan } from './fetch-events.ts';
import { afterKey, keyColumns, keyOf, orderBy, placeOf } from './event-keys.ts';
import { foldMembers, memberColumns, memberOf, reusedAuditIDs, rowStages, type Member } from './fold.ts';
import { planSelection, type Plan } from './plan.ts';
import { always, and, isExact, never } from './sql.ts';
import { timeSlices } from './time-slices.ts';

const largestChunk = 16_384;

export async function listEvents(engine: Engine, request: ListRequest, stored: SeqRanges): Promise<ListPage> {
  const shown = request.shown ?? stored;
  const plan = await planSelection(engine, request, shown, request.signal);
  const { keys, members, stages, more } = await choose(engine, plan, request);
  const own = keys.map((key) => members.get(placeOf(key))).filter((member) => member !== undefined);
  const [events, reused] = await Promise.all([
    fetchListed(engine, keys, request.signal, withinPlan(plan)),
    request.fold ? reusedAuditIDs(engine, plan, own, request.signal) : new Set<string>(),
  ]);
  const rows = keys.map((key) => events.get(placeOf(key))).filter((event) => event !== undefined);
  return {
    rows: request.fold ? rows.map((row) => withStages(row, members.get(placeOf(row.key))!, stages, reused)) : rows,
    shown,
    next: more ? keys[keys.length - 1] : null,
    exact: true,
    scanned: { from: request.from, to: request.to },
  };
}

/** What the rows of a folded page are made from besides their events. */
interface Requests {
  /** By the place of the row's event. */
  readonly members: Map<string, Member>;
  /** All stages of the rows' requests, by request. */
  readonly stages: Map<string, readonly Member[]>;
}

/** The keys of the page: chunks of candidates in order, growing while few of them are chosen. */
async function choose(engine: Engine, plan: Plan, request: ListRequest): Promise<Requests & { readonly keys: EventKey[]; readonly more: boolean }> {
  const keys: EventKey[] = [];
  const requests: Requests = { members: new Map(), stages: new Map() };
  let chunk = Math.min(largestChunk, Math.max(64, request.limit + 1) * (request.fold ? 2 : 1));
  for await (const slice of timeSlices(engine, plan, request))
    for (let after = request.after; ;) {
      const candidates = await readCandidates(engine, plan, { ...request, after, slice }, chunk);
      const matched = await decideCandidates(engine, plan, candidates, request.signal);
      const kept = request.fold ? await fold(engine, plan, request, matched, requests) : matched;
      for (const { key } of kept) keys.push(key);
      if (keys.length > request.limit) return { keys: keys.slice(0, request.limit), ...requests, more: true };
      if (candidates.length < chunk) break;
      after = candidates[candidates.length - 1].key;
      chunk = Math.min(largestChunk, chunk * 2);
    }
  return { keys, ...requests, more: false };
}

/** The last chosen event of each request; notes in `requests` what its row needs. */
async function fold(engine: Engine, plan: Plan, request: ListRequest, matched: readonly Candidate[], requests: Requests): Promise<readonly Member[]> {
  const chosen = matched.map(({ row }) => memberOf(row));
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
}

async function readCandidates(engine: Engine, plan: Plan, request: ListRequest & { readonly slice: string }, limit: number): Promise<Candidate[]> {
  const place = and(request.slice, request.after === null ? always : afterKey(request.after, request.order));
  const columns = request.fold ? memberColumns : keyColumns;
  const named = columns.map(({ sql }, k) => `${sql} AS k${k}`).join(', ');
  const part = (condition: string, sure: string): string =>
    `SELECT ${named}, toUInt8(${sure}) AS isSure, bytes FROM ${eventsTable} WHERE ${plan.scope} AND ${condition} AND ${place} ${orderBy(request.order)} LIMIT ${limit}`;
  // Odd rows are looked for by themselves: in one condition with the query's they would keep the engine from its indexes.
  const parts = isExact(plan.bounds)
    ? [part(plan.even.may, always)]
    : [part(and(plan.isEven, plan.even.may), isExact(plan.even) ? always : plan.even.sure), ...(plan.isEven === always ? [] : [part('odd = 1', never)])];
  const rows = await selectAll(engine, {
    columns: [...columns.map(({ kind }, k) => ({ sql: `k${k}`, kind })), { sql: 'isSure', kind: 'u8' as const }, { sql: 'bytes', kind: 'u32' as const }],
    tail: `FROM (${parts.map((statement) => `SELECT * FROM (${statement})`).join(' UNION ALL ')}) ${orderByNames(request.order)} LIMIT ${limit}`,
    parameters: plan.parameters.parameters,
    signal: request.signal,
  });
  return rows.map((row) => ({ key: keyOf(row), row, isSure: row[columns.length] === 1, bytes: row[columns.length + 1] as number }));
}

function orderByNames(order: ListRequest['order']): string {
  return `ORDER BY ${keyColumns.map((_, k) => `k${k} ${order.toUpperCase()}`).join(', ')}`;
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
    for (const [place, event] of await fetchListed(engine, unsure, signal, withinPlan(plan))) if (plan.matches(event)) matched.add(place);
  } else {
    const times = unsure.map(({ ts }) => ts);
    const within = `ts BETWEEN ${times.reduce((a, b) => Math.min(a, b))} AND ${times.reduce((a, b) => Math.max(a, b))}`;
    for await (const event of decideBetween(engine, plan, within, signal)) matched.add(placeOf(event.key));
  }
  return candidates.filter(({ key, isSure }) => isSure || matched.has(placeOf(key)));
}

function withStages(row: StoredEvent, own: Member, stages: Requests['stages'], reused: ReadonlySet<string>): RequestRow {
  const { request, cluster, auditID } = own;
  return { ...row, stages: rowStages(stages.get(request) ?? [own]), auditIDReused: reused.has(`${cluster} ${auditID}`) };
}
