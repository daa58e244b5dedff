// RFC 3339 timestamps as microseconds since the epoch: the one reading that ingest, search and the time parameters share.

/** The readable window: what the engine's date functions and a 32-bit second counter hold without wrapping. */
const minMicros = 0;
const maxMicros = Date.UTC(2106, 0, 1) * 1000;

const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/**
 * Microseconds since the epoch of an RFC 3339 timestamp with any offset; digits past microseconds are cut off.
 * Null for anything else, for impossible dates and for years outside 1970–2105.
 */
export function parseTimestamp(text: string): number | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = match;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (new Date(date).getUTCDate() !== Number(day) || Number(month) > 12 || Number(month) < 1) return null;
  // A leap second is read as the second before it plus one, as Go and the API server's clock do not write it.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || Number(offsetHour) > 23 || Number(offsetMinute) > 59) return null;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1);
  const seconds = (Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second);
  const micros = (date + seconds * 1000) * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
  return micros >= minMicros && micros < maxMicros ? micros : null;
}

/** `2026-11-23T04:53:06.879628Z`: six digits, UTC, as kube-apiserver writes it (metav1.MicroTime). */
export function formatTimestamp(micros: number): string {
  const seconds = Math.floor(micros / 1e6);
  const fraction = micros - seconds * 1e6;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(fraction).padStart(6, '0')}Z`;
}
