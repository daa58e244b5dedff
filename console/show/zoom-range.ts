// Zooming in time: a longer or shorter range around one moment of it.

export interface MsRange {
  readonly from: number;
  readonly to: number;
}

const minMs = 1_000;
const maxMs = 10 * 365 * 86_400_000;

/** `factor` below 1 = closer. What stood at `at` stays where it was. Null = all time: no range is that long. Never past `now` unless the range was. */
export function zoomRange({ from, to }: MsRange, at: number, factor: number, now: number): MsRange | null {
  const span = to - from;
  const wanted = Math.max(minMs, span * factor);
  if (wanted > maxMs) return null;
  const share = Math.min(1, Math.max(0, (at - from) / span));
  const begin = Math.round(at - share * wanted);
  const end = Math.round(at + (1 - share) * wanted);
  return { from: begin, to: Math.max(begin + minMs, Math.min(end, Math.max(now, to))) };
}
