// Strings between JSON text and characters, by the rules of Go's encoding/json with HTML escaping: the form in which kube-apiserver writes them.

const hex = '0123456789abcdef';

/**
 * Decodes the inside of a JSON string into `out` at `o` when it is written exactly as Go writes it.
 * Returns the index after the last byte written, or -1 when the text is anything else than what `encodeGo` would give back
 * (other escapes, raw < > &, bytes that are not UTF-8): then the text itself has to be kept.
 * `out` needs room for `to - from` bytes.
 */
export function decodeGo(b: Uint8Array, from: number, to: number, out: Uint8Array, o: number): number {
  let i = from;
  while (i < to) {
    const c = b[i];
    if (c >= 0x80) {
      const length = utf8Length(b, i, to);
      if (length === 0 || isLineSeparator(b, i)) return -1;
      for (let k = 0; k < length; k += 1) out[o++] = b[i++];
    } else if (c !== 0x5c) {
      if (c === 0x3c || c === 0x3e || c === 0x26) return -1;
      out[o++] = c;
      i += 1;
    } else {
      const code = goEscape(b, i, to);
      if (code < 0) return -1;
      if (code >= 0x2028) {
        out[o++] = 0xe2;
        out[o++] = 0x80;
        out[o++] = 0xa8 + (code - 0x2028);
      } else out[o++] = code;
      i += b[i + 1] === 0x75 ? 6 : 2;
    }
  }
  return o;
}

/** The character of the escape at `i` when Go writes it so, else -1. */
function goEscape(b: Uint8Array, i: number, to: number): number {
  switch (b[i + 1]) {
    case 0x22:
      return 0x22;
    case 0x5c:
      return 0x5c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    case 0x75:
      break;
    default:
      return -1;
  }
  if (i + 6 > to) return -1;
  if (b[i + 2] === 0x32 && b[i + 3] === 0x30 && b[i + 4] === 0x32 && (b[i + 5] === 0x38 || b[i + 5] === 0x39)) return 0x2028 + (b[i + 5] - 0x38);
  if (b[i + 2] !== 0x30 || b[i + 3] !== 0x30) return -1;
  const high = hex.indexOf(String.fromCharCode(b[i + 4]));
  const low = hex.indexOf(String.fromCharCode(b[i + 5]));
  if (high < 0 || low < 0) return -1;
  const code = high * 16 + low;
  if (code === 0x3c || code === 0x3e || code === 0x26) return code;
  return code < 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09 ? code : -1;
}

/** Length of the well-formed UTF-8 sequence at `i` (Unicode 15, table 3-7), or 0. */
export function utf8Length(b: Uint8Array, i: number, to: number): number {
  const c = b[i];
  if (c < 0x80) return 1;
  if (c < 0xc2 || c > 0xf4) return 0;
  const length = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
  if (i + length > to) return 0;
  const second = b[i + 1];
  const lowest = c === 0xe0 ? 0xa0 : c === 0xf0 ? 0x90 : 0x80;
  const highest = c === 0xed ? 0x9f : c === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let k = 2; k < length; k += 1) if ((b[i + k] & 0xc0) !== 0x80) return 0;
  return length;
}

function isLineSeparator(b: Uint8Array, i: number): boolean {
  return b[i] === 0xe2 && b[i + 1] === 0x80 && (b[i + 2] === 0xa8 || b[i + 2] === 0xa9);
}

/** Writes the inside of a JSON string for well-formed UTF-8 `text` as Go does: the inverse of `decodeGo`. Returns the index after it; needs 6 bytes of room a byte. */
export function encodeGo(text: Uint8Array, out: Uint8Array, o: number): number {
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (c === 0xe2 && isLineSeparator(text, i)) {
      o = writeEscape(out, o, 0x2028 + (text[i + 2] - 0xa8));
      i += 2;
    } else if (c >= 0x20 && c !== 0x22 && c !== 0x5c && c !== 0x3c && c !== 0x3e && c !== 0x26) out[o++] = c;
    else o = writeEscape(out, o, c);
  }
  return o;
}

const shortEscapes = new Map([
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x0a, 0x6e],
  [0x0d, 0x72],
  [0x09, 0x74],
]);

function writeEscape(out: Uint8Array, o: number, code: number): number {
  out[o++] = 0x5c;
  const short = shortEscapes.get(code);
  if (short !== undefined) {
    out[o++] = short;
    return o;
  }
  out[o++] = 0x75;
  for (const shift of [12, 8, 4, 0]) out[o++] = hex.charCodeAt((code >> shift) & 15);
  return o;
}
