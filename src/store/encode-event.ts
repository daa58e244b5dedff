// One scanned event becomes one row: value bytes go to their columns, and whatever the columns cannot give back is kept as text.
import { parseTimestamp } from '../audit/timestamp.ts';
import { decodeGo } from '../audit/go-json.ts';
import { carePlain, careBroken, type EventScan } from '../audit/scan-event.ts';
import { encodeShape, isQuoted, ordinalOf, shapeFields, stepUnknown } from '../audit/shape.ts';
import { actorValue, annotationValues, clientValues, listValues, noAnnotations, noClient, noList } from './derived-values.ts';
import { writeWords } from './encode-words.ts';
import type { WordGatherer } from './identifiers/gather.ts';
import type { RowWriter } from './row-writer.ts';
import { derivedColumns, flag, receivedColumns } from './schema.ts';

/** What the rows of one received body have in common, already in RowBinary. */
export interface RowContext {
  readonly seq: number;
  /** cluster, topic, retentionDays, source, receivedAt */
  readonly prefix: Buffer;
  /** Arrival, µs: where an event without any readable time stands. */
  readonly arrival: number;
  /** Is told the words of identifiers. */
  readonly identifiers: WordGatherer;
}

export interface EncodedEvent {
  readonly ts: number;
  readonly lat: number;
  readonly odd: boolean;
}

const ordinals = {
  stageTimestamp: ordinalOf('stageTimestamp'),
  requestReceivedTimestamp: ordinalOf('requestReceivedTimestamp'),
  username: ordinalOf('user.username'),
  groups: ordinalOf('user.groups'),
  sourceIPs: ordinalOf('sourceIPs'),
  userAgent: ordinalOf('userAgent'),
  annotations: ordinalOf('annotations'),
  requestObject: ordinalOf('requestObject'),
  responseObject: ordinalOf('responseObject'),
};

/** Ordinal of each received column, in column order. */
const columnOrdinals = receivedColumns.map((column) => ordinalOf(column.name));
const isText = Uint8Array.from(shapeFields, (field) => (isQuoted(field) && field.storage !== 'time' ? 1 : 0));
const isCode = Uint8Array.from(shapeFields, (field) => (field.storage === 'code' ? 1 : 0));

if (derivedColumns.map((column) => column.name).join() !== 'actor,sourceIP,client.name,client.version,rbac.binding,rbac.role')
  throw new TypeError('derived columns changed: write them in writeDerived in the same order');

/** In `head`, where the bodies were taken out: bytes that no JSON text can hold. */
export const requestMark = 0;
export const responseMark = 1;

const emptyBytes = Buffer.alloc(0);
let scratch = Buffer.allocUnsafe(1 << 16);

/**
 * Writes the row of the event that `scan` holds. `b` are the bytes of the whole body, `from` the event's first byte.
 * Returns the time at which the event stands and how long after its request it came, both in µs.
 */
export function encodeEvent(writer: RowWriter, context: RowContext, place: number, version: Buffer, b: Buffer, from: number, scan: EventScan): EncodedEvent {
  const size = scan.end - from;
  writer.reserve(size * 2 + 8192);
  writer.i64(context.seq);
  writer.u32(place);
  writer.raw(context.prefix);
  writer.raw(version);
  const time = readTimes(b, scan, context.arrival);
  writer.i64(time.ts);
  writer.i64(time.lat);
  writer.u32(size);
  const state: RowState = { canonical: scan.canonical && time.canonical, odd: scan.odd, flags: time.flags | (scan.veiled ? flag.veiled : 0) };
  for (let c = 0; c < columnOrdinals.length; c += 1) writeReceived(writer, b, scan, columnOrdinals[c], state);
  writeDerived(writer, b, scan, state);
  writer.u8(state.odd ? 1 : 0);
  writer.u16(state.flags | flag.worded);
  if (state.canonical) writeShape(writer, b, scan);
  else writeHead(writer, b, from, scan);
  context.identifiers.begin(place);
  writeWords(writer, b, from, scan, state.odd, context.identifiers);
  return { ...time, odd: state.odd };
}

interface RowState {
  canonical: boolean;
  odd: boolean;
  flags: number;
}

function writeReceived(writer: RowWriter, b: Buffer, scan: EventScan, ordinal: number, state: RowState): void {
  const at = scan.valueOf[ordinal];
  if (isCode[ordinal] === 1) {
    writer.u16(at < 0 ? 0 : readCode(b, scan.from[at], scan.to[at]));
    return;
  }
  if (at < 0 || (scan.repeated && isBody(ordinal))) writer.empty();
  else if (isText[ordinal] === 0) {
    if (isBlankList(b, scan.from[at], scan.to[at])) makeOdd(state);
    writer.bytes(b, scan.from[at], scan.to[at]);
  } else if (scan.care[at] === carePlain) writer.bytes(b, scan.from[at], scan.to[at]);
  else writeDecoded(writer, b, scan, at, state);
}

