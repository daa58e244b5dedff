// A policy on arriving events: reads from a scanned event what a policy looks at, and says what becomes of the event.
import { levels, type Level, type Stage } from '../audit/vocabulary.ts';
import type { EventScan } from '../audit/scan-event.ts';
import { ordinalOf } from '../audit/shape.ts';
import { stripEvent } from '../audit/strip-event.ts';
import { compilePolicy, type Decide } from '../policy/evaluate.ts';
import type { Decision, Policy, RequestAttributes } from '../policy/policy.ts';
import { requestOfEvent, type EventRequest } from '../policy/request-of-event.ts';

/** A version of a topic's policy, ready to judge. */
export interface ArrivalPolicy {
  readonly version: number;
  readonly decide: Decide;
}

/** What a rule of a version took away of one body; `strippedBytes` are those taken off. */
export interface PolicyOutcome {
  readonly version: number;
  /** null: no rule matched. */
  readonly rule: number | null;
  readonly level: Level;
  droppedEvents: number;
  droppedBytes: number;
  strippedEvents: number;
  strippedBytes: number;
}

/** A received body of which a policy took something away. */
export interface JudgedBody {
  readonly seq: number;
  readonly topic: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly outcomes: readonly PolicyOutcome[];
}

/** Prepares a version for judging. */
export function createArrivalPolicy(version: number, policy: Policy): ArrivalPolicy {
  return { version, decide: compilePolicy(policy) };
}

/** What becomes of one event: `bytes` null = it is not kept; the given bytes themselves = nothing was taken off. */
export interface Judgement {
  readonly decision: Decision;
  readonly bytes: Uint8Array | null;
}

/** Judges the event that stands at `from` and that `scan` holds. */
export function judgeArrival({ decide }: ArrivalPolicy, b: Uint8Array, from: number, scan: EventScan): Judgement {
  const event = b.subarray(from, scan.end);
  const { request, stage, level } = scan.odd || scan.repeated ? readWhole(event) : readScan(b, scan);
  const decision = decide(request);
  if (decision.level === 'None' || decision.omitStages.includes(stage as Stage)) return { decision, bytes: null };
  const wanted = levels.indexOf(decision.level);
  const recorded = (levels as readonly string[]).indexOf(level);
  const stripped = stripEvent(event, {
    requestObject: wanted < levels.indexOf('Request'),
    responseObject: wanted < levels.indexOf('RequestResponse'),
    managedFields: decision.omitManagedFields,
    level: recorded > wanted ? decision.level : null,
    // Without version and rule: the same event delivered again under a later version must have the same bytes.
    note: recorded > wanted ? `${decision.level} instead of ${level}` : 'managedFields left out',
  });
  return { decision, bytes: stripped ?? event };
}

interface Arrived {
  readonly request: RequestAttributes;
  readonly stage: string;
  readonly level: string;
}

const names = [
  'verb',
  'requestURI',
  'userAgent',
  'stage',
  'level',
  'user.username',
  'user.groups',
  'responseStatus.code',
  'objectRef.resource',
  'objectRef.subresource',
  'objectRef.namespace',
  'objectRef.name',
  'objectRef.apiGroup',
  'objectRef.apiVersion',
] as const;
const ordinals = Object.fromEntries(names.map((name) => [name, ordinalOf(name)])) as Record<(typeof names)[number], number>;
const utf8 = new TextDecoder();

function readScan(b: Uint8Array, scan: EventScan): Arrived {
  const text = (name: (typeof names)[number]): string | undefined => textAt(b, scan, ordinals[name]);
  const groups = rawAt(b, scan, ordinals['user.groups']);
  const objectRef = {
    resource: text('objectRef.resource'),
    subresource: text('objectRef.subresource'),
    namespace: text('objectRef.namespace'),
    name: text('objectRef.name'),
    apiGroup: text('objectRef.apiGroup'),
    apiVersion: text('objectRef.apiVersion'),
  };
  return arrived({
    verb: text('verb'),
    requestURI: text('requestURI'),
    userAgent: text('userAgent'),
    stage: text('stage'),
    level: text('level'),
    user: { username: text('user.username'), groups: groups === undefined ? undefined : stringsOf(JSON.parse(groups)) },
    responseStatus: { code: Number(rawAt(b, scan, ordinals['responseStatus.code'])) },
    ...(Object.values(objectRef).some((value) => value !== undefined) ? { objectRef } : {}),
  });
}

/** An event whose fields are of other types than they should be, or stand twice: read as everyone reads JSON. */
function readWhole(event: Uint8Array): Arrived {
  const { user, objectRef, responseStatus, ...rest } = JSON.parse(utf8.decode(event)) as Record<string, unknown>;
  const object = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {});
  const texts = (value: unknown): Record<string, string> =>
    Object.fromEntries(Object.entries(object(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  return arrived({
    ...texts(rest),
    user: { username: texts(user).username, groups: object(user).groups === undefined ? undefined : stringsOf(object(user).groups) },
    responseStatus: { code: Number(object(responseStatus).code) },
    ...(typeof objectRef === 'object' && objectRef !== null ? { objectRef: texts(objectRef) } : {}),
  });
}

interface Read extends EventRequest {
  readonly userAgent?: string;
  readonly stage?: string;
  readonly level?: string;
  readonly responseStatus: { readonly code: number };
}

function arrived({ userAgent, stage = '', level = '', responseStatus: { code }, ...event }: Read): Arrived {
  const request = requestOfEvent(event);
  return { request: { ...request, userAgent, ...(Number.isInteger(code) && code > 0 ? { responseCode: code } : {}) }, stage, level };
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function textAt(b: Uint8Array, scan: EventScan, ordinal: number): string | undefined {
  const at = scan.valueOf[ordinal];
  if (at < 0) return undefined;
  const raw = utf8.decode(b.subarray(scan.from[at], scan.to[at]));
  return scan.care[at] === 0 ? raw : (JSON.parse(`"${raw}"`) as string);
}

function rawAt(b: Uint8Array, scan: EventScan, ordinal: number): string | undefined {
  const at = scan.valueOf[ordinal];
  return at < 0 ? undefined : utf8.decode(b.subarray(scan.from[at], scan.to[at]));
}
