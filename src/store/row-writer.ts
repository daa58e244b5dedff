// A growing buffer of RowBinary values, the engine's input format: fixed-width numbers and length-prefixed bytes.

export class RowWriter {
  buffer: Buffer<ArrayBuffer>;
  at = 0;

  /** `allocate` may give a larger buffer than asked for. */
  constructor(size = 1 << 20, allocate: (size: number) => Buffer<ArrayBuffer> = (bytes) => Buffer.allocUnsafe(bytes)) {
    this.buffer = allocate(size);
  }

  /** Makes room for `bytes` more. */
  reserve(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }

  u8(value: number): void {
    this.buffer[this.at++] = value;
  }

  u16(value: number): void {
    this.buffer[this.at] = value & 255;
    this.buffer[this.at + 1] = value >>> 8;
    this.at += 2;
  }

  u32(value: number): void {
    this.at = this.buffer.writeUInt32LE(value >>> 0, this.at);
  }

  /** A signed (or small unsigned) 64-bit number; safe integers only. */
  i64(value: number): void {
    const high = Math.floor(value / 4294967296);
    this.buffer.writeUInt32LE((value - high * 4294967296) >>> 0, this.at);
    this.buffer.writeInt32LE(high, this.at + 4);
    this.at += 8;
  }

  length(value: number): void {
    while (value > 127) {
      this.buffer[this.at++] = (value & 127) | 128;
      value = Math.floor(value / 128);
    }
    this.buffer[this.at++] = value;
  }

  /** `source[from, to)` with its length before it. */
  bytes(source: Uint8Array, from: number, to: number): void {
    const size = to - from;
    this.length(size);
    const { buffer } = this;
    // A loop beats Buffer.copy below some hundred bytes: copy makes an object each time.
    if (size < 160) {
      let at = this.at;
      for (let i = from; i < to; i += 1) buffer[at++] = source[i];
    } else (source as Buffer).copy(buffer, this.at, from, to);
    this.at += size;
  }

  empty(): void {
    this.buffer[this.at++] = 0;
  }

  /** Values already in RowBinary. */
  raw(values: Uint8Array): void {
    this.buffer.set(values, this.at);
    this.at += values.length;
  }
}

/** A string in RowBinary. */
export function rowString(text: string): Buffer {
  const body = Buffer.from(text, 'utf8');
  const writer = new RowWriter(body.length + 10);
  writer.bytes(body, 0, body.length);
  return writer.buffer.subarray(0, writer.at);
}
