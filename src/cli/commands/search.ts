// Finds events and prints them as a table, JSON, the received lines, or CSV.
import { parseJson, isObject, member } from '../../audit/json-value.ts';
import { skipSpace, skipString, skipValue } from '../../audit/scan-json.ts';
import { findField } from '../../audit/fields.ts';
import { AppError } from '../../lib/app-error.ts';
import { csvLine } from '../../api/event-csv.ts';
import { findPipe } from '../../search/pipeline.ts';
import { cellText, openSubject, readField } from '../../search/read-field.ts';
import type { SearchOptions, ServerOptions } from '../main.ts';
import { printColumns } from '../print/columns.ts';
import { visible } from '../print/visible.ts';
import { call } from '../server-client.ts';
import { explainQuery } from './search-explain.ts';
import { searchPipeline } from './search-pipeline.ts';

const maxPage = 1000;
const formats = ['table', 'json', 'ndjson', 'csv'];

/** One row of an answer: its JSON text, and that of the event in it, as bytes of the answer. */
interface Row {
  readonly bytes: Uint8Array;
  readonly event: Uint8Array;
}

export async function search(query: string, options: ServerOptions & SearchOptions): Promise<number> {
  if (options.explain === true) return explainQuery(query, options);
  const limit = Number(options.limit ?? 100);
  if (!Number.isInteger(limit) || limit < 1) throw new AppError('bad_parameter', `--limit ${options.limit} is no whole number from 1 on.`);
  if (!formats.includes(options.output)) throw new AppError('bad_parameter', `-o ${options.output} is not known.`, { hint: `One of ${formats.join(', ')}.` });
  if (findPipe(query) !== null) return searchPipeline(query, options);
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = readPage(
      await call(options, { path: '/api/v1/events', query: { ...parameters(query, options), limit: String(Math.min(maxPage, limit - rows.length)), cursor } }),
    );
    rows.push(...page.rows);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined && rows.length < limit);
  await write(rows, options.output);
  return 0;
}

function parameters(query: string, { from, to, order, fold, cluster }: SearchOptions): Record<string, string | undefined> {
  return { q: query, from, to, order, fold: String(fold), cluster };
}

/** Cuts an answer into rows by its bytes: what the events hold is not read as numbers or strings on the way. */
function readPage(bytes: Uint8Array): { readonly rows: Row[]; readonly cursor: string | null } {
  const rows: Row[] = [];
  let cursor: string | null = null;
  for (const [key, from, to] of members(bytes, 0)) {
    if (key === 'cursor') cursor = JSON.parse(text(bytes, from, to)) as string | null;
    if (key !== 'events') continue;
    for (let i = skipSpace(bytes, from + 1, to); bytes[i] === 0x7b;) {
      const end = skipValue(bytes, i, to);
      const row = bytes.subarray(i, end);
      for (const [name, valueFrom, valueTo] of members(row, 0)) if (name === 'event') rows.push({ bytes: row, event: row.subarray(valueFrom, valueTo) });
      i = skipSpace(bytes, end, to);
      if (bytes[i] === 0x2c) i = skipSpace(bytes, i + 1, to);
    }
  }
  return { rows, cursor };
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

async function write(rows: readonly Row[], format: string): Promise<void> {
  const out = (bytes: Uint8Array | string): Promise<void> =>
    new Promise((resolve, reject) => {
      process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  if (format === 'ndjson') for (const row of rows) await out(Buffer.concat([oneLine(row.event), Buffer.from('\n')]));
  else if (format === 'json') {
    await out('{"events":[');
    for (const [k, row] of rows.entries()) await out(Buffer.concat([Buffer.from(k === 0 ? '\n' : ',\n'), oneLine(row.bytes)]));
    await out('\n]}\n');
  } else if (format === 'csv') await out(rows.reduce((lines, row) => `${lines}${csvLine(cellsOf(row))}`, csvLine(header)));
  else
    await out(
      rows.length === 0
        ? ''
        : printColumns(
            header,
            rows.map((row) => cellsOf(row).map((cell) => shorten(visible(cell)))),
          ),
    );
  if (rows.length === 0 && format === 'table') process.stderr.write('nothing matches\n');
}

function oneLine(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte));
}

const header = ['TIME', 'CLUSTER', 'ACTOR', 'VERB', 'OBJECT', 'CODE', 'SOURCE'];

function cellsOf(row: Row): string[] {
  const outer = parseJson(row.bytes);
  const cluster = isObject(outer) ? member(outer, 'cluster') : '';
  const subject = openSubject({ bytes: row.event, cluster: typeof cluster === 'string' ? cluster : '', topic: '', source: '' });
  const read = (name: string): string => cellText(readField(subject, findField(name)!, []));
  const resource = [read('objectRef.resource'), read('objectRef.subresource')].filter((part) => part !== '').join('/');
  const object = [read('objectRef.namespace'), read('objectRef.name')].filter((part) => part !== '').join('/');
  const user = read('user.username');
  return [
    read('stageTimestamp'),
    subject.cluster,
    user === '' ? '(nobody)' : user,
    read('verb'),
    resource === '' ? read('requestURI') : [resource, object].filter((part) => part !== '').join(' '),
    read('responseStatus.code'),
    read('sourceIP'),
  ];
}

const maxCell = 80;

function shorten(cell: string): string {
  return cell.length > maxCell ? `${cell.slice(0, maxCell - 1)}…` : cell;
}
