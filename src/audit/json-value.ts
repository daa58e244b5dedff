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
  // Decoding all at once gives what decoding each string would: a broken sequence never swallows a quote.
  return new JsonReader(decoder.decode(bytes.subarray(from, to))).read();
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

interface OpenArray {
  readonly type: 'array';
  readonly items: JsonValue[];
}
interface OpenObject {
  readonly type: 'object';
  readonly keys: string[];
  readonly values: JsonValue[];
}

/** One pass over one text, with a stack of its own instead of recursion. */
class JsonReader {
  private at = 0;
  /** Index of the next backslash: a string that ends before it is cut out whole. */
  private backslash: number;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.backslash = this.find('\\', 0);
  }

  read(): JsonValue {
    const open: (OpenArray | OpenObject)[] = [];
    for (;;) {
      // Each turn stands where a value begins.
      let value = this.begin();
      if (isContainer(value) && this.enter(value)) {
        open.push(value);
        continue;
      }
      // A value has ended: close what closes with it.
      for (;;) {
        const parent = open[open.length - 1];
        if (parent === undefined) return value;
        (parent.type === 'array' ? parent.items : parent.values).push(value);
        if (this.goesOn(parent)) break;
        value = open.pop()!;
      }
    }
  }

  private begin(): JsonValue | OpenArray | OpenObject {
    switch (this.peek()) {
      case 0x22:
        return this.string();
      case 0x7b:
        this.at += 1;
        return { type: 'object', keys: [], values: [] };
      case 0x5b:
        this.at += 1;
        return { type: 'array', items: [] };
      default:
        return this.scalar();
    }
  }

  /** Steps into a container just opened; false where it is empty and closed at once. */
  private enter(container: OpenArray | OpenObject): boolean {
    if (this.peek() === (container.type === 'array' ? 0x5d : 0x7d)) {
      this.at += 1;
      return false;
    }
    if (container.type === 'object') this.key(container);
    return true;
  }

  /** After a value in `parent`: true where another one follows, false where `parent` ended. */
  private goesOn(parent: OpenArray | OpenObject): boolean {
    const c = this.peek();
    this.at += 1;
    if (c === 0x2c) {
      if (parent.type === 'object') this.key(parent);
      return true;
    }
    if (c !== (parent.type === 'array' ? 0x5d : 0x7d)) throw new TypeError('not JSON');
    return false;
  }

  private key(container: OpenObject): void {
    if (this.peek() !== 0x22) throw new TypeError('not JSON');
    container.keys.push(this.string());
    this.peek();
    this.at += 1;
  }

  /** The code of the next character that is no white space; it stays the next. */
  private peek(): number {
    let c = this.text.charCodeAt(this.at);
    while (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) c = this.text.charCodeAt(++this.at);
    return c;
  }

  private string(): string {
    const from = this.at + 1;
    const close = this.find('"', from);
    if (this.backslash < from) this.backslash = this.find('\\', from);
    if (this.backslash > close) {
      this.at = close + 1;
      return this.text.slice(from, close);
    }
    let i = this.backslash;
    for (; i < this.text.length && this.text.charCodeAt(i) !== 0x22; i += 1) if (this.text.charCodeAt(i) === 0x5c) i += 1;
    this.at = i + 1;
    return JSON.parse(this.text.slice(from - 1, i + 1)) as string;
  }

  private scalar(): JsonValue {
    scalarPattern.lastIndex = this.at;
    const match = scalarPattern.exec(this.text);
    if (match === null) throw new TypeError('not JSON');
    this.at += match[0].length;
    if (match[0] === 'true') return true;
    if (match[0] === 'false') return false;
    return match[0] === 'null' ? null : { type: 'number', text: match[0] };
  }

  private find(character: string, from: number): number {
    const at = this.text.indexOf(character, from);
    return at < 0 ? this.text.length : at;
  }
}

const scalarPattern = /true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function isContainer(value: JsonValue | OpenArray | OpenObject): value is OpenArray | OpenObject {
  return typeof value === 'object' && value !== null && value.type !== 'number';
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
