// Buffers of megabytes that come and go with every body: used again, because making them costs the garbage collector more than filling them.

const buffers: Buffer<ArrayBuffer>[] = [];
const maxBuffers = 24;
/** Larger ones are made for their body alone: keeping them would keep its memory. */
const maxBytes = 8 * 1024 * 1024;

/** A buffer of at least `size` bytes, with whatever is in it. */
export function takeBuffer(size: number): Buffer<ArrayBuffer> {
  const at = buffers.findIndex((buffer) => buffer.length >= size);
  if (at >= 0) return buffers.splice(at, 1)[0];
  // Sizes in steps, so that bodies of about one size can share.
  return Buffer.allocUnsafeSlow(size > maxBytes ? size : Math.ceil(size / 524_288) * 524_288);
}

/** Gives a buffer back; the caller must hold no view of it. */
export function giveBuffer(buffer: Buffer<ArrayBuffer>): void {
  if (buffer.length <= maxBytes && buffers.length < maxBuffers && buffer.byteOffset === 0) buffers.push(buffer);
}
