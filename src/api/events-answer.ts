// The answer of a list, put together from bytes: an event is never parsed and written anew.
import { formatTimestamp } from '../audit/timestamp.ts';
import type { ListPage, RequestRow, StoredEvent } from '../store/store.ts';
import { asUtf8 } from './event-bytes.ts';

/** The JSON document in pieces, in order. `cursor` is the text for the next page, `sentences` one for each row, or null. */
export function eventsAnswer(page: ListPage, cursor: string | null, tookMs: number, sentences: readonly string[] | null): Uint8Array[] {
  const pieces: Uint8Array[] = [Buffer.from('{"events":[')];
  page.rows.forEach((row, index) => {
    const head = JSON.stringify({ ...rowHead(row), ...(sentences === null ? {} : { sentence: sentences[index] }) }).slice(0, -1);
    pieces.push(Buffer.from(`${index === 0 ? '' : ','}\n${head},"event":`), asUtf8(row.bytes), closing);
  });
  const scanned = { from: edge(page.scanned.from), to: edge(page.scanned.to) };
  const tail = JSON.stringify({ cursor, exact: page.exact, scanned, tookMs: Math.round(tookMs * 10) / 10 });
  pieces.push(Buffer.from(`\n],${tail.slice(1)}`));
  return pieces;
}

const closing = Buffer.from('}');

/** What stands beside the event in a row. */
export function rowHead(row: StoredEvent | RequestRow): Record<string, unknown> {
  return {
    id: row.id,
    cluster: row.cluster,
    topic: row.topic,
    source: row.source,
    receivedAt: new Date(row.receivedAt).toISOString(),
    version: row.version,
    ...(row.timeIsGuessed ? { timeIsGuessed: true } : {}),
    ...('auditIDReused' in row && row.auditIDReused ? { auditIDReused: true } : {}),
    ...('stages' in row ? { stages: row.stages } : {}),
  };
}

function edge(micros: number | null): string | null {
  return micros === null ? null : formatTimestamp(micros);
}
