// Looks into JSON text where it lies: values are ranges of bytes, opened one level at a time, so that depth and size cost nothing until somebody asks.
import { skipSpace, skipString, skipValue } from '../../src/audit/scan-json.ts';

/** A JSON value: `bytes[from..to)`, without white space around it. */
export interface Span {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** A value inside an object (`key`) or an array (`key` null). */
export interface Child extends Span {
  readonly key: string | null;
  /** The same key stands in this object again, further down. */
  readonly isOverridden: boolean;
  /** Where key and value begin, for cutting them out together. */
  readonly memberFrom: number;
}

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'literal';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The whole of `bytes` as one value. */
export function spanOf(bytes: Uint8Array): Span {
  const from = skipSpace(bytes, 0, bytes.length);
  const to = skipValue(bytes, from, bytes.length);
  return { bytes, from, to: to < 0 ? bytes.length : to };
}

/** The text of a value as it stands; bytes that are not UTF-8 read as U+FFFD. */
export function textOf(span: Span): string {
  return utf8.decode(span.bytes.subarray(span.from, span.to));
}

export function kindOf({ bytes, from }: Span): JsonKind {
  switch (bytes[from]) {
    case 0x7b:
      return 'object';
    case 0x5b:
      return 'array';
    case 0x22:
      return 'string';
    case 0x74:
    case 0x66:
    case 0x6e:
      return 'literal';
    default:
      return 'number';
  }
}

/** The characters of a string with its escapes resolved, or null when the value is no string. Lone surrogates stay. */
export function stringOf(span: Span | null): string | null {
  if (span === null || kindOf(span) !== 'string') return null;
  return plainOf(span.bytes, span.from + 1, span.to - 1) ?? (JSON.parse(textOf(span)) as string);
}

const maxPlain = 48;
const ascii = Array.from({ length: 0x7f }, (_, code) => String.fromCharCode(code));

/** Short text without escapes and without letters beyond ASCII, as nearly all keys and names are: sooner put together than decoded. Null for any other. */
function plainOf(bytes: Uint8Array, from: number, to: number): string | null {
  if (to - from > maxPlain) return null;
  let text = '';
  for (let i = from; i < to; i += 1) {
    const code = bytes[i];
    if (code < 0x20 || code >= 0x7f || code === 0x5c) return null;
    text += ascii[code];
  }
  return text;
}

/** What stands directly inside an object or array, in order, keys given twice included. Nothing for other values. */
export function childrenOf(span: Span): Child[] {
  const kind = kindOf(span);
  if (kind !== 'object' && kind !== 'array') return [];
  const { bytes, to: end } = span;
  const children: Child[] = [];
  let i = skipSpace(bytes, span.from + 1, end);
  while (i < end && bytes[i] !== 0x7d && bytes[i] !== 0x5d) {
    const memberFrom = i;
    let key: string | null = null;
    if (kind === 'object') {
      const keyEnd = skipString(bytes, i, end);
      if (keyEnd < 0) break;
      key = stringOf({ bytes, from: i, to: keyEnd });
      i = skipSpace(bytes, skipSpace(bytes, keyEnd, end) + 1, end);
    }
    const to = skipValue(bytes, i, end);
    if (to < 0) break;
    children.push({ bytes, from: i, to, key, memberFrom, isOverridden: false });
    i = skipSpace(bytes, to, end);
    if (bytes[i] === 0x2c) i = skipSpace(bytes, i + 1, end);
  }
  return kind === 'object' ? markOverridden(children) : children;
}

/**
 * Walks over an object or array whose bracket stands at `from`, once: `take` gets each value's key (null in an array) and place, and answers
 * where it ends, or -1. Answers the index behind the closing bracket, or -1.
 */
export function walkMembers(bytes: Uint8Array, from: number, take: (key: string | null, from: number) => number): number {
  const end = bytes.length;
  const isObject = bytes[from] === 0x7b;
  if (!isObject && bytes[from] !== 0x5b) return -1;
  const close = isObject ? 0x7d : 0x5d;
  let i = skipSpace(bytes, from + 1, end);
  while (i < end && bytes[i] !== close) {
    let key: string | null = null;
    if (isObject) {
      const keyEnd = skipString(bytes, i, end);
      if (keyEnd < 0) return -1;
      key = stringOf({ bytes, from: i, to: keyEnd });
      i = skipSpace(bytes, skipSpace(bytes, keyEnd, end) + 1, end);
    }
    i = take(key, i);
    if (i < 0) return -1;
    i = skipSpace(bytes, i, end);
    if (bytes[i] === 0x2c) i = skipSpace(bytes, i + 1, end);
  }
  return i < end ? i + 1 : -1;
}

/** Of a key given twice the last counts, as in the query language. */
function markOverridden(children: Child[]): Child[] {
  const last = new Map(children.map((child, index) => [child.key, index]));
  if (last.size === children.length) return children;
  return children.map((child, index) => (last.get(child.key) === index ? child : { ...child, isOverridden: true }));
}

/** The member of that key, or null. */
export function memberOf(span: Span | null, key: string): Span | null {
  if (span === null || kindOf(span) !== 'object') return null;
  return childrenOf(span).findLast((child) => child.key === key) ?? null;
}

/** The value at the end of a path of keys, or null. */
export function valueAt(span: Span | null, ...path: readonly string[]): Span | null {
  return path.reduce(memberOf, span);
}

/** The strings of an array; what is no string in it stays as its text. */
export function stringsOf(span: Span | null): string[] {
  if (span === null || kindOf(span) !== 'array') return [];
  return childrenOf(span).map((child) => stringOf(child) ?? textOf(child));
}
