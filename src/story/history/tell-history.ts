// The history of one object: every successful write on record in order, with the body after it, and what is not on record.
import type { JsonValue } from '../../audit/json-value.ts';
import { at, listAt, numberAt, textAt } from '../read-json.ts';
import { deriveBody } from './derive-body.ts';
import { isEqual, withMember } from './edit-json.ts';
import { findGaps } from './find-gaps.ts';
import { bodyOfAnswer, isCreated, readRemoval, readWrite, type HistoryEvent, type ObjectTarget, type Write } from './read-write.ts';
import type { ObjectHistory, Step } from './step.ts';

/** Puts the history together from an object's events, given in order. Never throws, whatever the events hold. */
export function tellHistory(events: readonly HistoryEvent[], target: ObjectTarget): ObjectHistory {
  const steps: Step[] = [];
  const writes: Write[] = [];
  const removals: Write[] = [];
  for (const event of events) {
    const write = readWrite(event, target);
    if (write !== null) {
      writes.push(write);
      steps.push(nextStep(write, target, steps));
      continue;
    }
    const removal = readRemoval(event, target);
    if (removal !== null) removals.push(removal);
  }
  return { steps, gaps: findGaps({ steps, writes, removals, target }) };
}

function nextStep(write: Write, target: ObjectTarget, steps: readonly Step[]): Step {
  const last = steps[steps.length - 1] ?? null;
  const answer = bodyOfAnswer(write, target);
  // What was there before a creation was another object.
  const before = last === null || isCreated(write) ? null : last.body;
  const { body, why } = answer === null ? deriveBody(write, target, before) : { body: answer, why: null };
  const uid = textAt(body, 'metadata', 'uid') ?? null;
  const isOther = last !== null && isOtherObject(write, last, uid);
  return {
    id: write.id,
    time: write.time,
    actor: write.actor,
    actingAs: write.actingAs,
    verb: write.verb,
    subresource: write.subresource,
    code: write.code,
    body,
    isReceived: answer !== null,
    why,
    life: lifeOf(last, isOther),
    uid: uid ?? inheritedUid(last, isOther),
    isNoOp: isOther || write.verb === 'delete' ? false : isSame(before, body),
    isEnd: isEnding(write, body),
  };
}

/** A deletion whose answer is not on record may have left the object waiting: only a creation or another uid shows that it was the end. */
function isOtherObject(write: Write, last: Step, uid: string | null): boolean {
  return isCreated(write) || (uid !== null && last.uid !== null && uid !== last.uid);
}

function inheritedUid(last: Step | null, isOther: boolean): string | null {
  return last === null || isOther ? null : last.uid;
}

function lifeOf(last: Step | null, isOther: boolean): number {
  return last === null ? 0 : last.life + (isOther ? 1 : 0);
}

/** The server keeps the resourceVersion where a write changes nothing; derived bodies are compared, managedFields aside. */
function isSame(before: JsonValue | null, after: JsonValue | null): boolean | null {
  if (before === null || after === null) return null;
  const [left, right] = [before, after].map((body) => textAt(body, 'metadata', 'resourceVersion'));
  if (left !== undefined && right !== undefined) return left === right;
  return isEqual(comparable(before), comparable(after));
}

function comparable(body: JsonValue): JsonValue {
  return withMember(withMember(body, ['metadata', 'resourceVersion'], undefined), ['metadata', 'managedFields'], undefined);
}

/** A deletion ends an object at once unless its answer shows it waiting: for finalizers, or for its grace period. Taking the last finalizer away ends it too. */
function isEnding(write: Write, body: JsonValue | null): boolean {
  if (write.verb === 'delete' && body === null) return true;
  if (at(body ?? undefined, 'metadata', 'deletionTimestamp') === undefined) return write.verb === 'delete' && write.subresource === '';
  const grace = numberAt(body ?? undefined, 'metadata', 'deletionGracePeriodSeconds');
  return listAt(body ?? undefined, 'metadata', 'finalizers').length === 0 && (grace === undefined || /^0*$/.test(grace));
}
