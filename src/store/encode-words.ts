// The words of an event as one column, so that the engine's index holds exactly what the evaluator finds: cut from the decoded text by the same rule.
import { isObject, parseJson, walkText } from '../audit/json-value.ts';
import { carePlain, careDecode, type EventScan } from '../audit/scan-event.ts';
import { ordinalOf, shapeFields, isQuoted, stepUnknown } from '../audit/shape.ts';
import { cutWords, isIndexedWord, longestIndexedWord } from '../audit/words.ts';
import { visitText } from '../search/match-text.ts';
import type { RowWriter } from './row-writer.ts';

/** How the words of a field's value are found. */
const skipped = 0;
/** The value is one string, given without its quotes. */
const inside = 1;
/** JSON whose keys are text, too, or a list of strings. */
const keyed = 2;
/** JSON whose keys are no text. */
const unkeyed = 3;
/** Its rules are those of a whole user: left to the walk over the event. */
const walked = 4;

const ownFields = new Set(['kind', 'apiVersion']);
const keyedFields = new Set(['user.extra', 'annotations', 'requestObject', 'responseObject']);
const wayOf = Uint8Array.from(shapeFields, (field) => {
  if (ownFields.has(field.name)) return skipped;
  if (field.name === 'impersonatedUser') return walked;
  if (isQuoted(field)) return inside;
  // Lists that hold anything but strings make an event odd.
  return keyedFields.has(field.name) || field.storage === 'code' || field.kind === 'list' || field.kind === 'ip' ? keyed : unkeyed;
});
const metadata = ordinalOf('responseStatus.metadata');

const separator = 0x20;
/** Classes of bytes: 0 between words, 1 lower-case letter or `_`, 2 upper-case letter, 3 digit, 4 quote, 5 backslash, 6 beyond ASCII. */
const classOf = new Uint8Array(256);
classOf.fill(6, 0x80);
classOf.fill(1, 0x61, 0x7b);
classOf[0x5f] = 1;
classOf.fill(2, 0x41, 0x5b);
classOf.fill(3, 0x30, 0x3a);
classOf[0x22] = 4;
classOf[0x5c] = 5;

/** Words already met, by hash; forgotten all at once when there are too many (a client may send any). */
const maxWords = 1 << 15;
const slots = new Int32Array(maxWords * 4);
const hashes = new Int32Array(maxWords);
const offsets = new Int32Array(maxWords);
const lengths = new Uint8Array(maxWords);
const stamps = new Float64Array(maxWords);
const letters = new Uint8Array(maxWords * longestIndexedWord);
let words = 0;
let lettersAt = 0;
/** Number of the event whose words are being gathered. */
let stamp = 0;

let out = Buffer.allocUnsafe(1 << 16);
let outAt = 0;
const token = new Uint8Array(longestIndexedWord);

/** Writes the words of the event that `scan` holds (see `isIndexedWord`), each once, with blanks between them. */
export function writeWords(writer: RowWriter, b: Buffer, from: number, scan: EventScan, isOdd: boolean): void {
  outAt = 0;
  stamp += 1;
  // Odd events are always decided on the event itself.
  if (!isOdd && !gather(b, scan)) {
    outAt = 0;
    stamp += 1;
    walk(b.subarray(from, scan.end));
  }
  writer.reserve(outAt + 16);
  writer.bytes(out, 0, Math.max(0, outAt - 1));
}

/** Over the bytes of each value; false where they hold what only decoding tells. */
function gather(b: Buffer, scan: EventScan): boolean {
  for (let k = 0; k < scan.count; k += 1) {
    const ordinal = scan.ordinal[k];
    const way = ordinal === stepUnknown ? unkeyed : wayOf[ordinal];
    if (way === skipped || (ordinal === metadata && scan.to[k] - scan.from[k] === 2)) continue;
    if (way === walked) return false;
    if (way === unkeyed) addJson(b, scan.from[k], scan.to[k]);
    else if (scan.care[k] !== carePlain && scan.care[k] !== careDecode) return false;
    else if (!gatherBytes(b, scan.from[k], scan.to[k], way === inside)) return false;
  }
  return true;
}

function addJson(b: Buffer, from: number, to: number): void {
  walkText(parseJson(b, from, to), addText, null);
}

function walk(bytes: Buffer): void {
  const event = parseJson(bytes);
  if (isObject(event)) visitText(event, addText);
}

function addText(text: string): boolean {
  for (const word of cutWords(text)) {
    if (!isIndexedWord(word)) continue;
    const bytes = Buffer.from(word, 'utf8');
    makeRoom(bytes.length);
    out.set(bytes, outAt);
    outAt += bytes.length;
    out[outAt++] = separator;
  }
  return false;
}

