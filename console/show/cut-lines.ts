// Cuts a stream of bytes into bodies of whole lines, so that a log of any size can be sent; a document over several lines stays whole.
import { skipSpace, skipValue } from '../../src/audit/scan-json.ts';

export interface LineCutter {
  /** A body, as soon as enough whole lines are there. */
  add(chunk: Uint8Array): Uint8Array<ArrayBuffer> | null;
  /** What is left at the end; null where it is nothing but blanks. */
  rest(): Uint8Array<ArrayBuffer> | null;
}

const lineFeed = 0x0a;
const brace = 0x7b;

export function createLineCutter(bodyBytes: number): LineCutter {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let areLines: boolean | null = null;
  return {
    add: (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      const cut = chunk.lastIndexOf(lineFeed) + 1;
      // Asked again only where the answer can have changed: a line of many megabytes is not joined anew for every chunk.
      if (areLines === null && (cut > 0 || size < bodyBytes)) areLines = isOneEventALine(join(chunks, size));
      if (areLines !== true || size < bodyBytes || cut === 0) return null;
      const rest = chunk.subarray(cut);
      const body = join([...chunks.slice(0, -1), chunk.subarray(0, cut)], size - rest.length);
      chunks = [rest];
      size = rest.length;
      return body;
    },
    rest: () => {
      const left = join(chunks, size);
      return skipSpace(left, 0, left.length) === left.length ? null : left;
    },
  };
}

/** Null = cannot be told yet. A first line that is torn still belongs to a log when another event begins the second one. */
function isOneEventALine(start: Uint8Array): boolean | null {
  const from = skipSpace(start, start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0, start.length);
  if (from >= start.length) return null;
  if (start[from] !== brace) return true;
  const lineEnd = start.indexOf(lineFeed, from);
  if (lineEnd < 0 || lineEnd + 1 >= start.length) return null;
  const valueEnd = skipValue(start, from, lineEnd);
  return (valueEnd >= 0 && skipSpace(start, valueEnd, lineEnd) === lineEnd) || start[lineEnd + 1] === brace;
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
