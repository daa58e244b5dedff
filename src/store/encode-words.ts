// The words of an event as one column, so that the engine's index holds exactly what the evaluator finds: cut from the decoded text by the same rule. Words of identifiers go to an index of ours.
import { isObject, parseJson, walkText } from '../audit/json-value.ts';
import type { EventScan } from '../audit/scan-event.ts';
import { ordinalOf, shapeFields, isQuoted, stepUnknown } from '../audit/shape.ts';
import { cutWords, isIndexedWord, longestIndexedWord } from '../audit/words.ts';
import { visitText } from '../search/match-text.ts';
import { isPlainTime, isPlainUuid } from './identifiers/forms.ts';
import type { WordGatherer } from './identifiers/gather.ts';
import { finishHash, hashByte } from './identifiers/hash-word.ts';
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
const auditID = ordinalOf('auditID');
/** Of fields that every event has: their usual forms are found by their own columns. */
const ownForm = new Map<number, (b: Uint8Array, from: number, to: number) => boolean>([
  [auditID, isPlainUuid],
  [ordinalOf('stageTimestamp'), isPlainTime],
  [ordinalOf('requestReceivedTimestamp'), isPlainTime],
]);

const separator = 0x20;
/** The bytes of words, lower-cased; 0 for all others. */
const lowerOf = new Uint8Array(256);
for (let c = 0; c < 256; c += 1) if (/[a-z0-9_]/i.test(String.fromCharCode(c))) lowerOf[c] = String.fromCharCode(c).toLowerCase().charCodeAt(0);

/** Classes of bytes: 0 between words, 1 of words, 2 quote, 3 backslash, 4 beyond ASCII. */
const classOf = Uint8Array.from(lowerOf, (c, b) => (c !== 0 ? 1 : b >= 0x80 ? 4 : 0));
classOf[0x22] = 2;
classOf[0x5c] = 3;

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

/** Which words were written since the current string began, to take them back. */
const written = new Int32Array(maxWords);
let writtenCount = 0;
let isForgotten = false;

let out = Buffer.allocUnsafe(1 << 16);
let outAt = 0;

/** Where words go that are not written (see `isIndexedWord`). */
let identifiers: WordGatherer;

/** Writes the words of the event that `scan` holds (see `isIndexedWord`), each once, with blanks between them; all others are told to `others`. */
export function writeWords(writer: RowWriter, b: Buffer, from: number, scan: EventScan, isOdd: boolean, others: WordGatherer): void {
  identifiers = others;
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
    if (way === inside && hasOwnForm(b, ordinal, scan.from[k], scan.to[k])) continue;
    if (way === walked) return false;
    if (way === unkeyed) walkText(parseJson(b, scan.from[k], scan.to[k]), addText, null);
    else if (!gatherBytes(b, scan.from[k], scan.to[k], way === inside)) return false;
  }
  return true;
}

/** A usual time has no word without a digit; a usual auditID may. */
function hasOwnForm(b: Buffer, ordinal: number, from: number, to: number): boolean {
  if (ownForm.get(ordinal)?.(b, from, to) !== true) return false;
  if (ordinal === auditID) addLetterPieces(b, from, to);
  return true;
}

/** The pieces of a UUID that happen to have no digit. */
function addLetterPieces(b: Buffer, from: number, to: number): void {
  for (const piece of b.toString('latin1', from, to).split('-')) if (isIndexedWord(piece)) addText(piece);
}

function walk(bytes: Buffer): void {
  const event = parseJson(bytes);
  if (isObject(event)) visitText(event, addText);
}

function addText(text: string): boolean {
  for (const word of cutWords(text)) {
    if (!isIndexedWord(word)) {
      identifiers.addWord(word);
      continue;
    }
    makeRoom(word.length * 3);
    outAt += out.write(word, outAt, 'utf8');
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

/** False where more words came than can be remembered while a string has to be read anew. */
function gatherBytes(b: Buffer, from: number, to: number, isInside: boolean): boolean {
  let inString = isInside;
  let stringFrom = from;
  let stringOut = outAt;
  writtenCount = 0;
  isForgotten = false;
  let i = from;
  while (i < to) {
    const kind = classOf[b[i]];
    if (kind === 0) {
      i += 1;
      continue;
    }
    if (kind === 2) {
      inString = !inString;
      i += 1;
      stringFrom = i;
      stringOut = outAt;
      writtenCount = 0;
      isForgotten = false;
      continue;
    }
    i = kind === 1 ? takeWord(b, i, to, inString) : kind === 3 ? afterEscape(b, i) : -1;
    if (i >= 0) continue;
    // Something in this string is only seen decoded: its words so far are taken back.
    if (isForgotten) return false;
    while (writtenCount > 0) stamps[written[--writtenCount]] = 0;
    outAt = stringOut;
    i = endOfString(b, stringFrom, to);
    walkText(parseJson(b, stringFrom - 1, i + 1), addText, null);
  }
  return true;
}

/** Index of the closing quote of the string whose inside begins at `i`. */
function endOfString(b: Uint8Array, i: number, to: number): number {
  while (i < to && b[i] !== 0x22) i += b[i] === 0x5c ? 2 : 1;
  return i;
}

/** Takes the word that begins at `i`; returns the index after it, or -1 where letters beyond ASCII may belong to it. */
function takeWord(b: Uint8Array, i: number, to: number, inString: boolean): number {
  const start = i;
  let hash = 0;
  let hasDigit = false;
  for (; i < to; i += 1) {
    const c = lowerOf[b[i]];
    if (c === 0) break;
    if (c < 0x3a) hasDigit = true;
    hash = hashByte(hash, c);
  }
  if (i < to && b[i] >= 0x80) return -1;
  const length = i - start;
  if (hasDigit || length > longestIndexedWord) identifiers.addHash(finishHash(hash, length));
  // Outside of strings stand numbers, true, false, and null, which is no text.
  else if (inString || b[start] !== 0x6e) addWord(b, start, length, hash);
  return i;
}

function addWord(b: Uint8Array, start: number, length: number, hash: number): void {
  const mask = slots.length - 1;
  let slot = (hash ^ (hash >>> 17)) & mask;
  for (let entry = slots[slot]; entry !== 0; slot = (slot + 1) & mask, entry = slots[slot]) {
    const word = entry - 1;
    if (hashes[word] !== hash || lengths[word] !== length || !isWord(offsets[word], b, start, length)) continue;
    if (stamps[word] !== stamp) {
      stamps[word] = stamp;
      written[writtenCount++] = word;
      append(offsets[word], length);
    }
    return;
  }
  if (words === maxWords) {
    forget();
    slot = (hash ^ (hash >>> 17)) & mask;
  }
  slots[slot] = words + 1;
  hashes[words] = hash;
  lengths[words] = length;
  offsets[words] = lettersAt;
  stamps[words] = stamp;
  written[writtenCount++] = words;
  for (let k = 0; k < length; k += 1) letters[lettersAt + k] = lowerOf[b[start + k]];
  append(lettersAt, length);
  lettersAt += length;
  words += 1;
}

function forget(): void {
  slots.fill(0);
  words = 0;
  lettersAt = 0;
  writtenCount = 0;
  isForgotten = true;
}

function isWord(offset: number, b: Uint8Array, start: number, length: number): boolean {
  for (let k = 0; k < length; k += 1) if (letters[offset + k] !== lowerOf[b[start + k]]) return false;
  return true;
}

function append(offset: number, length: number): void {
  makeRoom(length);
  for (let k = 0; k < length; k += 1) out[outAt + k] = letters[offset + k];
  outAt += length;
  out[outAt++] = separator;
}
