// Receives a body of any type as bytes, whole or as it comes, within a limit of its own and a limit for all bodies together.
import { Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../lib/app-error.ts';
import { defaultPace, watchPace, type Pace } from './watch-pace.ts';

/** How many bytes of bodies may be held at one time. */
export interface BodyRoom {
  /** Throws `unavailable` when there is no room; otherwise the bytes count until they are given back. */
  take(bytes: number): void;
  giveBack(bytes: number): void;
}

/** Room for `maxBytes`; a single body always fits into an empty room. */
export function createBodyRoom(maxBytes: number): BodyRoom {
  let used = 0;
  return {
    take(bytes) {
      if (used > 0 && used + bytes > maxBytes)
        throw new AppError('unavailable', 'Too many bodies are arriving at once.', {
          retryAfter: 2,
          hint: 'Send it again after Retry-After.',
        });
      used += bytes;
    },
    giveBack(bytes) {
      used -= bytes;
    },
  };
}

/** The length a request announces, or null where it comes in chunks. */
export function announcedLength(request: IncomingMessage): number | null {
  const header = request.headers['content-length'];
  return header === undefined ? null : Number(header);
}

export function tooLarge(maxBytes: number): AppError {
  return new AppError('too_large', `The body is larger than ${Math.floor(maxBytes / 1_048_576)} MiB.`, {
    hint: 'Send fewer events a request: on kube-apiserver lower --audit-webhook-batch-max-size.',
  });
}

export interface BodyLimits {
  readonly maxBytes: number;
  /** Larger bodies are handed over as they come. */
  readonly maxWholeBytes: number;
  readonly room: BodyRoom;
  readonly pace?: Pace;
}

export interface BodyUses<T> {
  /** A body that fits into memory. */
  whole(bytes: Uint8Array): Promise<T>;
  /** A larger one, in chunks; `announced` are its bytes where the sender said so. The iteration throws where the body breaks off or is too large. */
  stream(chunks: AsyncIterable<Uint8Array>, announced: number | null): Promise<T>;
}

/** What a body that is handed over as it comes may hold in memory, as a multiple of what is held whole. */
const streamShare = 4;
/** So much of what a sender announces has its room before it comes. */
const announcedShare = 65_536;

/**
 * Receives the body and hands it over; the room is given back when that is done. A body over the limit is `too_large`, and what
 * still comes is read and thrown away, so that the sender sees the answer. `Content-Encoding: gzip` is unpacked on the way.
 */
export async function withBody<T>(request: IncomingMessage, limits: BodyLimits, uses: BodyUses<T>): Promise<T> {
  const isPacked = isGzip(request);
  const length = isPacked ? null : announcedLength(request);
  const most = limits.maxWholeBytes * streamShare;
  let taken = 0;
  const hold = (bytes: number): void => {
    const more = Math.min(bytes, most) - taken;
    if (more <= 0) return;
    limits.room.take(more);
    taken += more;
  };
  // Announcing is free: a sender that sends nothing must not take the room of others.
  hold(Math.min(length ?? 0, announcedShare));
  const source = isPacked ? unpacked(request) : request;
  let tooSlow: (error: AppError) => void = () => {};
  const slow = new Promise<never>((_resolve, reject) => {
    tooSlow = reject;
  });
  slow.catch(() => {});
  const unwatch = watchPace(request, limits.pace ?? defaultPace, tooSlow);
  try {
    return await Promise.race([slow, handOver()]);
  } finally {
    unwatch();
    request.unpipe();
    request.resume();
    if (source !== request) source.destroy();
    if (taken > 0) limits.room.giveBack(taken);
  }

  async function handOver(): Promise<T> {
    if (length !== null && length <= limits.maxWholeBytes) return await uses.whole(await receiveWhole(request, length, hold));
    const chunks = counted(source, request, limits.maxBytes, hold);
    const begun = await gather(chunks, limits.maxWholeBytes);
    if (begun.isWhole) return await uses.whole(Buffer.concat(begun.chunks));
    return uses.stream(after(begun.chunks, chunks), length);
  }
}

function isGzip(request: IncomingMessage): boolean {
  return /^(x-)?gzip$/i.test(request.headers['content-encoding']?.trim() ?? '');
}

/** Text that repeats itself packs to a thousandth; audit logs to a tenth, one event again and again to a hundredth. */
const maxRatio = 400;
const ratioFrom = 16 * 1024 * 1024;

function unpacked(request: IncomingMessage): Readable {
  const gunzip = createGunzip({ chunkSize: 262_144 });
  let packed = 0;
  let plain = 0;
  request.on('data', (chunk: Buffer) => {
    packed += chunk.length;
  });
  request.once('close', () => {
    if (isBroken(request)) gunzip.destroy(brokenOff());
  });
  const guard = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      plain += chunk.length;
      const isBomb = plain > ratioFrom && plain > packed * maxRatio;
      done(isBomb ? new AppError('too_large', 'The packed body unpacks to more than an audit log would.', { hint: 'Send it uncompressed.' }) : null, chunk);
    },
  });
  gunzip.once('error', (cause) => guard.destroy(cause instanceof AppError ? cause : notGzip(cause)));
  guard.once('close', () => gunzip.destroy());
  return request.pipe(gunzip).pipe(guard);
}

function notGzip(cause: Error): AppError {
  return new AppError('unreadable_body', `The body is not gzip, though it says so (${cause.message}).`, {
    cause,
    hint: 'Leave Content-Encoding out, or pack the body.',
  });
}

function brokenOff(): AppError {
  return new AppError('bad_parameter', 'The body broke off.');
}

/** The chunks of a body, counted; each may be used until the next is asked for. */
async function* counted(source: Readable, request: IncomingMessage, maxBytes: number, hold: (bytes: number) => void): AsyncGenerator<Buffer> {
  let received = 0;
  try {
    for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > maxBytes) throw tooLarge(maxBytes);
      hold(received);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw brokenOff();
  }
  if (isBroken(request)) throw brokenOff();
}

/** Requests that were made inside the process know nothing of it: they have no connection to break. */
function isBroken(request: { readonly complete?: boolean }): boolean {
  return !(request.complete ?? true);
}

async function gather(chunks: AsyncGenerator<Buffer>, maxBytes: number): Promise<{ readonly chunks: readonly Buffer[]; readonly isWhole: boolean }> {
  const gathered: Buffer[] = [];
  let bytes = 0;
  while (bytes <= maxBytes) {
    const next = await chunks.next();
    if (next.done === true) return { chunks: gathered, isWhole: true };
    // By copy: a chunk may be a view of a buffer that the socket uses again.
    gathered.push(Buffer.from(next.value));
    bytes += next.value.length;
  }
  return { chunks: gathered, isWhole: false };
}

async function* after(first: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

/** A body of known length, put together without another copy. */
function receiveWhole(request: IncomingMessage, length: number, hold: (bytes: number) => void): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let at = 0;
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      at += chunk.copy(bytes, at);
      try {
        hold(at);
      } catch (error) {
        request.off('data', onData);
        reject(error as Error);
      }
    };
    request.on('data', onData);
    request.once('end', () => resolve(bytes.subarray(0, at)));
    request.once('close', () => {
      if (isBroken(request)) reject(brokenOff());
    });
    request.once('error', () => reject(brokenOff()));
  });
}
