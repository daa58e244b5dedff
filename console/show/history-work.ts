// What the page shows of an object's history, worked out from the bytes of the API's answer. Runs in a worker: bodies may be large.
import { isArray, isObject, parseJson, printJson, type JsonValue } from '../../src/audit/json-value.ts';
import { prettyJson } from '../../src/audit/pretty-json.ts';
import { printChangePath, type FieldChange } from '../../src/story/history/find-changes.ts';
import { changesOf, type StepChanges } from '../../src/story/history/look-into.ts';
import { readHistoryAnswer } from '../../src/story/history/read-answer.ts';
import { isCreated } from '../../src/story/history/read-write.ts';
import type { Gap, ObjectHistory, Step } from '../../src/story/history/step.ts';
import { at } from '../../src/story/read-json.ts';
import { cutText, maskText } from './cut-text.ts';
import { bodyLines, type ShownBody } from './body-lines.ts';

/** A step without its body. */
export interface ShownStep extends Omit<Step, 'body'> {
  readonly hasBody: boolean;
  readonly isCreated: boolean;
  /** The place among the versions, from 1; null for writes of parts. */
  readonly number: number | null;
  /** What it changed, shortened; null where nobody can tell. */
  readonly changes: { readonly count: number; readonly first: readonly ShownChange[] } | null;
  /** There is no body of this life before it to compare with. */
  readonly isFirst: boolean;
  readonly unknownBetween: number;
}

export interface ShownHistory {
  readonly steps: readonly ShownStep[];
  readonly gaps: readonly Gap[];
  readonly isExact: boolean;
}

export interface ShownChange {
  readonly path: string;
  readonly key: string;
  readonly before: ShownValue | null;
  readonly after: ShownValue | null;
}

/** A value as text: a string by its characters, anything else as JSON, laid out where it has parts. */
export interface ShownValue {
  readonly text: string;
  readonly isString: boolean;
  readonly hasLines: boolean;
  /** Characters left out at the end. */
  readonly cut: number;
}

export interface ShownVersion {
  readonly id: string;
  readonly changes: readonly ShownChange[];
  /** Changes that are not shown. */
  readonly more: number;
  readonly body: ShownBody | null;
}

export interface OpenHistory {
  readonly history: ObjectHistory;
  readonly isAll: boolean;
  readonly changes: ReadonlyMap<string, StepChanges>;
}

const firstChanges = 3;
const maxChanges = 400;
const shortValue = 120;
const longValue = 10_000;

export function openHistory(bytes: Uint8Array, isAll: boolean): { readonly open: OpenHistory; readonly shown: ShownHistory } {
  const answer = parseJson(bytes);
  const history = readHistoryAnswer(answer);
  const changes = new Map(changesOf(history, isAll).map((each) => [each.step.id, each]));
  const open = { history, isAll, changes };
  let number = 0;
  const steps = history.steps.map((step) => {
    if (step.subresource === '') number += 1;
    return showStep(step, step.subresource === '' ? number : null, changes.get(step.id) ?? null);
  });
  return { open, shown: { steps, gaps: history.gaps, isExact: at(answer, 'exact') !== false } };
}

function showStep({ body, ...step }: Step, number: number | null, told: StepChanges | null): ShownStep {
  return {
    ...step,
    hasBody: body !== null,
    isCreated: isCreated(step),
    number,
    changes: told === null ? null : { count: told.changes.length, first: told.changes.slice(0, firstChanges).map((change) => showChange(change, shortValue)) },
    isFirst: told?.isFirst ?? false,
    unknownBetween: told?.unknownBetween ?? 0,
  };
}

/** The changes and the body of one step; null where there is no such step. */
export function versionOf({ history, isAll, changes }: OpenHistory, id: string): ShownVersion | null {
  const step = history.steps.find((each) => each.id === id);
  if (step === undefined) return null;
  const told = changes.get(id)?.changes ?? [];
  return {
    id,
    changes: told.slice(0, maxChanges).map((change) => showChange(change, longValue)),
    more: Math.max(0, told.length - maxChanges),
    body: bodyLines(history, step, isAll),
  };
}

function showChange({ path, before, after }: FieldChange, max: number): ShownChange {
  const last = path[path.length - 1];
  return {
    path: printChangePath(path),
    key: typeof last === 'string' ? last : '',
    before: before === undefined ? null : showValue(before, max),
    after: after === undefined ? null : showValue(after, max),
  };
}

function showValue(value: JsonValue, max: number): ShownValue {
  const isString = typeof value === 'string';
  const hasParts = isObject(value) || isArray(value);
  const text = isString ? value : hasParts && max > shortValue ? prettyJson(value) : printJson(value);
  const hasLines = text.includes('\n');
  return { ...cutText(hasLines ? maskText(text) : text, max), isString, hasLines };
}
