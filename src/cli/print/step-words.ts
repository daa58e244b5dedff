// How the commands about histories write who made a step, by which verb, and short values.
import type { JsonValue } from '../../audit/json-value.ts';
import type { Step } from '../../story/history/step.ts';

export function actorOf({ actor, actingAs }: Step): string {
  return `${actor === '' ? '(nobody)' : actor}${actingAs === null ? '' : ` as ${actingAs}`}`;
}

export function verbOf({ verb, subresource }: Step): string {
  return subresource === '' ? verb : `${verb} ${subresource}`;
}

const maxValue = 40;

/** Null for what is no scalar, or long. */
export function printScalar(value: JsonValue | undefined): string | null {
  const text =
    typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : typeof value === 'object' && value?.type === 'number' ? value.text : null;
  return text === null || text.length > maxValue ? null : text;
}
