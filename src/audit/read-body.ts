// Takes a received body apart into events and what is none: an EventList, an Event, or lines of them, told by content alone.
import { skipBalanced, skipSpace, skipString, skipValue } from './scan-json.ts';
import type { EventScan } from './scan-event.ts';
import { ordinalOf } from './shape.ts';
import { auditGroup, auditVersions, type AuditVersion } from './vocabulary.ts';

/** Why bytes could not be taken as an event. */
export const quarantineReasons = {
  invalid_json: 'not valid JSON',
  not_an_object: 'valid JSON, but not an object',
  wrong_kind: 'an object of another kind than Event or EventList',
  wrong_version: 'an API version other than audit.k8s.io/v1, v1beta1 or v1alpha1',
  old_version_differs: 'an older API version whose fields do not agree with v1',
  no_audit_id: 'no auditID',
  no_stage: 'no stage',
  not_encodable: 'an event that this version could not take in; its bytes are kept',
  empty: 'nothing in it',
  too_large_event: 'larger than the limit for one event',
  damaged_spool: 'bytes of the spool that were acknowledged and cannot be read any more',
} as const;
export type QuarantineReason = keyof typeof quarantineReasons;

export function isQuarantineReason(text: unknown): text is QuarantineReason {
  return typeof text === 'string' && Object.hasOwn(quarantineReasons, text);
}

const auditIDOrdinal = ordinalOf('auditID');
const stageOrdinal = ordinalOf('stage');
const kindOrdinal = ordinalOf('kind');
const versionOrdinal = ordinalOf('apiVersion');

/**
 * Reads a body item by item. After `next()` gave `event`, `scan` holds the event's values and `version` its API version;
 * after `bad`, `reason` says why; in both cases `from`–`to` are its bytes. One bad item never costs its neighbours.
 */
export class BodyReader {
  from = 0;
  to = 0;
  version: AuditVersion = 'v1';
  reason: QuarantineReason = 'invalid_json';

  private at: number;
  private inList = false;
  private listVersion: AuditVersion | null = null;
  private readonly end: number;

  private readonly bytes: Uint8Array;
  private readonly scan: EventScan;

  constructor(bytes: Uint8Array, scan: EventScan) {
    this.bytes = bytes;
    this.scan = scan;
    this.end = bytes.length;
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    this.at = hasMark ? 3 : 0;
  }

  next(): 'event' | 'bad' | 'done' {
    return this.inList ? this.nextItem() : this.nextDocument();
  }

  private nextDocument(): 'event' | 'bad' | 'done' {
    const { bytes, end } = this;
    let i = skipSpace(bytes, this.at, end);
    // A log that was truncated under its writer begins with as many NUL bytes as there was text.
    while (bytes[i] === 0 && i < end) i = skipSpace(bytes, i + 1, end);
    this.from = i;
    if (i >= end) {
      this.at = end;
      return 'done';
    }
    if (bytes[i] !== 0x7b) return this.badDocument(i);
    const head = peekHead(bytes, i, end);
    if (head.kind === 'EventList') return this.enterList(head, i);
    if (this.scan.scan(bytes, i, end)) {
      this.to = this.at = this.scan.end;
      return this.judge(null);
    }
    return this.badDocument(i);
  }

  private enterList(head: Head, i: number): 'event' | 'bad' | 'done' {
    const version = head.apiVersion === null ? null : versionOf(head.apiVersion);
    if (version === null || head.itemsAt < 0) {
      const after = skipValue(this.bytes, i, this.end);
      this.to = this.at = after < 0 ? this.end : after;
      // A list without items (or with null for them, as Go writes an empty one) holds nothing and is no mistake.
      if (version !== null && after >= 0) return this.next();
      return this.bad(version === null ? 'wrong_version' : 'invalid_json');
    }
    this.inList = true;
    this.listVersion = version;
    this.at = head.itemsAt;
    return this.nextItem();
  }

