// Stored events by all that a policy looks at: thousands of groups instead of millions of events.
import { isArray, isObject, member, parseJson, printJson, type JsonValue } from '../../audit/json-value.ts';
import { requestOfEvent } from '../../policy/request-of-event.ts';
import type { Engine } from '../engine/engine.ts';
import type { Row } from '../engine/read-rows.ts';
import { select, type ResultColumn } from '../engine/statements.ts';
import { eventsTable, quoted } from '../schema.ts';
import type { SeqRanges } from '../seq-ranges.ts';
import type { GroupDetail, RequestGroup, Selection, StoredEvent } from '../store.ts';
import { decideBetween } from './decide-between.ts';
import { planSelection, type Plan } from './plan.ts';
import { always, and, never } from './sql.ts';

/** Streams the groups of a selection, in no order; a kind may come in several groups. */
export async function* groupRequests(
  engine: Engine,
  selection: Selection,
  detail: GroupDetail,
  shown: SeqRanges,
  signal?: AbortSignal,
): AsyncGenerator<RequestGroup> {
  const plan = await planSelection(engine, selection, shown, signal);
  // Columns of odd events do not say all: those are read whole.
  const sure = and(plan.isEven, plan.even.sure);
  if (sure !== never) yield* groupSure(engine, plan, sure, detail, signal);
  for await (const event of decideBetween(engine, plan, always, signal)) yield groupOfOne(event);
}

const text = (sql: string): ResultColumn => ({ sql, kind: 'bytes' });
const column = (name: string): ResultColumn => text(`toString(${quoted(name)})`);
const sum = (sql: string): ResultColumn => ({ sql, kind: 'u64' });
const isResource = `(${quoted('objectRef.resource')} != '' OR ${quoted('objectRef.apiVersion')} != '')`;

async function* groupSure(engine: Engine, plan: Plan, sure: string, detail: GroupDetail, signal?: AbortSignal): AsyncGenerator<RequestGroup> {
  const keys = [
    ...[
      'verb',
      'user.username',
      'user.groups',
      'objectRef.namespace',
      'objectRef.apiGroup',
      'objectRef.resource',
      'objectRef.subresource',
      'level',
      'stage',
    ].map(column),
    detail.names ? column('objectRef.name') : text("''"),
    detail.agents === true ? column('userAgent') : text("''"),
    text(`if(${isResource}, '', cutQueryString(${quoted('requestURI')}))`),
    { sql: `toUInt8(${isResource})`, kind: 'u8' as const },
    detail.codes === true ? { sql: `toUInt64(${quoted('responseStatus.code')})`, kind: 'u64' as const } : { sql: 'toUInt64(0)', kind: 'u64' as const },
  ];
  const sums = [
    sum('count()'),
    sum('sum(bytes)'),
    ...['requestObject', 'responseObject'].flatMap((body) => [sum(`sum(length(${quoted(body)}))`), sum(`countIf(length(${quoted(body)}) > 0)`)]),
    { sql: 'min(ts)', kind: 'i64' as const },
    { sql: 'max(ts)', kind: 'i64' as const },
  ];
  const tail = `FROM ${eventsTable} WHERE ${plan.scope} AND ${sure} GROUP BY ${keys.map(({ sql }) => sql).join(', ')}`;
  for await (const rows of select(engine, { columns: [...keys, ...sums], tail, parameters: plan.parameters.parameters, signal }))
    for (const row of rows) yield readGroup(row, detail);
}

function readGroup(row: Row, detail: GroupDetail): RequestGroup {
  const texts = row.slice(0, 12).map((value) => (value as Buffer).toString('utf8'));
  const [verb, username, groups, namespace, apiGroup, resource, subresource, level, stage, name, agent, path] = texts;
  const [isForResource, code, events, bytes, requestBytes, requestBodies, responseBytes, responseBodies, oldest, newest] = row.slice(12) as number[];
  const request = requestOfEvent({
    verb,
    requestURI: path,
    user: username === '' && groups === '' ? {} : { username, groups: groups === '' ? [] : (JSON.parse(groups) as string[]) },
    ...(isForResource === 1 ? { objectRef: { namespace, apiGroup, resource, subresource, name } } : {}),
  });
  const known = { ...(detail.agents === true && agent !== '' ? { userAgent: agent } : {}), ...(code > 0 ? { responseCode: code } : {}) };
  const sums = { events, bytes, requestBytes, requestBodies, responseBytes, responseBodies, oldest, newest };
  return { request: { ...request, ...known }, level, stage, ...sums };
}

/** An event whose columns do not tell all, or that the engine could not decide on: read as text. */
function groupOfOne({ bytes, key }: StoredEvent): RequestGroup {
  const event = parseJson(bytes);
  const user = at(event, 'user');
  const objectRef = at(event, 'objectRef');
  const sizeOf = (value: JsonValue | undefined): number => (value === undefined ? 0 : Buffer.byteLength(printJson(value)));
  const bodies = [at(event, 'requestObject'), at(event, 'responseObject')];
  const groups = at(user, 'groups');
  const request = requestOfEvent({
    verb: textAt(event, 'verb'),
    requestURI: textAt(event, 'requestURI'),
    user: { username: textAt(user, 'username'), groups: isArray(groups) ? groups.items.filter((item) => typeof item === 'string') : undefined },
    ...(objectRef === undefined
      ? {}
      : {
          objectRef: {
            namespace: textAt(objectRef, 'namespace'),
            apiGroup: textAt(objectRef, 'apiGroup'),
            resource: textAt(objectRef, 'resource'),
            subresource: textAt(objectRef, 'subresource'),
            name: textAt(objectRef, 'name'),
          },
        }),
  });
  const [requestBytes, responseBytes] = bodies.map(sizeOf);
  const [requestBodies, responseBodies] = bodies.map((body) => (body === undefined ? 0 : 1));
  const sums = { events: 1, bytes: bytes.length, requestBytes, requestBodies, responseBytes, responseBodies, oldest: key.ts, newest: key.ts };
  const code = Number(at(at(event, 'responseStatus'), 'code') ?? 0);
  const known = { userAgent: textAt(event, 'userAgent'), ...(code > 0 ? { responseCode: code } : {}) };
  return { request: { ...request, ...known }, level: textAt(event, 'level') ?? '', stage: textAt(event, 'stage') ?? '', ...sums };
}

function at(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isObject(value) ? member(value, key) : undefined;
}

function textAt(value: JsonValue | undefined, key: string): string | undefined {
  const found = at(value, key);
  return typeof found === 'string' ? found : undefined;
}
