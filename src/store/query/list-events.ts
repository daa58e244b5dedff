// A page of events or of requests: keys in order first, the undecided ones decided, then only the page's own events read in full.
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/read-rows.ts';
import { selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { SeqRanges } from '../seq-ranges.ts';
import type { EventKey, ListPage, ListRequest, RequestRow, StoredEvent } from '../store.ts';
import { decideBetween } from './decide-between.ts';
import { fetchListed } from './fetch-events.ts';
import { afterKey, keyColumns, keyOf, orderBy, placeOf } from './event-keys.ts';
import { foldMembers, memberColumns, memberOf, reusedAuditIDs, rowStages, type Member } from './fold.ts';
import { planSelection, type Plan } from './plan.ts';
import { always, and, isExact, never } from './sql.ts';

const largestChunk = 16_384;

export async function listEvents(engine: Engine, request: ListRequest, stored: SeqRanges): Promise<ListPage> {
  const shown = request.shown ?? stored;
  const plan = await planSelection(engine, request, shown, request.signal);
  const { chosen, stages, more } = await choose(engine, plan, request);
  const keys = chosen.map(({ key }) => key);
  const events = await fetchListed(engine, keys, request.signal);
  const rows = keys.map((key) => events.get(placeOf(key))).filter((event) => event !== undefined);
  return {
    rows: request.fold ? await withStages(engine, plan, { chosen, stages }, rows, request.signal) : rows,
    shown,
    next: more ? keys[keys.length - 1] : null,
    exact: true,
    scanned: { from: request.from, to: request.to },
  };
}

/** What the rows of a page are made from; of folded ones also all stages of their requests, by request. */
interface Chosen {
  readonly chosen: readonly Pick<Member, 'key'>[];
  readonly stages: ReadonlyMap<string, readonly Member[]>;
}

/** The rows of the page: chunks of candidates in order, growing while few of them are chosen. */
async function choose(engine: Engine, plan: Plan, request: ListRequest): Promise<Chosen & { readonly more: boolean }> {
  const chosen: Pick<Member, 'key'>[] = [];
  const stages = new Map<string, readonly Member[]>();
  let after = request.after;
  let chunk = Math.min(largestChunk, Math.max(64, request.limit + 1) * (request.fold ? 2 : 1));
  for (;;) {
    const candidates = await readCandidates(engine, plan, request, after, chunk);
    const matched = await decideCandidates(engine, plan, candidates, request.signal);
    if (request.fold) {
      const folded = await foldMembers(
        engine,
        plan,
        request,
        matched.map(({ row }) => memberOf(row)),
        request.signal,
      );
      chosen.push(...folded.last);
      for (const [name, members] of folded.stages) stages.set(name, members);
    } else chosen.push(...matched);
    if (chosen.length > request.limit) return { chosen: chosen.slice(0, request.limit), stages, more: true };
    if (candidates.length < chunk) return { chosen, stages, more: false };
    after = candidates[candidates.length - 1].key;
    chunk = Math.min(largestChunk, chunk * 2);
  }
}

interface Candidate {
  readonly key: EventKey;
  readonly row: Row;
  readonly isSure: boolean;
}

async function readCandidates(engine: Engine, plan: Plan, request: ListRequest, after: EventKey | null, limit: number): Promise<Candidate[]> {
  const place = after === null ? always : afterKey(after, request.order);
  const columns = request.fold ? memberColumns : keyColumns;
  const named = columns.map(({ sql }, k) => `${sql} AS k${k}`).join(', ');
  const part = (condition: string, sure: string): string =>
    `SELECT ${named}, toUInt8(${sure}) AS isSure FROM ${eventsTable} WHERE ${plan.scope} AND ${condition} AND ${place} ${orderBy(request.order)} LIMIT ${limit}`;
  // Odd rows are looked for by themselves: in one condition with the query's they would keep the engine from its indexes.
  const parts = isExact(plan.bounds)
    ? [part(plan.even.may, always)]
    : [part(and('odd = 0', plan.even.may), isExact(plan.even) ? always : plan.even.sure), part('odd = 1', never)];
  const rows = await selectAll(engine, {
    columns: [...columns.map(({ kind }, k) => ({ sql: `k${k}`, kind })), { sql: 'isSure', kind: 'u8' as const }],
    tail: `FROM (${parts.map((statement) => `SELECT * FROM (${statement})`).join(' UNION ALL ')}) ${orderByNames(request.order)} LIMIT ${limit}`,
    parameters: plan.parameters.parameters,
    signal: request.signal,
  });
  return rows.map((row) => ({ key: keyOf(row), row, isSure: row[columns.length] === 1 }));
}

function orderByNames(order: ListRequest['order']): string {
  return `ORDER BY ${keyColumns.map((_, k) => `k${k} ${order.toUpperCase()}`).join(', ')}`;
}

/** So many events are read by their places; more are streamed. */
const maxDecidedByPlace = 1_000;

/** The candidates that match. */
async function decideCandidates(engine: Engine, plan: Plan, candidates: readonly Candidate[], signal?: AbortSignal): Promise<readonly Candidate[]> {
  const unsure = candidates.filter(({ isSure }) => !isSure).map(({ key }) => key);
  if (unsure.length === 0) return candidates;
  const matched = new Set<string>();
  if (unsure.length <= maxDecidedByPlace) {
    for (const [place, event] of await fetchListed(engine, unsure, signal)) if (plan.matches(event)) matched.add(place);
  } else {
    const times = unsure.map(({ ts }) => ts);
    const within = `ts BETWEEN ${times.reduce((a, b) => Math.min(a, b))} AND ${times.reduce((a, b) => Math.max(a, b))}`;
    for await (const event of decideBetween(engine, plan, within, signal)) matched.add(placeOf(event.key));
  }
  return candidates.filter(({ key, isSure }) => isSure || matched.has(placeOf(key)));
}

async function withStages(engine: Engine, plan: Plan, { chosen, stages }: Chosen, rows: readonly StoredEvent[], signal?: AbortSignal): Promise<RequestRow[]> {
  const members = chosen as readonly Member[];
  const reused = await reusedAuditIDs(engine, plan, members, signal);
  const byPlace = new Map(members.map((member) => [placeOf(member.key), member]));
  return rows.map((row) => {
    const member = byPlace.get(placeOf(row.key))!;
    return { ...row, stages: rowStages(stages.get(member.request) ?? [member]), auditIDReused: reused.has(`${member.cluster} ${member.auditID}`) };
  });
}
