// The place of events in their total order, as expressions of the engine, as comparison here, and as the public id.
import { stageRank, stages } from '../../audit/vocabulary.ts';
import type { Row } from '../engine/read-rows.ts';
import type { ResultColumn } from '../engine/statements.ts';
import type { EventKey, Order } from '../store.ts';

const rank = `toUInt8(transform(\`stage\`, [${stages.map((stage) => `'${stage}'`).join(', ')}], [${stages.map((_, k) => k).join(', ')}], ${stages.length}))`;
const parts = ['ts', 'ts - lat', rank, 'seq', 'place'];

export const keyColumns: readonly ResultColumn[] = [
  { sql: 'ts', kind: 'i64' },
  { sql: 'lat', kind: 'i64' },
  { sql: '`stage`', kind: 'bytes' },
  { sql: 'seq', kind: 'u64' },
  { sql: 'place', kind: 'u32' },
];

/** The key from a row whose columns begin with `keyColumns`. */
export function keyOf(row: Row): EventKey {
  const [ts, lat, stage, seq, place] = row as readonly [number, number, Buffer, number, number];
  return { ts, received: ts - lat, stageRank: stageRank(stage.toString('utf8')), seq, place };
}

/** ORDER BY of the columns themselves, for the engine plans simple ones quicker: at one time, who was received later waited less. */
export function orderBy(order: Order): string {
  const [down, up] = order === 'desc' ? ['DESC', 'ASC'] : ['ASC', 'DESC'];
  return `ORDER BY ts ${down}, lat ${up}, ${rank} ${down}, seq ${down}, place ${down}`;
}

/** Condition for rows after a key in an order. */
export function afterKey(key: EventKey, order: Order): string {
  const sign = order === 'desc' ? '<' : '>';
  return `ts ${sign}= ${key.ts} AND (${parts.join(', ')}) ${sign} (${key.ts}, ${key.received}, ${key.stageRank}, ${key.seq}, ${key.place})`;
}

/** Negative where `a` stands before `b` in ascending order. */
export function compareKeys(a: EventKey, b: EventKey): number {
  return a.ts - b.ts || a.received - b.received || a.stageRank - b.stageRank || a.seq - b.seq || a.place - b.place;
}

/** Where a row lies: no two rows share it. */
export function placeOf(key: { readonly seq: number; readonly place: number }): string {
  return `${key.seq} ${key.place}`;
}

/** The public id: time (to find the row by), sequence and place (to name it), each in base 36. */
export function eventId(key: { readonly ts: number; readonly seq: number; readonly place: number }): string {
  return [key.ts, key.seq, key.place].map((part) => part.toString(36)).join('-');
}

/** The parts of an id, or null when it is none of ours. */
export function parseEventId(id: string): { readonly ts: number; readonly seq: number; readonly place: number } | null {
  if (!/^[0-9a-z]{1,11}-[0-9a-z]{1,11}-[0-9a-z]{1,7}$/.test(id)) return null;
  const [ts, seq, place] = id.split('-').map((part) => Number.parseInt(part, 36));
  return Number.isSafeInteger(ts) && Number.isSafeInteger(seq) && place <= 0xffffffff && eventId({ ts, seq, place }) === id ? { ts, seq, place } : null;
}
