// One pass over the bytes of an event: finds the borders of every head value, takes bodies and maps whole, and says whether shape + values can give the text back.
import { utf8Length } from './go-json.ts';
import { noteHighLetter, skipEscape, skipSpace, skipString, skipValue, takeVeil } from './scan-json.ts';
import { containers, isQuoted, keyTables, shapeFields, stepClose, stepOpen, stepUnknown } from './shape.ts';

const maxValues = 256;

/** What a string of the head needs before it can be a column: nothing, decoding, or nothing can be done (bytes that are not UTF-8). */
export const carePlain = 0;
export const careDecode = 1;
export const careBroken = 2;

const kindContainer = 1;
const kindQuoted = 2;
const kindWhole = 3;
const kindCode = 4;
const kindOf = Uint8Array.from(shapeFields, (field) => {
  if ((containers as readonly string[]).includes(field.name)) return kindContainer;
  if (isQuoted(field)) return kindQuoted;
  return field.storage === 'code' ? kindCode : kindWhole;
});

/** In a head string: 0 plain, 1 quote, 2 backslash, 3 not allowed, 4 raw < > &, 5 beyond ASCII. */
const inHead = new Uint8Array(256);
inHead.fill(3, 0, 0x20);
inHead.fill(5, 0x80);
inHead[0x22] = 1;
inHead[0x5c] = 2;
inHead[0x3c] = inHead[0x3e] = inHead[0x26] = 4;

/**
 * The result of the last scan; one object is reused for every event (no allocation on the hot path), so copy what must stay.
 * Values are numbered in the order in which they stand; strings are given without their quotes.
 */
export class EventScan {
  count = 0;
  readonly from = new Int32Array(maxValues);
  readonly to = new Int32Array(maxValues);
  /** Field ordinal of each value, or `stepUnknown`. */
  readonly ordinal = new Uint8Array(maxValues);
  readonly care = new Uint8Array(maxValues);
  readonly steps = new Uint8Array(maxValues * 2);
  stepCount = 0;
  readonly unknownKeyFrom: number[] = [];
  readonly unknownKeyTo: number[] = [];
  /** Index of the last value of each field ordinal in this event, or -1. */
  readonly valueOf = new Int16Array(shapeFields.length);
  /** Index after the event. */
  end = 0;
  /** No white space between tokens, no escaped or repeated keys: shape + values give the text back (if the strings do, too). */
  canonical = true;
  /** A known field has an unexpected type, stands twice or has an escaped key: its columns do not say what the JSON says. */
  odd = false;
  /** A field stands twice. */
  repeated = false;
  /** See takeVeil. */
  veiled = false;

  /** Scans the event whose `{` stands at `i`; false when it is not one valid JSON object. */
  scan(b: Uint8Array, i: number, end: number): boolean {
    this.reset();
    takeVeil();
    const after = this.object(b, i, end);
    if (after < 0) return false;
    this.end = after;
    this.veiled = takeVeil();
    return true;
  }

  private reset(): void {
    this.count = 0;
    this.stepCount = 0;
    this.unknownKeyFrom.length = 0;
    this.unknownKeyTo.length = 0;
    this.valueOf.fill(-1);
    this.canonical = true;
    this.odd = false;
    this.repeated = false;
  }

  /** Walks the event's object and the containers in it; at most one level deep, by construction of the key tables. */
  private object(b: Uint8Array, i: number, end: number): number {
    if (b[i] !== 0x7b) return -1;
    let table = 0;
    i += 1;
    let expectKey = true;
    for (let first = true; ;) {
      if (b[i] <= 0x20) i = this.space(b, i, end);
      if (i >= end) return -1;
      if (b[i] === 0x7d && (first || !expectKey)) {
        i += 1;
        if (table === 0) return i;
        table = 0;
        this.step(stepClose);
        first = false;
        expectKey = false;
        continue;
      }
      if (!expectKey) {
        if (b[i] !== 0x2c) return -1;
        i += 1;
        if (b[i] <= 0x20) i = this.space(b, i, end);
      }
      if (b[i] !== 0x22 || i >= end) return -1;
      const keyFrom = i + 1;
      i = skipString(b, i, end);
      if (i < 0) return -1;
      const keyTo = i - 1;
      if (b[i] <= 0x20) i = this.space(b, i, end);
      if (b[i] !== 0x3a || i >= end) return -1;
      i += 1;
      if (b[i] <= 0x20) i = this.space(b, i, end);
      const ordinal = this.lookUp(b, keyFrom, keyTo, table);
      if (ordinal !== stepUnknown && kindOf[ordinal] === kindContainer && b[i] === 0x7b) {
        this.enter(ordinal);
        table = containerTable[ordinal];
        i += 1;
        first = true;
        expectKey = true;
        continue;
      }
      i = this.value(b, i, end, ordinal);
      if (i < 0) return -1;
      first = false;
      expectKey = false;
    }
  }

