// Writes blocks of bodies: finds what is already stored by the identity rule, and inserts the rest once, whatever happens in between.
import { isSameEvent } from '../audit/identity.ts';
import { insertAside, markOf, type AsideItem } from './aside.ts';
import { columnIndex, decodeEvent, eventColumns } from './decode-event.ts';
import { hashBytes, identityKey, type EncodedBody, type EncodedRow } from './encode-body.ts';
import { writeBlocks } from './blocks.ts';
import type { Engine } from './engine/engine.ts';
import { readRow, type Row } from './engine/read-rows.ts';
import { insertRows, select, type ResultColumn } from './engine/statements.ts';
import { recentRows } from './recent-rows.ts';
import { noteRows } from './row-extremes.ts';
import { columns, eventsTable, microsPerBucket } from './schema.ts';

export interface BodyCounts {
  readonly accepted: number;
  readonly duplicates: number;
}

/** The engine refuses inserts over 100 partitions; and a block of many days is cut so that each insert stays small. */
const maxDaysPerInsert = 50;
/** The engine needs about three times as much memory to write an insert. */
const maxInsertBytes = 48 * 1024 * 1024;

const columnNames = columns.map((column) => column.name);
const kinds = columns.map((column) => column.kind);
const tsIndex = columnIndex('ts');
const clusterIndex = columnIndex('cluster');
const sourceIndex = columnIndex('source');

/**
 * Stores the events of `bodies` that are not stored yet; returns the counts of each body in order. When it returns, they are
 * on disk for good. `token` names exactly these bodies: sent again after a failure, nothing is stored twice. `isAgain`: they may have
 * been written before under another token.
 */
export async function writeBlock(engine: Engine, bodies: readonly EncodedBody[], token: string, isAgain: boolean): Promise<readonly BodyCounts[]> {
  const judged = bodies.map((body) => ({
    body,
    state: new Uint8Array(body.rows.length),
    accepted: body.rows.length,
    duplicates: 0,
    elsewhere: [] as AsideItem[],
  }));
  await findDuplicates(engine, judged);
  for (const { rows } of bodies) noteRows(engine, rows);
  let part = 0;
  for (const chunk of chunksOf(judged)) {
    if (chunk.length > 0) await insertRows(engine, eventsTable, columnNames, chunk, `${token}:${part}`);
    part += 1;
  }
  await writeBlocks(engine, judged, token, isAgain);
  const aside = judged.map(({ body: { context, aside: items }, elsewhere }) => ({ ...context, items: [...items, ...elsewhere] }));
  await insertAside(engine, aside, `${token}:aside`);
  const recent = recentRows(engine);
  for (const body of bodies) recent.add(body);
  return judged.map(({ accepted, duplicates }) => ({ accepted, duplicates }));
}

const isNew = 0;
/** Stored by an earlier try of this very write. */
const isThere = 1;
const isDuplicate = 2;

interface JudgedBody {
  readonly body: EncodedBody;
  /** Of each row: `isNew`, `isThere` or `isDuplicate`. */
  readonly state: Uint8Array;
  accepted: number;
  duplicates: number;
  /** Events of the body that are stored under another source. */
  readonly elsewhere: AsideItem[];
}

interface Candidate {
  readonly judged: JudgedBody;
  readonly index: number;
  readonly row: EncodedRow;
}

async function findDuplicates(engine: Engine, all: readonly JudgedBody[]): Promise<void> {
  const byKey = new Map<number, Candidate[]>();
  for (const judged of all)
    judged.body.rows.forEach((row, index) => {
      const same = byKey.get(row.key);
      const candidate = { judged, index, row };
      if (same === undefined) byKey.set(row.key, [candidate]);
      else {
        const earlier = same.find((other) => isSameRow(other, candidate));
        if (earlier === undefined) same.push(candidate);
        else dropDuplicate(candidate, earlier.judged.body.context.source);
      }
    });
  for await (const [candidate, stored] of storedCandidates(engine, byKey)) {
    if (candidate.judged.state[candidate.index] !== isNew || stored.ts !== candidate.row.ts || stored.cluster !== clusterOf(candidate)) continue;
    if (stored.seq === candidate.judged.body.context.seq && stored.place === candidate.row.place) candidate.judged.state[candidate.index] = isThere;
    else if (isSameEvent(stored.event(), eventOf(candidate))) dropDuplicate(candidate, stored.source);
  }
}

