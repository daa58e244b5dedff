// Steps over JSON values in bytes without parsing, copying or recursing: strict by RFC 8259, so that what passes may be put into any JSON document.

/** What the last skips saw inside strings and cannot be seen from raw bytes: see `takeVeil`. */
let veil = false;

const quote = 0x22;
const backslash = 0x5c;

/** 0 = nothing special inside a string, 1 = quote, 2 = backslash, 3 = control character (not allowed), 4 = may begin a letter that lower-cases to ASCII. */
const inString = new Uint8Array(256);
inString.fill(3, 0, 0x20);
inString[quote] = 1;
inString[backslash] = 2;
inString[0xc4] = 4;
inString[0xe2] = 4;

/**
 * Whether a string since the last call hid a letter or digit from a search over its raw bytes: by an escape like
 * `\u0061`, or by one of the two letters that lower-case to ASCII (KELVIN SIGN, I WITH DOT ABOVE). Resets.
 */
export function takeVeil(): boolean {
  const was = veil;
  veil = false;
  return was;
}

/** Index after the white space that begins at `i`. */
export function skipSpace(b: Uint8Array, i: number, end: number): number {
  while (i < end) {
    const c = b[i];
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) break;
    i += 1;
  }
  return i;
}

/** Index after the string whose opening quote stands at `i`, or -1 when it is broken off or not a JSON string. */
export function skipString(b: Uint8Array, i: number, end: number): number {
  for (i += 1; i < end; i += 1) {
    const kind = inString[b[i]];
    if (kind === 0) continue;
    if (kind === 1) return i + 1;
    if (kind === 3) return -1;
    if (kind === 4) noteHighLetter(b, i);
    else {
      const after = skipEscape(b, i, end);
      if (after < 0) return -1;
      i = after - 1;
    }
  }
  return -1;
}

/** Index after the escape whose backslash stands at `i`, or -1. */
export function skipEscape(b: Uint8Array, i: number, end: number): number {
  if (i + 1 >= end) return -1;
  switch (b[i + 1]) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return i + 2;
    case 0x75: {
      if (i + 6 > end) return -1;
      const unit = readHex4(b, i + 2);
      if (unit < 0) return -1;
      if (!isNeverALetter(unit)) veil = true;
      return i + 6;
    }
    default:
      return -1;
  }
}

/** The UTF-16 unit of four hexadecimal digits at `i`, or -1. */
export function readHex4(b: Uint8Array, i: number): number {
  const value = (hexDigit[b[i]] << 12) | (hexDigit[b[i + 1]] << 8) | (hexDigit[b[i + 2]] << 4) | hexDigit[b[i + 3]];
  return value > 0xffff || value < 0 ? -1 : value;
}

const hexDigit = new Int32Array(256).fill(0x10000);
for (let d = 0; d < 10; d += 1) hexDigit[0x30 + d] = d;
for (let d = 0; d < 6; d += 1) hexDigit[0x41 + d] = hexDigit[0x61 + d] = 10 + d;

/** Units that Go escapes as a matter of course and that no word can hold: control characters, < > &, line separators. */
function isNeverALetter(unit: number): boolean {
  return unit < 0x20 || unit === 0x3c || unit === 0x3e || unit === 0x26 || unit === 0x2028 || unit === 0x2029;
}

/** Notes a letter beyond ASCII at `i` that lower-cases to an ASCII one. */
export function noteHighLetter(b: Uint8Array, i: number): void {
  if (b[i] === 0xc4 ? b[i + 1] === 0xb0 : b[i] === 0xe2 && b[i + 1] === 0x84 && b[i + 2] === 0xaa) veil = true;
}

/** One bit a level of nesting: 1 = object, 0 = array. Grows with the deepest value seen. */
let isObject = new Uint8Array(1024);

/**
 * Index after the JSON value that begins at `i` (no white space before it), or -1 when it is not valid JSON.
 * Depth costs one byte a level, never stack.
 */
export function skipValue(b: Uint8Array, i: number, end: number): number {
  const first = b[i];
  if (first === quote) return skipString(b, i, end);
  if (first !== 0x7b && first !== 0x5b) return skipScalar(b, i, end);
  return skipContainer(b, i, end);
}

