// The answer of /api/v1/objects/history as steps again: versions and writes of parts in one order, numbers with their digits.
import { isArray, isObject, type JsonValue } from '../../audit/json-value.ts';
import { at, listAt, numberAt, textAt } from '../read-json.ts';
import { gapKinds, type Gap, type ObjectHistory, type Step } from './step.ts';
import { whyNames, type Why } from './why.ts';

/** Steps of parts have bodies where the answer was asked for with them. */
export function readHistoryAnswer(answer: JsonValue): ObjectHistory {
  const steps = [...listAt(answer, 'versions'), ...listAt(answer, 'parts')].map(readStep).sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return { steps, gaps: listAt(answer, 'gaps').map(readGap) };
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
    code: countAt(value, 'code') ?? 0,
    body: isObject(body) || isArray(body) ? body : null,
    isReceived: text('bodyFrom') === 'answer',
    why: readWhy(textAt(value, 'reasonCode')),
    life: countAt(value, 'life') ?? 0,
    uid: textAt(value, 'uid') ?? null,
    isNoOp: typeof noOp === 'boolean' ? noOp : null,
    isEnd: at(value, 'deleted') === true,
  };
}

function readGap(value: JsonValue): Gap {
  const count = countAt(value, 'count');
  const removal = at(value, 'removal');
  const reasons = listAt(value, 'reasons').flatMap((reason) => readWhy(reason) ?? []);
  return {
    from: textAt(value, 'from') ?? null,
    to: textAt(value, 'to') ?? '',
    kind: gapKinds.find((kind) => kind === textAt(value, 'kind')) ?? 'bound',
    why: textAt(value, 'why') ?? '',
    ...(count === undefined ? {} : { count }),
    ...(reasons.length === 0 ? {} : { reasons }),
    ...(removal === undefined
      ? {}
      : { removal: { id: textAt(removal, 'id') ?? '', actor: textAt(removal, 'actor') ?? '', isCertain: at(removal, 'isCertain') === true } }),
  };
}

function readWhy(value: JsonValue | undefined): Why | null {
  return whyNames.find((name) => name === value) ?? null;
}

function countAt(value: JsonValue, key: string): number | undefined {
  const text = numberAt(value, key);
  return text === undefined ? undefined : Number(text);
}