  private lookUp(b: Uint8Array, from: number, to: number, table: number): number {
    const length = to - from;
    const candidates = length < 40 ? keyTables[table].byLength[length] : none;
    for (let c = 0; c < candidates.length; c += 1) {
      const { key, ordinal } = candidates[c];
      let k = 0;
      while (k < length && key[k] === b[from + k]) k += 1;
      if (k === length) return ordinal;
    }
    for (let k = from; k < to; k += 1) {
      if (b[k] !== 0x5c) continue;
      this.canonical = false;
      this.odd = true;
    }
    this.unknownKeyFrom.push(from);
    this.unknownKeyTo.push(to);
    return stepUnknown;
  }

  private enter(ordinal: number): void {
    if (this.valueOf[ordinal] >= 0) this.repeats();
    this.valueOf[ordinal] = maxValues;
    this.step(ordinal);
    this.step(stepOpen);
  }

  private value(b: Uint8Array, i: number, end: number, ordinal: number): number {
    const kind = ordinal === stepUnknown ? kindWhole : kindOf[ordinal];
    let from = i;
    let care = carePlain;
    let after: number;
    if (kind === kindQuoted && b[i] === 0x22) {
      after = this.headString(b, i, end);
      care = this.lastCare;
      from = i + 1;
    } else {
      after = skipValue(b, i, end);
      if (kind === kindQuoted || kind === kindContainer || (kind === kindCode && !isCode(b, i, after))) this.isOdd();
    }
    if (after < 0) return -1;
    if (this.count === maxValues) {
      this.isOdd();
      return after;
    }
    const at = this.count;
    this.from[at] = from;
    this.to[at] = from === i ? after : after - 1;
    this.ordinal[at] = ordinal;
    this.care[at] = care;
    this.count += 1;
    if (ordinal !== stepUnknown) {
      if (this.valueOf[ordinal] >= 0) this.repeats();
      this.valueOf[ordinal] = at;
    }
    this.step(ordinal);
    return after;
  }

  private lastCare = carePlain;

  private headString(b: Uint8Array, i: number, end: number): number {
    let care = carePlain;
    for (i += 1; i < end; i += 1) {
      const kind = inHead[b[i]];
      if (kind === 0) continue;
      if (kind === 1) {
        this.lastCare = care;
        return i + 1;
      }
      if (kind === 3) return -1;
      if (kind === 2) {
        const after = skipEscape(b, i, end);
        if (after < 0) return -1;
        i = after - 1;
        if (care === carePlain) care = careDecode;
      } else if (kind === 4) {
        if (care === carePlain) care = careDecode;
      } else {
        noteHighLetter(b, i);
        const length = utf8Length(b, i, end);
        care = length === 0 ? careBroken : Math.max(care, careDecode);
        if (length > 1) i += length - 1;
      }
    }
    return -1;
  }

  private space(b: Uint8Array, i: number, end: number): number {
    this.canonical = false;
    return skipSpace(b, i, end);
  }

  private step(step: number): void {
    if (this.stepCount < this.steps.length) this.steps[this.stepCount++] = step;
    else this.canonical = false;
  }

  private isOdd(): void {
    this.odd = true;
    this.canonical = false;
  }

  private repeats(): void {
    this.repeated = true;
    this.isOdd();
  }
}

const none: readonly { readonly key: Uint8Array; readonly ordinal: number }[] = [];

const containerTable = Uint8Array.from(shapeFields, (field) => (containers as readonly string[]).indexOf(field.name) + 1);

/** A status code as Go writes it: 1 to 65535 without a leading zero. */
function isCode(b: Uint8Array, from: number, to: number): boolean {
  if (to - from < 1 || to - from > 5 || b[from] < 0x31) return false;
  let value = 0;
  for (let i = from; i < to; i += 1) {
    if (b[i] < 0x30 || b[i] > 0x39) return false;
    value = value * 10 + (b[i] - 0x30);
  }
  return value <= 0xffff;
}
