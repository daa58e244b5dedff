// Takes bodies or managedFields out of an event's text, writes what was done into its annotations, and leaves every other byte as it is.
import { skipSpace, skipString, skipValue } from './scan-json.ts';

export interface Strip {
  readonly requestObject: boolean;
  readonly responseObject: boolean;
  readonly managedFields: boolean;
  /** The level that the event has afterwards, in quotes or not as it stood; null = as it is. */
  readonly level: string | null;
  /** Value of the annotation that says what was taken off and by whom. */
  readonly note: string;
}

/** The annotation by which a stripped event says so. */
export const stripAnnotation = 'cluster-audit/policy';

const text = new TextEncoder();
const ascii = (word: string): Uint8Array => text.encode(word);
const keys = {
  requestObject: ascii('requestObject'),
  responseObject: ascii('responseObject'),
  level: ascii('level'),
  annotations: ascii('annotations'),
  metadata: ascii('metadata'),
  managedFields: ascii('managedFields'),
  items: ascii('items'),
};

/** A piece of the text that is replaced; `with` null = nothing stands there any more. */
interface Cut {
  readonly from: number;
  readonly to: number;
  readonly with: Uint8Array | null;
}

/** The event (valid JSON, one object from its `{` to its `}`) without the parts; null when it has none of them. */
export function stripEvent(event: Uint8Array, strip: Strip): Uint8Array | null {
  const members = membersOf(event, 0);
  const cuts: Cut[] = [];
  const isCut = (member: Member): boolean =>
    (strip.requestObject && isKey(event, member, keys.requestObject)) || (strip.responseObject && isKey(event, member, keys.responseObject));
  cutMembers(members, isCut, cuts);
  if (strip.managedFields)
    for (const member of members)
      if (!isCut(member) && (isKey(event, member, keys.requestObject) || isKey(event, member, keys.responseObject)))
        cutManagedFields(event, member.valueFrom, cuts);
  if (cuts.length === 0) return null;
  for (const member of members) if (strip.level !== null && isKey(event, member, keys.level)) cuts.push(replaceLevel(member, strip.level));
  cuts.push(annotate(event, members, strip.note));
  return splice(event, cuts);
}

interface Member {
  /** Between the quotes of the key. */
  readonly keyFrom: number;
  readonly keyTo: number;
  readonly valueFrom: number;
  readonly valueTo: number;
}

/** The members of the object whose `{` stands at `at`; none where something else stands there. */
function membersOf(b: Uint8Array, at: number): Member[] {
  const members: Member[] = [];
  if (b[at] !== 0x7b) return members;
  const end = b.length;
  let i = skipSpace(b, at + 1, end);
  while (b[i] === 0x22) {
    const keyEnd = skipString(b, i, end);
    const valueFrom = skipSpace(b, skipSpace(b, keyEnd, end) + 1, end);
    const valueTo = skipValue(b, valueFrom, end);
    members.push({ keyFrom: i + 1, keyTo: keyEnd - 1, valueFrom, valueTo });
    i = skipSpace(b, valueTo, end);
    if (b[i] === 0x2c) i = skipSpace(b, i + 1, end);
  }
  return members;
}

/** Keys with escapes in them count too: `\u0072equestObject` is requestObject for everyone who reads the event. */
function isKey(b: Uint8Array, { keyFrom, keyTo }: Member, key: Uint8Array): boolean {
  const raw = b.subarray(keyFrom, keyTo);
  if (!raw.includes(0x5c)) return raw.length === key.length && key.every((byte, at) => byte === raw[at]);
  return JSON.parse(`"${new TextDecoder().decode(raw)}"`) === new TextDecoder().decode(key);
}

/** Each with the comma before it, or after it where none that stays stands before. */
function cutMembers(members: readonly Member[], isCut: (member: Member) => boolean, cuts: Cut[]): void {
  let hasKept = false;
  for (const [at, member] of members.entries()) {
    if (!isCut(member)) hasKept = true;
    else if (hasKept) cuts.push({ from: members[at - 1].valueTo, to: member.valueTo, with: null });
    else cuts.push({ from: member.keyFrom - 1, to: at + 1 < members.length ? members[at + 1].keyFrom - 1 : member.valueTo, with: null });
  }
}

/** As upstream (apiserver pkg/audit/request.go): of the object itself, and of the items where it is a list. */
function cutManagedFields(b: Uint8Array, at: number, cuts: Cut[]): void {
  const members = membersOf(b, at);
  for (const member of members) {
    if (isKey(b, member, keys.items)) for (const item of itemsOf(b, member.valueFrom)) cutMetadata(b, item, cuts);
  }
  cutMetadata(b, at, cuts);
}

function cutMetadata(b: Uint8Array, at: number, cuts: Cut[]): void {
  for (const member of membersOf(b, at)) {
    if (!isKey(b, member, keys.metadata)) continue;
    cutMembers(membersOf(b, member.valueFrom), (one) => isKey(b, one, keys.managedFields), cuts);
  }
}

/** Where the items of a list begin. */
function itemsOf(b: Uint8Array, at: number): number[] {
  const items: number[] = [];
  if (b[at] !== 0x5b) return items;
  let i = skipSpace(b, at + 1, b.length);
  while (i < b.length && b[i] !== 0x5d) {
    items.push(i);
    i = skipSpace(b, skipValue(b, i, b.length), b.length);
    if (b[i] === 0x2c) i = skipSpace(b, i + 1, b.length);
  }
  return items;
}

function replaceLevel({ valueFrom, valueTo }: Member, level: string): Cut {
  return { from: valueFrom, to: valueTo, with: ascii(JSON.stringify(level)) };
}

/** Into the annotations, where the event has them as an object; else as a member of its own at the end. */
function annotate(b: Uint8Array, members: readonly Member[], note: string): Cut {
  const entry = `${JSON.stringify(stripAnnotation)}:${JSON.stringify(note)}`;
  const annotations = members.findLast((member) => isKey(b, member, keys.annotations) && b[member.valueFrom] === 0x7b);
  if (annotations === undefined) return { from: b.length - 1, to: b.length - 1, with: ascii(`,"annotations":{${entry}}`) };
  const isEmpty = membersOf(b, annotations.valueFrom).length === 0;
  const at = annotations.valueFrom + 1;
  return { from: at, to: at, with: ascii(isEmpty ? entry : `${entry},`) };
}

function splice(b: Uint8Array, cuts: readonly Cut[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const cut of cuts.toSorted((a, c) => a.from - c.from || a.to - c.to)) {
    if (cut.from > at) parts.push(b.subarray(at, cut.from));
    if (cut.with !== null) parts.push(cut.with);
    at = Math.max(at, cut.to);
  }
  parts.push(b.subarray(at));
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let o = 0;
  for (const part of parts) {
    out.set(part, o);
    o += part.length;
  }
  return out;
}
