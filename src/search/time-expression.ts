// Times as people write them: RFC 3339, a date, now, -15m, now-15m. One reading for parameters and for time fields.
import { parseTimestamp } from '../audit/timestamp.ts';

const unitMicros: Readonly<Record<string, number>> = { s: 1e6, m: 60e6, h: 3600e6, d: 86_400e6, w: 604_800e6 };

/** Relative times stop at the borders of readable timestamps: farther ones would overflow the engine and the calendar. */
const newestMicros = Date.UTC(2106, 0, 1) * 1000;

/** Microseconds since the epoch, or null for text that is no time. Relative times count from `nowMicros`. */
export function parseTimeExpression(text: string, nowMicros: number): number | null {
  if (text === 'now') return nowMicros;
  const relative = /^(?:now)?([+-])(\d{1,9})([smhdw])$/.exec(text);
  if (relative !== null) {
    const [, sign, amount, unit] = relative;
    if (sign === '+' && !text.startsWith('now')) return null;
    const micros = nowMicros + (sign === '-' ? -1 : 1) * Number(amount) * unitMicros[unit];
    return Math.min(newestMicros, Math.max(0, micros));
  }
  return parseTimestamp(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
}

/** What `parseTimeExpression` takes, for hints. */
export const timeForms = '2026-11-23T04:53:06Z (any offset), 2026-11-23, now, -15m, now-15m (s m h d w)';