function skipContainer(b: Uint8Array, i: number, end: number): number {
  let depth = 0;
  // Each turn stands where a value begins.
  for (;;) {
    const c = b[i];
    if (i >= end) return -1;
    if (c === 0x7b || c === 0x5b) {
      if (depth === isObject.length) isObject = grown(isObject);
      isObject[depth] = c === 0x7b ? 1 : 0;
      depth += 1;
      i = skipSpace(b, i + 1, end);
      const close = c === 0x7b ? 0x7d : 0x5d;
      if (b[i] !== close || i >= end) {
        if (c === 0x7b && (i = skipKey(b, i, end)) < 0) return -1;
        continue;
      }
      depth -= 1;
      i += 1;
    } else {
      i = c === quote ? skipPlainString(b, i, end) : skipScalar(b, i, end);
      if (i < 0) return -1;
    }
    // A value has ended: close what closes, or step to the next value.
    for (;;) {
      if (depth === 0) return i;
      if (b[i] <= 0x20) i = skipSpace(b, i, end);
      if (i >= end) return -1;
      const next = b[i];
      if (next === 0x2c) {
        i += 1;
        if (b[i] <= 0x20) i = skipSpace(b, i, end);
        if (isObject[depth - 1] === 1 && (i = skipKey(b, i, end)) < 0) return -1;
        break;
      }
      if (next !== (isObject[depth - 1] === 1 ? 0x7d : 0x5d)) return -1;
      depth -= 1;
      i += 1;
    }
  }
}

/** `skipString` for the common case first: nothing but plain characters up to the closing quote. */
function skipPlainString(b: Uint8Array, i: number, end: number): number {
  let k = i + 1;
  while (k < end && inString[b[k]] === 0) k += 1;
  return k < end && b[k] === quote ? k + 1 : skipString(b, i, end);
}

/** Index of the value that follows the key and colon at `i`, or -1. */
function skipKey(b: Uint8Array, i: number, end: number): number {
  if (i >= end || b[i] !== quote) return -1;
  i = skipPlainString(b, i, end);
  if (i < 0) return -1;
  if (b[i] <= 0x20) i = skipSpace(b, i, end);
  if (i >= end || b[i] !== 0x3a) return -1;
  i += 1;
  return b[i] <= 0x20 ? skipSpace(b, i, end) : i;
}

/** Index after the number or literal at `i`, or -1. */
export function skipScalar(b: Uint8Array, i: number, end: number): number {
  if (i >= end) return -1;
  const c = b[i];
  if (c === 0x74) return matches(b, i, end, literalTrue);
  if (c === 0x66) return matches(b, i, end, literalFalse);
  if (c === 0x6e) return matches(b, i, end, literalNull);
  return skipNumber(b, i, end);
}

function skipNumber(b: Uint8Array, i: number, end: number): number {
  if (b[i] === 0x2d) i += 1;
  if (i >= end) return -1;
  if (b[i] === 0x30) i += 1;
  else if ((i = skipDigits(b, i, end)) < 0) return -1;
  if (i < end && b[i] === 0x2e && (i = skipDigits(b, i + 1, end)) < 0) return -1;
  if (i < end && (b[i] | 0x20) === 0x65) {
    i += 1;
    if (i < end && (b[i] === 0x2b || b[i] === 0x2d)) i += 1;
    return skipDigits(b, i, end);
  }
  return i;
}

/** Index after one or more digits, or -1 when there is none. */
function skipDigits(b: Uint8Array, i: number, end: number): number {
  const from = i;
  while (i < end && b[i] >= 0x30 && b[i] <= 0x39) i += 1;
  return i === from ? -1 : i;
}

const literalTrue = Uint8Array.from([0x74, 0x72, 0x75, 0x65]);
const literalFalse = Uint8Array.from([0x66, 0x61, 0x6c, 0x73, 0x65]);
const literalNull = Uint8Array.from([0x6e, 0x75, 0x6c, 0x6c]);

function matches(b: Uint8Array, i: number, end: number, literal: Uint8Array): number {
  if (i + literal.length > end) return -1;
  for (let k = 0; k < literal.length; k += 1) if (b[i + k] !== literal[k]) return -1;
  return i + literal.length;
}

function grown(stack: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(stack.length * 2);
  larger.set(stack);
  return larger;
}

/**
 * Index after the object or array at `i` by quotes and brackets alone, without asking whether it is valid JSON, or -1 when it
 * does not close. Finds the end of a damaged item so that its neighbours can be read.
 */
export function skipBalanced(b: Uint8Array, i: number, end: number): number {
  let depth = 0;
  for (; i < end; i += 1) {
    const c = b[i];
    if (c === quote) {
      for (i += 1; i < end && b[i] !== quote; i += 1) if (b[i] === backslash) i += 1;
    } else if (c === 0x7b || c === 0x5b) depth += 1;
    else if (c === 0x7d || c === 0x5d) {
      depth -= 1;
      if (depth === 0) return i + 1;
      if (depth < 0) return -1;
    }
  }
  return -1;
}