  private nextItem(): 'event' | 'bad' | 'done' {
    const { bytes, end } = this;
    let i = skipSpace(bytes, this.at, end);
    if (bytes[i] === 0x2c) i = skipSpace(bytes, i + 1, end);
    this.from = i;
    if (i >= end) return this.leaveTorn();
    if (bytes[i] === 0x5d) return this.leaveList(i + 1);
    if (bytes[i] === 0x7b && this.scan.scan(bytes, i, end) && this.closes(this.scan.end)) {
      this.to = this.at = this.scan.end;
      return this.judge(this.listVersion);
    }
    return this.badItem(i);
  }

  /** True where an item that ends at `i` is followed by what may follow an item (or by the end of a torn body). */
  private closes(i: number): boolean {
    const next = skipSpace(this.bytes, i, this.end);
    return next >= this.end || this.bytes[next] === 0x2c || this.bytes[next] === 0x5d;
  }

  private badItem(i: number): 'bad' {
    const { bytes, end } = this;
    const valid = skipValue(bytes, i, end);
    const after = valid >= 0 ? valid : skipBalanced(bytes, i, end);
    const whole = after >= 0 && this.closes(after);
    this.to = this.at = whole ? after : end;
    if (!whole) this.inList = false;
    return this.bad(valid >= 0 && whole ? 'not_an_object' : 'invalid_json');
  }

  /** The end of `items`: what follows in the list's object holds no events. */
  private leaveList(i: number): 'event' | 'bad' | 'done' {
    const { bytes, end } = this;
    this.inList = false;
    const after = skipMembers(bytes, i, end);
    this.at = after < 0 ? end : after;
    if (after >= 0) return this.nextDocument();
    this.from = i;
    this.to = end;
    return skipSpace(bytes, i, end) >= end ? 'done' : this.bad('invalid_json');
  }

  /** The body ends inside `items`. What was whole has been read; there is nothing left to keep. */
  private leaveTorn(): 'done' {
    this.inList = false;
    this.at = this.end;
    return 'done';
  }

  /** A damaged line costs itself alone: go on after the next line break. */
  private badDocument(i: number): 'bad' {
    const valid = this.bytes[i] === 0x7b ? -1 : skipValue(this.bytes, i, this.end);
    const line = this.bytes.indexOf(0x0a, valid < 0 ? i : valid);
    const lineEnd = line < 0 ? this.end : line;
    const glued = valid < 0 ? this.gluedEvent(i, lineEnd) : -1;
    this.to = this.at = glued < 0 ? lineEnd : glued;
    return this.bad(valid < 0 ? 'invalid_json' : 'not_an_object');
  }

  /**
   * Where a whole event is glued to a record that was cut (by a full disk, with no line break after it), or -1. The last
   * place counts that is an event up to the end of the line. One that could be a value inside what stands before it may have
   * been put there by a client: it is not believed, and the line stays as it is.
   */
  private gluedEvent(from: number, end: number): number {
    let left = gluedLooks * (end - from);
    for (let at = lastEventStart(this.bytes, from, end); at >= 0 && left > 0; at = lastEventStart(this.bytes, from, at)) {
      left -= end - at;
      if (!mayHoldValue(this.bytes, from, at) && this.scan.scan(this.bytes, at, end) && skipSpace(this.bytes, this.scan.end, end) >= end) return at;
    }
    return -1;
  }

  private judge(listVersion: AuditVersion | null): 'event' | 'bad' {
    const kind = this.text(kindOrdinal);
    if (kind === null ? listVersion === null : kind !== 'Event') return this.bad('wrong_kind');
    const apiVersion = this.text(versionOrdinal);
    const version = apiVersion === null ? (listVersion ?? 'v1') : versionOf(apiVersion);
    if (version === null) return this.bad('wrong_version');
    if (!this.hasText(auditIDOrdinal)) return this.bad('no_audit_id');
    if (!this.hasText(stageOrdinal)) return this.bad('no_stage');
    if (version !== 'v1' && this.scan.odd) return this.bad('old_version_differs');
    this.version = version;
    return 'event';
  }

  private bad(reason: QuarantineReason): 'bad' {
    this.reason = reason;
    return 'bad';
  }

