import { describe, expect, it } from 'vitest';
import { zoomRange } from './zoom-range.ts';

const day = 86_400_000;

describe('zoomRange', () => {
  it('keeps the moment under the pointer in its place', () => {
    expect(zoomRange({ from: 0, to: 100_000 }, 25_000, 0.5, day)).toEqual({ from: 12_500, to: 62_500 });
    expect(zoomRange({ from: 12_500, to: 62_500 }, 25_000, 2, day)).toEqual({ from: 0, to: 100_000 });
  });

  it('ends at a second, at now, and at all time', () => {
    expect(zoomRange({ from: 0, to: 1_500 }, 0, 0.1, day)).toEqual({ from: 0, to: 1_000 });
    expect(zoomRange({ from: 0, to: day }, day / 2, 4, day)).toEqual({ from: -1.5 * day, to: day });
    expect(zoomRange({ from: 0, to: 4_000 * day }, 0, 2, 4_000 * day)).toBeNull();
    expect(zoomRange({ from: 0, to: 2 * day }, 0, 1, day)).toEqual({ from: 0, to: 2 * day });
  });
});
