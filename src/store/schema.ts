// The engine's table, made from `audit/fields.ts`: columns, codecs, indexes, sort key, partitions and settings.
import { fields, type Field } from '../audit/fields.ts';
import { wordIndex } from './word-index.ts';

export const database = 'audit';
export const eventsTable = `${database}.events`;

/** How a value travels in RowBinary. */
export type ColumnKind = 'u8' | 'u16' | 'u32' | 'u64' | 'i64' | 'bytes';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly type: string;
  readonly codec: string;
}

/** How columns without a codec of their own are compressed: fresh parts quickly, for they are merged soon and again; once nothing comes to them any more, well. */
export const compression = { quick: 'ZSTD(1)', dense: 'ZSTD(9)' } as const;
const byPart = 'CODEC(Default)';

export const dictionary = (name: string): Column => ({ name, kind: 'bytes', type: 'LowCardinality(String)', codec: '' });
const blockSettings = 'min_compress_block_size = 1048576, max_compress_block_size = 4194304';
const largeBlocks = `${byPart} SETTINGS (${blockSettings})`;
const text = (name: string, codec = byPart): Column => ({ name, kind: 'bytes', type: 'String', codec });

/** What the store itself knows about an event. Place of an event in the store: `seq` (received body) and `place` (item in it); both together never repeat. */
const storeColumns: readonly Column[] = [
  { name: 'seq', kind: 'u64', type: 'UInt64', codec: 'CODEC(T64, ZSTD(1))' },
  { name: 'place', kind: 'u32', type: 'UInt32', codec: 'CODEC(T64, ZSTD(1))' },
  dictionary('cluster'),
  dictionary('topic'),
  { name: 'retentionDays', kind: 'u16', type: 'UInt16', codec: 'CODEC(ZSTD(1))' },
  dictionary('source'),
  { name: 'receivedAt', kind: 'i64', type: 'Int64', codec: byPart },
  dictionary('version'),
  // The time at which the event stands (µs): its stageTimestamp, else requestReceivedTimestamp, else arrival. `flags` says which. Read by nearly every question: T64 is unpacked in a third of the time of Delta.
  { name: 'ts', kind: 'i64', type: 'Int64', codec: 'CODEC(T64, ZSTD(1))' },
  // ts − requestReceivedTimestamp, µs, signed and wide: a watch ends days later and clocks run back.
  { name: 'lat', kind: 'i64', type: 'Int64', codec: 'CODEC(T64, ZSTD(1))' },
  { name: 'bytes', kind: 'u32', type: 'UInt32', codec: byPart },
];

/** Written last, because only the whole event tells them. */
const proofColumns: readonly Column[] = [
  { name: 'odd', kind: 'u8', type: 'UInt8', codec: 'CODEC(ZSTD(1))' },
  { name: 'flags', kind: 'u16', type: 'UInt16', codec: 'CODEC(ZSTD(1))' },
  dictionary('shape'),
  text('head'),
  text('rest'),
  // What the index of words is made of (encode-words.ts), read by merges alone: large blocks, for rows that lie side by side have much the same words.
  { ...text('words'), codec: largeBlocks },
];

/** Bits of `flags`. */
export const flag = {
  /** Its stageTimestamp cannot be read; it stands at another time. */
  noStageTimestamp: 1,
  /** Its requestReceivedTimestamp cannot be read. */
  noReceivedTimestamp: 2,
  /** Words may hide from a search over its raw bytes (escapes of letters). */
  veiled: 4,
  /** `annotations` is not a flat map of plain strings with distinct keys: the engine's JSON functions may read it otherwise. */
  oddAnnotations: 8,
  /** `words` holds every indexed word of the event (rows of before version 4 have none). */
  worded: 16,
} as const;

function columnOf(field: Field): readonly Column[] {
  switch (field.storage) {
    case 'dictionary':
    case 'jsonDictionary':
      return [dictionary(field.name)];
    case 'string':
      // Random identifiers do not compress: a higher level only costs time, and bytes.
      return [text(field.name, field.name === 'auditID' ? 'CODEC(ZSTD(3))' : byPart)];
    case 'json':
      return [text(field.name)];
    case 'body':
      // One body compresses against its neighbours: repeated lists and revisions of one object.
      return [{ ...text(field.name), codec: largeBlocks }];
    case 'code':
      return [{ name: field.name, kind: 'u16', type: 'UInt16', codec: 'CODEC(ZSTD(1))' }];
    default:
      return [];
  }
}

const isStoreField = (field: Field): boolean => field.origin === 'store';

