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

/** `value` as `kind`; a problem with its place where that would be a guess. */
export function convert(binder: Binder, value: Compiled, kind: Kind): Compiled {
  if (value.kind === kind) return value;
  const to = (sql: string): Compiled => ({ ...value, sql, kind });
  if (value.kind === 'null') return to(`CAST(NULL, 'Nullable(${engineTypes[kind]})')`);
  if (value.kind === 'json' && kind === 'text') return to(value.sql);
  if (value.kind === 'text' && kind === 'json') return to(value.sql);
  if (value.kind === 'json' && kind === 'number') return to(`toFloat64OrNull(${value.sql})`);
  if (value.kind === 'boolean' && kind === 'number') return to(`toUInt8(${value.sql})`);
  if (value.kind === 'boolean' && kind === 'json') return to(`if(${value.sql}, 'true', 'false')`);
  if (value.node.type === 'text' && kind === 'time') return to(timeLiteral(binder, value.node));
  if (value.node.type === 'text' && kind === 'number') return to(numberLiteral(binder, value.node.value, value.node.from));
  return fail(binder.text, value.node.from, 'bad_value', `This is ${names[value.kind]}, and ${names[kind]} is needed.`, hintFor(value.kind, kind));
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

export const engineTypes: Readonly<Record<Kind, string>> = {
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

function unified(common: Kind, { kind, node }: Compiled): Kind | null {
  if (kind === 'list' || kind === 'interval') return null;
  if (common === 'null' || kind === common) return kind === 'null' ? common : kind;
  if (kind === 'null') return common;
  const pair = new Set([common, kind]);
  if (pair.has('json') && pair.has('text')) return 'text';
  if (pair.has('json') && pair.has('number')) return 'number';
  if (pair.has('json') && pair.has('boolean')) return 'json';
  if (pair.has('boolean') && pair.has('number')) return 'number';
  // A quoted literal becomes what stands beside it.
  if (kind === 'text' && node.type === 'text' && (common === 'time' || common === 'number')) return common;
  return null;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
