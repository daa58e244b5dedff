// Folding: the stages of one request (cluster, auditID, requestReceivedTimestamp and requestURI agree) are one row, at the place of its last chosen event.
import { formatTimestamp } from '../../audit/timestamp.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/read-rows.ts';
import { selectAll, type ResultColumn } from '../engine/statements.ts';
import { eventsTable, flag } from '../schema.ts';
import type { EventKey, RequestRow, Selection } from '../store.ts';
import { compareKeys, eventId, keyColumns, keyOf, placeOf } from './event-keys.ts';
import { timesOfStages } from '../row-extremes.ts';
import { fetchListed } from './fetch-events.ts';
import type { Plan } from './plan.ts';
import { always } from './sql.ts';

export interface Member {
  readonly key: EventKey;
  /** Names the request: equal for all its stages. */
  readonly request: string;
  readonly cluster: string;
  readonly auditID: string;
  readonly stage: string;
  readonly stageTimestamp: string | null;
}

/** What a member is made of. */
export const memberColumns: readonly ResultColumn[] = [
  ...keyColumns,
  { sql: 'cluster', kind: 'bytes' },
  { sql: '`auditID`', kind: 'bytes' },
  { sql: '`requestURI`', kind: 'bytes' },
  { sql: 'flags', kind: 'u16' },
];

/** The member from a row that begins with `memberColumns`. */
export function memberOf(row: Row): Member {
  const key = keyOf(row);
  const [stage, cluster, auditID, requestURI] = [row[2], ...row.slice(5, 8)].map((value) => (value as Buffer).toString('utf8'));
  const readable = ((row[8] as number) & flag.noStageTimestamp) === 0;
  return {
    key,
    request: [cluster, key.received, auditID, requestURI].join('\n'),
    cluster,
    auditID,
    stage,
    stageTimestamp: readable ? formatTimestamp(key.ts) : null,
  };
}

/** Of chosen events, those that are the last chosen one of their request; and all stored stages of these requests, by request, in order. */
export async function foldMembers(
  engine: Engine,
  plan: Plan,
  selection: Selection,
  chosen: readonly Member[],
  signal?: AbortSignal,
): Promise<{ readonly last: readonly Member[]; readonly stages: ReadonlyMap<string, readonly Member[]> }> {
  const all = await siblings(engine, plan, chosen, signal);
  const known = new Set(chosen.map(({ key }) => placeOf(key)));
  const inRange = all.filter(
    ({ member: { key }, may }) => may && (selection.from === null || key.ts >= selection.from) && (selection.to === null || key.ts < selection.to),
  );
  const undecided = inRange.filter(({ member, sure }) => !sure && !known.has(placeOf(member.key)));
  const events = await fetchListed(
    engine,
    undecided.map(({ member }) => member.key),
    { signal },
  );
  const last = new Map<string, EventKey>();
  for (const { member, sure } of inRange) {
    const event = events.get(placeOf(member.key));
    if (!sure && !known.has(placeOf(member.key)) && (event === undefined || !plan.matches(event))) continue;
    const best = last.get(member.request);
    if (best === undefined || compareKeys(best, member.key) < 0) last.set(member.request, member.key);
  }
  const lastPlaces = new Set([...last.values()].map(placeOf));
  const stages = new Map<string, Member[]>();
  for (const { member } of all) {
    const group = stages.get(member.request);
    if (group === undefined) stages.set(member.request, [member]);
    else group.push(member);
  }
  for (const group of stages.values()) group.sort((a, b) => compareKeys(a.key, b.key));
  return { last: chosen.filter(({ key }) => lastPlaces.has(placeOf(key))), stages };
}

/** Stages as a row of a list has them. */
export function rowStages(stages: readonly Member[]): RequestRow['stages'] {
  return stages.map(({ key, stage, stageTimestamp }) => ({ id: eventId(key), stage, stageTimestamp }));
}

/** Those of the auditIDs (after their cluster and a blank) that other requests of the same cluster carry, too. */
export async function reusedAuditIDs(engine: Engine, plan: Plan, members: readonly Member[], signal?: AbortSignal): Promise<Set<string>> {
  const reused = new Set<string>();
  for (const ids of groupsOf([...new Set(members.map(({ auditID }) => auditID))])) {
    const found = await selectAll(engine, {
      columns: [
        { sql: 'cluster', kind: 'bytes' },
        { sql: '`auditID`', kind: 'bytes' },
      ],
      tail: `FROM ${eventsTable} WHERE ${plan.rights} AND \`auditID\` IN {ids:Array(String)} GROUP BY cluster, \`auditID\`
        HAVING min(ts - lat) != max(ts - lat) OR min(\`requestURI\`) != max(\`requestURI\`)`,
      parameters: { ...plan.parameters.parameters, ids },
      signal,
    });
    for (const [cluster, auditID] of found) reused.add(`${(cluster as Buffer).toString('utf8')} ${(auditID as Buffer).toString('utf8')}`);
  }
  return reused;
}

const longStatement = { max_query_size: String(1 << 23) };

interface Sibling {
  readonly member: Member;
  readonly may: boolean;
  readonly sure: boolean;
}

function stagesBetween(engine: Engine, received: readonly number[]): string {
  const [first, last] = received.reduce(([least, most], time) => [Math.min(least, time), Math.max(most, time)], [Infinity, -Infinity]);
  const times = received.length === 0 ? null : timesOfStages(engine, { first, last });
  return times === null ? always : `ts BETWEEN ${times.first} AND ${times.last}`;
}

/** Every stored stage of these members' requests. The received time is part of the search: a client may give a million requests one auditID. */
async function siblings(engine: Engine, plan: Plan, own: readonly Member[], signal?: AbortSignal): Promise<Sibling[]> {
  const requests = new Set(own.map(({ request }) => request));
  const times = [...new Set(own.map(({ key }) => key.received))];
  const received = times.join(', ');
  const within = stagesBetween(engine, times);
  const columns: ResultColumn[] = [...memberColumns, { sql: `toUInt8(${plan.bounds.may})`, kind: 'u8' }, { sql: `toUInt8(${plan.bounds.sure})`, kind: 'u8' }];
  const found: Sibling[] = [];
  for (const ids of groupsOf([...new Set(own.map(({ auditID }) => auditID))])) {
    const rows = await selectAll(engine, {
      columns,
      tail: `FROM ${eventsTable} WHERE ${plan.rights} AND ${within} AND \`auditID\` IN {ids:Array(String)} AND ts - lat IN (${received})`,
      parameters: { ...plan.parameters.parameters, ids },
      settings: longStatement,
      signal,
    });
    for (const row of rows) {
      const member = memberOf(row);
      const [may, sure] = row.slice(memberColumns.length);
      if (requests.has(member.request)) found.push({ member, may: may === 1, sure: sure === 1 });
    }
  }
  return found;
}

/** Parameters travel in the statement's address, which has a limit. */
const maxGroupBytes = 200_000;

function* groupsOf(ids: readonly string[]): Generator<string[]> {
  let group: string[] = [];
  let size = 0;
  for (const id of ids) {
    // Escapes make a hostile id up to three times as long.
    const length = Buffer.byteLength(id) * 3 + 8;
    if (size + length > maxGroupBytes * 3 && group.length > 0) {
      yield group;
      group = [];
      size = 0;
    }
    group.push(id);
    size += length;
  }
  if (group.length > 0) yield group;
}
