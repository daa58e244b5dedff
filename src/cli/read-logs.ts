// Finds audit logs on disk, oldest first, and cuts them into bodies that a server takes: whole lines, or items of an EventList, bytes unchanged.
import { createReadStream, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '../lib/app-error.ts';

export interface LogFile {
  /** `-` for standard input. */
  readonly file: string;
  /** Size on disk; null for standard input. */
  readonly bytes: number | null;
}

const logName = /\.(log|ndjson|jsonl|json)(\.gz)?$/;

/** The logs at a path: a file itself, or those of a folder in the order in which they were written. Throws AppError for what is not there. */
export function findLogs(place: string): readonly LogFile[] {
  if (place === '-') return [{ file: '-', bytes: null }];
  let isFolder: boolean;
  try {
    isFolder = statSync(place).isDirectory();
  } catch (cause) {
    throw new AppError('bad_parameter', `${place} cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (!isFolder) return [{ file: place, bytes: statSync(place).size }];
  const names = readdirSync(place).filter((name) => logName.test(name) && statSync(path.join(place, name)).isFile());
  if (names.length === 0)
    throw new AppError('bad_parameter', `There are no logs in ${place}.`, { hint: 'Looked for *.log, *.ndjson, *.jsonl, *.json and the same with .gz.' });
  return names.sort(byAge).map((name) => ({ file: path.join(place, name), bytes: statSync(path.join(place, name)).size }));
}

/** kube-apiserver renames `audit.log` to `audit-<time>.log`: those with a time come first, by it; the live file of a name is the newest. */
function byAge(a: string, b: string): number {
  const [x, y] = [ageOf(a), ageOf(b)];
  if (x.base !== y.base) return x.base < y.base ? -1 : 1;
  return x.time === y.time ? (a < b ? -1 : 1) : x.time < y.time ? -1 : 1;
}

function ageOf(name: string): { readonly base: string; readonly time: string } {
  const match = /^(.*?)-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3})\.log(\.gz)?$/.exec(name);
  return match === null ? { base: name.replace(logName, ''), time: '~' } : { base: match[1], time: match[2] };
}

const bodyBytes = 4 * 1024 * 1024;
/** One line or document may be as large as the server takes. */
const maxLineBytes = 60 * 1024 * 1024;

/** The bodies of a log. `onRead` hears how many bytes of the file were read. Damaged gzip data is an AppError that names the file. */
export async function* readBodies(log: LogFile, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let pending: Buffer[] = [];
  let size = 0;
  for await (const chunk of openLog(log, onRead)) {
    const lastBreak = chunk.lastIndexOf(0x0a);
    if (lastBreak >= 0 && size + lastBreak >= bodyBytes && !isInsideDocument(pending, chunk)) {
      yield Buffer.concat([...pending, chunk.subarray(0, lastBreak + 1)]);
      pending = [chunk.subarray(lastBreak + 1)];
      size = chunk.length - lastBreak - 1;
      continue;
    }
    pending.push(chunk);
    size += chunk.length;
    if (size > maxLineBytes && !isInsideDocument(pending, chunk)) throw new AppError('too_large', `${log.file}: a line has more than ${maxLineBytes} bytes.`);
  }
  const rest = Buffer.concat(pending);
  if (rest.toString('latin1', 0, Math.min(rest.length, 4096)).trim() === '' && rest.length < 4096) return;
  yield* rest.length <= maxLineBytes ? [rest] : splitList(rest, log.file);
}

/** A document over several lines (pretty-printed) must not be cut at a line break; a line of a log ends with its `}`. */
function isInsideDocument(pending: readonly Buffer[], chunk: Buffer): boolean {
  const first = pending[0] ?? chunk;
  const lineBreak = first.indexOf(0x0a);
  return lineBreak < 0 ? pending.length > 0 && !chunk.includes(0x0a) : !/\}\s*$/.test(first.toString('latin1', Math.max(0, lineBreak - 8), lineBreak));
}

/** The items of a large EventList as bodies, by the brackets of its text. */
function* splitList(bytes: Buffer, file: string): Generator<Uint8Array> {
  const items = /"items"\s*:\s*\[/.exec(bytes.toString('latin1', 0, 65_536));
  if (items === null) throw new AppError('too_large', `${file} is one document of ${bytes.length} bytes that is no EventList.`);
  const head = bytes.subarray(0, items.index + items[0].length);
  let from = head.length;
  let depth = 0;
  for (let i = head.length; i < bytes.length; i += 1) {
    const c = bytes[i];
    if (c === 0x22) for (i += 1; i < bytes.length && bytes[i] !== 0x22; i += 1) if (bytes[i] === 0x5c) i += 1;
    if (c === 0x7b || c === 0x5b) depth += 1;
    else if (c === 0x7d || c === 0x5d) depth -= 1;
    if (depth === 0 && c === 0x2c && i - from > bodyBytes) {
      yield Buffer.concat([head, bytes.subarray(from, i), Buffer.from(']}')]);
      from = i + 1;
    } else if (depth < 0) {
      yield Buffer.concat([head, bytes.subarray(from, i), Buffer.from(']}')]);
      return;
    }
  }
}

async function* openLog({ file }: LogFile, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  const source: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });
  source.on('data', (chunk: Buffer) => onRead(chunk.length));
  source.pause();
  try {
    let first = true;
    let stream: Readable = source;
    if (file.endsWith('.gz')) stream = source.pipe(createGunzip({ chunkSize: 1 << 20 }));
    else if (file === '-') stream = await maybeGunzip(source);
    source.on('error', (error) => stream.destroy(error));
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      // A byte order mark at the start of a file says nothing about its lines.
      yield first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
      first = false;
    }
  } catch (cause) {
    throw new AppError('bad_parameter', `${file} cannot be read to its end: ${(cause as Error).message}`, { cause, hint: 'What was read before is stored.' });
  }
}

/** Standard input may be compressed: told by its first two bytes. */
async function maybeGunzip(source: Readable): Promise<Readable> {
  const first = await new Promise<Buffer | null>((resolve, reject) => {
    source.once('error', reject);
    source.once('end', () => resolve(null));
    source.once('readable', () => resolve(source.read() as Buffer | null));
  });
  if (first === null) return source;
  source.unshift(first);
  return first[0] === 0x1f && first[1] === 0x8b ? source.pipe(createGunzip({ chunkSize: 1 << 20 })) : source;
}
