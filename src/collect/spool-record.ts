// One record of the spool: a received body with what is needed to store it, framed by a checksum so that a torn tail is seen.
import { crc32 } from 'node:zlib';
import type { BodyContext } from '../store/encode-body.ts';

/** magic, checksum of all that follows, length of the header, length of the body. */
const frameBytes = 16;
const magic = 0x43415331;

export interface SpoolRecord {
  readonly context: BodyContext;
  readonly bytes: Buffer;
}

/** The record as buffers to be written one after the other; the body is not copied. */
export function frameRecord(context: BodyContext, bytes: Uint8Array): readonly [Buffer, Uint8Array] {
  const header = Buffer.from(JSON.stringify(context), 'utf8');
  const frame = Buffer.alloc(frameBytes + header.length);
  frame.writeUInt32LE(magic, 0);
  frame.writeUInt32LE(header.length, 8);
  frame.writeUInt32LE(bytes.length, 12);
  header.copy(frame, frameBytes);
  frame.writeUInt32LE(crc32(bytes, crc32(frame.subarray(8))), 4);
  return [frame, bytes];
}

/** The records of a segment, and the length up to which it is whole; what follows was torn by a crash and never acknowledged. */
export function readRecords(segment: Buffer): { readonly records: readonly SpoolRecord[]; readonly wholeBytes: number } {
  const records: SpoolRecord[] = [];
  let at = 0;
  for (;;) {
    const record = readRecord(segment, at);
    if (record === null) return { records, wholeBytes: at };
    records.push(record);
    at = record.end;
  }
}

function readRecord(segment: Buffer, at: number): (SpoolRecord & { readonly end: number }) | null {
  if (at + frameBytes > segment.length || segment.readUInt32LE(at) !== magic) return null;
  const headerEnd = at + frameBytes + segment.readUInt32LE(at + 8);
  const end = headerEnd + segment.readUInt32LE(at + 12);
  if (end > segment.length || crc32(segment.subarray(at + 8, end)) !== segment.readUInt32LE(at + 4)) return null;
  const context = JSON.parse(segment.toString('utf8', at + frameBytes, headerEnd)) as BodyContext;
  return { context, bytes: segment.subarray(headerEnd, end), end };
}
