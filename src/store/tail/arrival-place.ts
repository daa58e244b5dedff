// How far somebody has seen what arrives: bodies may become visible in another order than their sequences, so a place is what is still to come.

/** Sequences `from` to `to`, both included; `to` may be Infinity. */
export type SeqRange = readonly [from: number, to: number];

export interface ArrivalPlace {
  /** The last event that was seen: later items of its body are still to come. Null = no body is seen in part. */
  readonly last: { readonly seq: number; readonly place: number } | null;
  /** Bodies still to come, in order; the last range has no end. */
  readonly open: readonly SeqRange[];
}

export function placeAfterAll(visible: readonly SeqRange[]): ArrivalPlace {
  return { last: null, open: subtract([[0, Infinity]], visible) };
}

/** The place after an event, where all that is visible comes in order of sequence and place. */
export function advance(place: ArrivalPlace, visible: readonly SeqRange[], seq: number, item: number): ArrivalPlace {
  const passed = visible.filter(([from]) => from <= seq).map(([from, to]): SeqRange => [from, Math.min(to, seq)]);
  return { last: { seq, place: item }, open: subtract(place.open, passed) };
}

/** The place after all that is visible. */
export function passAll(place: ArrivalPlace, visible: readonly SeqRange[]): ArrivalPlace {
  return { last: null, open: subtract(place.open, visible) };
}

/** What of `visible` is still to come. */
export function ahead({ open }: ArrivalPlace, visible: readonly SeqRange[]): readonly SeqRange[] {
  return open.flatMap(([from, to]) =>
    visible.map(([first, last]): SeqRange => [Math.max(from, first), Math.min(to, last)]).filter(([first, last]) => first <= last),
  );
}

function subtract(ranges: readonly SeqRange[], cuts: readonly SeqRange[]): readonly SeqRange[] {
  let left = ranges;
  for (const [from, to] of cuts)
    left = left.flatMap((range): readonly SeqRange[] => {
      if (range[1] < from || range[0] > to) return [range];
      const pieces: SeqRange[] = [
        [range[0], from - 1],
        [to + 1, range[1]],
      ];
      return pieces.filter(([first, last]) => first <= last);
    });
  return left;
}

/** Holes beyond this many are joined, oldest first: what lies between them would be seen again, and nothing is lost. */
const maxHoles = 40;
const lastItem = 0xffff_ffff;

/** Text for a `Last-Event-ID`: the last event's sequence and item, then, where they are not simply all later ones, the bodies still to come. */
export function printPlace({ last, open }: ArrivalPlace): string {
  const end = open[open.length - 1][0];
  const { seq, place } = last ?? { seq: end - 1, place: lastItem };
  const head = `${base36(seq)}-${base36(place)}`;
  if (open.length === 1 && end === seq + 1) return head;
  const holes = [...open];
  while (holes.length > maxHoles) holes.splice(0, 2, [holes[0][0], holes[1][1]]);
  return [head, ...holes.map(([from, to]) => `${base36(from)}-${to === Infinity ? '' : base36(to)}`)].join('.');
}

/** Null for text that `printPlace` does not write. */
export function parsePlace(text: string): ArrivalPlace | null {
  if (text.length > 2000 || !/^[0-9a-z]{1,11}-[0-9a-z]{1,7}(?:(?:\.[0-9a-z]{1,11}-[0-9a-z]{1,11})*\.[0-9a-z]{1,11}-)?$/.test(text)) return null;
  const [head, ...ranges] = text.split('.').map((part) => part.split('-').map((number) => (number === '' ? Infinity : Number.parseInt(number, 36))));
  const open = ranges.length === 0 ? [[head[0] + 1, Infinity] as const] : ranges.map(([from, to]): SeqRange => [from, to]);
  const isInOrder =
    open.every(([from, to], k) => from <= to && (k === 0 || open[k - 1][1] < from)) && open.flat().every((n) => n === Infinity || Number.isSafeInteger(n));
  if (!isInOrder || !Number.isSafeInteger(head[0]) || head[1] > lastItem) return null;
  return { last: head[1] === lastItem ? null : { seq: head[0], place: head[1] }, open };
}

function base36(number: number): string {
  return number.toString(36);
}
