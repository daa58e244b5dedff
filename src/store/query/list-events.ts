// A page of events or of requests: keys in order first, the undecided ones decided, then only the page's own events read in full.
import type { Engine } from '../engine/engine.ts';
import { selectAll } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import type { SeqRanges } from '../seq-ranges.ts';
import type { EventKey, ListPage, ListRequest, RequestRow, StoredEvent } from '../store.ts';
import { decideBetween, fetchEvents } from './fetch-events.ts';
import { afterKey, keyColumns, keyOf, orderBy, placeOf } from './event-keys.ts';
import { foldKeys, reusedAuditIDs, stagesOf } from './fold.ts';
import { planSelection, type Plan } from './plan.ts';
import { always, isExact } from './sql.ts';

const largestChunk = 16_384;

export async function listEvents(engine: Engine, request: ListRequest, stored: SeqRanges): Promise<ListPage> {
  const shown = request.shown ?? stored;
  const plan = await planSelection(engine, request, shown, request.signal);
  const { keys, more } = await chosenKeys(engine, plan, request);
  const events = await fetchEvents(engine, keys, request.signal);
  const rows = keys.map((key) => events.get(placeOf(key))).filter((event) => event !== undefined);
  return {
    rows: request.fold ? await withStages(engine, plan, rows, request.signal) : rows,
    shown,
    next: more ? keys[keys.length - 1] : null,
    exact: true,
    scanned: { from: request.from, to: request.to },
  };
}

/** The keys of the page: chunks of candidates in order, growing while few of them are chosen. */
async function chosenKeys(engine: Engine, plan: Plan, request: ListRequest): Promise<{ readonly keys: EventKey[]; readonly more: boolean }> {
  const chosen: EventKey[] = [];
  let after = request.after;
  let chunk = Math.min(largestChunk, Math.max(64, request.limit + 1) * (request.fold ? 2 : 1));
  for (;;) {
    const candidates = await candidateKeys(engine, plan, request, after, chunk);
    const matched = await matchedKeys(engine, plan, candidates, request.signal);
    const kept = request.fold ? await foldKeys(engine, plan, request, matched) : matched;
    chosen.push(...kept);
    if (chosen.length > request.limit) return { keys: chosen.slice(0, request.limit), more: true };
    if (candidates.length < chunk) return { keys: chosen, more: false };
    after = candidates[candidates.length - 1].key;
    chunk = Math.min(largestChunk, chunk * 2);
  }
}

interface Candidate {
  readonly key: EventKey;
  readonly isSure: boolean;
}

async function candidateKeys(engine: Engine, plan: Plan, request: ListRequest, after: EventKey | null, limit: number): Promise<Candidate[]> {
  const rows = await selectAll(engine, {
    columns: [...keyColumns, { sql: `toUInt8(${plan.bounds.sure})`, kind: 'u8' }],
    tail: `FROM ${eventsTable} WHERE ${plan.scope} AND ${plan.bounds.may} AND ${after === null ? always : afterKey(after, request.order)} ${orderBy(request.order)} LIMIT ${limit}`,
    parameters: plan.parameters.parameters,
    signal: request.signal,
  });
  return rows.map((row) => ({ key: keyOf(row), isSure: row[5] === 1 }));
}

async function matchedKeys(engine: Engine, plan: Plan, candidates: readonly Candidate[], signal?: AbortSignal): Promise<EventKey[]> {
  const unsure = candidates.filter(({ isSure }) => !isSure);
  if (isExact(plan.bounds) || unsure.length === 0) return candidates.map(({ key }) => key);
  const times = unsure.map(({ key }) => key.ts);
  const within = `ts BETWEEN ${times.reduce((a, b) => Math.min(a, b))} AND ${times.reduce((a, b) => Math.max(a, b))}`;
  const matched = new Set<string>();
  for await (const event of decideBetween(engine, plan, within, signal)) matched.add(placeOf(event.key));
  return candidates.filter(({ key, isSure }) => isSure || matched.has(placeOf(key))).map(({ key }) => key);
}

async function withStages(engine: Engine, plan: Plan, rows: readonly StoredEvent[], signal?: AbortSignal): Promise<RequestRow[]> {
  const stages = await stagesOf(engine, plan, rows, signal);
  const reused = await reusedAuditIDs(engine, plan, rows, signal);
  return rows.map((row) => ({ ...row, stages: stages.get(row.id) ?? [], auditIDReused: reused.has(row.id) }));
}
