// Requests as an API server's webhook sent them, from the recordings beside the captured lines.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { corpusFolder, splitLines } from './server.ts';

/** The request bodies of a recording, as sent. */
export function bodiesOf(name: string): Buffer[] {
  return splitLines(gunzipSync(readFileSync(`${corpusFolder}/${name}.ndjson.gz`))).map((line) => {
    const record = JSON.parse(line.toString('utf8')) as { body?: string; bodyBase64?: string };
    return record.bodyBase64 === undefined ? Buffer.from(record.body!, 'utf8') : Buffer.from(record.bodyBase64, 'base64');
  });
}

/** The items of an EventList as they stand in its text, found by brackets. */
export function itemsOf(body: Buffer): Buffer[] {
  const items: Buffer[] = [];
  const start = body.indexOf('"items":[') + 9;
  let depth = 0;
  let from = start;
  for (let i = start; i < body.length; i += 1) {
    if (body[i] === 0x22) for (i += 1; body[i] !== 0x22; i += 1) if (body[i] === 0x5c) i += 1;
    if (body[i] === 0x7b || body[i] === 0x5b) {
      if (depth === 0) from = i;
      depth += 1;
    } else if (body[i] === 0x7d || body[i] === 0x5d) {
      depth -= 1;
      if (depth < 0) break;
      if (depth === 0) items.push(body.subarray(from, i + 1));
    }
  }
  return items;
}
