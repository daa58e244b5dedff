// Whether a value satisfies a test: by its characters, its exact decimal value, its instant, or its address.
import { isInCidr, parseAddress, parseCidr } from '../audit/address.ts';
import { compareParsed, parseDecimal } from '../audit/decimal.ts';
import type { FieldKind } from '../audit/fields.ts';
import { isArray, isNumber, type JsonValue } from '../audit/json-value.ts';
import { parseTimestamp } from '../audit/timestamp.ts';
import type { Bound, Test, WildcardPart } from './ast.ts';

/** A test made ready for one scalar value of a field of this kind. */
export function scalarTest(test: Exclude<Test, { op: 'present' }>, kind: FieldKind): (value: JsonValue) => boolean {
  switch (test.op) {
    case 'equals':
      return kind === 'ip' ? addressEquals(test.value) : scalarEquals(test.value);
    case 'wildcard':
      return (value) => typeof value === 'string' && matchesWildcard(test.pattern, value);
    case 'cidr': {
      const cidr = parseCidr(test.value);
      return (value) => {
        const address = typeof value === 'string' ? parseAddress(value) : null;
        return cidr !== null && address !== null && isInCidr(address, cidr);
      };
    }
    case 'range':
      return kind === 'time' ? timeRange(test.low, test.high) : numberRange(test.low, test.high);
  }
}

/** There, and not null, "" or []. */
export function isPresent(value: JsonValue): boolean {
  return value !== null && value !== '' && !(isArray(value) && value.items.length === 0);
}

function scalarEquals(operand: string): (value: JsonValue) => boolean {
  const decimal = parseDecimal(operand);
  return (value) => {
    if (typeof value === 'string') return value === operand;
    if (typeof value === 'boolean') return String(value) === operand;
    if (!isNumber(value) || decimal === null) return false;
    const own = parseDecimal(value.text);
    return own !== null && compareParsed(own, decimal) === 0;
  };
}

function addressEquals(operand: string): (value: JsonValue) => boolean {
  const address = parseAddress(operand);
  return (value) => typeof value === 'string' && (value === operand || (address !== null && parseAddress(value) === address));
}

function numberRange(low: Bound | null, high: Bound | null): (value: JsonValue) => boolean {
  const from = low === null ? null : parseDecimal(low.value);
  const to = high === null ? null : parseDecimal(high.value);
  return (value) => {
    const own = isNumber(value) ? parseDecimal(value.text) : null;
    if (own === null) return false;
    return isAfter(from === null ? null : compareParsed(own, from), low) && isAfter(to === null ? null : -compareParsed(own, to), high);
  };
}

function timeRange(low: Bound | null, high: Bound | null): (value: JsonValue) => boolean {
  return (value) => {
    const own = typeof value === 'string' ? parseTimestamp(value) : null;
    if (own === null) return false;
    return isAfter(low === null ? null : own - low.micros!, low) && isAfter(high === null ? null : high.micros! - own, high);
  };
}

/** `difference`: how far inside the bound a value lies; null = no bound. */
function isAfter(difference: number | null, bound: Bound | null): boolean {
  return difference === null || bound === null || difference > 0 || (difference === 0 && bound.inclusive);
}

/** Whole-value wildcard match: `any` = a run of characters, `one` = one character (code point). Linear in text × parts, no regular expression. */
export function matchesWildcard(pattern: readonly WildcardPart[], text: string): boolean {
  return pattern.some((part) => 'one' in part) ? matchesCharacters(pattern, text) : matchesRuns(pattern, text);
}

/** Literals in order with anything between them: what almost every pattern is, and cheap on a body of megabytes. */
function matchesRuns(pattern: readonly WildcardPart[], text: string): boolean {
  const literals = pattern.map((part) => ('literal' in part ? part.literal : ''));
  const head = literals[0];
  const tail = literals[literals.length - 1];
  if (pattern.length === 1) return head === '' || head === text;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  const end = text.length - tail.length;
  let at = head.length;
  for (const literal of literals.slice(1, -1)) {
    const found = text.indexOf(literal, at);
    if (found < 0 || found + literal.length > end) return false;
    at = found + literal.length;
  }
  return true;
}

function matchesCharacters(pattern: readonly WildcardPart[], text: string): boolean {
  const characters = [...text];
  const wanted: (string | null | undefined)[] = pattern.flatMap((part) => ('literal' in part ? [...part.literal] : 'one' in part ? [null] : [undefined]));
  let at = 0;
  let next = 0;
  let starAt = -1;
  let starNext = 0;
  while (at < characters.length) {
    const want = wanted[next];
    if (next < wanted.length && want !== undefined && (want === null || want === characters[at])) {
      at += 1;
      next += 1;
    } else if (next < wanted.length && want === undefined) {
      starAt = at;
      starNext = next;
      next += 1;
    } else if (starAt >= 0) {
      // Give the last star one character more.
      starAt += 1;
      at = starAt;
      next = starNext + 1;
    } else return false;
  }
  while (next < wanted.length && wanted[next] === undefined) next += 1;
  return next === wanted.length;
}
