// The facts of one request, read from one of its events or from several stages of it.
import { observedAddress, uriParameters } from '../audit/derive.ts';
import { isNumber, type JsonValue } from '../audit/json-value.ts';
import { parseTimestamp } from '../audit/timestamp.ts';
import { stageRank } from '../audit/vocabulary.ts';
import { at, stringsAt, textAt } from './read-json.ts';

/** `objectRef`; absent members are ''. */
export interface ObjectReference {
  readonly apiGroup: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

export interface RequestFacts {
  readonly stage: string;
  /** '' for OPTIONS and methods that Kubernetes does not know. */
  readonly verb: string;
  readonly requestURI: string;
  /** Decoded, in order. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** The authenticated user; undefined before authentication (401). */
  readonly username: string | undefined;
  readonly groups: readonly string[];
  readonly impersonated: string | undefined;
  /** The address that the API server saw. */
  readonly address: string | undefined;
  /** Null for non-resource requests. */
  readonly object: ObjectReference | null;
  /** Null before there is an answer. */
  readonly code: number | null;
  readonly reason: string;
  readonly message: string;
  readonly decision: string;
  readonly decisionReason: string;
  readonly requestObject: JsonValue | undefined;
  readonly responseObject: JsonValue | undefined;
  /** From receipt to this stage; null where either time cannot be read or the clock ran back. */
  readonly durationMs: number | null;
}

/** Reads an event. Of several stages the latest tells, and bodies that only another one holds are taken from there. */
export function readRequest(events: JsonValue | readonly JsonValue[]): RequestFacts {
  const stages = (isList(events) ? [...events] : [events]).sort((a, b) => stageRank(textAt(a, 'stage') ?? '') - stageRank(textAt(b, 'stage') ?? ''));
  const last = stages[stages.length - 1] ?? null;
  const body = (name: string): JsonValue | undefined => stages.map((stage) => at(stage, name)).findLast((value) => value !== undefined && value !== null);
  const text = (...path: string[]): string => textAt(last, ...path) ?? '';
  const responseObject = body('responseObject');
  return {
    stage: text('stage'),
    verb: text('verb'),
    requestURI: text('requestURI'),
    parameters: uriParameters(text('requestURI')),
    username: textAt(last, 'user', 'username'),
    groups: stringsAt(last, 'user', 'groups'),
    impersonated: textAt(last, 'impersonatedUser', 'username'),
    address: observedAddress(stringsAt(last, 'sourceIPs')),
    object: readReference(at(last, 'objectRef')),
    code: readCode(at(last, 'responseStatus', 'code')),
    // Before 1.24 the status in the metadata had no message; the one in the body has.
    reason: text('responseStatus', 'reason') || (textAt(responseObject, 'reason') ?? ''),
    message: text('responseStatus', 'message') || (textAt(responseObject, 'message') ?? ''),
    decision: text('annotations', 'authorization.k8s.io/decision'),
    decisionReason: text('annotations', 'authorization.k8s.io/reason'),
    requestObject: body('requestObject'),
    responseObject,
    durationMs: duration(text('requestReceivedTimestamp'), text('stageTimestamp')),
  };
}

function isList(events: JsonValue | readonly JsonValue[]): events is readonly JsonValue[] {
  return Array.isArray(events);
}

export function readReference(value: JsonValue | undefined): ObjectReference | null {
  if (value === undefined || value === null) return null;
  const text = (key: string): string => textAt(value, key) ?? '';
  const [apiGroup, resource, subresource, namespace, name] = ['apiGroup', 'resource', 'subresource', 'namespace', 'name'].map(text);
  return { apiGroup, resource, subresource, namespace, name };
}

/** An HTTP status code; anything else is none. */
export function readCode(value: JsonValue | undefined): number | null {
  return isNumber(value) && /^[1-9]\d\d$/.test(value.text) ? Number(value.text) : null;
}

function duration(receivedAt: string, stageAt: string): number | null {
  const from = parseTimestamp(receivedAt);
  const to = parseTimestamp(stageAt);
  return from === null || to === null || to < from ? null : (to - from) / 1000;
}

/** The first value of a parameter. */
export function parameter(facts: RequestFacts, name: string): string | undefined {
  return facts.parameters.find(([key]) => key === name)?.[1];
}

/** True where the client asked to try only: in the address, in DeleteOptions, or in those of an eviction. */
export function isDryRun(facts: Pick<RequestFacts, 'parameters' | 'requestObject' | 'verb' | 'object'>): boolean {
  if (facts.parameters.some(([name, value]) => name === 'dryRun' && value !== '')) return true;
  const options = facts.object?.subresource === 'eviction' ? at(facts.requestObject, 'deleteOptions') : facts.requestObject;
  const hasOptions = facts.verb.startsWith('delete') || facts.object?.subresource === 'eviction';
  return hasOptions && stringsAt(options, 'dryRun').length > 0;
}
