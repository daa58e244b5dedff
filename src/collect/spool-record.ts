// One record of the spool: a received body with what is needed to store it, framed by checksums so that a torn tail and damage are seen and told apart.
import { crc32 } from 'node:zlib';
import type { BodyContext } from '../store/encode-body.ts';

/** magic, length of the header, length of the body, checksum of header and body, checksum of the frame so far. */
const frameBytes = 20;
const magic = 0x32534143;
const magicBytes = Buffer.from('CAS2', 'latin1');

export interface SpoolRecord {
  readonly context: BodyContext;
  readonly bytes: Buffer;
}

/** What stands at a place of a segment: a record up to `end`, bytes that are none up to `end`, or a record that goes on after what is there. */
export type Found =
  | { readonly kind: 'record'; readonly record: SpoolRecord; readonly end: number }
  | { readonly kind: 'damaged'; readonly end: number }
  | { readonly kind: 'torn'; readonly needs: number };

/** The record as buffers to be written one after the other; the body is not copied. */
export function frameRecord(context: BodyContext, bytes: Uint8Array): readonly [Buffer, Uint8Array] {
  const header = Buffer.from(JSON.stringify(context), 'utf8');
  const frame = Buffer.alloc(frameBytes + header.length);
  frame.writeUInt32LE(magic, 0);
  frame.writeUInt32LE(header.length, 4);
  frame.writeUInt32LE(bytes.length, 8);
  frame.writeUInt32LE(crc32(bytes, crc32(header)), 12);
  frame.writeUInt32LE(crc32(frame.subarray(0, 16)), 16);
  header.copy(frame, frameBytes);
  return [frame, bytes];
}

/** Looks at `at`, which is less than the length. A record whose own frame is whole but whose end is missing is torn, not damaged: nobody was answered for it. */
export function readRecord(segment: Buffer, at: number): Found {
  if (at + frameBytes > segment.length)
    return magicBytes.equals(segment.subarray(at, at + 4).subarray(0, 4)) || segment.length - at < 4
      ? { kind: 'torn', needs: frameBytes }
      : damagedFrom(segment, at);
  if (segment.readUInt32LE(at) !== magic || crc32(segment.subarray(at, at + 16)) !== segment.readUInt32LE(at + 16)) return damagedFrom(segment, at);
  const headerEnd = at + frameBytes + segment.readUInt32LE(at + 4);
  const end = headerEnd + segment.readUInt32LE(at + 8);
  if (end > segment.length) return { kind: 'torn', needs: end - at };
  const header = segment.subarray(at + frameBytes, headerEnd);
  const bytes = segment.subarray(headerEnd, end);
  if (crc32(bytes, crc32(header)) !== segment.readUInt32LE(at + 12)) return damagedFrom(segment, at);
  return { kind: 'record', record: { context: JSON.parse(header.toString('utf8')) as BodyContext, bytes }, end };
}

/** Damage reaches to the next frame that is whole, or to the end. */
function damagedFrom(segment: Buffer, at: number): Found {
  for (let next = segment.indexOf(magicBytes, at + 1); next >= 0; next = segment.indexOf(magicBytes, next + 1)) {
    const isFrame = next + frameBytes <= segment.length && crc32(segment.subarray(next, next + 16)) === segment.readUInt32LE(next + 16);
    if (isFrame) return { kind: 'damaged', end: next };
  }
  return { kind: 'damaged', end: segment.length };
}
