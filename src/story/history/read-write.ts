// One successful write of an object, read from its event: who, what, and the body that the answer holds.
import { isArray, isObject, type JsonValue } from '../../audit/json-value.ts';
import { at, textAt } from '../read-json.ts';
import { isDryRun, readRequest, type ObjectReference, type RequestFacts } from '../read-request.ts';

/** The object whose history is told; absent parts are ''. */
export interface ObjectTarget {
  readonly apiGroup: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** A stored event, parsed. */
export interface HistoryEvent {
  readonly id: string;
  readonly event: JsonValue;
}

/** A write of the object (or of a part of it), or a removal of many that may have been one of this. */
export interface Write {
  readonly id: string;
  /** stageTimestamp as written. */
  readonly time: string;
  /** The authenticated user; '' = nobody. */
  readonly actor: string;
  readonly actingAs: string | null;
  readonly verb: string;
  readonly subresource: string;
  readonly code: number;
  readonly level: string;
  readonly isTruncated: boolean;
  readonly facts: RequestFacts;
}

/** Subresources whose requests leave the object as it is. */
const untouching = new Set(['exec', 'attach', 'portforward', 'proxy', 'log', 'token']);
const writing = new Set(['create', 'update', 'patch', 'delete']);

/** The write that an event tells of this object; null for reads, refusals, dry runs, other objects. */
export function readWrite({ id, event }: HistoryEvent, target: ObjectTarget): Write | null {
  const facts = readRequest(event);
  const { object } = facts;
  if (object === null || !writing.has(facts.verb) || untouching.has(object.subresource) || !isDone(facts)) return null;
  if (object.apiGroup !== target.apiGroup || object.resource !== target.resource || !isInNamespace(object.namespace, target)) return null;
  if (nameOf(facts) !== target.name) return null;
  return writeOf(id, event, facts);
}

/** A deletion of many, or of the whole namespace, that reaches where this object is. */
export function readRemoval({ id, event }: HistoryEvent, target: ObjectTarget): Write | null {
  const facts = readRequest(event);
  const { object } = facts;
  if (object === null || object.subresource !== '' || !isDone(facts)) return null;
  const reaches = facts.verb === 'delete' ? isNamespaceOf(object, target) : facts.verb === 'deletecollection' && isAmongThese(object, target);
  return reaches ? writeOf(id, event, facts) : null;
}

function isNamespaceOf(object: ObjectReference, target: ObjectTarget): boolean {
  return object.resource === 'namespaces' && object.apiGroup === '' && object.name === target.namespace && target.resource !== 'namespaces';
}

function isAmongThese(object: ObjectReference, target: ObjectTarget): boolean {
  const isInReach = object.namespace === '' || object.namespace === target.namespace;
  return object.resource === target.resource && object.apiGroup === target.apiGroup && isInReach;
}

/** True where a deletion of many answered with what it removed and this object is not in it; null where it did not say. */
export function isAmongRemoved({ facts }: Write, target: ObjectTarget): boolean | null {
  const items = at(facts.responseObject, 'items');
  if (!isArray(items)) return null;
  return items.items.some((item) => textAt(item, 'metadata', 'name') === target.name && (textAt(item, 'metadata', 'namespace') ?? '') === target.namespace);
}

function writeOf(id: string, event: JsonValue, facts: RequestFacts): Write {
  return {
    id,
    time: textAt(event, 'stageTimestamp') ?? textAt(event, 'requestReceivedTimestamp') ?? '',
    actor: facts.username ?? '',
    actingAs: facts.impersonated ?? null,
    verb: facts.verb,
    subresource: facts.object?.subresource ?? '',
    code: facts.code ?? 0,
    level: textAt(event, 'level') ?? '',
    isTruncated: at(event, 'annotations', 'audit.k8s.io/truncated') === 'true',
    facts,
  };
}

function isDone(facts: RequestFacts): boolean {
  return facts.stage === 'ResponseComplete' && facts.code !== null && facts.code >= 200 && facts.code < 300 && !isDryRun(facts);
}

/** A namespace is named as its own namespace in its address. */
function isInNamespace(namespace: string, target: ObjectTarget): boolean {
  return namespace === target.namespace || (target.resource === 'namespaces' && target.apiGroup === '');
}

/** A creation: by POST, by PUT to a place where nothing was, by an apply. */
export function isCreated({ verb, subresource, code }: Pick<Write, 'verb' | 'subresource' | 'code'>): boolean {
  return subresource === '' && (verb === 'create' || code === 201);
}

/** A name that the server chose stands in the answer only. */
function nameOf({ object, verb, responseObject }: RequestFacts): string | undefined {
  if (object?.name !== '') return object?.name;
  return verb === 'create' && object.subresource === '' ? textAt(responseObject, 'metadata', 'name') : undefined;
}

/** Kinds that an answer may be instead of the object. */
const otherKinds = new Set(['Status', 'Table', 'PartialObjectMetadata', 'Scale', 'Binding', 'Eviction', 'TokenRequest', 'DeleteOptions']);

/** The answer, where it is the object itself. */
export function bodyOfAnswer({ facts }: Write, target: ObjectTarget): JsonValue | null {
  const body = facts.responseObject;
  if (!isObject(body) || otherKinds.has(textAt(body, 'kind') ?? '') || textAt(body, 'metadata', 'name') !== target.name) return null;
  return body;
}

/** True where the answer is a table or a part of the object, as the client asked. */
export function isOtherForm({ facts }: Write): boolean {
  const kind = textAt(facts.responseObject, 'kind');
  return kind === 'Table' || kind === 'PartialObjectMetadata';
}