function writeDecoded(writer: RowWriter, b: Buffer, scan: EventScan, at: number, state: RowState): void {
  const from = scan.from[at];
  const to = scan.to[at];
  if (scratch.length < to - from) scratch = Buffer.allocUnsafe((to - from) * 2);
  const length = scan.care[at] === careBroken ? -1 : decodeGo(b, from, to, scratch, 0);
  if (length >= 0) {
    writer.bytes(scratch, 0, length);
    return;
  }
  state.canonical = false;
  const text = JSON.parse(`"${b.toString('utf8', from, to)}"`) as string;
  if (scan.care[at] === careBroken || !text.isWellFormed()) makeOdd(state);
  const decoded = Buffer.from(text, 'utf8');
  writer.reserve(decoded.length + (scan.end - from) * 3 + 8192);
  writer.bytes(decoded, 0, decoded.length);
}

function writeDerived(writer: RowWriter, b: Buffer, scan: EventScan, state: RowState): void {
  const groups = list(b, scan, ordinals.groups, state);
  const addresses = list(b, scan, ordinals.sourceIPs, state);
  writer.raw(actorValue(textOf(b, scan, ordinals.username), groups.strings));
  writer.raw(addresses.last);
  const agent = scan.valueOf[ordinals.userAgent];
  writer.raw(agent < 0 ? noClient : scan.care[agent] === carePlain ? clientValues(b, scan.from[agent], scan.to[agent]) : clientOfDecoded(b, scan, agent));
  const at = scan.valueOf[ordinals.annotations];
  const annotations = at < 0 ? noAnnotations : annotationValues(b, scan.from[at], scan.to[at]);
  if (!annotations.isObject) makeOdd(state);
  if (!annotations.plain) state.flags |= flag.oddAnnotations;
  writer.raw(annotations.rbac);
}

function clientOfDecoded(b: Buffer, scan: EventScan, at: number): Buffer {
  const text = Buffer.from(decodeText(b, scan.from[at], scan.to[at]), 'utf8');
  return clientValues(text, 0, text.length);
}

function list(b: Buffer, scan: EventScan, ordinal: number, state: RowState): typeof noList {
  const at = scan.valueOf[ordinal];
  if (at < 0) return noList;
  const values = listValues(b, scan.from[at], scan.to[at]);
  if (!values.simple) makeOdd(state);
  return values;
}

function textOf(b: Buffer, scan: EventScan, ordinal: number): string | undefined {
  const at = scan.valueOf[ordinal];
  if (at < 0) return undefined;
  return scan.care[at] === carePlain ? b.toString('latin1', scan.from[at], scan.to[at]) : decodeText(b, scan.from[at], scan.to[at]);
}

function decodeText(b: Buffer, from: number, to: number): string {
  return JSON.parse(`"${b.toString('utf8', from, to)}"`) as string;
}

/** Shapes by their steps: the same few come all the time. */
const shapes = new Map<number, { readonly steps: Uint8Array; readonly shape: Buffer }>();

function writeShape(writer: RowWriter, b: Buffer, scan: EventScan): void {
  const shape = scan.unknownKeyFrom.length === 0 ? knownShape(scan) : unknownShape(b, scan);
  writer.bytes(shape, 0, shape.length);
  writer.empty();
  if (scan.unknownKeyFrom.length === 0) writer.empty();
  else {
    const rest = restOf(b, scan);
    writer.reserve(rest.length + 16);
    writer.bytes(rest, 0, rest.length);
  }
}

function knownShape(scan: EventScan): Buffer {
  let hash = 0;
  for (let k = 0; k < scan.stepCount; k += 1) hash = (Math.imul(hash, 31) + scan.steps[k]) | 0;
  const known = shapes.get(hash);
  if (known !== undefined && sameSteps(known.steps, scan)) return known.shape;
  const shape = Buffer.from(encodeShape(scan.steps, scan.stepCount, []));
  if (shapes.size < 4096) shapes.set(hash, { steps: scan.steps.slice(0, scan.stepCount), shape });
  return shape;
}

function sameSteps(steps: Uint8Array, scan: EventScan): boolean {
  if (steps.length !== scan.stepCount) return false;
  for (let k = 0; k < steps.length; k += 1) if (steps[k] !== scan.steps[k]) return false;
  return true;
}

function unknownShape(b: Buffer, scan: EventScan): Buffer {
  const keys = scan.unknownKeyFrom.map((from, k) => b.subarray(from, scan.unknownKeyTo[k]));
  return Buffer.from(encodeShape(scan.steps, scan.stepCount, keys));
}

