// Keeps in mind which parts were damaged, and reckons which events are missing because of it.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { blocksTable } from './blocks.ts';
import type { Engine } from './engine/engine.ts';
import { selectAll } from './engine/statements.ts';
import { eventsTable, microsPerDay } from './schema.ts';
import { addSeqs, type SeqRanges } from './seq-ranges.ts';

/** A part of the engine that was damaged and is not served any more. */
export interface DamagedPart {
  readonly table: string;
  readonly part: string;
  /** Milliseconds since the epoch. */
  readonly foundAt: number;
  readonly reason: string;
  /** How many rows it held; null where it cannot be known. */
  readonly rows: number | null;
  /** UTC day of its events. */
  readonly day: string | null;
  /** The oldest and newest sequence of its rows. */
  readonly sequences: readonly [number, number] | null;
  /** Every row could still be read, and stands in a new part. */
  readonly isSaved: boolean;
}

/** Events that were stored and are not there any more, by what is known of each received body. */
export interface MissingEvents {
  readonly events: number;
  readonly sequences: SeqRanges;
  /** The times between which the events of these bodies stand, µs. */
  readonly from: number;
  readonly to: number;
}

export interface DamageFile {
  readonly parts: readonly DamagedPart[];
  add(part: DamagedPart): void;
  /** Forgets the parts of whose files nothing is left. */
  keep(isThere: (part: DamagedPart) => boolean): void;
}

export function openDamageFile(directory: string): DamageFile {
  const file = path.join(directory, 'damage.json');
  let parts = read(file);
  const write = (next: readonly DamagedPart[]): void => {
    parts = next;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(next), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    get parts() {
      return parts;
    },
    add: (part) => write([...parts.filter((other) => other.table !== part.table || other.part !== part.part), part]),
    keep: (isThere) => {
      const left = parts.filter(isThere);
      if (left.length < parts.length) write(left);
    },
  };
}

/** A file that cannot be read costs what is known of older damage; the parts themselves are found again. */
function read(file: string): readonly DamagedPart[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as readonly DamagedPart[];
  } catch {
    return [];
  }
}

/** Bodies whose events are looked for at one time: sequences far apart are told as one range from there on. */
const maxBodies = 100_000;

/** Compares the rows of every body with what was written of it, as far as its events are within their retention. */
export async function findMissing(engine: Engine, now: number): Promise<MissingEvents | null> {
  const today = Math.floor((now * 1000) / microsPerDay);
  const written = `SELECT seq, any(accepted) AS wanted, any(first) AS earliest, any(last) AS latest FROM ${blocksTable}
    WHERE accepted > 0 AND intDiv(first, ${microsPerDay}) + retentionDays > ${today} GROUP BY seq`;
  const rows = await selectAll(engine, {
    columns: [
      { sql: 'written.seq AS seq', kind: 'u64' },
      { sql: 'toUInt64(wanted - found) AS lost', kind: 'u64' },
      { sql: 'earliest', kind: 'i64' },
      { sql: 'latest', kind: 'i64' },
    ],
    tail: `FROM (${written}) AS written LEFT JOIN (SELECT seq, count() AS found FROM ${eventsTable} GROUP BY seq) AS stored ON written.seq = stored.seq
      WHERE wanted > found ORDER BY seq LIMIT ${maxBodies}`,
  });
  if (rows.length === 0) return null;
  let missing: MissingEvents = { events: 0, sequences: [], from: Infinity, to: -Infinity };
  for (const [seq, lost, first, last] of rows as readonly (readonly number[])[])
    missing = {
      events: missing.events + lost,
      sequences: addSeqs(missing.sequences, seq, seq),
      from: Math.min(missing.from, first),
      to: Math.max(missing.to, last),
    };
  return missing;
}

const shownRanges = 20;

/** Which events, in a line of the log. */
export function describeMissing({ sequences, from, to }: MissingEvents): string {
  const shown = sequences.slice(0, shownRanges).map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`));
  const more = sequences.length > shownRanges ? ` and ${sequences.length - shownRanges} more ranges` : '';
  return `sequences ${shown.join(', ')}${more}, of times from ${timeOf(from)} to ${timeOf(to)}`;
}

function timeOf(micros: number): string {
  return new Date(micros / 1000).toISOString();
}
