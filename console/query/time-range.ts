// Time ranges as they stand in the URL and in the API: relative (`-15m`) or RFC 3339 in UTC; nothing = all time.
import { formatTimestamp, parseTimestamp } from '../../src/audit/timestamp.ts';

export interface TimeRange {
  readonly from?: string;
  readonly to?: string;
}

/** The ranges that are one click away; '' = all time. */
export const presets = ['-15m', '-1h', '-24h', '-7d', ''] as const;
export type Preset = (typeof presets)[number];

export function presetOf(range: TimeRange): Preset | null {
  if (range.to !== undefined) return null;
  return presets.find((preset) => preset === (range.from ?? '')) ?? null;
}

/**
 * What a person types for a moment in UTC as RFC 3339: `2026-11-23`, `2026-11-23 04:53`, `2026-11-23T04:53:06.5Z`.
 * '' for nothing, null for what is no moment.
 */
export function readMoment(text: string): string | null {
  const trimmed = text.trim().replace(/\s*UTC$/i, '');
  if (trimmed === '') return '';
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T]+(\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?)?(Z|[+-]\d\d:\d\d)?$/i.exec(trimmed);
  if (match === null) return null;
  const [, date, minutes = '00:00', seconds = ':00', zone = 'Z'] = match;
  const micros = parseTimestamp(`${date}T${minutes}${seconds}${zone}`);
  return micros === null ? null : formatTimestamp(micros).replace(/\.0{6}Z$/, 'Z');
}

/** A moment of the URL for people: `2026-11-23 04:53:06`; relative and odd ones as they stand. */
export function writeMoment(text: string | undefined): string {
  const micros = text === undefined ? null : parseTimestamp(text);
  if (micros === null) return text ?? '';
  const [date, time] = formatTimestamp(micros).slice(0, -1).split('T');
  return `${date} ${time.replace(/(:00)?\.0{6}$/, '')}`;
}
