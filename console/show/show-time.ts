// Times as the console writes them: UTC, with the digits that the event has.
import { formatTimestamp, parseTimestamp } from '../../src/audit/timestamp.ts';

export interface ShownTime {
  /** `11-23` */
  readonly date: string;
  /** `04:53:06` */
  readonly time: string;
  /** `.879` */
  readonly fraction: string;
  /** All of it: date, time with microseconds, UTC. */
  readonly full: string;
}

/** Null when the text is no timestamp: then the text itself is to be shown. */
export function showTime(text: string | null): ShownTime | null {
  const micros = text === null ? null : parseTimestamp(text);
  if (micros === null) return null;
  const iso = formatTimestamp(micros);
  return {
    date: iso.slice(5, 10),
    time: iso.slice(11, 19),
    fraction: iso.slice(19, 23),
    full: `${iso.slice(0, 10)} ${iso.slice(11, 26)} UTC`,
  };
}

/** Milliseconds between two timestamps, negative if the clock ran back; null if either cannot be read. */
export function durationMs(from: string | null, to: string | null): number | null {
  const start = from === null ? null : parseTimestamp(from);
  const end = to === null ? null : parseTimestamp(to);
  return start === null || end === null ? null : (end - start) / 1000;
}

/** `0.4 ms`, `12 ms`, `3.20 s`, `4 min 10 s`, `2 h 5 min`, `1 d 3 h`. */
export function showDuration(ms: number): string {
  const size = Math.abs(ms);
  const sign = ms < 0 ? '−' : '';
  if (size < 10) return `${sign}${size.toFixed(1)} ms`;
  if (size < 1000) return `${sign}${Math.round(size)} ms`;
  if (size < 60_000) return `${sign}${(size / 1000).toFixed(2)} s`;
  const [unit, bigger, per, perBigger] = size < 3_600_000 ? ['s', 'min', 1000, 60] : size < 86_400_000 ? ['min', 'h', 60_000, 60] : ['h', 'd', 3_600_000, 24];
  const whole = Math.floor(size / per);
  return `${sign}${Math.floor(whole / perBigger)} ${bigger} ${whole % perBigger} ${unit}`;
}

/** The range from so long before a moment to so long after it, as the address takes it; null where the text is no timestamp. */
export function aroundTime(text: string | null, ms: number): { readonly from: string; readonly to: string } | null {
  const micros = text === null ? null : parseTimestamp(text);
  if (micros === null) return null;
  return { from: formatTimestamp(micros - ms * 1000), to: formatTimestamp(micros + ms * 1000) };
}
