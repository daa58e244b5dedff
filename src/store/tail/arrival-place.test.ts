import { describe, expect, it } from 'vitest';
import { advance, ahead, parsePlace, passAll, placeAfterAll, printPlace, type SeqRange } from './arrival-place.ts';

describe('place in the order of arrival', () => {
  it('is the last event alone where bodies become visible in order', () => {
    const place = advance(placeAfterAll([[0, 9]]), [[10, 20]], 12, 5);
    expect(printPlace(place)).toBe('c-5');
    expect(parsePlace('c-5')).toEqual(place);
    expect(ahead(place, [[0, 20]])).toEqual([[13, 20]]);
    expect(printPlace(passAll(place, [[0, 20]]))).toBe('k-1z141z3');
    expect(ahead(parsePlace('k-1z141z3')!, [[0, 25]])).toEqual([[21, 25]]);
  });

  it('keeps bodies in mind that become visible later than newer ones', () => {
    // 5 to 7 are late: 8 to 10 came before them.
    const before = placeAfterAll([
      [0, 4],
      [8, 10],
    ]);
    const text = printPlace(before);
    expect(parsePlace(text)).toEqual(before);
    const place = advance(before, [[5, 7]], 6, 2);
    expect(place).toEqual({
      last: { seq: 6, place: 2 },
      open: [
        [7, 7],
        [11, Infinity],
      ],
    });
    expect(parsePlace(printPlace(place))).toEqual(place);
    expect(ahead(place, [[0, 12]])).toEqual([
      [7, 7],
      [11, 12],
    ]);
  });

  it('loses nothing where there are more holes than a text may hold: some bodies come again', () => {
    const visible = Array.from({ length: 300 }, (_, k): SeqRange => [k * 10, k * 10 + 8]);
    const place = placeAfterAll(visible);
    const read = parsePlace(printPlace(place))!;
    expect(printPlace(place).length).toBeLessThan(500);
    for (const [from, to] of place.open) expect(read.open.some(([first, last]) => first <= from && to <= last)).toBe(true);
    expect(read.open.length).toBeLessThan(place.open.length);
  });

  it.each(['', 'x', '1-2-3', '1-2.5', '1-2.9-5.10-', '1-2.5-9.7-', 'zzzzzzzzzzzz-1', '1-zzzzzzz', 'A-1', '1-2.3-4'])('%s is none', (text) => {
    expect(parsePlace(text)).toBeNull();
  });
});
