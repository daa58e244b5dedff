// What a candidate would record and the store does not hold: bodies above the recorded level, estimated from events of the same kind that have them.
import { levels, type Level } from '../audit/vocabulary.ts';
import type { Decision } from '../policy/policy.ts';
import { hasRequestBody, hasResponseBody } from '../policy/stages-of-request.ts';
import type { RequestGroup } from '../store/store.ts';

export interface Missing {
  /** Events that the candidate records with a body that was not recorded. */
  readonly events: number;
  /** Bytes of those bodies, for the events whose kind is known from others … */
  readonly estimatedBytes: number;
  /** … and how many events are of a kind of which no body was ever recorded. */
  readonly unknownEvents: number;
  /** Requests whose arrival (RequestReceived) the candidate records and the store never holds, and their bytes, estimated. */
  readonly arrivals: number;
  readonly arrivalBytes: number;
}

interface Kind {
  request: { bodies: number; bytes: number; missing: number };
  response: { bodies: number; bytes: number; missing: number };
}

export interface MissingSum {
  add(group: RequestGroup, decision: Decision): void;
  result(): Missing;
}

export function createMissing(): MissingSum {
  const kinds = new Map<string, Kind>();
  let events = 0;
  let received = 0;
  const arrivals = { events: 0, bytes: 0 };

  return {
    add(group, decision) {
      const kind = kindOf(kinds, group);
      add(kind.request, group.requestBodies, group.requestBytes);
      add(kind.response, group.responseBodies, group.responseBytes);
      if (group.stage === 'RequestReceived') received += group.events;
      if (decision.level === 'None') return;
      if (!(decision.omitStages as readonly string[]).includes(group.stage)) {
        const lacks = lackOf(group, decision.level);
        if (lacks.request) kind.request.missing += group.events;
        if (lacks.response) kind.response.missing += group.events;
        if (lacks.request || lacks.response) events += group.events;
      }
      if (group.stage !== 'ResponseComplete' || decision.omitStages.includes('RequestReceived')) return;
      arrivals.events += group.events;
      arrivals.bytes += group.bytes - group.requestBytes - group.responseBytes;
    },
    result() {
      const parts = [...kinds.values()].flatMap((kind) => [kind.request, kind.response]).filter((part) => part.missing > 0);
      const known = parts.filter((part) => part.bodies > 0);
      return {
        events,
        estimatedBytes: Math.round(known.reduce((sum, part) => sum + (part.bytes / part.bodies) * part.missing, 0)),
        unknownEvents: parts.filter((part) => part.bodies === 0).reduce((sum, part) => sum + part.missing, 0),
        arrivals: received > 0 ? 0 : arrivals.events,
        arrivalBytes: received > 0 ? 0 : arrivals.bytes,
      };
    },
  };
}

/** Which bodies the level asks for, the request has by its kind, and the recorded level left out. */
function lackOf({ request, level, stage }: RequestGroup, wanted: Level): { request: boolean; response: boolean } {
  if (stage === 'RequestReceived') return { request: false, response: false };
  const recorded = levels.indexOf(level as Level);
  const reaches = (needed: Level): boolean => recorded < levels.indexOf(needed) && levels.indexOf(wanted) >= levels.indexOf(needed);
  return {
    request: reaches('Request') && hasRequestBody(request),
    response: reaches('RequestResponse') && stage === 'ResponseComplete' && hasResponseBody(request),
  };
}

function kindOf(kinds: Map<string, Kind>, { request, stage }: RequestGroup): Kind {
  const name = JSON.stringify([request.apiGroup, request.resource, request.subresource, request.verb, stage]);
  let kind = kinds.get(name);
  if (kind === undefined) kinds.set(name, (kind = { request: { bodies: 0, bytes: 0, missing: 0 }, response: { bodies: 0, bytes: 0, missing: 0 } }));
  return kind;
}

function add(part: { bodies: number; bytes: number }, bodies: number, bytes: number): void {
  part.bodies += bodies;
  part.bytes += bytes;
}
