// Folding: the stages of one request (cluster, auditID, requestReceivedTimestamp and requestURI agree) are one row, at the place of its last chosen event.
import { formatTimestamp } from '../../audit/timestamp.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/read-rows.ts';
import { selectAll, type ResultColumn } from '../engine/statements.ts';
import { eventsTable, flag } from '../schema.ts';
import type { EventKey, RequestRow, Selection, StoredEvent } from '../store.ts';
import { compareKeys, eventId, keyColumns, keyOf, placeOf } from './event-keys.ts';
import { fetchEvents } from './fetch-events.ts';
import type { Plan } from './plan.ts';

interface Member {
  readonly key: EventKey;
  /** Names the request: equal for all its stages. */
  readonly request: string;
  readonly auditID: string;
  readonly stage: string;
  readonly stageTimestamp: string | null;
  readonly may: boolean;
  readonly sure: boolean;
}

/** Of chosen events, those that are the last chosen one of their request. */
export async function foldKeys(engine: Engine, plan: Plan, selection: Selection, keys: readonly EventKey[], signal?: AbortSignal): Promise<EventKey[]> {
  if (keys.length === 0) return [];
  const own = await membersAt(engine, plan, keys, signal);
  const members = await siblings(engine, plan, own, signal);
  const inRange = members.filter(
    ({ key, may }) => may && (selection.from === null || key.ts >= selection.from) && (selection.to === null || key.ts < selection.to),
  );
  const known = new Set(keys.map(placeOf));
  const undecided = inRange.filter(({ key, sure }) => !sure && !known.has(placeOf(key)));
  const events = await fetchEvents(
    engine,
    undecided.map(({ key }) => key),
    signal,
  );
  const last = new Map<string, EventKey>();
  for (const member of inRange) {
    const event = events.get(placeOf(member.key));
    if (!member.sure && !known.has(placeOf(member.key)) && (event === undefined || !plan.matches(event))) continue;
    const best = last.get(member.request);
    if (best === undefined || compareKeys(best, member.key) < 0) last.set(member.request, member.key);
  }
  const lastPlaces = new Set([...last.values()].map(placeOf));
  return keys.filter((key) => lastPlaces.has(placeOf(key)));
}

/** All stored stages of each row's request, in order, by the row's id. */
export async function stagesOf(engine: Engine, plan: Plan, rows: readonly StoredEvent[], signal?: AbortSignal): Promise<Map<string, RequestRow['stages']>> {
  const own = await membersAt(
    engine,
    plan,
    rows.map(({ key }) => key),
    signal,
  );
  const groups = new Map<string, Member[]>();
  for (const member of await siblings(engine, plan, own, signal)) groups.set(member.request, [...(groups.get(member.request) ?? []), member]);
  for (const group of groups.values()) group.sort((a, b) => compareKeys(a.key, b.key));
  return new Map(
    own.map((member) => {
      const group = groups.get(member.request) ?? [member];
      return [eventId(member.key), group.map(({ key, stage, stageTimestamp }) => ({ id: eventId(key), stage, stageTimestamp }))];
    }),
  );
}

/** Ids of rows whose auditID other requests of the same cluster carry, too. */
export async function reusedAuditIDs(engine: Engine, plan: Plan, rows: readonly StoredEvent[], signal?: AbortSignal): Promise<Set<string>> {
  const own = await membersAt(
    engine,
    plan,
    rows.map(({ key }) => key),
    signal,
  );
  const reused = new Set<string>();
  for (const ids of groupsOf([...new Set(own.map(({ auditID }) => auditID))])) {
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
  const clusterOf = new Map(rows.map((row) => [placeOf(row.key), row.cluster]));
  return new Set(own.filter(({ key, auditID }) => reused.has(`${clusterOf.get(placeOf(key))} ${auditID}`)).map(({ key }) => eventId(key)));
}

function memberColumns(plan: Plan): readonly ResultColumn[] {
  return [
    ...keyColumns,
    { sql: 'cluster', kind: 'bytes' },
    { sql: '`auditID`', kind: 'bytes' },
    { sql: '`requestURI`', kind: 'bytes' },
    { sql: '`stage`', kind: 'bytes' },
    { sql: 'flags', kind: 'u16' },
    { sql: `toUInt8(${plan.bounds.may})`, kind: 'u8' },
    { sql: `toUInt8(${plan.bounds.sure})`, kind: 'u8' },
  ];
}

function memberOf(row: Row): Member {
  const key = keyOf(row);
  const [cluster, auditID, requestURI, stage] = row.slice(5, 9).map((value) => (value as Buffer).toString('utf8'));
  const readable = ((row[9] as number) & flag.noStageTimestamp) === 0;
  return {
    key,
    request: [cluster, key.received, auditID, requestURI].join('\n'),
    auditID,
    stage,
    stageTimestamp: readable ? formatTimestamp(key.ts) : null,
    may: row[10] === 1,
    sure: row[11] === 1,
  };
}

const longStatement = { max_query_size: String(1 << 23) };

async function membersAt(engine: Engine, plan: Plan, keys: readonly EventKey[], signal?: AbortSignal): Promise<Member[]> {
  if (keys.length === 0) return [];
  const times = [...new Set(keys.map(({ ts }) => ts))].join(', ');
  const places = keys.map(({ seq, place }) => `(${seq}, ${place})`).join(', ');
  const rows = await selectAll(engine, {
    columns: memberColumns(plan),
    tail: `FROM ${eventsTable} WHERE ts IN (${times}) AND (seq, place) IN (${places})`,
    parameters: plan.parameters.parameters,
    settings: longStatement,
    signal,
  });
  return rows.map(memberOf);
}

/** Every stored stage of these members' requests. The received time is part of the search: a client may give a million requests one auditID. */
async function siblings(engine: Engine, plan: Plan, own: readonly Member[], signal?: AbortSignal): Promise<Member[]> {
  const requests = new Set(own.map(({ request }) => request));
  const received = [...new Set(own.map(({ key }) => key.received))].join(', ');
  const found: Member[] = [];
  for (const ids of groupsOf([...new Set(own.map(({ auditID }) => auditID))])) {
    const rows = await selectAll(engine, {
      columns: memberColumns(plan),
      tail: `FROM ${eventsTable} WHERE ${plan.rights} AND \`auditID\` IN {ids:Array(String)} AND ts - lat IN (${received})`,
      parameters: { ...plan.parameters.parameters, ids },
      settings: longStatement,
      signal,
    });
    for (const row of rows) {
      const member = memberOf(row);
      if (requests.has(member.request)) found.push(member);
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
