// Finds audit logs on disk, oldest first, and reads them, compressed or not.
import { createReadStream, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '../lib/app-error.ts';
import { cutBodies } from './cut-bodies.ts';

export interface LogFile {
  /** `-` for standard input. */
  readonly file: string;
  /** Size on disk; null for standard input. */
  readonly bytes: number | null;
}

const logName = /\.(log|ndjson|jsonl|json)(\.gz)?$/;

/**
 * The logs at a path: a file itself, or those of a folder in the order in which they were written; `chosen` names them where their
 * names do not tell. Throws AppError for what is not there.
 */
export function findLogs(place: string, chosen?: readonly string[]): readonly LogFile[] {
  if (place === '-') return [{ file: '-', bytes: null }];
  let isFolder: boolean;
  try {
    isFolder = statSync(place).isDirectory();
  } catch (cause) {
    throw new AppError('bad_parameter', `${place} cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (!isFolder) return [{ file: place, bytes: statSync(place).size }];
  const names = [...(chosen ?? readdirSync(place).filter((name) => logName.test(name) && statSync(path.join(place, name)).isFile()))];
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

/** The bodies of a log. `onRead` hears how many bytes of the file were read. Damaged data is an AppError that names the file. */
export function readBodies(log: LogFile, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  return cutBodies(log.file, openLog(log, onRead));
}

/** Compressed or not is told by the first two bytes: the name may say nothing, or something else. */
async function* openLog({ file }: LogFile, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  const source: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: readBytes });
  const counted = (async function* () {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      onRead(chunk.length);
      yield chunk;
    }
  })();
  try {
    const first = await counted.next();
    if (first.done === true) return;
    const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
    yield* isGzip ? gunzip(first.value, counted) : prepend(first.value, counted);
  } catch (cause) {
    throw new AppError('bad_parameter', `${file} cannot be read to its end: ${(cause as Error).message}`, { cause, hint: 'What was read before was sent.' });
  }
}

const readBytes = 1 << 20;

async function* prepend(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

/** Several members one after the other are one stream, as gzip itself has it. */
async function* gunzip(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzipped = createGunzip({ chunkSize: readBytes });
  const source = Readable.from(prepend(first, rest), { objectMode: false });
  source.on('error', (error) => gunzipped.destroy(error));
  yield* source.pipe(gunzipped) as AsyncIterable<Buffer>;
}
