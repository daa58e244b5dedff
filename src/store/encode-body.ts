// A received body becomes rows: each event scanned once, encoded once; what is no event is named with its place and reason.
import { createHash, webcrypto } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BodyReader, type QuarantineReason } from '../audit/read-body.ts';
import { EventScan } from '../audit/scan-event.ts';
import { ordinalOf } from '../audit/shape.ts';
import { auditVersions, type AuditVersion } from '../audit/vocabulary.ts';
import type { Decision } from '../policy/policy.ts';
import { judgeArrival, type ArrivalPolicy, type PolicyOutcome } from './arrival-policy.ts';
import { markOf, type AsideItem } from './aside.ts';
import { encodeEvent, readTimes, type RowContext } from './encode-event.ts';
import { giveBuffer, takeBuffer } from './buffer-pool.ts';
import { WordGatherer } from './identifiers/gather.ts';
import { packWords } from './identifiers/pack.ts';
import { RowWriter, rowString } from './row-writer.ts';
import { microsPerDay } from './schema.ts';

/** Where a body came from and where its events go. */
export interface BodyContext {
  /** Place of the body in the order of arrival; never used twice. */
  readonly seq: number;
  readonly cluster: string;
  readonly topic: string;
  readonly retentionDays: number;
  readonly source: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Version of the topic's policy that is applied to the events; absent = every byte is kept. */
  readonly policy?: number;
}

export interface EncodedRow {
  readonly ts: number;
  /** How long after its request it came, µs. */
  readonly lat: number;
  readonly odd: boolean;
  readonly day: number;
  readonly place: number;
  /** See identityKey. */
  readonly key: number;
  readonly from: number;
  readonly to: number;
}

export interface EncodedBody {
  readonly context: BodyContext;
  /** RowBinary of all rows, one after the other. */
  readonly buffer: Buffer;
  readonly rows: readonly EncodedRow[];
  readonly bad: readonly { readonly from: number; readonly to: number; readonly reason: QuarantineReason }[];
  /** What is no row: events that the policy did not keep, and what is no event. */
  readonly aside: readonly AsideItem[];
  /** What the topic's policy took away, by rule. */
  readonly outcomes: readonly PolicyOutcome[];
  /** Readable events: those of the rows and those that the policy did not keep. */
  readonly received: number;
  /** Length and SHA-256 of the bytes as received. */
  readonly size: number;
  readonly sha256: Uint8Array;
  /** The words of identifiers in its rows, by stripe (see identifiers/pack.ts). */
  readonly identifiers: readonly Buffer[];
  /** Gives the buffer back for other bodies, once nobody else keeps it; whoever calls it may use nothing of it after. */
  release(): void;
  /** Holds the buffer beside whoever made the body, until the function that is returned is called. */
  keep(): () => void;
}

/** How long one turn of the event loop may be held, ms: senders waiting for an acknowledgement feel it. */
const turnMs = 8;

const versions = new Map<AuditVersion, Buffer>(auditVersions.map((version) => [version, rowString(version)]));
const scan = new EventScan();
const auditID = ordinalOf('auditID');
const stage = ordinalOf('stage');

/** Encodes a body, giving up the event loop between slices of events. `policy` decides which events are kept, and how much of them. */
export async function encodeBody(bytes: Uint8Array, context: BodyContext, policy: ArrivalPolicy | null = null): Promise<EncodedBody> {
  const b = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const digest = digestOf(b);
  const writer = new RowWriter(Math.ceil(bytes.length * 1.5) + 131_072, takeBuffer);
  const row = rowContext(context);
  const rows: EncodedRow[] = [];
  const bad: { from: number; to: number; reason: QuarantineReason }[] = [];
  const reader = new BodyReader(b, scan);
  const outcomes = createOutcomes();
  const aside: AsideItem[] = [];
  let received = 0;
  let standsAt = row.arrival;
  let turn = performance.now();
  for (let place = 0; ; place += 1) {
    const found = reader.next();
    if (found === 'done') break;
    const encoded =
      found === 'bad' ? null : policy === null ? encodeOne(writer, row, place, b, reader) : applyAndEncode(writer, row, place, b, reader, policy, outcomes);
    if (encoded === null) {
      bad.push({ from: reader.from, to: reader.to, reason: found === 'bad' ? reader.reason : 'not_encodable' });
      aside.push({ kind: 'quarantined', ts: standsAt, key: keyOfBytes(b, reader.from, reader.to) });
    } else {
      received += 1;
      standsAt = encoded.ts;
      if ('kind' in encoded) aside.push(encoded);
      else rows.push(encoded);
    }
    if ((place & 31) === 31 && performance.now() - turn > turnMs) {
      await nextTurn();
      turn = performance.now();
    }
  }
  return {
    context,
    buffer: writer.buffer.subarray(0, writer.at),
    rows,
    bad,
    aside,
    received,
    size: b.length,
    sha256: await digest,
    identifiers: packWords(row.identifiers.finish()),
    outcomes: outcomes.list(),
    ...shared(writer.buffer),
  };
}

/** A buffer goes back when all who hold it have said so. */
function shared(buffer: Buffer<ArrayBuffer>): Pick<EncodedBody, 'release' | 'keep'> {
  let holders = 0;
  const keep = (): (() => void) => {
    let isHeld = true;
    holders += 1;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      holders -= 1;
      if (holders === 0) giveBuffer(buffer);
    };
  };
  return { release: keep(), keep };
}

