// What an expression becomes on its way to the engine, and the steps from one kind of value to another.
import { fail } from '../lex.ts';
import { parseTimeExpression, timeForms } from '../time-expression.ts';
import type { Expression } from './ast.ts';
import type { Kind } from './functions.ts';

/** An expression for the engine. It holds placeholders and names of ours only. */
export interface Compiled {
  readonly sql: string;
  readonly kind: Kind;
  readonly hasAggregate: boolean;
  /** Reads a field outside of aggregates and of what is grouped by. */
  readonly isFree: boolean;
  /** The node it was made of: literals are converted before they are bound. */
  readonly node: Expression;
}

export type EngineType = 'String' | 'Int64' | 'Float64';

/** What makes the statement: values leave it as placeholders only. */
export interface Binder {
  readonly text: string;
  readonly nowMicros: number;
  bind(value: string | number, type: EngineType): string;
}

const names: Readonly<Record<Kind, string>> = {
  text: 'text',
  json: 'text',
  number: 'a number',
  time: 'a time',
  boolean: 'a condition',
  list: 'a list',
  interval: 'an interval',
  null: 'NULL',
};

/** Steps that lose nothing, by the kinds from and to. */
const steps: Readonly<Record<string, (sql: string) => string>> = {
  'json text': (sql) => sql,
  'text json': (sql) => sql,
  'json number': (sql) => `toFloat64OrNull(${sql})`,
  'boolean number': (sql) => `toUInt8(${sql})`,
  'boolean json': (sql) => `if(${sql}, 'true', 'false')`,
};

/** `value` as `kind`; a problem with its place where that would be a guess. */
export function convert(binder: Binder, value: Compiled, kind: Kind): Compiled {
  if (value.kind === kind) return value;
  const sql = value.kind === 'null' ? nullOf(kind) : (steps[`${value.kind} ${kind}`]?.(value.sql) ?? literalAs(binder, value.node, kind));
  if (sql !== null) return { ...value, sql, kind };
  return fail(binder.text, value.node.from, 'bad_value', `This is ${names[value.kind]}, and ${names[kind]} is needed.`, hintFor(value.kind, kind));
}

/** NULL of a kind. */
export function nullOf(kind: Kind): string {
  return `CAST(NULL, 'Nullable(${engineTypes[kind]})')`;
}

/** Text in quotes as a time or a number; null for what is none. */
function literalAs(binder: Binder, node: Expression, kind: Kind): string | null {
  if (node.type !== 'text') return null;
  if (kind === 'time') return timeLiteral(binder, node);
  return kind === 'number' ? numberLiteral(binder, node.value, node.from) : null;
}

function hintFor(from: Kind, to: Kind): string {
  if (from === 'list') return 'Write has(list, value), or unnest(field) for a row for each element.';
  if (to === 'time') return `Write CAST(x AS timestamp), or a time in quotes: ${timeForms}.`;
  if (to === 'number') return 'Write CAST(x AS number).';
  if (to === 'text') return 'Write CAST(x AS text).';
  if (to === 'boolean') return 'Write a comparison: x = value.';
  if (to === 'list') return 'List fields are user.groups, sourceIPs, impersonatedUser.groups; splitByChar makes lists.';
  return 'Write INTERVAL 5 MINUTE.';
}

const engineTypes: Readonly<Record<Kind, string>> = {
  text: 'String',
  json: 'String',
  number: 'Float64',
  time: "DateTime64(6, \\'UTC\\')",
  boolean: 'UInt8',
  list: 'String',
  interval: 'UInt8',
  null: 'UInt8',
};

export function numberLiteral(binder: Binder, value: string, at: number): string {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) fail(binder.text, at, 'bad_value', 'This is no number.', 'Write a decimal number: 403, 0.5, 1e3.');
  return Number.isSafeInteger(number) ? binder.bind(number, 'Int64') : binder.bind(number, 'Float64');
}

function timeLiteral(binder: Binder, node: Extract<Expression, { type: 'text' }>): string {
  const micros = parseTimeExpression(node.value, binder.nowMicros);
  if (micros === null) fail(binder.text, node.from, 'bad_value', 'This is no time.', `Write ${timeForms}.`);
  return `fromUnixTimestamp64Micro(${binder.bind(micros, 'Int64')}, 'UTC')`;
}

/** Missing text ('') as NULL. */
export function withoutMissing(value: Compiled): Compiled {
  return value.kind === 'text' || value.kind === 'json' ? { ...value, sql: `nullIf(${value.sql}, '')` } : value;
}

/** Numbers as one type of the engine, times too: values that stand for each other must have one. */
export function asOneType(value: Compiled): Compiled {
  if (value.kind === 'number') return { ...value, sql: `toFloat64(${value.sql})` };
  return value.kind === 'time' ? { ...value, sql: `toDateTime64(${value.sql}, 6, 'UTC')` } : value;
}

/** The kind that all of these can become. */
export function commonKind(binder: Binder, values: readonly Compiled[]): Kind {
  let common: Kind = 'null';
  // Literals last: they become what stands beside them.
  const isLiteral = (value: Compiled): boolean => value.node.type === 'text';
  for (const value of [...values.filter((item) => !isLiteral(item)), ...values.filter(isLiteral)]) {
    const next = unified(common, value);
    if (next === null)
      return fail(binder.text, value.node.from, 'bad_value', `${capital(names[value.kind])} does not go with ${names[common]}.`, hintFor(value.kind, common));
    common = next;
  }
  return common;
}

/** Kinds that meet in a third, in either order. */
const meetings: Readonly<Record<string, Kind>> = {
  'json text': 'text',
  'json number': 'number',
  'json boolean': 'json',
  'boolean number': 'number',
};

function unified(common: Kind, { kind, node }: Compiled): Kind | null {
  if (kind === 'list' || kind === 'interval') return null;
  if (kind === common || kind === 'null') return common;
  if (common === 'null') return kind;
  // A quoted literal becomes what stands beside it.
  if (node.type === 'text' && (common === 'time' || common === 'number')) return common;
  return meetings[`${common} ${kind}`] ?? meetings[`${kind} ${common}`] ?? null;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
