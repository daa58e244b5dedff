// Whole lines of a growing log: never a line whose end is not there yet, and no NUL bytes, which a truncated or broken file leaves.
import type { ByteSource } from './byte-source.ts';

export interface LinesRead {
  /** Whole lines; empty where there are none. Valid until the next read. */
  readonly bytes: Buffer;
  /** Where to go on. */
  readonly next: number;
  /** Bytes after the last line break, when the end was reached. */
  readonly tail: Buffer | null;
  /** A line over the limit that was passed over, by its place and size. */
  readonly tooLong: { readonly from: number; readonly bytes: number } | null;
}

export interface LineLimits {
  readonly maxChunkBytes: number;
  readonly maxLineBytes: number;
}

const lineBreak = 10;
const nothing = Buffer.alloc(0);

export async function readLines(source: ByteSource, from: number, limits: LineLimits): Promise<LinesRead> {
  let at = from;
  for (let length = limits.maxChunkBytes; ; length = Math.min(length * 2, limits.maxLineBytes)) {
    let bytes = await source.read(at, length);
    const isEnd = bytes.length < length;
    const begin = firstOther(bytes);
    // A run of NUL bytes may be as long as the file was before it was truncated.
    if (begin === bytes.length && !isEnd) {
      at += begin;
      length = limits.maxChunkBytes / 2;
      continue;
    }
    at += begin === bytes.length ? 0 : begin;
    bytes = begin === bytes.length ? nothing : bytes.subarray(begin);
    const last = bytes.lastIndexOf(lineBreak);
    if (last >= 0) return { bytes: withoutNul(bytes.subarray(0, last + 1)), next: at + last + 1, tail: isEnd ? bytes.subarray(last + 1) : null, tooLong: null };
    if (isEnd) return { bytes: nothing, next: at, tail: bytes, tooLong: null };
    if (length >= limits.maxLineBytes) return passLine(source, at, limits.maxChunkBytes);
  }
}

/** To the end of a line that is too long to be held; waits for that end where it is not there. */
async function passLine(source: ByteSource, from: number, step: number): Promise<LinesRead> {
  for (let at = from; ; at += step) {
    const bytes = await source.read(at, step);
    const end = bytes.indexOf(lineBreak);
    if (end >= 0) return { bytes: nothing, next: at + end + 1, tail: null, tooLong: { from, bytes: at + end + 1 - from } };
    if (bytes.length < step) return { bytes: nothing, next: from, tail: nothing, tooLong: null };
  }
}

function firstOther(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length && bytes[at] === 0) at += 1;
  return at;
}

function withoutNul(bytes: Buffer): Buffer {
  return bytes.includes(0) ? Buffer.from(bytes.filter((byte) => byte !== 0)) : bytes;
}