/** Above it another thread does it, while the events are read. */
const maxDigestHere = 131_072;

async function digestOf(bytes: Buffer): Promise<Uint8Array> {
  if (bytes.length <= maxDigestHere) return createHash('sha256').update(bytes).digest();
  return new Uint8Array(await webcrypto.subtle.digest('SHA-256', bytes));
}

/** As `encodeOne`, of what the policy leaves of the event. */
function applyAndEncode(
  writer: RowWriter,
  row: RowContext,
  place: number,
  b: Buffer,
  reader: BodyReader,
  policy: ArrivalPolicy,
  outcomes: Outcomes,
): EncodedRow | AsideItem | null {
  try {
    const { decision, bytes } = judgeArrival(policy, b, reader.from, scan);
    const size = reader.to - reader.from;
    outcomes.add(policy.version, decision, size, bytes === null ? null : bytes.length);
    if (bytes === null) {
      const { ts, lat } = readTimes(b, scan, row.arrival);
      return { kind: 'dropped', ts, key: identityKey(ts, lat, headHash(b)), mark: markOf(b.subarray(reader.from, reader.to)) };
    }
    if (bytes.length === size && bytes.byteOffset === b.byteOffset + reader.from) return encodeOne(writer, row, place, b, reader);
    const left = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return scan.scan(left, 0, left.length) ? encodeOne(writer, row, place, left, { from: 0, version: reader.version }) : null;
  } catch {
    return null;
  }
}

interface Outcomes {
  /** `left`: bytes of the event that are kept; null = it is dropped. */
  add(version: number, decision: Decision, size: number, left: number | null): void;
  list(): readonly PolicyOutcome[];
}

function createOutcomes(): Outcomes {
  const byRule = new Map<number | null, PolicyOutcome>();
  return {
    add: (version, { rule, level }, size, left) => {
      if (left === size) return;
      let outcome = byRule.get(rule);
      if (outcome === undefined) byRule.set(rule, (outcome = { version, rule, level, droppedEvents: 0, droppedBytes: 0, strippedEvents: 0, strippedBytes: 0 }));
      if (left === null) {
        outcome.droppedEvents += 1;
        outcome.droppedBytes += size;
      } else {
        outcome.strippedEvents += 1;
        outcome.strippedBytes += size - left;
      }
    },
    list: () => [...byRule.values()],
  };
}

/** Null for an event on which this program fails: a mistake of ours must cost that event alone, now and when the spool is read again. */
function encodeOne(writer: RowWriter, row: RowContext, place: number, b: Buffer, reader: Pick<BodyReader, 'from' | 'version'>): EncodedRow | null {
  const from = writer.at;
  try {
    const { ts, lat, odd } = encodeEvent(writer, row, place, versions.get(reader.version)!, b, reader.from, scan);
    const key = identityKey(ts, lat, headHash(b));
    return { ts, lat, odd, day: Math.floor(ts / microsPerDay), place, key, from, to: writer.at };
  } catch {
    writer.at = from;
    return null;
  }
}

function rowContext(context: BodyContext): RowContext {
  const prefix = new RowWriter(256);
  prefix.raw(rowString(context.cluster));
  prefix.raw(rowString(context.topic));
  prefix.u16(context.retentionDays);
  prefix.raw(rowString(context.source));
  prefix.i64(context.receivedAt);
  return { seq: context.seq, prefix: prefix.buffer.subarray(0, prefix.at), arrival: context.receivedAt * 1000, identifiers: new WordGatherer() };
}

const hashSeed = 0x811c9dc5 | 0;

/** FNV-1a over bytes: cheap, and only ever a reason to compare bytes. */
export function hashBytes(b: Uint8Array, from: number, to: number, seed = hashSeed): number {
  let hash = seed;
  for (let i = from; i < to; i += 1) hash = Math.imul(hash ^ b[i], 16777619);
  return hash;
}

/** Events with different keys are different; with the same key their bytes decide. `hash` is that of auditID, then stage, decoded. */
export function identityKey(ts: number, lat: number, hash: number): number {
  // 21 bits of the time and 32 of the rest are what a number holds exactly.
  return (Math.floor(ts) % 0x200000) * 0x100000000 + ((hash ^ Math.imul(lat | 0, 0x9e3779b1)) >>> 0);
}

/** Of auditID and stage of the event that `scan` holds. */
function headHash(b: Buffer): number {
  return hashValue(b, stage, hashValue(b, auditID, hashSeed));
}

const hashedBytes = 65_536;

/** Equal bytes have equal keys; of very long ones the beginning and the length are looked at. */
function keyOfBytes(b: Buffer, from: number, to: number): number {
  return ((to - from) % 0x200000) * 0x100000000 + (hashBytes(b, from, Math.min(to, from + hashedBytes)) >>> 0);
}

/** The hash of a head value's decoded bytes: what the store's column holds. */
function hashValue(b: Buffer, ordinal: number, seed: number): number {
  const at = scan.valueOf[ordinal];
  if (at < 0) return seed;
  if (scan.care[at] === 0) return hashBytes(b, scan.from[at], scan.to[at], seed);
  const decoded = Buffer.from(JSON.parse(`"${b.toString('utf8', scan.from[at], scan.to[at])}"`) as string, 'utf8');
  return hashBytes(decoded, 0, decoded.length, seed);
}
