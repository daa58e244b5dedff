import { describe, expect, it } from 'vitest';
import { addSeqs, firstGap, hasSeq, newestOfSeqs, seqCondition, seqsThrough, unionOfSeqs, wholeThrough, type SeqRanges } from './seq-ranges.ts';

const size = 40;
const random = (below: number): number => Math.floor(Math.random() * below);

describe('ranges of sequences', () => {
  it('say the same as a plain set, whatever is added in whatever order', () => {
    for (let round = 0; round < 300; round += 1) {
      let ranges: SeqRanges = seqsThrough(random(3));
      const set = new Set(Array.from({ length: newestOfSeqs(ranges) }, (_, k) => k + 1));
      for (let step = 0; step < 12; step += 1) {
        const first = 1 + random(size);
        const last = first + random(6) - 1;
        for (let seq = first; seq <= last; seq += 1) set.add(seq);
        ranges = step % 2 === 0 ? addSeqs(ranges, first, last) : unionOfSeqs(last < first ? [] : [[first, last]], ranges);
        const all = Array.from({ length: size + 10 }, (_, k) => k + 1);
        expect(all.filter((seq) => hasSeq(ranges, seq))).toEqual(all.filter((seq) => set.has(seq)));
        // As few ranges as there are runs.
        expect(ranges.length).toBe(all.filter((seq) => set.has(seq) && !set.has(seq - 1)).length);
        const missing = all.find((seq) => !set.has(seq))!;
        expect(wholeThrough(ranges)).toBe(missing - 1);
        const end = all.find((seq) => seq > missing && set.has(seq)) ?? 31;
        expect(firstGap(ranges, 30)).toEqual(missing > 30 ? null : [missing, Math.min(30, end - 1)]);
      }
    }
  });

  it('are a condition of the engine', () => {
    expect(seqCondition([])).toBe('0');
    expect(seqCondition(seqsThrough(7))).toBe('seq <= 7');
    expect(
      seqCondition([
        [1, 7],
        [9, 12],
      ]),
    ).toBe('(seq <= 7 OR seq BETWEEN 9 AND 12)');
  });
});
