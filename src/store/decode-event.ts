// A stored row becomes the received text again: shape and values put together, or the kept text with its bodies put back.
import { encodeGo } from '../audit/go-json.ts';
import { skipValue } from '../audit/scan-json.ts';
import { decodeShape, isQuoted, shapeFields, stepUnknown, type ShapePiece } from '../audit/shape.ts';
import { formatTimestamp } from '../audit/timestamp.ts';
import { requestMark, responseMark } from './encode-event.ts';
import type { Row } from './engine/read-rows.ts';
import type { ResultColumn } from './engine/statements.ts';
import { columns, derivedColumns, quoted, receivedColumns, type ColumnKind } from './schema.ts';

/** Columns that only conditions look at: they are not read for an event, and something empty stands in their place. */
const unread = new Set([...derivedColumns.map((column) => column.name), 'retentionDays', 'odd', 'words']);
const nothing: Partial<Record<ColumnKind, string>> = { bytes: "''", u8: 'toUInt8(0)', u16: 'toUInt16(0)' };

/** The columns of a stored row, in the order in which they were written, as far as `decodeEvent` and readers of rows need them. */
export const eventColumns: readonly ResultColumn[] = columns.map(({ name, kind }) => ({ sql: unread.has(name) ? nothing[kind]! : quoted(name), kind }));

/** What every reader of a row needs, whatever its shape. */
const always = new Set(['seq', 'place', 'cluster', 'topic', 'source', 'receivedAt', 'version', 'ts', 'lat', 'bytes', 'flags', 'stage', 'shape']);

/**
 * `eventColumns` for rows of these shapes alone: what none of them has is not read, and something empty stands in its place. A row without a shape is kept as text,
 * and may have anything.
 */
export function columnsOfShapes(shapes: Iterable<string>): readonly ResultColumn[] {
  const needed = new Set(always);
  for (const shape of shapes) {
    if (shape === '') return eventColumns;
    for (const { ordinal } of piecesOf(Buffer.from(shape, 'latin1'))) {
      if (ordinal === stepUnknown) needed.add('rest');
      else if (ordinal >= 0) needed.add(shapeFields[ordinal].name);
    }
  }
  return columns.map(({ name, kind }, k) => (needed.has(name) ? eventColumns[k] : { sql: nothing[kind] ?? eventColumns[k].sql, kind }));
}

const at = new Map(columns.map((column, index) => [column.name, index]));
/** Index of a column in rows selected by `eventColumns`. */
export function columnIndex(name: string): number {
  const index = at.get(name);
  if (index === undefined) throw new TypeError(`no column ${name}`);
  return index;
}

const index = {
  ts: columnIndex('ts'),
  lat: columnIndex('lat'),
  bytes: columnIndex('bytes'),
  shape: columnIndex('shape'),
  head: columnIndex('head'),
  rest: columnIndex('rest'),
  requestObject: columnIndex('requestObject'),
  responseObject: columnIndex('responseObject'),
};

const columnOfOrdinal = shapeFields.map((field) => (receivedColumns.some((column) => column.name === field.name) ? columnIndex(field.name) : -1));
const kindOfOrdinal = shapeFields.map((field) => (field.storage === 'code' ? 'code' : field.storage === 'time' ? 'time' : isQuoted(field) ? 'text' : 'whole'));
const isStage = shapeFields.map((field) => field.name === 'stageTimestamp');

/** The event's bytes as received. Throws when they do not have the length that was stored with them (damage on disk). */
export function decodeEvent(row: Row): Buffer {
  const head = row[index.head] as Buffer;
  const size = row[index.bytes] as number;
  const text = head.length > 0 ? fromHead(head, row) : fromShape(row, size);
  if (text.length !== size) throw new Error(`a stored event has ${text.length} bytes where ${size} were received`);
  return text;
}

function fromHead(head: Buffer, row: Row): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (let i = 0; i < head.length; i += 1) {
    if (head[i] !== requestMark && head[i] !== responseMark) continue;
    parts.push(head.subarray(from, i), row[head[i] === requestMark ? index.requestObject : index.responseObject] as Buffer);
    from = i + 1;
  }
  return Buffer.concat([...parts, head.subarray(from)]);
}

const pieces = new Map<string, readonly ShapePiece[]>();

function piecesOf(shape: Buffer): readonly ShapePiece[] {
  const key = shape.toString('latin1');
  let known = pieces.get(key);
  if (known === undefined) {
    if (pieces.size > 4096) pieces.clear();
    known = decodeShape(shape);
    pieces.set(key, known);
  }
  return known;
}

/** Where events are put together: a buffer for each would make the collector run at every page. */
const scratch = Buffer.allocUnsafe(1 << 18);

function fromShape(row: Row, size: number): Buffer {
  // Escaping may write past the received length only when the row is damaged; six bytes a byte is the most it can.
  const most = size * 6 + 64;
  const out = most <= scratch.length ? scratch : Buffer.allocUnsafe(most);
  const rest = row[index.rest] as Buffer;
  let restAt = 0;
  let o = 0;
  for (const { literal, ordinal } of piecesOf(row[index.shape] as Buffer)) {
    out.set(literal, o);
    o += literal.length;
    if (ordinal < 0) continue;
    if (ordinal === stepUnknown) {
      const end = skipValue(rest, restAt, rest.length);
      o += rest.copy(out, o, restAt, end);
      restAt = end + 1;
    } else o = writeValue(row, ordinal, out, o);
  }
  return Buffer.from(out.subarray(0, o));
}

function writeValue(row: Row, ordinal: number, out: Buffer, o: number): number {
  switch (kindOfOrdinal[ordinal]) {
    case 'time': {
      const ts = row[index.ts] as number;
      return o + out.write(formatTimestamp(isStage[ordinal] ? ts : ts - (row[index.lat] as number)), o, 'latin1');
    }
    case 'code':
      return o + out.write(String(row[columnOfOrdinal[ordinal]]), o, 'latin1');
    case 'text':
      return encodeGo(row[columnOfOrdinal[ordinal]] as Buffer, out, o);
    default:
      return o + (row[columnOfOrdinal[ordinal]] as Buffer).copy(out, o);
  }
}