/** `first`: the source of the event that was there before. */
function dropDuplicate(candidate: Candidate, first: string): void {
  const {
    judged,
    index,
    row: { ts, key },
  } = candidate;
  judged.state[index] = isDuplicate;
  if (first !== judged.body.context.source) judged.elsewhere.push({ kind: 'elsewhere', ts, key, first, mark: markOf(eventOf(candidate)) });
  judged.accepted -= 1;
  judged.duplicates += 1;
}

function eventOf({ judged, row }: Candidate): Buffer {
  return decodeEvent(readRow(judged.body.buffer.subarray(row.from, row.to), kinds));
}

function isSameRow(a: Candidate, b: Candidate): boolean {
  return a.row.ts === b.row.ts && clusterOf(a) === clusterOf(b) && isSameEvent(eventOf(a), eventOf(b));
}

function clusterOf({ judged }: Candidate): string {
  return judged.body.context.cluster;
}

interface Stored {
  readonly cluster: string;
  readonly source: string;
  readonly ts: number;
  readonly seq: number;
  readonly place: number;
  event(): Buffer;
}

const keyColumns: readonly ResultColumn[] = [
  { sql: 'cluster', kind: 'bytes' },
  { sql: 'ts', kind: 'i64' },
  { sql: 'lat', kind: 'i64' },
  { sql: '`stage`', kind: 'bytes' },
  { sql: '`auditID`', kind: 'bytes' },
  { sql: 'seq', kind: 'u64' },
  { sql: 'place', kind: 'u32' },
];

/** The key of a stored row, as encode-body.ts makes it. */
function keyOf(row: Row): number {
  const [, ts, lat, stage, auditID] = row as [Buffer, number, number, Buffer, Buffer];
  return identityKey(ts, lat, hashBytes(stage, 0, stage.length, hashBytes(auditID, 0, auditID.length)));
}

/** Pairs of a new row and a stored one with the same key: one narrow read over the block's own times, then the few events in full. */
async function* storedCandidates(engine: Engine, byKey: ReadonlyMap<number, readonly Candidate[]>): AsyncGenerator<[Candidate, Stored]> {
  if (byKey.size === 0) return;
  const times = new Set<number>();
  const clusters = new Set<string>();
  for (const candidate of [...byKey.values()].flat()) {
    times.add(candidate.row.ts);
    clusters.add(clusterOf(candidate));
  }
  const hits = new Map<string, { candidates: readonly Candidate[]; ts: number }>();
  for (const condition of rangesOf(times)) {
    const tail = `FROM ${eventsTable} WHERE cluster IN {clusters:Array(String)} AND (${condition})`;
    for await (const rows of select(engine, { columns: keyColumns, tail, parameters: { clusters: [...clusters] } }))
      for (const row of rows) {
        const ts = row[1] as number;
        const candidates = times.has(ts) ? byKey.get(keyOf(row)) : undefined;
        if (candidates !== undefined) hits.set(`${row[5] as number} ${row[6] as number}`, { candidates, ts });
      }
  }
  yield* fullRows(engine, hits);
}

/** Rows in one read of full events: they stream, so only the statement's own length counts. */
const hitsPerRead = 10_000;
/** Each part that is read gets its own copy of the condition: many ranges are asked for in several statements. */
const rangesPerRead = 12;

async function* fullRows(
  engine: Engine,
  hits: ReadonlyMap<string, { readonly candidates: readonly Candidate[]; readonly ts: number }>,
): AsyncGenerator<[Candidate, Stored]> {
  const entries = [...hits].map(([place, hit]) => ({ place, ...hit })).sort((a, b) => a.ts - b.ts);
  for (let from = 0; from < entries.length; from += hitsPerRead) {
    const part = entries.slice(from, from + hitsPerRead);
    const places = part.map(({ place }) => `(${place.replace(' ', ', ')})`).join(', ');
    const tail = `FROM ${eventsTable} WHERE ts IN (${[...new Set(part.map(({ ts }) => ts))].join(', ')}) AND (seq, place) IN (${places})`;
    for await (const rows of select(engine, { columns: eventColumns, tail, settings: { max_query_size: String(1 << 23) } }))
      for (const row of rows) {
        const [seq, place] = row as [number, number];
        for (const candidate of hits.get(`${seq} ${place}`)?.candidates ?? [])
          yield [
            candidate,
            { seq, place, ts: row[tsIndex] as number, cluster: textOf(row, clusterIndex), source: textOf(row, sourceIndex), event: () => decodeEvent(row) },
          ];
      }
  }
}

