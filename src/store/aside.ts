// What was received and is no row of the table of events: dropped by a policy, quarantined, or stored under another source. Completeness is counted from both.
import { scrapeMarkOf, scrapeParameter } from '../audit/scrape-mark.ts';
import type { Engine } from './engine/engine.ts';
import { insertRows } from './engine/statements.ts';
import { RowWriter, rowString } from './row-writer.ts';
import { database, dictionary, settingList, type Column } from './schema.ts';

export const asideTable = `${database}.aside`;

export const asideKind = { dropped: 1, quarantined: 2, elsewhere: 3 } as const;
export type AsideKind = keyof typeof asideKind;

/** One event, or one piece of a body that is none. The same delivered again has the same time and key, and counts once. */
export interface AsideItem {
  readonly kind: AsideKind;
  /** Where it stands, µs; of a piece that is no event where the event before it stands. */
  readonly ts: number;
  readonly key: number;
  /** Of kind elsewhere: the source under which the event is stored. */
  readonly first?: string;
  /** Of the event by which a look at the counters itself was recorded: its mark. */
  readonly mark?: string;
}

/** A received body of which something was set aside. */
export interface AsideBody {
  readonly seq: number;
  readonly cluster: string;
  readonly source: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly items: readonly AsideItem[];
}

/** See `AsideItem.mark`; cheap for the many events that have none. */
export function markOf(event: Buffer): string {
  return event.includes(scrapeParameter) ? scrapeMarkOf(event.toString('latin1')) : '';
}

const millisPerDay = 86_400_000;

/** Exact counts are taken of what came in these days; older hours keep the sums that were made of it. */
export const asideDays = 32;

const columns: readonly Column[] = [
  { name: 'seq', kind: 'u64', type: 'UInt64', codec: 'CODEC(T64, ZSTD(1))' },
  dictionary('cluster'),
  dictionary('source'),
  dictionary('first'),
  { name: 'kind', kind: 'u8', type: 'UInt8', codec: 'CODEC(ZSTD(1))' },
  { name: 'ts', kind: 'i64', type: 'Int64', codec: 'CODEC(Delta, ZSTD(1))' },
  { name: 'key', kind: 'u64', type: 'UInt64', codec: 'CODEC(ZSTD(1))' },
  dictionary('mark'),
  { name: 'receivedAt', kind: 'i64', type: 'Int64', codec: 'CODEC(T64, ZSTD(1))' },
];

/** DDL of the second version of the store. */
export function asideStatements(): readonly string[] {
  const list = columns.map(({ name, type, codec }) => `\`${name}\` ${type} ${codec}`.trimEnd());
  return [
    `CREATE TABLE IF NOT EXISTS ${asideTable} (\n  ${list.join(',\n  ')}\n)\nENGINE = MergeTree\n` +
      `PARTITION BY intDiv(receivedAt, ${millisPerDay})\nORDER BY (cluster, source, ts)\nSETTINGS ${settingList()}`,
  ];
}

/** Stores what was set aside of a block; sent again with the same token, it changes nothing. */
export async function insertAside(engine: Engine, bodies: readonly AsideBody[], token: string): Promise<void> {
  const filled = bodies.filter(({ items }) => items.length > 0);
  if (filled.length === 0) return;
  const names = columns.map(({ name }) => name);
  await insertRows(engine, asideTable, names, filled.map(rowsOf), token);
}

function rowsOf({ seq, cluster, source, receivedAt, items }: AsideBody): Uint8Array {
  const writer = new RowWriter(items.length * 128);
  const prefix = Buffer.concat([rowString(cluster), rowString(source)]);
  for (const { kind, ts, key, first = '', mark = '' } of items) {
    const other = rowString(first);
    const marked = rowString(mark);
    writer.reserve(prefix.length + other.length + marked.length + 64);
    writer.i64(seq);
    writer.raw(prefix);
    writer.raw(other);
    writer.u8(asideKind[kind]);
    writer.i64(ts);
    writer.i64(key);
    writer.raw(marked);
    writer.i64(receivedAt);
  }
  return writer.buffer.subarray(0, writer.at);
}