  /** The text of a short head value without its quotes, or null when it is absent. */
  private text(ordinal: number): string | null {
    const at = this.scan.valueOf[ordinal];
    return at < 0 ? null : latin(this.bytes, this.scan.from[at], this.scan.to[at]);
  }

  private hasText(ordinal: number): boolean {
    const at = this.scan.valueOf[ordinal];
    if (at < 0 || this.scan.from[at] >= this.scan.to[at]) return false;
    return this.bytes[this.scan.from[at] - 1] === 0x22 && this.bytes[this.scan.to[at]] === 0x22;
  }
}

/** A line that a client filled with such beginnings must not cost more than its length a few times. */
const gluedLooks = 4;
const eventStart = Uint8Array.from('{"kind":"Event"', (letter) => letter.charCodeAt(0));

/** The last place before `before` and after `from` where an event of a log begins, or -1. */
function lastEventStart(b: Uint8Array, from: number, before: number): number {
  for (let at = b.lastIndexOf(0x7b, before - 1); at > from; at = b.lastIndexOf(0x7b, at - 1)) {
    let k = 1;
    while (k < eventStart.length && b[at + k] === eventStart[k]) k += 1;
    if (k === eventStart.length) return at;
  }
  return -1;
}

/** True where a JSON value may begin at `at`, by what stands before it. */
function mayHoldValue(b: Uint8Array, from: number, at: number): boolean {
  let before = at - 1;
  while (before > from && b[before] <= 0x20) before -= 1;
  return b[before] === 0x3a || b[before] === 0x2c || b[before] === 0x5b;
}

export interface Head {
  kind: string | null;
  apiVersion: string | null;
  /** Index after the `[` of `items`, or -1. */
  itemsAt: number;
}

/** Reads the members of the object at `i` only as far as needed to tell an EventList from an Event. */
export function peekHead(b: Uint8Array, i: number, end: number): Head {
  const head: Head = { kind: null, apiVersion: null, itemsAt: -1 };
  i = skipSpace(b, i + 1, end);
  while (i < end && b[i] === 0x22) {
    const keyEnd = skipString(b, i, end);
    if (keyEnd < 0) return head;
    const key = latin(b, i + 1, keyEnd - 1);
    i = skipSpace(b, keyEnd, end);
    if (b[i] !== 0x3a) return head;
    i = skipSpace(b, i + 1, end);
    if (key === 'items' && b[i] === 0x5b) {
      head.itemsAt = i + 1;
      if (head.kind === 'EventList' && head.apiVersion !== null) return head;
    }
    const after = skipValue(b, i, end);
    if (after < 0) return head;
    if (b[i] === 0x22 && key === 'kind') head.kind = latin(b, i + 1, after - 1);
    if (b[i] === 0x22 && key === 'apiVersion') head.apiVersion = latin(b, i + 1, after - 1);
    if (head.kind !== null && head.kind !== 'EventList') return head;
    i = skipSpace(b, after, end);
    if (b[i] === 0x2c) i = skipSpace(b, i + 1, end);
  }
  return head;
}

/** Index after the `}` that closes an object, standing after one of its values; -1 when it does not close. */
function skipMembers(b: Uint8Array, i: number, end: number): number {
  for (;;) {
    i = skipSpace(b, i, end);
    if (b[i] === 0x7d) return i + 1;
    if (b[i] !== 0x2c) return -1;
    i = skipSpace(b, i + 1, end);
    if (b[i] !== 0x22 || (i = skipString(b, i, end)) < 0) return -1;
    i = skipSpace(b, i, end);
    if (b[i] !== 0x3a) return -1;
    i = skipValue(b, skipSpace(b, i + 1, end), end);
    if (i < 0) return -1;
  }
}

const versionsByName: ReadonlyMap<string, AuditVersion> = new Map(auditVersions.map((version) => [`${auditGroup}/${version}`, version]));

function versionOf(apiVersion: string): AuditVersion | null {
  return versionsByName.get(apiVersion) ?? null;
}

/** Short ASCII text; longer or other text only has to differ from what is looked for. */
function latin(b: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to && i < from + 64; i += 1) text += String.fromCharCode(b[i]);
  return text;
}
