// The text of a member of an event where it lies: bodies are given out as they came.
import { skipSpace, skipString, skipValue } from '../audit/scan-json.ts';

const quote = 0x22;
const comma = 0x2c;

/** The bytes of the last member of that name, or null; names are compared as written. */
export function memberText(event: Uint8Array, name: string): Uint8Array | null {
  const key = Buffer.from(`"${name}"`);
  let found: Uint8Array | null = null;
  const end = event.length;
  let i = skipSpace(event, 1, end);
  while (event[i] === quote) {
    const keyEnd = skipString(event, i, end);
    const from = skipSpace(event, skipSpace(event, keyEnd, end) + 1, end);
    const to = skipValue(event, from, end);
    if (keyEnd < 0 || to < 0) return found;
    if (key.equals(event.subarray(i, keyEnd))) found = event.subarray(from, to);
    i = skipSpace(event, to, end);
    if (event[i] === comma) i = skipSpace(event, i + 1, end);
  }
  return found;
}
