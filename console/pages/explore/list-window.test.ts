import { describe, expect, it } from 'vitest';
import { drawnRows, windowOf } from './list-window.ts';

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
