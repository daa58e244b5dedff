// What is kept of every received body, beside its events: counts, times and the digest of its bytes, so that an event can be tied to the bytes it came in.
import type { EncodedBody } from './encode-body.ts';
import type { Engine } from './engine/engine.ts';
import { insertRows, selectAll, type ResultColumn } from './engine/statements.ts';
import { stripes } from './identifiers/pack.ts';
import { RowWriter } from './row-writer.ts';
import { database, durability, type Column } from './schema.ts';
import type { StoredBlock } from './store.ts';

export const blocksTable = `${database}.blocks`;

/** The words of identifiers in its events, in one stripe; '' where they are not known. */
export function identifierColumn(stripe: number): string {
  return `ids${stripe}`;
}

// Hashes cannot be made smaller.
const identifierColumns: readonly Column[] = Array.from({ length: stripes }, (_, stripe) => ({
  name: identifierColumn(stripe),
  kind: 'bytes',
  type: 'String',
  codec: 'CODEC(NONE)',
}));

const msPerDay = 86_400_000;

const columns: readonly Column[] = [
  { name: 'seq', kind: 'u64', type: 'UInt64', codec: 'CODEC(Delta, ZSTD(1))' },
  { name: 'cluster', kind: 'bytes', type: 'LowCardinality(String)', codec: '' },
  { name: 'topic', kind: 'bytes', type: 'LowCardinality(String)', codec: '' },
  { name: 'retentionDays', kind: 'u16', type: 'UInt16', codec: 'CODEC(ZSTD(1))' },
  { name: 'source', kind: 'bytes', type: 'LowCardinality(String)', codec: '' },
  { name: 'receivedAt', kind: 'i64', type: 'Int64', codec: 'CODEC(Delta, ZSTD(1))' },
  { name: 'received', kind: 'u32', type: 'UInt32', codec: 'CODEC(T64, ZSTD(1))' },
  { name: 'accepted', kind: 'u32', type: 'UInt32', codec: 'CODEC(T64, ZSTD(1))' },
  { name: 'duplicates', kind: 'u32', type: 'UInt32', codec: 'CODEC(T64, ZSTD(1))' },
  { name: 'dropped', kind: 'u32', type: 'UInt32', codec: 'CODEC(T64, ZSTD(1))' },
  { name: 'quarantined', kind: 'u32', type: 'UInt32', codec: 'CODEC(T64, ZSTD(1))' },
  { name: 'bytes', kind: 'u64', type: 'UInt64', codec: 'CODEC(T64, ZSTD(1))' },
  // As it is: a digest cannot be made smaller.
  { name: 'sha256', kind: 'bytes', type: 'String', codec: 'CODEC(NONE)' },
  // The times between which its events stand, µs; the last before the first where it has none.
  { name: 'first', kind: 'i64', type: 'Int64', codec: 'CODEC(Delta, ZSTD(1))' },
  { name: 'last', kind: 'i64', type: 'Int64', codec: 'CODEC(Delta, ZSTD(1))' },
];

export function createBlockStatements(): readonly string[] {
  const list = columns.map(({ name, type, codec }) => `\`${name}\` ${type} ${codec}`.trimEnd());
  const set = Object.entries({ ...durability, min_bytes_for_wide_part: 64 << 20 }).map(([name, value]) => `${name} = ${value}`);
  return [
    `CREATE TABLE IF NOT EXISTS ${blocksTable} (\n  ${list.join(',\n  ')}\n)\nENGINE = MergeTree\n` +
      `PARTITION BY (intDiv(receivedAt, ${msPerDay}), retentionDays)\nORDER BY seq\nSETTINGS ${set.join(', ')}`,
  ];
}

/** Version 5: which words of identifiers are where. */
export function addIdentifierStatements(): readonly string[] {
  const list = identifierColumns.map(({ name, type, codec }) => `ADD COLUMN IF NOT EXISTS ${name} ${type} ${codec}`);
  return [`ALTER TABLE ${blocksTable} ${list.join(', ')}`];
}

/** What became of a body's events. */
export interface JudgedBlock {
  readonly body: EncodedBody;
  readonly accepted: number;
  readonly duplicates: number;
}

