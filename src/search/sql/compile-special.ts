// The functions whose statement is made by hand: time buckets, casts, patterns, counting and lists of values.
import { fail } from '../lex.ts';
import { intervalUnits, type CastType, type Expression, type IntervalUnit } from './ast.ts';
import { asOneType, commonKind, convert, nullOf, withoutMissing, type Binder, type Compiled } from './compiled.ts';
import type { Kind } from './functions.ts';

const unitMicros: Partial<Record<IntervalUnit, number>> = { second: 1e6, minute: 60e6, hour: 3600e6, day: 86_400e6 };
const calendar: Partial<Record<IntervalUnit, string>> = {
  week: 'toStartOfWeek($1, 1)',
  month: 'toStartOfMonth($1)',
  quarter: 'toStartOfQuarter($1)',
  year: 'toStartOfYear($1)',
};

/** The begin of the interval of a time: multiples since the epoch, in UTC; weeks begin on Monday. */
export function bucket(binder: Binder, time: string, amount: number, unit: IntervalUnit, at: number): string {
  const micros = unitMicros[unit];
  if (micros === undefined) {
    if (amount !== 1)
      fail(binder.text, at, 'bad_value', `An interval of ${amount} ${unit}s has no fixed begin.`, `Write INTERVAL 1 ${unit.toUpperCase()}, or days.`);
    return `toDateTime64(${calendar[unit]!.replace('$1', time)}, 0, 'UTC')`;
  }
  const width = amount * micros;
  return `CAST(fromUnixTimestamp64Micro(intDiv(toUnixTimestamp64Micro(${time}), ${width}) * ${width}, 'UTC'), 'Nullable(DateTime64(0, \\'UTC\\'))')`;
}

export function unitOf(binder: Binder, node: Expression): IntervalUnit {
  const unit = node.type === 'text' ? node.value.toLowerCase().replace(/s$/, '') : '';
  if (!(intervalUnits as readonly string[]).includes(unit))
    fail(binder.text, node.from, 'bad_value', 'A unit of time is needed here.', `One of '${intervalUnits.join("', '")}'.`);
  return unit as IntervalUnit;
}

/** The last moment that times here can have, ms: what is cast beyond it stops there. */
const newestMs = Date.UTC(2106, 0, 1);

/** Casts never fail: what cannot be read is NULL. */
export function castTo(binder: Binder, value: Compiled, target: CastType): Compiled {
  const kind: Kind = target === 'timestamp' ? 'time' : target;
  if (value.kind === kind) return value;
  if (value.kind === 'list' || value.kind === 'interval') fail(binder.text, value.node.from, 'bad_value', 'This cannot be cast.', 'CAST takes single values.');
  if (value.kind === 'null') return convert(binder, value, kind);
  const from = value.kind === 'json' ? 'text' : value.kind;
  return { ...value, kind, sql: casts[target][from]?.(value.sql) ?? value.sql };
}

const casts: Readonly<Record<CastType, Partial<Record<Kind, (sql: string) => string>>>> = {
  text: {
    number: (sql) => `toString(${sql})`,
    boolean: (sql) => `if(${sql}, 'true', 'false')`,
    time: (sql) => `concat(replaceOne(toString(toDateTime64(${sql}, 6, 'UTC')), ' ', 'T'), 'Z')`,
  },
  number: {
    text: (sql) => `toFloat64OrNull(${sql})`,
    boolean: (sql) => `toUInt8(${sql})`,
    time: (sql) => `toUnixTimestamp64Milli(${sql})`,
  },
  timestamp: {
    text: (sql) => `parseDateTime64BestEffortOrNull(${sql}, 6, 'UTC')`,
    number: (sql) => `fromUnixTimestamp64Milli(toInt64(least(greatest(ifNotFinite(toFloat64(${sql}), 0), 0.), ${newestMs}.)), 'UTC')`,
    boolean: (sql) => `fromUnixTimestamp64Milli(toInt64(${sql}), 'UTC')`,
  },
  boolean: {
    text: (sql) => `(${sql} = 'true')`,
    number: (sql) => `(${sql} != 0)`,
    time: (sql) => `isNotNull(${sql})`,
  },
};

/** LIKE: `%` and `_`, `\` before either means the character. The pattern is written out, so that it can be checked. */
export function like(binder: Binder, name: string, operand: Compiled, pattern: Expression): string {
  if (pattern.type !== 'text') return fail(binder.text, pattern.from, 'bad_value', 'A pattern is text in quotes.', "Write LIKE 'kube%'.");
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(pattern.value))
    fail(binder.text, pattern.from, 'bad_value', 'The pattern ends with a lone backslash.', 'Write \\\\ for a backslash itself.');
  if (pattern.value.length > 1000) fail(binder.text, pattern.from, 'bad_value', 'The pattern is longer than 1000 characters.', 'Write a shorter one.');
  return `${name}(${operand.sql}, ${binder.bind(pattern.value, 'String')})`;
}

const maxList = 1_000;

/** `x IN (…)`: the list is written out. */
export function inList(binder: Binder, items: readonly Compiled[]): string {
  if (items.length - 1 > maxList) fail(binder.text, items[maxList].node.from, 'bad_value', `A list of more than ${maxList} values.`, 'Ask in parts.');
  for (const { node } of items.slice(1))
    if (node.type !== 'text' && node.type !== 'number' && node.type !== 'boolean')
      fail(binder.text, node.from, 'bad_value', 'The values of IN are written out.', "Write x IN ('a', 'b').");
  const kind = commonKind(binder, items);
  const [operand, ...list] = items.map((item) => convert(binder, item, kind).sql);
  return `(${operand} IN (${list.join(', ')}))`;
}

export function quantile(binder: Binder, parameter: string | undefined, value: string, at: number): string {
  const share = Number(parameter ?? '0.5');
  if (!(share >= 0 && share <= 1)) fail(binder.text, at, 'bad_value', 'A quantile lies between 0 and 1.', 'Write quantile(0.95)(durationMs).');
  return `quantileExactInclusive(${share})(${value})`;
}

/** `count()`, `count(*)`, `count(1)`, `count(x)`, `count(DISTINCT x)`. */
export function count(value: Compiled | null, isDistinct: boolean): string {
  if (value === null || (value.node.type === 'number' && !isDistinct)) return 'count()';
  const { sql } = withoutMissing(value);
  return isDistinct ? `uniqExact(${sql})` : `count(${sql})`;
}

/** `time + INTERVAL 1 HOUR`. */
export function shift(time: string, sign: string, { amount, unit }: { readonly amount: number; readonly unit: IntervalUnit }): string {
  return `(${time} ${sign} INTERVAL ${amount} ${unit.toUpperCase()})`;
}

/** CASE as a chain of conditions; without ELSE the rest is NULL. */
export function caseOf(
  binder: Binder,
  whens: readonly Compiled[],
  thens: readonly Compiled[],
  otherwise: Compiled | null,
): { readonly sql: string; readonly kind: Kind } {
  const kind = commonKind(binder, otherwise === null ? thens : [...thens, otherwise]);
  const parts = whens.flatMap((when, k) => [when.sql, asOneType(convert(binder, thens[k], kind)).sql]);
  const last = otherwise === null ? nullOf(kind) : asOneType(convert(binder, otherwise, kind)).sql;
  return { sql: `multiIf(${[...parts, last].join(', ')})`, kind };
}
