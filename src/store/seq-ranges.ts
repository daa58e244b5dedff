// Sets of sequences as few ranges: what is stored whole, while a backlog and new bodies are stored side by side.

/** Ascending, apart from each other, both ends inclusive; sequences begin at 1. */
export type SeqRanges = readonly (readonly [first: number, last: number])[];

/** Every sequence up to this one. */
export function seqsThrough(last: number): SeqRanges {
  return last < 1 ? [] : [[1, last]];
}

export function addSeqs(ranges: SeqRanges, first: number, last: number): SeqRanges {
  if (last < first) return ranges;
  const before = ranges.filter((range) => range[1] < first - 1);
  const after = ranges.filter((range) => range[0] > last + 1);
  const touched = ranges.slice(before.length, ranges.length - after.length);
  const from = touched.length === 0 ? first : Math.min(first, touched[0][0]);
  const to = touched.length === 0 ? last : Math.max(last, touched[touched.length - 1][1]);
  return [...before, [from, to], ...after];
}

export function unionOfSeqs(a: SeqRanges, b: SeqRanges): SeqRanges {
  return b.reduce<SeqRanges>((all, [first, last]) => addSeqs(all, first, last), a);
}

export function hasSeq(ranges: SeqRanges, seq: number): boolean {
  return ranges.some(([first, last]) => first <= seq && seq <= last);
}

/** The largest sequence up to which none is missing. */
export function wholeThrough(ranges: SeqRanges): number {
  return ranges.length > 0 && ranges[0][0] === 1 ? ranges[0][1] : 0;
}

export function newestOfSeqs(ranges: SeqRanges): number {
  return ranges.length === 0 ? 0 : ranges[ranges.length - 1][1];
}

/** The oldest run of sequences up to `through` that are not among them. */
export function firstGap(ranges: SeqRanges, through: number): readonly [first: number, last: number] | null {
  const first = wholeThrough(ranges) + 1;
  if (first > through) return null;
  const next = ranges.find((range) => range[0] > first);
  return [first, next === undefined ? through : Math.min(through, next[0] - 1)];
}

/** As a condition of the engine on the column `seq`. */
export function seqCondition(ranges: SeqRanges): string {
  if (ranges.length === 0) return '0';
  const parts = ranges.map(([first, last]) => (first === 1 ? `seq <= ${last}` : `seq BETWEEN ${first} AND ${last}`));
  return parts.length === 1 ? parts[0] : `(${parts.join(' OR ')})`;
}
