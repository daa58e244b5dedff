// The answer of /api/v1/objects/history as steps again: versions and writes of parts in one order, numbers with their digits. It was asked for with the bodies of parts.
import { isArray, isObject, type JsonValue } from '../audit/json-value.ts';
import type { Gap, ObjectHistory, Step } from '../story/history/step.ts';
import { at, listAt, numberAt, textAt } from '../story/read-json.ts';

export interface ToldHistory extends ObjectHistory {
  /** One line each. */
  readonly owners: readonly string[];
}

export function readHistoryAnswer(answer: JsonValue): ToldHistory {
  const steps = [...listAt(answer, 'versions'), ...listAt(answer, 'parts')].map(readStep).sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return { steps, gaps: listAt(answer, 'gaps').map(readGap), owners: listAt(answer, 'owners').map(printOwner) };
}

function readStep(value: JsonValue): Step {
  const text = (key: string): string => textAt(value, key) ?? '';
  const body = at(value, 'body') ?? null;
  const noOp = at(value, 'noOp');
  return {
    id: text('id'),
    time: text('time'),
    actor: text('actor'),
    actingAs: textAt(value, 'actingAs') ?? null,
    verb: text('verb'),
    subresource: text('subresource'),
    code: Number(numberAt(value, 'code') ?? 0),
    body: isObject(body) || isArray(body) ? body : null,
    isReceived: text('bodyFrom') === 'answer',
    why: null,
    life: Number(numberAt(value, 'life') ?? 0),
    uid: textAt(value, 'uid') ?? null,
    isNoOp: typeof noOp === 'boolean' ? noOp : null,
    isEnd: at(value, 'deleted') === true,
  };
}

function readGap(value: JsonValue): Gap {
  return { from: textAt(value, 'from') ?? null, to: textAt(value, 'to') ?? '', why: textAt(value, 'why') ?? '' };
}

function printOwner(value: JsonValue): string {
  const text = (...path: string[]): string => textAt(value, ...path) ?? '';
  const change = at(value, 'change');
  const by = isObject(change) ? `${text('change', 'verb')} by ${text('change', 'actor')} at ${text('change', 'time')}` : 'no write on record';
  return `${text('kind')} ${text('name')}: ${by}`;
}
