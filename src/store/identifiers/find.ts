// In which stored events words of identifiers may stand: read from what is kept of every body, so that bodies are decompressed for these events alone.
import { identifierColumn, blocksTable } from '../blocks.ts';
import type { Engine } from '../engine/engine.ts';
import { selectAll, type ResultColumn } from '../engine/statements.ts';
import { eventsTable } from '../schema.ts';
import { hashWord } from './hash-word.ts';
import { findPlaces, stripeOf, type Places } from './pack.ts';

/** Above them a search over the text is as good. */
const maxRows = 4_000;
const maxBodies = 500;

/** Which bodies are looked at. */
export interface WordScope {
  readonly clusters: readonly string[] | null;
  /** µs; null = open. */
  readonly from: number | null;
  readonly to: number | null;
}

export interface WordPlaces {
  /** Single events, each by the sequence of its body and the place in it. */
  readonly rows: readonly (readonly [seq: number, place: number])[];
  /** Bodies any event of which may have the words. */
  readonly bodies: readonly number[];
  /** Between which times (µs, both inclusive) all these events stand. */
  readonly times: readonly (readonly [first: number, last: number])[];
}

/** Where all of `words` may stand together in one event; null where that is nearly everywhere, or not known. */
export async function findWords(engine: Engine, words: readonly string[], scope: WordScope, signal?: AbortSignal): Promise<WordPlaces | null> {
  if (await hasRowsWithoutBody(engine, signal)) return null;
  const hashes = [...new Set(words.map(hashWord))];
  const stripes = [...new Set(hashes.map(stripeOf))];
  const rows = await selectAll(engine, {
    columns: [...timeColumns, ...stripes.map((stripe): ResultColumn => ({ sql: identifierColumn(stripe), kind: 'bytes' }))],
    tail: `FROM ${blocksTable} WHERE ${conditionOf(scope)}`,
    parameters: scope.clusters === null ? {} : { clusters: scope.clusters },
    signal,
  });
  const found = createFound();
  for (const [seq, first, last, ...packed] of rows as unknown as readonly [number, number, number, ...Buffer[]][]) {
    let places: Places = 'anywhere';
    for (const hash of hashes) places = inBoth(places, findPlaces(packed[stripes.indexOf(stripeOf(hash))], hash));
    if (!found.add(seq, [first, last], places)) return null;
  }
  return found;
}

const timeColumns: readonly ResultColumn[] = [
  { sql: 'seq', kind: 'u64' },
  { sql: '`first`', kind: 'i64' },
  { sql: '`last`', kind: 'i64' },
];

function conditionOf({ clusters, from, to }: WordScope): string {
  const conditions = ['`last` >= `first`'];
  if (clusters !== null) conditions.push('cluster IN {clusters:Array(String)}');
  if (from !== null) conditions.push(`\`last\` >= ${from}`);
  if (to !== null) conditions.push(`\`first\` < ${to}`);
  return conditions.join(' AND ');
}

function inBoth(a: Places, b: Places): Places {
  if (a === 'anywhere') return b;
  return b === 'anywhere' ? a : a.filter((place) => b.includes(place));
}

/** `add` tells whether there was room. */
function createFound(): WordPlaces & { add(seq: number, time: readonly [number, number], places: Places): boolean } {
  const rows: (readonly [number, number])[] = [];
  const bodies: number[] = [];
  const times: (readonly [number, number])[] = [];
  return {
    rows,
    bodies,
    times,
    add: (seq, time, places) => {
      if (places.length === 0) return true;
      times.push(time);
      if (places === 'anywhere') bodies.push(seq);
      else for (const place of places) rows.push([seq, place]);
      return rows.length <= maxRows && bodies.length <= maxBodies;
    },
  };
}

/** Whether events are stored of whose body nothing is kept (damage, or a version before); never again once there are none. */
const complete = new WeakSet<Engine>();

/** To be called when something kept of bodies was lost. */
export function forgetComplete(engine: Engine): void {
  complete.delete(engine);
}

async function hasRowsWithoutBody(engine: Engine, signal?: AbortSignal): Promise<boolean> {
  if (complete.has(engine)) return false;
  const tail = `FROM ${eventsTable} WHERE seq NOT IN (SELECT seq FROM ${blocksTable}) LIMIT 1`;
  if ((await selectAll(engine, { columns: [{ sql: 'seq', kind: 'u64' }], tail, signal })).length > 0) return true;
  complete.add(engine);
  return false;
}

/** Ranges of time in a condition; more are one. */
const maxRanges = 12;
/** Times nearer to each other are one range, µs. */
const nearby = 3_600_000_000;

/** The condition for the events that were found. */
export function conditionOfPlaces({ rows, bodies, times }: WordPlaces): string {
  if (times.length === 0) return '0';
  const ranges = rangesOf(times).map(([first, last]) => `ts BETWEEN ${first} AND ${last}`);
  const seqs = bodies.length === 0 ? [] : [`seq IN (${bodies.join(', ')})`];
  const places = rows.length === 0 ? [] : [`(seq, place) IN (${rows.map(([seq, place]) => `(${seq}, ${place})`).join(', ')})`];
  return `(${ranges.join(' OR ')}) AND (${[...places, ...seqs].join(' OR ')})`;
}

function rangesOf(times: WordPlaces['times']): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const [first, last] of [...times].sort((a, b) => a[0] - b[0])) {
    const range = ranges[ranges.length - 1];
    if (range !== undefined && first - range[1] < nearby) range[1] = Math.max(range[1], last);
    else ranges.push([first, last]);
  }
  return ranges.length <= maxRanges ? ranges : [[ranges[0][0], Math.max(...ranges.map(([, last]) => last))]];
}
