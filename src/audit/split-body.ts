// Cuts a body that is too large for memory into bodies of whole events while it comes in: lists, events and lines of them, told by content alone.
import { peekHead } from './read-body.ts';

export interface SplitLimits {
  /** A part is given out when it has about this many bytes. */
  readonly partBytes: number;
  /** What is larger than this and has no border inside is one event too large. */
  readonly maxEventBytes: number;
}

/** A part is a body of its own. `oversize` are pieces of one event that is too large, in order; the last one says so. */
export type SplitPiece =
  { readonly kind: 'part'; readonly bytes: Uint8Array } | { readonly kind: 'oversize'; readonly bytes: Uint8Array; readonly isLast: boolean };

const quote = 0x22;
const backslash = 0x5c;
const lineBreak = 0x0a;
const closingList = utf8('\n]}');
const assumedHead = utf8('{"kind":"EventList","apiVersion":"audit.k8s.io/v1",');

/**
 * Takes chunks and gives parts. Borders are found by brackets and strings alone; whether a part's events are events is judged by
 * whoever reads it. A line break inside a string is damage: the line ends there, so that it costs itself alone.
 */
export class BodySplitter {
  /** What came and was not given out yet. */
  private held = new Uint8Array(1 << 20);
  private length = 0;
  /** How far it was looked at. */
  private at = 0;
  /** End of the last whole item or document, 0 = none yet. */
  private cut = 0;
  /** After the last line break outside of lists: where a damaged document may be cut. */
  private line = 0;
  private depth = 0;
  private inString = false;
  /** The text before the items of the list that is being cut; null outside of lists. */
  private prefix: Uint8Array | null = null;
  /** After the items of a list, until its object ends. */
  private inTail = false;
  /** Where the list's own object ended; 0 = it has not. */
  private listEnd = 0;
  private isOversize = false;
  /** The document at the beginning was looked at, and is no list. */
  private isNoList = false;
  private readonly limits: SplitLimits;

  constructor(limits: SplitLimits) {
    this.limits = limits;
  }

  /** What can be given out after this chunk. The chunk may be used again when the last piece was taken. */
  *push(chunk: Uint8Array): Generator<SplitPiece> {
    this.hold(chunk);
    for (;;) {
      this.look();
      if (this.listEnd > 0) yield this.giveListEnd();
      else if (this.isOversize) {
        if (this.cut === 0) {
          yield* this.giveOversize(this.length, false);
          return;
        }
        yield* this.giveOversize(this.cut, true);
      } else if (this.length < this.limits.partBytes) return;
      else if (this.cut > 0) yield this.givePart();
      else if (this.mayBeList() && this.enterList()) continue;
      else if (this.length <= this.limits.maxEventBytes) return;
      else if (this.line > 0) yield this.giveLines();
      else this.isOversize = true;
    }
  }

  /** The rest, as it is. */
  *finish(): Generator<SplitPiece> {
    if (this.isOversize) yield* this.giveOversize(this.length, true);
    else if (this.length > 0) yield { kind: 'part', bytes: this.withPrefix(this.take(this.length), empty) };
  }

  private hold(chunk: Uint8Array): void {
    const needed = this.length + chunk.length;
    if (needed > this.held.length) {
      const larger = new Uint8Array(Math.max(needed, this.held.length * 2));
      larger.set(this.held.subarray(0, this.length));
      this.held = larger;
    }
    this.held.set(chunk, this.length);
    this.length = needed;
  }

  /** Goes on to the end of what is held, noting borders; in an event that is too large, to its end. */
  private look(): void {
    const { held, length } = this;
    while (this.at < length && this.listEnd === 0 && !(this.isOversize && this.cut > 0)) {
      if (this.inString) this.leaveString();
      else this.step(held[this.at]);
    }
  }

  private step(byte: number): void {
    this.at += 1;
    if (byte === quote) this.inString = true;
    else if (byte === 0x7b || byte === 0x5b) this.depth += 1;
    else if (byte === 0x7d || byte === 0x5d) this.close(byte);
    else if (byte === lineBreak && this.prefix === null) this.noteLine();
  }

  /** To the end of the string, or of what is held. */
  private leaveString(): void {
    const { held, length } = this;
    const end = indexOf(held, quote, this.at, length);
    if (this.prefix === null) {
      const broken = indexOf(held, lineBreak, this.at, end < 0 ? length : end);
      if (broken >= 0) {
        this.at = broken + 1;
        this.inString = false;
        this.depth = 0;
        this.noteLine();
        return;
      }
    }
    this.at = end < 0 ? length : end + 1;
    if (end >= 0 && !isEscaped(held, end)) this.inString = false;
  }

