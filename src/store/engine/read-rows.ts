// Reads RowBinary from a stream: rows of numbers and byte strings, as they arrive.
import type { Readable } from 'node:stream';
import type { ColumnKind } from '../schema.ts';

/** Byte strings point into the chunk they came in: copy what must outlive the batch. */
export type Value = number | Buffer;
export type Row = readonly Value[];

/** Yields a batch of rows for each chunk that completes some. Every row begins with `guard`, which is not given on. */
export async function* readRows(stream: Readable, kinds: readonly ColumnKind[], guard: number): AsyncGenerator<readonly Row[]> {
  let pending: Buffer[] = [];
  let size = 0;
  // How many bytes the unfinished row needs at least: a megabyte body is not tried again at every chunk.
  let wanted = 1;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    pending.push(chunk);
    size += chunk.length;
    if (size < wanted) continue;
    const bytes = pending.length === 1 ? pending[0] : Buffer.concat(pending, size);
    const reader = new RowReader(bytes);
    const rows: Row[] = [];
    for (let row = reader.next(kinds, guard); row !== null; row = reader.next(kinds, guard)) rows.push(row);
    pending = [bytes.subarray(reader.rowStart)];
    size = bytes.length - reader.rowStart;
    wanted = Math.max(1, reader.wanted - reader.rowStart);
    if (rows.length > 0) yield rows;
  }
  if (size > 0) throw new Error(`a result broke off: ${Buffer.concat(pending).toString('latin1').slice(0, 300)}`);
}

/** One row that lies whole in `bytes`. */
export function readRow(bytes: Buffer, kinds: readonly ColumnKind[]): Row {
  const row = new RowReader(bytes).values(kinds);
  if (row === null) throw new TypeError('a row is not whole');
  return row;
}

class RowReader {
  /** Where the next (or the unfinished) row begins. */
  rowStart = 0;
  /** Index up to which bytes are needed before it makes sense to try the unfinished row again. */
  wanted = 0;
  private at = 0;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  next(kinds: readonly ColumnKind[], guard: number): Row | null {
    this.at = this.rowStart;
    const row = this.values(kinds);
    if (row === null) return null;
    if (row.shift() !== guard) throw new Error(`a result broke off: ${this.bytes.subarray(this.rowStart).toString('latin1').slice(0, 300)}`);
    this.rowStart = this.at;
    return row;
  }

  values(kinds: readonly ColumnKind[]): Value[] | null {
    const row: Value[] = [];
    for (const kind of kinds) {
      const value = this.value(kind);
      if (value === null) return null;
      row.push(value);
    }
    return row;
  }

  private value(kind: ColumnKind): Value | null {
    switch (kind) {
      case 'u8':
        return this.take(1) ? this.bytes[this.at - 1] : null;
      case 'u16':
        return this.take(2) ? this.bytes.readUInt16LE(this.at - 2) : null;
      case 'u32':
        return this.take(4) ? this.bytes.readUInt32LE(this.at - 4) : null;
      case 'u64':
        return this.take(8) ? this.bytes.readUInt32LE(this.at - 4) * 4294967296 + this.bytes.readUInt32LE(this.at - 8) : null;
      case 'i64':
        return this.take(8) ? this.bytes.readInt32LE(this.at - 4) * 4294967296 + this.bytes.readUInt32LE(this.at - 8) : null;
      case 'bytes':
        return this.string();
    }
  }

  private string(): Buffer | null {
    let length = 0;
    for (let factor = 1; ; factor *= 128) {
      if (!this.take(1)) return null;
      const byte = this.bytes[this.at - 1];
      length += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return this.take(length) ? this.bytes.subarray(this.at - length, this.at) : null;
  }

  private take(count: number): boolean {
    this.at += count;
    if (this.at <= this.bytes.length) return true;
    this.wanted = this.at;
    return false;
  }
}
