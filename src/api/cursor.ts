// Where a list goes on: the whole question, the moment it was first asked, and the last row that was shown.
import { z } from 'zod';
import { AppError } from '../lib/app-error.ts';
import { addSeqs, seqsThrough, type SeqRanges } from '../store/seq-ranges.ts';
import type { EventKey, Order } from '../store/store.ts';
import type { EventsQuery } from './contract/events.ts';

/** The question of a list without its page: what must stay the same from page to page. */
export interface ListQuestion {
  readonly q: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly clusters: readonly string[] | null;
  readonly topics: readonly string[] | null;
  readonly order: Order;
  readonly fold: boolean;
}

export interface Cursor {
  readonly question: ListQuestion;
  /** Microseconds since the epoch: what relative times were resolved at. */
  readonly nowMicros: number;
  readonly after: EventKey;
  /** The arrivals that it shows. */
  readonly shown: SeqRanges;
}

/** Text for the URL. It holds nothing secret and grants nothing: whoever sends it is asked for their rights again. */
export function encodeCursor(cursor: Cursor): string {
  const { question: c, after: k } = cursor;
  const parts = [
    version,
    [c.q, c.from, c.to, c.clusters, c.topics, c.order, c.fold],
    cursor.nowMicros,
    [k.ts, k.received, k.stageRank, k.seq, k.place],
    packSeqs(cursor.shown),
  ];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Reads what `encodeCursor` wrote; anything else is `bad_parameter`. */
export function decodeCursor(text: string): Cursor {
  const result = /^[\w-]+$/.test(text) ? cursorSchema.safeParse(parseJson(text)) : undefined;
  if (result?.success !== true) throw cursorError('The cursor is none of ours.', 'Take it unchanged from the answer before.');
  const [, [q, from, to, clusters, topics, order, fold], nowMicros, [ts, received, stageRank, seq, place], shown] = result.data;
  return {
    question: { q, from, to, clusters, topics, order, fold },
    nowMicros,
    after: { ts, received, stageRank, seq, place },
    shown: unpackSeqs(shown),
  };
}

/** The question of a first page, defaults filled in. */
export function readQuestion(query: EventsQuery): ListQuestion {
  return {
    q: query.q ?? '',
    from: blankIsNull(query.from),
    to: blankIsNull(query.to),
    clusters: query.cluster ?? null,
    topics: query.topic ?? null,
    order: query.order ?? 'desc',
    fold: query.fold ?? true,
  };
}

/** Throws `bad_parameter` when a parameter stands beside the cursor and says something else. */
export function requireSameQuestion(cursor: Cursor, query: EventsQuery): void {
  const asked = readQuestion(query);
  const given = {
    q: query.q,
    from: query.from,
    to: query.to,
    clusters: query.cluster,
    topics: query.topic,
    order: query.order,
    fold: query.fold,
  };
  for (const key of ['q', 'from', 'to', 'clusters', 'topics', 'order', 'fold'] as const) {
    if (given[key] === undefined || JSON.stringify(asked[key]) === JSON.stringify(cursor.question[key])) continue;
    throw cursorError(
      `The cursor belongs to another question: "${key.replace(/s$/, '')}" differs.`,
      'Leave the other parameters as they were, or leave them out.',
    );
  }
}

const version = 1;
const whole = z.int();
/** Ends of ranges: far more than a store ever has. */
const maxSteps = 2048;
const texts = z.array(z.string()).nullable();
const cursorSchema = z.tuple([
  z.literal(version),
  z.tuple([z.string(), z.string().nullable(), z.string().nullable(), texts, texts, z.enum(['asc', 'desc']), z.boolean()]),
  whole,
  z.tuple([z.number(), z.number(), whole, whole, whole]),
  z.union([whole, z.array(whole.min(0)).max(maxSteps)]),
]);

/** Mostly one number: everything up to it. Else the ends of the ranges, each as its distance from the one before. */
function packSeqs(ranges: SeqRanges): number | number[] {
  if (ranges.length === 0) return 0;
  if (ranges.length === 1 && ranges[0][0] === 1) return ranges[0][1];
  const ends = ranges.flat();
  return ends.map((end, k) => end - (k === 0 ? 0 : ends[k - 1]));
}

function unpackSeqs(packed: number | readonly number[]): SeqRanges {
  if (typeof packed === 'number') return seqsThrough(packed);
  let ranges: SeqRanges = [];
  let at = 0;
  for (let k = 0; k + 1 < packed.length; k += 2) {
    const first = at + packed[k];
    at = first + packed[k + 1];
    ranges = addSeqs(ranges, first, at);
  }
  return ranges;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return null;
  }
}

function blankIsNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}

function cursorError(message: string, hint: string): AppError {
  return new AppError('bad_parameter', message, { hint, extra: { parameter: 'cursor' } });
}