/** The values of unknown keys, in order, with a comma between them. */
function restOf(b: Buffer, scan: EventScan): Buffer {
  const parts: Buffer[] = [];
  for (let k = 0; k < scan.count; k += 1) {
    if (scan.ordinal[k] !== stepUnknown) continue;
    if (parts.length > 0) parts.push(comma);
    parts.push(b.subarray(scan.from[k], scan.to[k]));
  }
  return Buffer.concat(parts);
}

const comma = Buffer.from(',');

/** The text as received, bodies replaced by marks (they are in their own columns) unless one stands twice. */
function writeHead(writer: RowWriter, b: Buffer, from: number, scan: EventScan): void {
  writer.empty();
  const parts: Buffer[] = [];
  let at = from;
  const bodies = [ordinals.requestObject, ordinals.responseObject]
    .map((ordinal, mark) => ({ value: scan.valueOf[ordinal], mark }))
    .filter(({ value }) => value >= 0);
  bodies.sort((x, y) => x.value - y.value);
  if (!scan.repeated)
    for (const { value, mark } of bodies) {
      parts.push(b.subarray(at, scan.from[value]), Buffer.of(mark));
      at = scan.to[value];
    }
  const head = Buffer.concat([...parts, b.subarray(at, scan.end)]);
  writer.reserve(head.length + 16);
  writer.bytes(head, 0, head.length);
  writer.bytes(emptyBytes, 0, 0);
}

export interface Times extends Omit<EncodedEvent, 'odd'> {
  readonly flags: number;
  /** Each is absent, or written exactly as `formatTimestamp` writes it. */
  readonly canonical: boolean;
}

/** The times of the event that `scan` holds; `arrival` (µs) where none can be read. */
export function readTimes(b: Buffer, scan: EventScan, arrival: number): Times {
  const stage = readTime(b, scan, ordinals.stageTimestamp);
  const received = readTime(b, scan, ordinals.requestReceivedTimestamp);
  const flags = (stage.micros === null ? flag.noStageTimestamp : 0) | (received.micros === null ? flag.noReceivedTimestamp : 0);
  const ts = stage.micros ?? received.micros ?? arrival;
  return { ts, lat: received.micros === null ? 0 : ts - received.micros, flags, canonical: stage.canonical && received.canonical };
}

function readTime(b: Buffer, scan: EventScan, ordinal: number): { readonly micros: number | null; readonly canonical: boolean } {
  const at = scan.valueOf[ordinal];
  if (at < 0) return { micros: null, canonical: true };
  const micros = fastMicros(b, scan.from[at], scan.to[at]);
  if (micros >= 0) return { micros, canonical: true };
  return { micros: parseTimestamp(b.toString('latin1', scan.from[at], scan.to[at])), canonical: false };
}

/** Days already read, by their ten characters as a number. */
const days = new Map<number, number>();

/** µs of `2026-11-23T04:53:06.879628Z`, exactly in that form, or -1. */
function fastMicros(b: Buffer, from: number, to: number): number {
  if (to - from !== 27 || b[from + 10] !== 0x54 || b[from + 19] !== 0x2e || b[from + 26] !== 0x5a || b[from + 13] !== 0x3a || b[from + 16] !== 0x3a) return -1;
  const key = digits(b, from, 4) * 10000 + digits(b, from + 5, 2) * 100 + digits(b, from + 8, 2);
  let day = days.get(key);
  if (day === undefined) {
    day = parseTimestamp(`${b.toString('latin1', from, from + 10)}T00:00:00Z`) ?? -1;
    if (days.size < 100_000) days.set(key, day);
  }
  const hour = digits(b, from + 11, 2);
  const minute = digits(b, from + 14, 2);
  const second = digits(b, from + 17, 2);
  const micros = digits(b, from + 20, 6);
  // A NaN (no digit) fails every comparison.
  if (!(day >= 0 && hour < 24 && minute < 60 && second < 60 && micros >= 0)) return -1;
  return day + ((hour * 60 + minute) * 60 + second) * 1e6 + micros;
}

function digits(b: Buffer, from: number, count: number): number {
  let value = 0;
  for (let i = from; i < from + count; i += 1) {
    const digit = b[i] - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function readCode(b: Buffer, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to && i < from + 5; i += 1) value = value * 10 + (b[i] - 0x30);
  return value & 0xffff;
}

function isBody(ordinal: number): boolean {
  return ordinal === ordinals.requestObject || ordinal === ordinals.responseObject;
}

/** `[ ]` with white space in it: as empty as `[]`, but not equal to it. */
function isBlankList(b: Buffer, from: number, to: number): boolean {
  if (b[from] !== 0x5b || to - from < 3) return false;
  for (let i = from + 1; i < to - 1; i += 1) if (b[i] > 0x20) return false;
  return true;
}

function makeOdd(state: RowState): void {
  state.odd = true;
  state.canonical = false;
}
