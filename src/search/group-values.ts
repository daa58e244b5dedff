// Under which values an event counts in histograms, facets and tops.
import { isArray, isNumber, isObject, parseJson, type JsonValue } from '../audit/json-value.ts';
import { skipSpace, skipString, skipValue } from '../audit/scan-json.ts';
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

/** As `distinctTexts` of what lies at a path in JSON text, without reading the rest of it. */
export function textsAtPath(json: Uint8Array, path: readonly string[]): readonly string[] {
  const texts = new Set<string>();
  const keys = path.map(pathKey);
  const todo: (readonly [at: number, step: number])[] = [[0, 0]];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [at, step] = next;
    for (const [from, to] of items(json, at)) {
      if (step === keys.length) texts.add(json[from] === openObject ? '' : textOf(parseJson(json, from, to)));
      else if (json[from] === openObject) {
        const child = memberAt(json, from, to, keys[step]);
        if (child >= 0) todo.push([child, step + 1]);
      }
    }
  }
  return texts.size === 0 ? noValue : [...texts];
}

const openObject = 0x7b;
const openList = 0x5b;
const closeList = 0x5d;
const comma = 0x2c;
const quote = 0x22;
const backslash = 0x5c;

interface PathKey {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** Bytes that are no UTF-8 read as U+FFFD. */
  readonly mayBeBroken: boolean;
}

const utf8 = new TextEncoder();

function pathKey(text: string): PathKey {
  return { text, bytes: utf8.encode(text), mayBeBroken: text.includes('\ufffd') };
}

/** The value at `i`, or the elements of the list that stands there, however deep lists lie in lists. */
function* items(b: Uint8Array, i: number): Generator<readonly [from: number, to: number]> {
  const end = b.length;
  let depth = 0;
  for (i = skipSpace(b, i, end); i < end; i = skipSpace(b, i, end)) {
    if (b[i] === openList) depth += 1;
    else if (b[i] === closeList) depth -= 1;
    else if (b[i] !== comma) {
      const to = skipValue(b, i, end);
      yield [i, to];
      i = to - 1;
    }
    i += 1;
    if (depth === 0) return;
  }
}

/** Where the last value of a key begins in the object at `i`, or -1. */
function memberAt(b: Uint8Array, i: number, end: number, key: PathKey): number {
  let found = -1;
  i = skipSpace(b, i + 1, end);
  while (b[i] === quote) {
    const keyEnd = skipString(b, i, end);
    const from = skipSpace(b, skipSpace(b, keyEnd, end) + 1, end);
    if (isKey(b, i + 1, keyEnd - 1, key)) found = from;
    i = skipSpace(b, skipValue(b, from, end), end);
    if (b[i] === comma) i = skipSpace(b, i + 1, end);
  }
  return found;
}

function isKey(b: Uint8Array, from: number, to: number, { text, bytes, mayBeBroken }: PathKey): boolean {
  let k = 0;
  while (k < bytes.length && from + k < to && bytes[k] === b[from + k]) k += 1;
  if (k === bytes.length && from + k === to) return true;
  return (mayBeBroken || b.subarray(from, to).includes(backslash)) && parseJson(b, from - 1, to + 1) === text;
}
