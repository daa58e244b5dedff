// Cuts a stream of audit log bytes into bodies that a server takes: whole lines, or items of an EventList, bytes unchanged.
import { skipSpace, skipString, skipValue } from '../audit/scan-json.ts';
import { AppError } from '../lib/app-error.ts';

/** A body of lines is at least this large, where there are as many. */
const bodyBytes = 4 * 1024 * 1024;
/** One line or document may be as large as a server takes. */
const maxLineBytes = 60 * 1024 * 1024;

/**
 * The bodies of a file named `name`, in order. Logs of one event a line pass through at constant memory; a document over several lines is
 * held whole. When the stream breaks, what came before is given first, then the error thrown. Throws `too_large`.
 */
export async function* cutBodies(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const waiting = createWaiting(name);
  let failure: unknown;
  try {
    for await (const chunk of chunks) {
      const body = waiting.add(chunk);
      if (body !== null) yield body;
    }
  } catch (error) {
    failure = error;
  }
  const rest = waiting.rest();
  if (!isBlank(rest)) yield* rest.length <= maxLineBytes ? [rest] : cutDocuments(name, rest);
  if (failure !== undefined) throw failure;
}

interface Waiting {
  /** A body of whole lines, when enough of them are there. */
  add(chunk: Buffer): Buffer | null;
  rest(): Buffer;
}

function createWaiting(name: string): Waiting {
  let chunks: Buffer[] = [];
  let size = 0;
  let isLines: boolean | null = null;
  return {
    add: (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      const hasBreak = chunk.includes(lineFeed);
      // Asked again only where the answer can have changed: a line of many megabytes is not joined anew for every chunk.
      if (isLines === null && (hasBreak || size < bodyBytes)) isLines = isOneEventALine(Buffer.concat(chunks, size));
      if (isLines !== true || size < bodyBytes) return null;
      if (!hasBreak && size > maxLineBytes) throw new AppError('too_large', `${name}: a line has more than ${maxLineBytes} bytes.`);
      if (!hasBreak) return null;
      const cut = chunk.lastIndexOf(lineFeed) + 1;
      const body = Buffer.concat([...chunks.slice(0, -1), chunk.subarray(0, cut)]);
      chunks = [chunk.subarray(cut)];
      size = chunk.length - cut;
      return body;
    },
    rest: () => Buffer.concat(chunks, size),
  };
}

function isBlank(b: Uint8Array): boolean {
  return skipSpace(b, skipMark(b), b.length) === b.length;
}

const lineFeed = 0x0a;
const brace = 0x7b;

/** Null = cannot be told yet. A first line that is torn still belongs to a log when another event begins the second one. */
function isOneEventALine(start: Buffer): boolean | null {
  const from = skipSpace(start, skipMark(start), start.length);
  if (from >= start.length) return null;
  if (start[from] !== brace) return true;
  const lineEnd = start.indexOf(lineFeed, from);
  if (lineEnd < 0 || lineEnd + 1 >= start.length) return null;
  const valueEnd = skipValue(start, from, lineEnd);
  return (valueEnd >= 0 && skipSpace(start, valueEnd, lineEnd) === lineEnd) || start[lineEnd + 1] === brace;
}

/** A byte order mark at the start says nothing about what follows. */
function skipMark(b: Uint8Array): number {
  return b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf ? 3 : 0;
}

/** Documents that are too large together, one after the other; an EventList by its items. */
function* cutDocuments(name: string, b: Buffer): Generator<Uint8Array> {
  for (let from = skipSpace(b, skipMark(b), b.length); from < b.length;) {
    const to = b[from] === brace ? skipValue(b, from, b.length) : -1;
    const end = to < 0 ? b.length : to;
    if (end - from <= maxLineBytes) yield b.subarray(from, end);
    else if (to < 0) throw new AppError('too_large', `${name}: after ${from} bytes come ${b.length - from} that are not valid JSON.`);
    else yield* cutList(name, b, from);
    from = skipSpace(b, end, b.length);
  }
}

/** The items of the EventList at `from` as smaller lists; an item's bytes stay as they are. */
function* cutList(name: string, b: Buffer, from: number): Generator<Uint8Array> {
  const members = new Map([...membersOf(b, from)].map(([key, start, end]) => [key, { start, end }]));
  const items = members.get('items');
  if (items === undefined || b[items.start] !== 0x5b)
    throw new AppError('too_large', `${name} holds one document of more than ${maxLineBytes} bytes that is no EventList.`);
  const kept = ['kind', 'apiVersion'].flatMap((key) => {
    const place = members.get(key);
    return place === undefined ? [] : [`"${key}":${b.toString('latin1', place.start, place.end)},`];
  });
  const head = Buffer.from(`{${kept.join('')}"items":[`, 'latin1');
  let start = skipSpace(b, items.start + 1, items.end);
  for (let at = start; b[at] !== 0x5d;) {
    const itemEnd = skipValue(b, at, items.end);
    const next = skipSpace(b, itemEnd, items.end);
    const isLast = b[next] === 0x5d;
    if (isLast || itemEnd - start >= bodyBytes) {
      yield Buffer.concat([head, b.subarray(start, itemEnd), listEnd]);
      start = skipSpace(b, next + 1, items.end);
    }
    at = isLast ? next : skipSpace(b, next + 1, items.end);
  }
}

const listEnd = Buffer.from(']}');

/** Key, start and end of each member of the valid object at `i`. */
function* membersOf(b: Buffer, i: number): Generator<[key: string, start: number, end: number]> {
  for (let at = skipSpace(b, i + 1, b.length); b[at] === 0x22;) {
    const keyEnd = skipString(b, at, b.length);
    const start = skipSpace(b, skipSpace(b, keyEnd, b.length) + 1, b.length);
    const end = skipValue(b, start, b.length);
    yield [b.toString('latin1', at + 1, keyEnd - 1), start, end];
    const next = skipSpace(b, end, b.length);
    at = b[next] === 0x2c ? skipSpace(b, next + 1, b.length) : next;
  }
}
