// From counts by verb and time to bars: how long a bucket is, which buckets are drawn, and what each is made of.
import { familyOfVerb, type FamilyOfVerb } from '../../src/story/verb-family.ts';

/** What the API answers for one bucket. */
export interface Bucket {
  readonly start: string;
  readonly count: number;
  readonly counts?: Readonly<Record<string, number>>;
}

export interface Bar {
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly count: number;
  /** In the order in which they are stacked; those without an event are left out. */
  readonly parts: readonly { readonly family: FamilyOfVerb; readonly count: number }[];
}

export const barFamilies: readonly FamilyOfVerb[] = ['read', 'create', 'change', 'delete', 'connect'];

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Lengths of a bucket that people read at once, as the API takes them. */
const intervals: readonly (readonly [number, string])[] = [
  [second, '1s'],
  [5 * second, '5s'],
  [15 * second, '15s'],
  [30 * second, '30s'],
  [minute, '1m'],
  [5 * minute, '5m'],
  [15 * minute, '15m'],
  [30 * minute, '30m'],
  [hour, '1h'],
  [3 * hour, '3h'],
  [6 * hour, '6h'],
  [12 * hour, '12h'],
  [day, '1d'],
  [7 * day, '7d'],
  [30 * day, '30d'],
];

export interface Interval {
  readonly ms: number;
  /** `5m` */
  readonly text: string;
}

const wantedBars = 90;

/** The shortest bucket that makes no more than about ninety bars of a span. */
export function intervalFor(spanMs: number): Interval {
  const [ms, text] = intervals.find(([length]) => spanMs / length <= wantedBars) ?? intervals[intervals.length - 1];
  return { ms, text };
}

/** One bar for each interval of the span, also where nothing happened. At most 400: a longer span is cut at its newest end. */
export function barsOf(buckets: readonly Bucket[], interval: Interval, span: { readonly from: number; readonly to: number }): readonly Bar[] {
  const byStart = new Map(buckets.map((bucket) => [Date.parse(bucket.start), bucket]));
  const first = Math.floor(span.from / interval.ms) * interval.ms;
  const count = Math.max(1, Math.min(400, Math.ceil((span.to - first) / interval.ms)));
  return Array.from({ length: count }, (_, k) => barOf(first + k * interval.ms, byStart.get(first + k * interval.ms)));
}

function barOf(start: number, bucket: Bucket | undefined): Bar {
  const sums = new Map<FamilyOfVerb, number>();
  for (const [verb, count] of Object.entries(bucket?.counts ?? {})) {
    const family = familyOfVerb(verb);
    sums.set(family, (sums.get(family) ?? 0) + count);
  }
  const parts = barFamilies.flatMap((family) => (sums.has(family) ? [{ family, count: sums.get(family)! }] : []));
  return { start, count: bucket?.count ?? 0, parts };
}

/** The span that buckets cover; null without any. */
export function spanOfBuckets(buckets: readonly Bucket[], interval: Interval): { readonly from: number; readonly to: number } | null {
  if (buckets.length === 0) return null;
  const starts = buckets.map(({ start }) => Date.parse(start));
  return { from: Math.min(...starts), to: Math.max(...starts) + interval.ms };
}
