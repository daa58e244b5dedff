// How an event's own bytes leave: unchanged wherever the form of the answer allows it.
import { isUtf8 } from 'node:buffer';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const blank = 0x20;

/** The bytes on one line. In JSON a raw line break can only stand between tokens, so a blank in its place changes nothing. */
export function onOneLine(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(lineFeed) && !bytes.includes(carriageReturn)) return bytes;
  return bytes.map((byte) => (byte === lineFeed || byte === carriageReturn ? blank : byte));
}

/** The same text as valid UTF-8: bytes that are none become U+FFFD. */
export function asUtf8(bytes: Uint8Array): Uint8Array {
  return isUtf8(bytes) ? bytes : Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
}