  private noteLine(): void {
    this.line = this.at;
    if (this.depth === 0) this.cut = this.at;
  }

  private close(byte: number): void {
    if (this.prefix !== null && !this.inTail && this.depth === 0) {
      // `]` ends the items; the list's own object goes on.
      this.inTail = byte === 0x5d;
      if (this.inTail) this.depth = 1;
      return;
    }
    this.depth = Math.max(0, this.depth - 1);
    if (this.depth > 0) return;
    if (this.inTail) this.endList();
    else this.cut = this.at;
  }

  /** The list is whole: what is held ends it, and documents follow. */
  private endList(): void {
    this.listEnd = this.at;
    this.inTail = false;
  }

  /** Asked once a document: looking costs as much as the document is long. */
  private mayBeList(): boolean {
    const isFirst = this.prefix === null && !this.isNoList;
    this.isNoList = true;
    return isFirst;
  }

  /** Where one document fills a part, it may be a list whose items can be cut. */
  private enterList(): boolean {
    const start = firstBrace(this.held, this.length);
    if (start < 0) return false;
    const head = peekHead(this.held, start, this.length);
    if (head.itemsAt < 0 || (head.kind !== null && head.kind !== 'EventList')) return false;
    const before = this.held.slice(start, head.itemsAt);
    // Its kind may stand after the items: then it is taken for what it must be.
    this.prefix = head.kind === null ? concat(assumedHead, before.subarray(1)) : before;
    this.take(head.itemsAt);
    this.at = 0;
    this.depth = 0;
    this.inString = false;
    return true;
  }

  private givePart(): SplitPiece {
    const isInList = this.prefix !== null;
    return { kind: 'part', bytes: this.withPrefix(this.take(this.cut), isInList ? closingList : empty) };
  }

  /** What is left of a list, with its own end; documents follow. An event too large ends with it. */
  private giveListEnd(): SplitPiece {
    const { isOversize } = this;
    const bytes = this.take(this.listEnd);
    const piece: SplitPiece = isOversize ? { kind: 'oversize', bytes, isLast: true } : { kind: 'part', bytes: this.withPrefix(bytes, empty) };
    this.prefix = null;
    this.listEnd = 0;
    this.isOversize = false;
    return piece;
  }

  /** A document without an end, in lines: as far as whole lines go. */
  private giveLines(): SplitPiece {
    const bytes = this.take(this.line);
    this.at = 0;
    this.depth = 0;
    this.inString = false;
    return { kind: 'part', bytes };
  }

  private *giveOversize(end: number, isLast: boolean): Generator<SplitPiece> {
    // Backslashes at the end decide whether a quote ends a string: they stay until what follows is there.
    const from = isLast ? end : end - backslashesBefore(this.held, end);
    const bytes = this.take(from);
    if (isLast) this.isOversize = false;
    yield { kind: 'oversize', bytes, isLast };
  }

  private withPrefix(bytes: Uint8Array, end: Uint8Array): Uint8Array {
    if (this.prefix === null) return bytes;
    return concat(this.prefix, bytes.subarray(commaBefore(bytes)), end);
  }

  /** Takes `end` bytes out of what is held. */
  private take(end: number): Uint8Array {
    const bytes = this.held.slice(0, end);
    this.held.copyWithin(0, end, this.length);
    this.length -= end;
    this.isNoList = false;
    this.at = Math.max(0, this.at - end);
    this.cut = Math.max(0, this.cut - end);
    this.line = Math.max(0, this.line - end);
    return bytes;
  }
}

const empty = new Uint8Array(0);

function utf8(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function indexOf(bytes: Uint8Array, byte: number, from: number, end: number): number {
  const found = bytes.subarray(from, end).indexOf(byte);
  return found < 0 ? -1 : from + found;
}

function isEscaped(bytes: Uint8Array, at: number): boolean {
  return backslashesBefore(bytes, at) % 2 === 1;
}

function backslashesBefore(bytes: Uint8Array, at: number): number {
  let from = at;
  while (from > 0 && bytes[from - 1] === backslash) from -= 1;
  return at - from;
}

function firstBrace(bytes: Uint8Array, length: number): number {
  for (let i = 0; i < length; i += 1) {
    if (bytes[i] === 0x7b) return i;
    const isPassed = bytes[i] <= 0x20 || (i < 3 && bytes[i] >= 0xbb);
    if (!isPassed) return -1;
  }
  return -1;
}

/** Index after the blanks and the comma that part items. */
function commaBefore(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length && bytes[at] <= 0x20) at += 1;
  return bytes[at] === 0x2c ? at + 1 : 0;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