/** Notes bodies once. `token` names exactly these; where it may be another than before (`isAgain`), what is there already is looked for, and stays. */
export async function writeBlocks(engine: Engine, judged: readonly JudgedBlock[], token: string, isAgain: boolean): Promise<void> {
  const known = new Set(isAgain ? await knownSeqs(engine, judged) : []);
  const rows = judged.filter(({ body }) => !known.has(body.context.seq));
  if (rows.length === 0) return;
  const writer = new RowWriter(rows.length * 256);
  for (const row of rows) writeRow(writer, row);
  const names = [...columns, ...identifierColumns].map(({ name }) => name);
  await insertRows(engine, blocksTable, names, [writer.buffer.subarray(0, writer.at)], `${token}:blocks`);
}

async function knownSeqs(engine: Engine, judged: readonly JudgedBlock[]): Promise<number[]> {
  const seqs = judged.map(({ body }) => body.context.seq);
  const tail = `FROM ${blocksTable} WHERE seq BETWEEN ${Math.min(...seqs)} AND ${Math.max(...seqs)}`;
  return (await selectAll(engine, { columns: [{ sql: 'seq', kind: 'u64' }], tail })).map(([seq]) => seq as number);
}

function writeRow(writer: RowWriter, { body, accepted, duplicates }: JudgedBlock): void {
  const { seq, cluster, topic, retentionDays, source, receivedAt } = body.context;
  const texts = [cluster, topic, source].map((text) => Buffer.from(text, 'utf8'));
  writer.reserve(1024 + texts.reduce((sum, { length }) => sum + length, 0));
  writer.i64(seq);
  writer.bytes(texts[0], 0, texts[0].length);
  writer.bytes(texts[1], 0, texts[1].length);
  writer.u16(retentionDays);
  writer.bytes(texts[2], 0, texts[2].length);
  writer.i64(receivedAt);
  for (const count of [body.received, accepted, duplicates, body.received - body.rows.length, body.bad.length]) writer.u32(count);
  writer.i64(body.size);
  writer.bytes(body.sha256, 0, body.sha256.length);
  const { first, last } = timesOf(body);
  writer.i64(first);
  writer.i64(last);
  for (const words of body.identifiers) {
    writer.reserve(words.length + 16);
    writer.bytes(words, 0, words.length);
  }
}

function timesOf({ rows }: EncodedBody): { readonly first: number; readonly last: number } {
  let [first, last] = rows.length === 0 ? [0, -1] : [rows[0].ts, rows[0].ts];
  for (const { ts } of rows) {
    if (ts < first) first = ts;
    if (ts > last) last = ts;
  }
  return { first, last };
}

const resultColumns: readonly ResultColumn[] = columns.map(({ name, kind }) => ({ sql: `\`${name}\``, kind }));

/** Null where nothing is known of it: it is past its retention, or of a version that kept nothing. */
export async function findBlock(engine: Engine, seq: number): Promise<StoredBlock | null> {
  const [row] = await selectAll(engine, { columns: resultColumns, tail: `FROM ${blocksTable} WHERE seq = ${seq} LIMIT 1` });
  if (row === undefined) return null;
  const value = new Map(columns.map(({ name }, k) => [name, row[k]]));
  const number = (name: string): number => value.get(name) as number;
  const text = (name: string): string => (value.get(name) as Buffer).toString('utf8');
  const hasEvents = number('last') >= number('first');
  return {
    seq,
    cluster: text('cluster'),
    topic: text('topic'),
    source: text('source'),
    receivedAt: number('receivedAt'),
    received: number('received'),
    accepted: number('accepted'),
    duplicates: number('duplicates'),
    dropped: number('dropped'),
    quarantined: number('quarantined'),
    bytes: number('bytes'),
    sha256: (value.get('sha256') as Buffer).toString('hex'),
    first: hasEvents ? number('first') : null,
    last: hasEvents ? number('last') : null,
  };
}

/** The condition for blocks whose own arrival, and every event, is past its retention. `now` in ms, as the parameter `now`. */
export const expiredBlocks = `max(greatest(receivedAt, intDiv(last, 1000)) + (retentionDays + 1) * ${msPerDay}) < {now:Int64}`;
