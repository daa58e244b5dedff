import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, type Cursor } from './cursor.ts';

const cursor = (shown: Cursor['shown']): Cursor => ({
  question: { q: 'verb:get', from: null, to: null, clusters: null, topics: null, order: 'desc', fold: true },
  nowMicros: 1_700_000_000_000_000,
  after: { ts: 1, received: -2, stageRank: 2, seq: 3, place: 4 },
  shown,
});

describe('a cursor', () => {
  it('gives back the arrivals it shows, whatever ranges they are', () => {
    const sets: Cursor['shown'][] = [
      [],
      [[1, 7]],
      [[3, 3]],
      [
        [1, 5],
        [7, 7],
        [9, 2 ** 40],
      ],
    ];
    for (const shown of sets) expect(decodeCursor(encodeCursor(cursor(shown)))).toEqual(cursor(shown));
    const many = Array.from({ length: 64 }, (_, k) => [1_000_000 + k * 3000, 1_000_900 + k * 3000] as const);
    expect(decodeCursor(encodeCursor(cursor(many))).shown).toEqual(many);
    expect(encodeCursor(cursor(many)).length).toBeLessThan(1200);
  });

  it('is none of ours with anything else in it', () => {
    const parts = JSON.parse(Buffer.from(encodeCursor(cursor([[1, 7]])), 'base64url').toString()) as unknown[];
    for (const shown of ['7', [1, -1], [1, 0.5], null, {}, Array.from({ length: 3000 }, () => 1)]) {
      const text = Buffer.from(JSON.stringify([...parts.slice(0, -1), shown])).toString('base64url');
      expect(() => decodeCursor(text)).toThrow(expect.objectContaining({ code: 'bad_parameter' }) as Error);
    }
  });
});
