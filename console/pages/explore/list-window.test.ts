import { describe, expect, it } from 'vitest';
import { drawnRows, urgentOf, windowOf } from './list-window.ts';

const rowHeight = 28;

describe('windowOf', () => {
  it('holds every row in sight, and few others', () => {
    for (const height of [0, 100, 561, 3000])
      for (let top = -27; top < 30_000; top += 397) {
        const { from, to } = windowOf({ top, height, rowHeight });
        expect(from * rowHeight).toBeLessThanOrEqual(Math.max(0, top));
        expect(to * rowHeight).toBeGreaterThanOrEqual(top + height);
        expect(to - from).toBeLessThanOrEqual(height / rowHeight + 34);
      }
  });

  it('stays the same while a row is scrolled by', () => {
    expect(windowOf({ top: 4480, height: 560, rowHeight })).toEqual(windowOf({ top: 4500, height: 560, rowHeight }));
  });
});

describe('urgentOf', () => {
  it('holds every row in sight, none outside the window, and drops none that is drawn and stays', () => {
    for (const height of [0, 100, 561, 3000])
      for (let top = -27; top < 6_000; top += 97)
        for (const drawn of [{ from: 0, to: 29 }, windowOf({ top: 2_000, height, rowHeight }), { from: 500, to: 548 }]) {
          const next = windowOf({ top, height, rowHeight });
          const { from, to } = urgentOf(next, drawn, { top, height, rowHeight });
          expect(from * rowHeight).toBeLessThanOrEqual(Math.max(0, top));
          expect(to * rowHeight).toBeGreaterThanOrEqual(top + height);
          expect([from >= next.from, to <= next.to, to > from]).toEqual([true, true, true]);
          const stay = [Math.max(drawn.from, next.from), Math.min(drawn.to, next.to)];
          const touches = drawn.from * rowHeight <= top + height && drawn.to * rowHeight >= top;
          if (touches && stay[0] < stay[1]) expect([from <= stay[0], to >= stay[1]]).toEqual([true, true]);
        }
  });

  it('is what is in sight where nothing near is drawn', () => {
    expect(urgentOf({ from: 992, to: 1032 }, { from: 0, to: 40 }, { top: 28_000, height: 560, rowHeight })).toEqual({ from: 1000, to: 1020 });
  });
});

describe('drawnRows', () => {
  it('are those of the window, and the one that is kept, in order', () => {
    expect(drawnRows({ from: 2, to: 5 }, 100, 3)).toEqual([2, 3, 4]);
    expect(drawnRows({ from: 2, to: 5 }, 100, 0)).toEqual([0, 2, 3, 4]);
    expect(drawnRows({ from: 2, to: 5 }, 100, 99)).toEqual([2, 3, 4, 99]);
    expect(drawnRows({ from: 2, to: 5 }, 100, -1)).toEqual([2, 3, 4]);
    expect(drawnRows({ from: 2, to: 5 }, 100, 100)).toEqual([2, 3, 4]);
  });

  it('are the last ones of a list that became shorter', () => {
    expect(drawnRows({ from: 50, to: 53 }, 10, 9)).toEqual([7, 8, 9]);
    expect(drawnRows({ from: 50, to: 53 }, 2, 0)).toEqual([0, 1]);
    expect(drawnRows({ from: 8, to: 16 }, 10, 0)).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(drawnRows({ from: 0, to: 8 }, 0, -1)).toEqual([]);
  });
});
