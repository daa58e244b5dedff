// Bits one after the other: numbers of a fixed width, and the two codes for numbers that are mostly small.

export class BitWriter {
  private buffer = Buffer.alloc(256);
  /** Bits written. */
  private at = 0;

  /** The lowest `width` bits of `value`, 31 at most. */
  write(value: number, width: number): void {
    if ((this.at >>> 3) + 8 > this.buffer.length) this.buffer = Buffer.concat([this.buffer, Buffer.alloc(this.buffer.length)]);
    let rest = value;
    let left = width;
    while (left > 0) {
      const taken = Math.min(8 - (this.at & 7), left);
      this.buffer[this.at >>> 3] |= (rest & ((1 << taken) - 1)) << (this.at & 7);
      rest >>>= taken;
      left -= taken;
      this.at += taken;
    }
  }

  /** Golomb-Rice: the part above `width` bits as so many ones and a zero, then the bits. */
  writeRice(value: number, width: number): void {
    for (let k = value >>> width; k > 0; k -= 1) this.write(1, 1);
    this.write(0, 1);
    this.write(value & ((1 << width) - 1), width);
  }

  /** Elias gamma, of numbers from 1 on. */
  writeGamma(value: number): void {
    const width = 31 - Math.clz32(value);
    this.write(0, width);
    this.write(1, 1);
    this.write(value & ((1 << width) - 1), width);
  }

  finish(): Buffer {
    return this.buffer.subarray(0, (this.at + 7) >>> 3);
  }
}

/** Reads what a BitWriter wrote; past the end stand zeros, and every number that is read there ends. */
export class BitReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** `width`: 25 at most. */
  read(width: number): number {
    const value = this.window() & ((1 << width) - 1);
    this.at += width;
    return value;
  }

  readRice(width: number): number {
    let high = 0;
    // Runs of ones are short: mostly one look tells.
    for (;;) {
      const zeros = ~this.window();
      const ones = 31 - Math.clz32(zeros & -zeros);
      const run = Math.min(ones, 24);
      high += run;
      this.at += run;
      if (run < 24) break;
    }
    this.at += 1;
    return high * 2 ** width + this.read(width);
  }

  readGamma(): number {
    let width = 0;
    while (width < 31 && this.read(1) === 0) width += 1;
    return width === 31 ? 0 : (1 << width) | this.read(width);
  }

  /** The next 25 bits, and some. */
  private window(): number {
    const { bytes } = this;
    const byte = this.at >>> 3;
    return ((bytes[byte] | (bytes[byte + 1] << 8) | (bytes[byte + 2] << 16) | (bytes[byte + 3] << 24)) >>> (this.at & 7)) | 0;
  }
}
