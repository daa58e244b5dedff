// Rows of an answer cut out by their bytes: what the events hold is not read as numbers or strings on the way.
import { isObject, member, parseJson } from '../audit/json-value.ts';
import { skipSpace, skipString, skipValue } from '../audit/scan-json.ts';
import { findField } from '../audit/fields.ts';
import { cellText, openSubject, readField } from '../search/read-field.ts';

/** One row of an answer: its JSON text, and that of the event in it, as bytes of the answer. */
export interface AnswerRow {
  readonly bytes: Uint8Array;
  readonly event: Uint8Array;
}

/** The rows of a page, and the cursor to the next. */
export function readPage(bytes: Uint8Array): { readonly rows: AnswerRow[]; readonly cursor: string | null } {
  const rows: AnswerRow[] = [];
  let cursor: string | null = null;
  for (const [key, from, to] of members(bytes, 0)) {
    if (key === 'cursor') cursor = JSON.parse(text(bytes, from, to)) as string | null;
    if (key !== 'events') continue;
    for (let i = skipSpace(bytes, from + 1, to); bytes[i] === 0x7b;) {
      const end = skipValue(bytes, i, to);
      rows.push(readRow(bytes.subarray(i, end)));
      i = skipSpace(bytes, end, to);
      if (bytes[i] === 0x2c) i = skipSpace(bytes, i + 1, to);
    }
  }
  return { rows, cursor };
}

/** A row by its text, `{…,"event":{…}}`. */
export function readRow(bytes: Uint8Array): AnswerRow {
  let event = bytes.subarray(0, 0);
  for (const [name, from, to] of members(bytes, 0)) if (name === 'event') event = bytes.subarray(from, to);
  return { bytes, event };
}

/** The members of the object at `i`: key, and where the value begins and ends. */
function* members(b: Uint8Array, i: number): Generator<[key: string, from: number, to: number]> {
  const end = b.length;
  i = skipSpace(b, i + 1, end);
  while (b[i] === 0x22) {
    const keyEnd = skipString(b, i, end);
    const from = skipSpace(b, skipSpace(b, keyEnd, end) + 1, end);
    const to = skipValue(b, from, end);
    yield [text(b, i + 1, keyEnd - 1), from, to];
    i = skipSpace(b, to, end);
    if (b[i] === 0x2c) i = skipSpace(b, i + 1, end);
  }
}

function text(b: Uint8Array, from: number, to: number): string {
  return new TextDecoder().decode(b.subarray(from, to));
}

export function oneLine(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte));
}

export const header = ['TIME', 'CLUSTER', 'ACTOR', 'VERB', 'OBJECT', 'CODE', 'SOURCE'];
export const wideHeader = [...header, 'STAGE', 'LEVEL', 'MS', 'AGENT', 'ID'];

/** The cells of a row; the wide ones follow the others. */
export function cellsOf(row: AnswerRow): string[] {
  const outer = parseJson(row.bytes);
  const beside = (key: string): string => {
    const value = isObject(outer) ? member(outer, key) : '';
    return typeof value === 'string' ? value : '';
  };
  const subject = openSubject({ bytes: row.event, cluster: beside('cluster'), topic: '', source: '' });
  const read = (name: string): string => cellText(readField(subject, findField(name)!, []));
  const joined = (...parts: string[]): string => parts.filter((part) => part !== '').join('/');
  const resource = joined(read('objectRef.resource'), read('objectRef.subresource'));
  const object = joined(read('objectRef.namespace'), read('objectRef.name'));
  const user = read('user.username');
  return [
    read('stageTimestamp'),
    subject.cluster,
    user === '' ? '(nobody)' : user,
    read('verb'),
    resource === '' ? read('requestURI') : [resource, object].filter((part) => part !== '').join(' '),
    read('responseStatus.code'),
    read('sourceIP'),
    read('stage'),
    read('level'),
    read('durationMs'),
    read('userAgent'),
    beside('id'),
  ];
}
