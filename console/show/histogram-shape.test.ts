import { describe, expect, it } from 'vitest';
import { barsOf, intervalFor, spanOfBuckets } from './histogram-shape.ts';

const minute = 60_000;

describe('the histogram', () => {
  it('takes buckets that people read at once, about ninety of them', () => {
    expect([15 * minute, 60 * minute, 24 * 60 * minute, 7 * 24 * 60 * minute, 365 * 24 * 60 * minute].map((span) => intervalFor(span).text)).toEqual([
      '15s',
      '1m',
      '30m',
      '3h',
      '7d',
    ]);
    expect(intervalFor(Number.MAX_SAFE_INTEGER).text).toBe('30d');
  });

  it('draws a bar for each bucket of the span, by families of verbs', () => {
    const from = Date.parse('2026-11-23T04:50:30Z');
    const buckets = [{ start: '2026-11-23T04:51:00.000Z', count: 7, counts: { get: 3, list: 1, delete: 2, __proto__: 0, constructor: 1 } }];
    const bars = barsOf(buckets, { ms: minute, text: '1m' }, { from, to: from + 2 * minute });
    expect(bars.map(({ count }) => count)).toEqual([0, 7, 0]);
    expect(bars[1].parts).toEqual([
      { family: 'read', count: 5 },
      { family: 'delete', count: 2 },
    ]);
    expect(spanOfBuckets(buckets, { ms: minute, text: '1m' })).toEqual({ from: from + 30_000, to: from + 30_000 + minute });
    expect(spanOfBuckets([], { ms: minute, text: '1m' })).toBeNull();
  });

  it('never draws without end', () => {
    expect(barsOf([], { ms: 1000, text: '1s' }, { from: 0, to: 1e15 })).toHaveLength(400);
  });
});