function textOf(row: Row, index: number): string {
  return (row[index] as Buffer).toString('utf8');
}

/** The times as conditions of few ranges, one for each bucket of the sort key (so that one odd old event does not widen a read to years). */
function rangesOf(times: ReadonlySet<number>): string[] {
  const buckets = new Map<number, { low: number; high: number }>();
  for (const ts of times) {
    const bucket = Math.floor(ts / microsPerBucket);
    const range = buckets.get(bucket);
    if (range === undefined) buckets.set(bucket, { low: ts, high: ts });
    else if (ts < range.low) range.low = ts;
    else if (ts > range.high) range.high = ts;
  }
  const ranges = [...buckets.values()].sort((a, b) => a.low - b.low).map(({ low, high }) => `ts BETWEEN ${low} AND ${high}`);
  return Array.from({ length: Math.ceil(ranges.length / rangesPerRead) }, (_, k) => ranges.slice(k * rangesPerRead, (k + 1) * rangesPerRead).join(' OR '));
}

/**
 * The new rows as inserts: rows of one day together, at most `maxDaysPerInsert` days and about `maxInsertBytes` each. Rows that are
 * there already keep their place in the reckoning: a block that is written again is cut the same way, so that a token always
 * names the same rows.
 */
function* chunksOf(all: readonly JudgedBody[]): Generator<readonly Uint8Array[]> {
  let chunk: Uint8Array[] = [];
  let bytes = 0;
  const partitions = new Set<string>();
  for (const run of runsOf(all).sort((a, b) => (a.partition < b.partition ? -1 : a.partition > b.partition ? 1 : 0))) {
    const isFull = bytes + run.size > maxInsertBytes || (partitions.size === maxDaysPerInsert && !partitions.has(run.partition));
    if (partitions.size > 0 && isFull) {
      yield chunk;
      chunk = [];
      bytes = 0;
      partitions.clear();
    }
    chunk.push(...run.newRows);
    bytes += run.size;
    partitions.add(run.partition);
  }
  if (partitions.size > 0) yield chunk;
}

interface Run {
  readonly partition: string;
  /** Bytes of all its rows. */
  readonly size: number;
  /** Those of its rows that are not there yet, in few pieces. */
  readonly newRows: readonly Uint8Array[];
}

/** Neighbouring rows of one partition that are no duplicates. */
function runsOf(all: readonly JudgedBody[]): Run[] {
  const runs: Run[] = [];
  for (const { body, state } of all)
    for (let first = 0; first < body.rows.length;) {
      const end = endOfRun(body.rows, state, first);
      const partition = `${body.rows[first].day} ${body.context.retentionDays}`;
      const size = body.rows[end - 1].to - body.rows[first].from;
      if (state[first] !== isDuplicate) runs.push({ partition, size, newRows: newRowsOf(body, state, first, end) });
      first = end;
    }
  return runs;
}

/** Index after the run of neighbours that are of one day and all duplicates or none; a run ends where it gets large. */
function endOfRun(rows: readonly EncodedRow[], state: Uint8Array, first: number): number {
  const isOut = state[first] === isDuplicate;
  let end = first + 1;
  while (end < rows.length && (state[end] === isDuplicate) === isOut && rows[end].day === rows[first].day && rows[end].to - rows[first].from <= maxInsertBytes)
    end += 1;
  return end;
}

function newRowsOf({ rows, buffer }: EncodedBody, state: Uint8Array, first: number, end: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = first; at < end; at += 1) {
    if (state[at] !== isNew) continue;
    const from = at;
    while (at + 1 < end && state[at + 1] === isNew) at += 1;
    pieces.push(buffer.subarray(rows[from].from, rows[at].to));
  }
  return pieces;
}
