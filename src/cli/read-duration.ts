// Durations on the command line: 90s, 5m, 1h, or seconds.
import { AppError } from '../lib/app-error.ts';

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };

/** Whole seconds. Throws AppError `bad_parameter` for anything else, or for less than one. */
export function readSeconds(option: string, text: string): number {
  const match = /^(\d{1,6})([smh]?)$/.exec(text);
  const seconds = match === null ? 0 : Number(match[1]) * units[match[2]];
  if (seconds < 1) throw new AppError('bad_parameter', `${option} ${JSON.stringify(text)} is no duration.`, { hint: `${option} 5m, ${option} 90s` });
  return seconds;
}

/** A whole number of at least 1, where it is given. */
export function readCount(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new AppError('bad_parameter', `${option} ${JSON.stringify(text)} is no whole number from 1 on.`);
  return Number(text);
}
