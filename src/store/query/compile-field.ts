// Terms on fields that have a column: the column holds exactly the decoded value, so most are exact.
import { findField, type Field } from '../../audit/fields.ts';
import { compareDecimals } from '../../audit/decimal.ts';
import type { Bound, Term, Test, WildcardPart } from '../../search/ast.ts';
import { flag, quoted } from '../schema.ts';
import type { Resolved } from './compile.ts';
import { always, and, exactly, likeEscape, never, noneOf, nothing, or, unknown, type Bounds, type ParameterList } from './sql.ts';

/** Both address fields are decided on the addresses as received. */
const addressField = findField('sourceIPs')!;
export const addressColumn = quoted(addressField.name);

export function compileField(term: Term, parameters: ParameterList, resolved: Resolved): Bounds {
  const values = resolved.values.get(term);
  if (values !== undefined) return exactly(values.length === 0 ? never : `${addressColumn} IN ${parameters.add(values, 'Array(String)')}`);
  if (term.field.kind === 'ip') return term.test.op === 'present' ? compilePresence(addressField, term.test) : unknown;
  if (term.field.kind === 'list' && term.field.storage !== 'none') return compileList(term.field, term.test, parameters);
  return compileStored(term.field, term.test, parameters);
}

function compileStored(field: Field, test: Test, parameters: ParameterList): Bounds {
  switch (field.storage) {
    case 'dictionary':
    case 'string':
      return compileString(quoted(field.name), test, parameters);
    case 'code':
      return compileCode(quoted(field.name), test);
    case 'time':
      return compileTime(field, test);
    case 'computed':
      return field.name === 'durationMs' ? compileDuration(test) : { may: `position(${quoted('requestURI')}, '?') > 0`, sure: never };
    case 'none':
      return compileUnstored(field, test);
    default:
      return compilePresence(field, test);
  }
}

/** A condition on a string expression in which absent is ''. */
export function compileString(column: string, test: Test, parameters: ParameterList): Bounds {
  switch (test.op) {
    case 'present':
      return exactly(`${column} != ''`);
    case 'equals':
      return exactly(`${column} = ${parameters.string(test.value)}`);
    case 'wildcard':
      return compileWildcard(column, test.pattern, parameters);
    default:
      return unknown;
  }
}

/** LIKE is exact for `*`; what the engine takes for one character may differ from ours, so `?` only narrows. */
export function compileWildcard(column: string, pattern: readonly WildcardPart[], parameters: ParameterList): Bounds {
  const like = pattern.map((part) => ('literal' in part ? likeEscape(part.literal) : '%')).join('');
  const condition = and(`${column} != ''`, `${column} LIKE ${parameters.string(like)}`);
  return pattern.some((part) => 'one' in part) ? { may: condition, sure: never } : exactly(condition);
}

function compileList(field: Field, test: Test, parameters: ParameterList): Bounds {
  const column = quoted(field.name);
  const list = `JSONExtract(${column}, 'Array(String)')`;
  switch (test.op) {
    case 'present':
      return exactly(`${column} NOT IN ('', '[]')`);
    case 'equals':
      return exactly(`has(${list}, ${parameters.string(test.value)})`);
    case 'wildcard': {
      const each = compileWildcard('x', test.pattern, parameters);
      const any = `arrayExists(x -> ${each.may}, ${list})`;
      return { may: any, sure: each.sure === never ? never : any };
    }
    default:
      return unknown;
  }
}

/** JSON columns: absent is '', and what counts as absent in a query can be written in few ways (blank lists make an event odd). */
function compilePresence(field: Field, test: Test): Bounds {
  return test.op === 'present' ? exactly(`${quoted(field.name)} NOT IN ('', 'null', '""', '[]')`) : unknown;
}

/** Objects that are walked into stand in the shape; parts of impersonatedUser and the like lie inside its JSON. */
function compileUnstored(field: Field, test: Test): Bounds {
  const dot = field.name.indexOf('.');
  if (dot > 0) return { may: `${quoted(field.name.slice(0, dot))} != ''`, sure: never };
  if (test.op !== 'present') return unknown;
  const stands = `position(shape, '${field.letter}{') > 0`;
  return { may: or("shape = ''", "position(shape, '\"') > 0", stands), sure: and("shape != ''", "position(shape, '\"') = 0", stands) };
}

const noFlag = (bits: number): string => `bitAnd(flags, ${bits}) = 0`;

function compileTime(field: Field, test: Test): Bounds {
  const isStage = field.name === 'stageTimestamp';
  const readable = noFlag(isStage ? flag.noStageTimestamp : flag.noReceivedTimestamp);
  // Present but unreadable is possible: the event itself tells.
  if (test.op === 'present') return { may: always, sure: readable };
  if (test.op !== 'range') return unknown;
  const value = isStage ? 'ts' : '(ts - lat)';
  return exactly(
    and(
      readable,
      boundOf(value, '>', test.low, (bound) => bound.micros!),
      boundOf(value, '<', test.high, (bound) => bound.micros!),
    ),
  );
}

function boundOf(value: string, sign: '>' | '<', bound: Bound | null, number: (bound: Bound) => number): string {
  return bound === null ? always : `${value} ${sign}${bound.inclusive ? '=' : ''} ${number(bound)}`;
}

const maxCode = 65_535;

/** Status codes are whole numbers from 1 on (anything else makes an event odd); operands are decimals of any length. */
function compileCode(column: string, test: Test): Bounds {
  if (test.op === 'present') return exactly(`${column} != 0`);
  const range = wholeRange(test, 1, maxCode, '');
  return range === null ? unknown : range.low > range.high ? nothing : exactly(`${column} BETWEEN ${range.low} AND ${range.high}`);
}

const maxMicros = 2 ** 52;

function compileDuration(test: Test): Bounds {
  const readable = noFlag(flag.noStageTimestamp | flag.noReceivedTimestamp);
  if (test.op === 'present') return exactly(readable);
  const range = wholeRange(test, -maxMicros, maxMicros, 'e-3');
  if (range === null) return noneOf(unknown);
  return range.low > range.high ? nothing : exactly(and(readable, `lat BETWEEN ${range.low} AND ${range.high}`));
}

/** The whole numbers n in [least, most] for which n·scale satisfies the test: found by halving with exact decimal comparison. */
function wholeRange(test: Test, least: number, most: number, scale: string): { readonly low: number; readonly high: number } | null {
  if (test.op !== 'equals' && test.op !== 'range') return null;
  const low: Bound | null = test.op === 'equals' ? { value: test.value, inclusive: true } : test.low;
  const high: Bound | null = test.op === 'equals' ? { value: test.value, inclusive: true } : test.high;
  const first = (isIn: (n: number) => boolean): number => {
    let from = least;
    let to = most + 1;
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (isIn(middle)) to = middle;
      else from = middle + 1;
    }
    return from;
  };
  const compare = (n: number, bound: Bound): number => compareDecimals(`${n}${scale}`, bound.value);
  return {
    low: low === null ? least : first((n) => (low.inclusive ? compare(n, low) >= 0 : compare(n, low) > 0)),
    high: high === null ? most : first((n) => (high.inclusive ? compare(n, high) > 0 : compare(n, high) >= 0)) - 1,
  };
}