function makeRoom(bytes: number): void {
  if (outAt + bytes + 1 <= out.length) return;
  const larger = Buffer.allocUnsafe((outAt + bytes + 1) * 2);
  out.copy(larger, 0, 0, outAt);
  out = larger;
}

/** Index after the escape at `i` where it stands for no letter or digit, else -1. */
function afterEscape(b: Uint8Array, i: number): number {
  if (b[i + 1] !== 0x75) return i + 2;
  const high = b[i + 2] === 0x30 && b[i + 3] === 0x30;
  // < > & and control characters, as Go writes them.
  const isMark = high && ((b[i + 4] === 0x33 && ((b[i + 5] | 0x20) === 0x63 || (b[i + 5] | 0x20) === 0x65)) || (b[i + 4] === 0x32 && b[i + 5] === 0x36));
  return isMark || (high && b[i + 4] < 0x32) ? i + 6 : -1;
}

function gatherBytes(b: Uint8Array, from: number, to: number, isInside: boolean): boolean {
  let inString = isInside;
  let i = from;
  while (i < to) {
    const kind = classOf[b[i]];
    if (kind === 0) i += 1;
    else if (kind < 4) {
      i = takeWord(b, i, to, inString);
      if (i < 0) return false;
    } else if (kind === 4) {
      inString = !inString;
      i += 1;
    } else if (kind === 5) {
      i = afterEscape(b, i);
      if (i < 0) return false;
    } else return false;
  }
  return true;
}

/** Takes the word that begins at `i`; returns the index after it, or -1 where letters beyond ASCII may belong to it. */
function takeWord(b: Uint8Array, i: number, to: number, inString: boolean): number {
  const start = i;
  let hash = 0;
  let digits = 0;
  let beyondHex = 0;
  for (; i < to; i += 1) {
    let c = b[i];
    const kind = classOf[c];
    if (kind === 0 || kind > 3) break;
    if (kind === 3) digits += 1;
    else {
      if (kind === 2) c |= 0x20;
      if (c > 0x66 || c === 0x5f) beyondHex += 1;
    }
    const at = i - start;
    if (at < longestIndexedWord) token[at] = c;
    hash = Math.imul(hash ^ c, 0x5bd1e995) ^ (hash >>> 15);
  }
  if (i < to && b[i] >= 0x80) return -1;
  const length = i - start;
  // Outside of strings stand numbers, true, false, and null, which is no text.
  if (length > longestIndexedWord || (!inString && token[0] === 0x6e)) return i;
  if (digits === 0 || !isIdentifier(length, digits, beyondHex)) addWord(hash, length);
  return i;
}

/** As `isIndexedWord` has it, from what was counted on the way. */
function isIdentifier(length: number, digits: number, beyondHex: number): boolean {
  if (digits === length) return length > 4;
  if (beyondHex === 0) return length % 4 === 0;
  return digits === length - 1 && token[length - 1] === 0x7a && length > 3;
}

function addWord(hash: number, length: number): void {
  const mask = slots.length - 1;
  let slot = (hash ^ (hash >>> 17)) & mask;
  for (let entry = slots[slot]; entry !== 0; slot = (slot + 1) & mask, entry = slots[slot]) {
    const word = entry - 1;
    if (hashes[word] !== hash || lengths[word] !== length || !isToken(offsets[word], length)) continue;
    if (stamps[word] !== stamp) {
      stamps[word] = stamp;
      append(offsets[word], length);
    }
    return;
  }
  if (words === maxWords) forget();
  else slots[slot] = words + 1;
  remember(hash, length);
}

function remember(hash: number, length: number): void {
  if (words === 0) slots[(hash ^ (hash >>> 17)) & (slots.length - 1)] = 1;
  hashes[words] = hash;
  lengths[words] = length;
  offsets[words] = lettersAt;
  stamps[words] = stamp;
  for (let k = 0; k < length; k += 1) letters[lettersAt + k] = token[k];
  append(lettersAt, length);
  lettersAt += length;
  words += 1;
}

function forget(): void {
  slots.fill(0);
  words = 0;
  lettersAt = 0;
}

function isToken(offset: number, length: number): boolean {
  for (let k = 0; k < length; k += 1) if (letters[offset + k] !== token[k]) return false;
  return true;
}

function append(offset: number, length: number): void {
  makeRoom(length);
  for (let k = 0; k < length; k += 1) out[outAt + k] = letters[offset + k];
  outAt += length;
  out[outAt++] = separator;
}
