// Asks about single objects: their histories as bytes, their families, the requests around them, and which were changed.
import { queryOptions } from '@tanstack/react-query';
import type { FamilyAnswer, HistoryAnswer } from '../../src/api/contract/history.ts';
import type { PipelineAnswerDocument } from '../../src/api/contract/query.ts';
import { conditionsOfPlace, type ObjectPlace } from '../show/object-place.ts';
import { splitAnswer, type EventRow } from '../show/split-answer.ts';
import type { Selection } from './events.ts';
import { fetchBytes, fetchJson, withParameters } from './fetch-api.ts';

export interface PlaceInCluster extends ObjectPlace {
  readonly cluster: string;
}

const historyPath = '/api/v1/objects/history';

function parametersOf({ cluster, apiGroup, resource, namespace, name }: PlaceInCluster): Record<string, string> {
  return { cluster, apiGroup, resource, namespace, name };
}

/** The whole history up to a moment (exclusive), with every body: a worker takes it apart. */
export function historyQuery(place: PlaceInCluster, to?: string) {
  return queryOptions({
    queryKey: ['history', parametersOf(place), to],
    queryFn: ({ signal }) => fetchBytes(withParameters(historyPath, { ...parametersOf(place), to, partBodies: 'true' }), signal),
    staleTime: 60_000,
    gcTime: 0,
    structuralSharing: false,
  });
}

/** The same without bodies, for a lane. */
export function laneQuery(place: PlaceInCluster) {
  return queryOptions({
    queryKey: ['lane', parametersOf(place)],
    queryFn: ({ signal }) => fetchJson<HistoryAnswer>(withParameters(historyPath, { ...parametersOf(place), bodies: 'false' }), { signal }),
    staleTime: 60_000,
  });
}

export function familyQuery(place: PlaceInCluster) {
  return queryOptions({
    queryKey: ['family', parametersOf(place)],
    queryFn: ({ signal }) => fetchJson<FamilyAnswer>(withParameters('/api/v1/objects/family', parametersOf(place)), { signal }),
    staleTime: 60_000,
  });
}

const maxRequests = 200;

/** What a history leaves out and a lane shows: refusals, failures, dry runs, connections. */
const besideHistory = [
  'responseStatus.code:(401 OR 403)',
  // Controllers that came too late with a status try again: there are thousands of those.
  '(NOT verb:(get OR list OR watch) AND responseStatus.code:>=400 AND NOT (objectRef.subresource:status AND responseStatus.code:409))',
  'uri.dryRun:*',
  'requestObject.dryRun:*',
  'objectRef.subresource:(exec OR attach OR portforward OR proxy)',
].join(' OR ');

/** The newest such requests of some objects. */
export function requestsQuery(cluster: string, places: readonly ObjectPlace[], range: Pick<Selection, 'from' | 'to'>) {
  const q = `(${places.map((place) => `(${conditionsOfPlace(place)})`).join(' OR ')}) AND (${besideHistory})`;
  return queryOptions({
    queryKey: ['events', 'beside', cluster, q, range],
    queryFn: async ({ signal }): Promise<readonly EventRow[]> =>
      splitAnswer(await fetchBytes(withParameters('/api/v1/events', { q, cluster, ...range, limit: maxRequests }), signal)).rows,
    staleTime: 60_000,
    gcTime: 0,
    structuralSharing: false,
  });
}

export interface ChangedObject extends PlaceInCluster {
  readonly writes: number;
  /** stageTimestamp of the newest. */
  readonly last: string;
  readonly actor: string;
  readonly verb: string;
}

const written = 'verb:(create OR update OR patch OR delete) AND responseStatus.code:<300 AND objectRef.name:* AND NOT objectRef.subresource:status';
const maxObjects = 25;

/** The objects of a range that were changed lately, or often; `hasComponents`: by controllers and nodes too. */
export function changedObjectsQuery(selection: Omit<Selection, 'q'>, order: 'last' | 'writes', hasComponents: boolean) {
  const q = `${written}${hasComponents ? '' : ' AND NOT actor:component'} AND NOT uri.dryRun:* | SELECT ${columns} ORDER BY ${order} DESC LIMIT ${maxObjects}`;
  return queryOptions({
    queryKey: ['changed', selection, order, hasComponents],
    queryFn: async ({ signal }) =>
      (await fetchJson<PipelineAnswerDocument>(withParameters('/api/v1/query', { ...selection, q }), { signal })).rows.map(readChanged),
    staleTime: 30_000,
  });
}

const columns = `cluster, \`objectRef.apiGroup\` AS g, \`objectRef.resource\` AS r, \`objectRef.namespace\` AS ns, \`objectRef.name\` AS n,
  count() AS writes, max(stageTimestamp) AS last, argMax(\`user.username\`, stageTimestamp) AS actor, argMax(verb, stageTimestamp) AS verb
  GROUP BY cluster, g, r, ns, n`;

function readChanged(row: readonly unknown[]): ChangedObject {
  const [cluster, apiGroup, resource, namespace, name, writes, last, actor, verb] = row.map((value) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : '',
  );
  return { cluster, apiGroup, resource, namespace, name, writes: Number(writes), last, actor, verb };
}
