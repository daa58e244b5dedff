// Under which values an event counts in histograms, facets and tops.
import { isArray, isNumber, isObject, type JsonValue } from '../audit/json-value.ts';
import { flatten, readField, type OpenSubject } from './read-field.ts';
import type { FieldPath } from './resolve-field.ts';

/** The values of a field or path in an event: at least one, each once. */
export function groupValues(subject: OpenSubject, { field, path }: Pick<FieldPath, 'field' | 'path'>): readonly string[] {
  // An object counts as '' whatever is in it.
  if (field.kind === 'object' && field.origin !== 'event' && path.length === 0) return noValue;
  return distinctTexts(readField(subject, field, path));
}

/** Scalars as written, of lists each distinct element; missing values, null and objects are ''. */
export function distinctTexts(values: readonly JsonValue[]): readonly string[] {
  const flat = flatten(values);
  if (flat.length === 0) return noValue;
  return flat.length === 1 ? [textOf(flat[0])] : [...new Set(flat.map(textOf))];
}

const noValue: readonly string[] = [''];

function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (value === null || isObject(value) || isArray(value)) return '';
  return isNumber(value) ? value.text : String(value);
}
