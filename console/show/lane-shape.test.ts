import { describe, expect, it } from 'vitest';
import { parseTimestamp } from '../../src/audit/timestamp.ts';
import { laneOf, rangeOf, ticksOf, type LaneRequest, type LaneStep } from './lane-shape.ts';

const at = (second: number) => `2026-11-23T05:00:${String(second).padStart(2, '0')}.000000Z`;
const step = (second: number, more: Partial<LaneStep> = {}): LaneStep => {
  return { id: `s${second}`, time: at(second), verb: 'update', subresource: '', life: 0, isEnd: false, hasBody: true, ...more };
};
const request = (second: number, more: Partial<LaneRequest> = {}): LaneRequest => {
  return { id: `r${second}`, time: at(second), family: 'refused', isDryRun: false, isFailed: false, ...more };
};
const range = { from: parseTimestamp(at(0))!, to: parseTimestamp(at(50))! };
const lane = (steps: readonly LaneStep[], requests: readonly LaneRequest[] = []) => laneOf({ steps, requests, gaps: [] }, range);

describe('a lane', () => {
  it('has a bar from each version to the next, the last to the end of the range, none after a deletion', () => {
    const steps = [step(0), step(10, { hasBody: false }), step(20, { verb: 'delete', isEnd: true }), step(30, { life: 1 })];
    expect(lane(steps).bars.map(({ number, left, width, isKnown }) => [number, left, width, isKnown])).toEqual([
      [1, 0, 20, true],
      [2, 20, 20, false],
      [4, 60, 40, true],
    ]);
  });

  it('writes of parts are no bars, but one that ends the object ends its bar', () => {
    const { bars, marks } = lane([step(0), step(10, { subresource: 'scale' }), step(20, { subresource: 'finalize', isEnd: true })]);
    expect(bars.map(({ width }) => width)).toEqual([40]);
    expect(marks).toHaveLength(3);
  });

  it('what stands close together is one mark: the gravest, counted', () => {
    const { marks } = lane([step(10)], [request(10), request(10, { id: 'dry', family: 'delete', isDryRun: true }), request(40)]);
    expect(marks.map(({ id, count, isStep }) => [id, count, isStep])).toEqual([
      ['r10', 3, false],
      ['r40', 1, false],
    ]);
  });

  it('shows of gaps and of what lies outside only what is in the range', () => {
    const source = {
      steps: [step(10)],
      requests: [],
      gaps: [
        { from: null, to: at(10) },
        { from: '2026-11-22T00:00:00Z', to: '2026-11-22T01:00:00Z' },
      ],
    };
    expect(laneOf(source, range).hatches).toEqual([{ left: 0, width: 20 }]);
    const later = { from: parseTimestamp(at(30))!, to: parseTimestamp(at(50))! };
    expect(laneOf(source, later)).toMatchObject({ bars: [{ left: 0, width: 100 }], marks: [] });
  });

  it('times that are none do no harm', () => {
    expect(lane([step(0, { time: 'soon' })], [request(0, { time: '' })]).marks).toEqual([]);
  });
});

describe('the range', () => {
  it('has room around, and the ends that are asked for hold', () => {
    const all = rangeOf([at(10), at(20), 'never'], { from: null, to: null })!;
    expect([all.from < parseTimestamp(at(10))!, all.to > parseTimestamp(at(20))!]).toEqual([true, true]);
    expect(rangeOf([at(10)], { from: range.from, to: range.to })).toEqual(range);
    expect(rangeOf([], { from: null, to: null })).toBe(null);
  });

  it('has few and round ticks, however long or short it is', () => {
    for (const length of [1, 900, 5e6, 60e6, 86_400e6, 400 * 86_400e6]) {
      const ticks = ticksOf({ from: range.from, to: range.from + length });
      expect(ticks.length).toBeLessThanOrEqual(9);
      expect(ticks.every((tick) => tick >= range.from && tick <= range.from + length)).toBe(true);
    }
  });
});
