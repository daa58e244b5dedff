// The small schemas that many requests share: names, flags, whole numbers and lists as they stand in a URL.
import { z } from 'zod';

/** Names of clusters, regions, logsets and topics. */
export const namePattern = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;

const nameRule = 'must be 1–63 of a–z, 0–9, "." and "-", beginning and ending with a letter or digit';

export const name = z.string('must be a name').regex(namePattern, nameRule);

export const clusterParams = z.strictObject({ cluster: name });

/** `true` or `false` in a URL. */
export const flag = z
  .enum(['true', 'false'], 'must be true or false')
  .transform((text) => text === 'true')
  .meta({ type: 'boolean' });

/** A whole number in a URL. */
export function wholeNumber(min: number, max: number) {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z
    .string('must be given once')
    .regex(/^\d{1,9}$/, rule)
    .transform(Number)
    .refine((value) => value >= min && value <= max, rule)
    .meta({ type: 'integer', minimum: min, maximum: max });
}

/** One text in a URL; given twice it is refused. */
export const text = z.string('must be given once');

const textOrTexts = z.union([z.string(), z.array(z.string())], 'must be text');

function splitList(value: string | readonly string[]): string[] {
  const parts = (typeof value === 'string' ? [value] : value).flatMap((part) => part.split(','));
  return [...new Set(parts)].sort();
}

/** Names in a URL, by repeating the parameter or with commas between them: sorted, each once. */
export const nameList = textOrTexts
  .transform(splitList)
  .refine((names) => names.every((part) => namePattern.test(part)), `must be names with commas between them; each ${nameRule}`)
  .meta({ type: 'string', description: 'One or more names: repeated, or with commas between them.' });
