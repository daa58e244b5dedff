// The body after a write whose answer is not on record: from what the client sent and the body before.
import { isArray, isObject, type JsonValue } from '../../audit/json-value.ts';
import { isApply } from '../find-change.ts';
import { at, numberAt, textAt } from '../read-json.ts';
import type { RequestFacts } from '../read-request.ts';
import { withMember } from './edit-json.ts';
import { applyJsonPatch } from './json-patch.ts';
import { isBuiltIn } from './merge-keys.ts';
import { applyMergePatch, applyStrategicPatch } from './merge-patch.ts';
import { isOtherForm, type ObjectTarget, type Write } from './read-write.ts';
import type { Why } from './why.ts';

export interface Derived {
  readonly body: JsonValue | null;
  readonly why: Why;
}

/** `before`: the body that the write found; null where nobody knows. */
export function deriveBody(write: Write, target: ObjectTarget, before: JsonValue | null): Derived {
  const sent = write.facts.requestObject;
  if (write.verb === 'delete') return { body: null, why: 'deleted' };
  if (write.subresource !== '') return derivePart(write, before);
  if (sent === undefined) return { body: null, why: whyAbsent(write) };
  if (write.verb === 'create' || write.verb === 'update') return isObject(sent) ? { body: named(sent, target), why: 'asSent' } : { body: null, why: 'unfit' };
  return derivePatched(write, target, sent, before);
}

function whyAbsent(write: Write): Why {
  if (write.isTruncated) return 'truncated';
  return write.level === 'Metadata' ? 'metadataOnly' : isOtherForm(write) ? 'otherForm' : 'notRecorded';
}

function derivePatched(write: Write, target: ObjectTarget, sent: JsonValue, before: JsonValue | null): Derived {
  const applied = isApply(write.facts);
  // An apply that makes the object says all of it; any other patch needs the body before.
  if (write.code === 201 && isObject(sent)) return { body: named(sent, target), why: 'asSent' };
  if (before === null) return { body: null, why: 'unknownBefore' };
  const body = withoutVersion(patched(sent, target, before));
  return body === null ? { body: null, why: 'unfit' } : { body, why: applied ? 'applied' : 'patched' };
}

/** Which of the forms a patch is was in its Content-Type, which no event holds: a list is a JSON Patch; of objects built-in types are sent strategic ones. */
function patched(sent: JsonValue, target: ObjectTarget, before: JsonValue): JsonValue | null {
  if (isArray(sent)) return applyJsonPatch(before, sent);
  return isBuiltIn(target.apiGroup) ? applyStrategicPatch(before, sent) : applyMergePatch(before, sent);
}

/** Writes of a part that are known to set one field of the object; of others nobody knows what they left. */
function derivePart({ facts, ...write }: Write, before: JsonValue | null): Derived {
  const set = fieldOfPart(write.subresource, facts);
  if (set === null) return { body: null, why: facts.requestObject === undefined ? whyAbsent({ facts, ...write }) : 'part' };
  if (before === null) return { body: null, why: 'unknownBefore' };
  return { body: withoutVersion(withMember(before, set.path, set.value)), why: 'patched' };
}

function fieldOfPart(
  subresource: string,
  { requestObject, responseObject }: RequestFacts,
): { readonly path: readonly string[]; readonly value: JsonValue } | null {
  if (subresource === 'scale') {
    const text = numberAt(responseObject, 'spec', 'replicas') ?? numberAt(requestObject, 'spec', 'replicas');
    return text === undefined ? null : { path: ['spec', 'replicas'], value: { type: 'number', text } };
  }
  const node = subresource === 'binding' ? textAt(requestObject, 'target', 'name') : undefined;
  return node === undefined ? null : { path: ['spec', 'nodeName'], value: node };
}

/** What the server writes anew at each change is not known of a derived body. */
function withoutVersion(body: JsonValue | null): JsonValue | null {
  if (body === null) return null;
  return withMember(withMember(body, ['metadata', 'resourceVersion'], undefined), ['metadata', 'managedFields'], undefined);
}

/** As sent, with the name from the address where the client left it out. */
function named(sent: JsonValue, target: ObjectTarget): JsonValue {
  return at(sent, 'metadata', 'name') === undefined ? withMember(sent, ['metadata', 'name'], target.name) : sent;
}
