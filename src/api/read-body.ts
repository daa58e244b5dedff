// Receives a body of any type as bytes, within a limit of its own and a limit for all bodies together.
import type { IncomingMessage } from 'node:http';
import { AppError } from '../lib/app-error.ts';

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

/**
 * Receives the whole body and hands it to `use`; the room is given back when that is done.
 * A body over the limit is `too_large`, and what still comes is read and thrown away, so that the sender sees the answer.
 */
export async function withBody<T>(
  request: IncomingMessage,
  options: { readonly maxBytes: number; readonly room: BodyRoom },
  use: (bytes: Uint8Array) => Promise<T>,
): Promise<T> {
  const length = announcedLength(request);
  let taken = length ?? 0;
  options.room.take(taken);
  try {
    const body = await receive(request, options.maxBytes, length, (more) => {
      options.room.take(more);
      taken += more;
    });
    return await use(body);
  } finally {
    options.room.giveBack(taken);
  }
}

function receive(request: IncomingMessage, maxBytes: number, length: number | null, takeMore: (bytes: number) => void): Promise<Uint8Array> {
  const gathered = length === null ? gatherChunks() : gatherKnown(Math.min(length, maxBytes));
  return new Promise((resolve, reject) => {
    let received = 0;
    const stop = (error: Error) => {
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      request.resume();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      received += chunk.length;
      if (received > maxBytes) return stop(tooLarge(maxBytes));
      try {
        if (length === null) takeMore(chunk.length);
      } catch (error) {
        return stop(error as Error);
      }
      gathered.add(chunk);
    };
    const onEnd = () => resolve(gathered.finish());
    const onClose = () => {
      if (!request.complete) stop(new AppError('bad_parameter', 'The body broke off.'));
    };
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', reject);
  });
}

/** Puts chunks together, by copy: a chunk may be a view of a buffer that the socket uses again. */
interface Gathered {
  add(chunk: Buffer): void;
  finish(): Uint8Array;
}

function gatherKnown(length: number): Gathered {
  const bytes = Buffer.allocUnsafeSlow(length);
  let at = 0;
  return {
    add: (chunk) => {
      at += chunk.copy(bytes, at);
    },
    finish: () => bytes.subarray(0, at),
  };
}

function gatherChunks(): Gathered {
  const chunks: Buffer[] = [];
  return {
    add: (chunk) => {
      chunks.push(Buffer.from(chunk));
    },
    finish: () => Buffer.concat(chunks),
  };
}
