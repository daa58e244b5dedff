// What several commands ask of their options.
import { AppError } from '../lib/app-error.ts';

export function requireFormat(format: string, known: readonly string[]): void {
  if (!known.includes(format)) throw new AppError('bad_parameter', `-o ${format} is not known.`, { hint: `One of ${known.join(', ')}.` });
}

/** The number of `--limit`; absent = no limit. */
export function readLimit(text: string | undefined): number {
  const limit = text === undefined ? Infinity : Number(text);
  if (limit === Infinity || (Number.isInteger(limit) && limit >= 1)) return limit;
  throw new AppError('bad_parameter', `--limit ${text} is no whole number from 1 on.`);
}
