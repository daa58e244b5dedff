// JSON as values that keep what JSON.parse loses: numbers as text, every entry of an object in order, any depth.

export interface JsonNumber {
  readonly type: 'number';
  /** As written. */
  readonly text: string;
}

export interface JsonArray {
  readonly type: 'array';
  readonly items: readonly JsonValue[];
}

/** Keys and values side by side, in order, repeated keys included; where a path is asked for, the last counts. */
export interface JsonObject {
  readonly type: 'object';
  readonly keys: readonly string[];
  readonly values: readonly JsonValue[];
}

export type JsonValue = string | boolean | null | JsonNumber | JsonArray | JsonObject;

export function isArray(value: JsonValue | undefined): value is JsonArray {
  return typeof value === 'object' && value !== null && value.type === 'array';
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && value.type === 'object';
}

export function isNumber(value: JsonValue | undefined): value is JsonNumber {
  return typeof value === 'object' && value !== null && value.type === 'number';
}

/** The last value of a key, or undefined. */
export function member(object: JsonObject, key: string): JsonValue | undefined {
  const at = object.keys.lastIndexOf(key);
  return at < 0 ? undefined : object.values[at];
}

/**
 * Reads the JSON value in `bytes[from, to)`, which must be valid JSON (scan-json.ts says so); white space around it is allowed.
 * Bytes that are not UTF-8 read as U+FFFD, lone surrogate escapes stay lone surrogates. Depth costs memory, never stack.
 */
export function parseJson(bytes: Uint8Array, from = 0, to = bytes.length): JsonValue {
  const open: { keys: string[] | null; values: JsonValue[] }[] = [];
  let key: string | null = null;
  let i = from;
  for (;;) {
    i = skipBetween(bytes, i, to);
    const c = bytes[i];
    let value: JsonValue;
    if (c === 0x7b || c === 0x5b) {
      const container = { keys: c === 0x7b ? [] : null, values: [] };
      attach(
        open,
        container.keys === null ? { type: 'array', items: container.values } : { type: 'object', keys: container.keys, values: container.values },
        key,
      );
      open.push(container);
      key = null;
      i += 1;
      continue;
    }
    if (c === 0x7d || c === 0x5d) {
      i += 1;
      const closed = open.pop()!;
      if (open.length === 0)
        return closed.keys === null ? { type: 'array', items: closed.values } : { type: 'object', keys: closed.keys, values: closed.values };
      continue;
    }
    const end = endOfScalar(bytes, i, to);
    if (c === 0x22) {
      const text = decodeString(bytes, i + 1, end - 1);
      if (open.length > 0 && open[open.length - 1].keys !== null && key === null) {
        key = text;
        i = end;
        continue;
      }
      value = text;
    } else value = scalar(bytes, i, end);
    i = end;
    if (open.length === 0) return value;
    attach(open, value, key);
    key = null;
  }
}

function attach(open: readonly { readonly keys: string[] | null; readonly values: JsonValue[] }[], value: JsonValue, key: string | null): void {
  const parent = open[open.length - 1];
  if (parent === undefined) return;
  if (key !== null) parent.keys?.push(key);
  parent.values.push(value);
}

/** White space, commas and colons: in valid JSON nothing else stands between tokens. */
function skipBetween(b: Uint8Array, i: number, to: number): number {
  while (i < to) {
    const c = b[i];
    if (c > 0x20 && c !== 0x2c && c !== 0x3a) break;
    i += 1;
  }
  return i;
}

function endOfScalar(b: Uint8Array, i: number, to: number): number {
  if (b[i] === 0x22) {
    for (i += 1; i < to && b[i] !== 0x22; i += 1) if (b[i] === 0x5c) i += 1;
    return i + 1;
  }
  while (i < to) {
    const c = b[i];
    if (c <= 0x20 || c === 0x2c || c === 0x7d || c === 0x5d) break;
    i += 1;
  }
  return i;
}

function scalar(b: Uint8Array, from: number, to: number): JsonValue {
  if (b[from] === 0x74) return true;
  if (b[from] === 0x66) return false;
  if (b[from] === 0x6e) return null;
  return { type: 'number', text: ascii(b, from, to) };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The characters of the inside of a JSON string. */
function decodeString(b: Uint8Array, from: number, to: number): string {
  let isPlain = true;
  let isEscaped = false;
  for (let i = from; i < to; i += 1) {
    if (b[i] >= 0x80) isPlain = false;
    else if (b[i] === 0x5c) isEscaped = true;
  }
  const text = isPlain && to - from < 256 ? ascii(b, from, to) : decoder.decode(b.subarray(from, to));
  return isEscaped ? (JSON.parse(`"${text}"`) as string) : text;
}

function ascii(b: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i += 1) text += String.fromCharCode(b[i]);
  return text;
}

/** Calls `visit` for each string (number and boolean as written; null not) and `visitKey` for each key below `value`, in no promised order. */
export function walkText(value: JsonValue, visit: (text: string) => boolean, visitKey: ((text: string) => boolean) | null): boolean {
  const stack: JsonValue[] = [value];
  while (stack.length > 0) {
    const next = stack.pop()!;
    if (isObject(next)) {
      if (visitKey !== null && next.keys.some(visitKey)) return true;
      for (const child of next.values) stack.push(child);
    } else if (isArray(next)) for (const child of next.items) stack.push(child);
    else if (next !== null && visit(typeof next === 'string' ? next : isNumber(next) ? next.text : String(next))) return true;
  }
  return false;
}

/** JSON text of a value: the inverse of `parseJson` up to white space and escapes. Depth costs memory, never stack. */
export function printJson(value: JsonValue): string {
  let text = '';
  const stack: (JsonValue | { readonly literal: string })[] = [value];
  while (stack.length > 0) {
    const next = stack.pop()!;
    if (typeof next === 'object' && next !== null && 'literal' in next) text += next.literal;
    else if (isArray(next)) {
      stack.push({ literal: ']' });
      for (let k = next.items.length - 1; k >= 0; k -= 1) stack.push(next.items[k], { literal: k === 0 ? '[' : ',' });
      if (next.items.length === 0) stack.push({ literal: '[' });
    } else if (isObject(next)) {
      stack.push({ literal: '}' });
      for (let k = next.keys.length - 1; k >= 0; k -= 1) stack.push(next.values[k], { literal: `${k === 0 ? '{' : ','}${JSON.stringify(next.keys[k])}:` });
      if (next.keys.length === 0) stack.push({ literal: '{' });
    } else text += isNumber(next) ? next.text : JSON.stringify(next);
  }
  return text;
}