/** Columns of received fields, then of derived ones, in the order of the table of fields. */
export const receivedColumns = (fields as readonly Field[]).filter((field) => field.origin === 'event').flatMap(columnOf);
export const derivedColumns = (fields as readonly Field[]).filter((field) => field.origin === 'derived' && !isStoreField(field)).flatMap(columnOf);

/** Every column in the order in which rows are written. */
export const columns: readonly Column[] = [...storeColumns, ...receivedColumns, ...derivedColumns, ...proofColumns];

/** A column name as the engine wants it. */
export function quoted(name: string): string {
  return `\`${name}\``;
}

export const microsPerDay = 86_400_000_000;
/** The sort key begins with a six-hour bucket: an object's events lie side by side in it, which is what makes them small. */
export const microsPerBucket = 21_600_000_000;

const indexes = [
  'INDEX ix_ts ts TYPE minmax GRANULARITY 1',
  `INDEX ix_auditID ${quoted('auditID')} TYPE bloom_filter(0.001) GRANULARITY 1`,
  `INDEX ix_name ${quoted('objectRef.name')} TYPE bloom_filter(0.01) GRANULARITY 1`,
  'INDEX ix_odd odd TYPE minmax GRANULARITY 1',
];

/**
 * Settings of durability: a part and its directory are synced when inserted and when merged, so that an acknowledged insert
 * survives a power cut; sources of a synced merge may then go soon.
 */
export const durability = {
  non_replicated_deduplication_window: 10_000,
  fsync_after_insert: 1,
  fsync_part_directory: 1,
  min_rows_to_fsync_after_merge: 1,
  min_compressed_bytes_to_fsync_after_merge: 1,
  old_parts_lifetime: 5,
  cleanup_delay_period: 5,
  max_cleanup_delay_period: 15,
} as const;

const settings = {
  // A page of events lies in as many granules as it has rows: small ones make it cheap to read. Large bodies make them smaller still.
  index_granularity: 256,
  index_granularity_bytes: 2_097_152,
  ...durability,
  // Write buffers grow with what is written: sixty columns at a megabyte each would cost more than the rows.
  min_columns_to_activate_adaptive_write_buffer: 1,
  // A fresh part in compact form is a dozen files to sync instead of a hundred; its first merge gives each column its own.
  min_level_for_wide_part: 1,
  default_compression_codec: `'${compression.quick}'`,
};

/** The settings of every table of ours. */
export function settingList(): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
}

/** DDL of the first version; later versions add to it by `migrations.ts`. */
export function createStatements(): readonly string[] {
  const list = columns.filter(({ name }) => name !== 'words').map((column) => `${quoted(column.name)} ${column.type} ${column.codec}`.trimEnd());
  return [
    `CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic`,
    `CREATE TABLE IF NOT EXISTS ${eventsTable} (\n  ${[...list, ...indexes].join(',\n  ')}\n)\nENGINE = MergeTree\n` +
      `PARTITION BY (intDiv(ts, ${microsPerDay}), retentionDays)\n` +
      `ORDER BY (intDiv(ts, ${microsPerBucket}), cluster, ${['objectRef.resource', 'objectRef.namespace', 'objectRef.name'].map(quoted).join(', ')}, ts)\n` +
      `SETTINGS ${settingList()}`,
  ];
}

/** Version 4: the words of each event and their index. Parts of before have neither; queries on them read the text. */
export function addWordStatements(): readonly string[] {
  const { name, type, codec } = columns.find((column) => column.name === 'words')!;
  return [
    `ALTER TABLE ${eventsTable} ADD COLUMN IF NOT EXISTS ${name} ${type} ${codec}`,
    // Where a column is added later its settings are not taken over.
    `ALTER TABLE ${eventsTable} MODIFY COLUMN ${name} MODIFY SETTING ${blockSettings}`,
    `ALTER TABLE ${eventsTable} ADD ${wordIndex}`,
  ];
}

/** Version 5: columns of before are compressed as new ones are. */
export function compressByPartStatements(): readonly string[] {
  const changed = columns.filter(({ name, codec }) => name === 'ts' || codec.includes('Default') || codec.includes('ZSTD(3)'));
  const list = changed.map(({ name, type, codec }) => `MODIFY COLUMN ${quoted(name)} ${type} ${codec.replace(/ SETTINGS .*/, '')}`);
  return [`ALTER TABLE ${eventsTable} ${list.join(', ')}`, compressNewParts('quick')];
}

/** Parts that are written from then on are compressed so. */
export function compressNewParts(how: keyof typeof compression): string {
  return `ALTER TABLE ${eventsTable} MODIFY SETTING default_compression_codec = '${compression[how]}'`;
}
