// Bytes of a log at a place: of an open file, or of a gzip file that is unpacked from its beginning.
import { createReadStream, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

export interface ByteSource {
  /** Up to `length` bytes from `at`; fewer only at the end. Valid until the next call. */
  read(at: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

export interface OpenFile extends ByteSource {
  /** A few bytes, which leave those of the last read alone. */
  readonly peek: (at: number, length: number) => Promise<Buffer>;
  stat(): Promise<Stats>;
}

/** An open file stays readable when it is renamed or removed. */
export async function openPlain(file: string): Promise<OpenFile> {
  const handle = await open(file, 'r');
  let scratch = Buffer.alloc(0);
  return {
    read: async (at, length) => {
      if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(scratch, filled, length - filled, at + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return scratch.subarray(0, filled);
    },
    peek: async (at, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    },
    stat: () => handle.stat(),
    close: () => handle.close(),
  };
}

/** Throws where the file is no gzip, or not whole. Going back costs unpacking from the beginning. */
export function openPacked(file: string): ByteSource {
  let chunks: AsyncIterator<Buffer> | null = null;
  let held: Buffer = Buffer.alloc(0);
  let heldFrom = 0;
  const begin = (): AsyncIterator<Buffer> => {
    const packed = createReadStream(file);
    const plain = createGunzip({ chunkSize: 262_144 });
    packed.once('error', (error) => plain.destroy(error));
    plain.once('close', () => packed.destroy());
    return (packed.pipe(plain) as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  };
  const close = async (): Promise<void> => {
    await chunks?.return?.();
    chunks = null;
    held = Buffer.alloc(0);
    heldFrom = 0;
  };
  return {
    read: async (at, length) => {
      if (at < heldFrom) await close();
      chunks ??= begin();
      const kept: Buffer[] = [];
      for (let next = held; ;) {
        const passed = Math.min(next.length, Math.max(0, at - heldFrom));
        // What lies before `at` is dropped while it comes.
        if (kept.length === 0) heldFrom += passed;
        if (next.length > passed || kept.length > 0) kept.push(kept.length === 0 ? next.subarray(passed) : next);
        if (heldFrom >= at && kept.reduce((sum, one) => sum + one.length, 0) >= length) break;
        const more = await chunks.next();
        if (more.done === true) break;
        next = more.value;
      }
      held = kept.length === 1 ? kept[0] : Buffer.concat(kept);
      return held.subarray(0, length);
    },
    close,
  };
}
