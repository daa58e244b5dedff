// Expressions with their kinds checked, as text for the engine: functions of the positive list, columns and values by names of ours.
import { nearestWord } from '../../lib/nearest-word.ts';
import { fail } from '../lex.ts';
import type { CastType, Expression } from './ast.ts';
import { bucket, caseOf, castTo, count, inList, like, quantile, shift, unitOf } from './compile-special.ts';
import { asOneType, commonKind, convert, numberLiteral, withoutMissing, type Binder, type Compiled } from './compiled.ts';
import { findFunction, functionNames, operators, type Kind, type SqlFunction, type Take } from './functions.ts';
import { printExpression } from './print-sql.ts';

type Call = Extract<Expression, { type: 'call' }>;
type Bare = Pick<Compiled, 'sql' | 'kind'>;

/** Where an expression stands, and what names mean there. */
export interface Scope {
  readonly binder: Binder;
  /** What a name reads: a column, or an alias. */
  readonly name: (node: Extract<Expression, { type: 'name' }>) => Compiled;
  /** The column of a field's values. */
  readonly values: (node: Extract<Expression, { type: 'name' }>, mode: 'unnest' | 'each') => Compiled;
  /** Identities of the expressions that are grouped by. */
  readonly groups: ReadonlySet<string>;
  /** Why aggregates cannot stand here; null = they can. */
  readonly noAggregates: string | null;
}

export function compileExpression(scope: Scope, node: Expression): Compiled {
  const compiled = compileNode(scope, node);
  return compiled.isFree && scope.groups.has(printExpression(node)) ? { ...compiled, isFree: false } : compiled;
}

const leaf = (node: Expression, bare: Bare): Compiled => ({ ...bare, hasAggregate: false, isFree: false, node });

function compileNode(scope: Scope, node: Expression): Compiled {
  const { binder } = scope;
  switch (node.type) {
    case 'text':
      return leaf(node, { sql: binder.bind(node.value, 'String'), kind: 'text' });
    case 'number':
      return leaf(node, { sql: numberLiteral(binder, node.value, node.from), kind: 'number' });
    case 'boolean':
      return leaf(node, { sql: node.value ? '1' : '0', kind: 'boolean' });
    case 'null':
      return leaf(node, { sql: 'NULL', kind: 'null' });
    case 'interval':
      return leaf(node, { sql: '', kind: 'interval' });
    case 'star':
      return fail(binder.text, node.from, 'query_syntax', '* stands alone after SELECT, or in count(*).', 'Name the field.');
    case 'name':
      return scope.name(node);
    case 'cast':
      return compileCast(scope, node, node.operand, node.target);
    case 'case':
      return compileCase(scope, node);
    case 'call':
      return compileCall(scope, node);
  }
}

/** A node made of others: an aggregate in one of them is one in it. */
function over(node: Expression, items: readonly Compiled[], bare: Bare): Compiled {
  return { ...bare, node, hasAggregate: items.some((item) => item.hasAggregate), isFree: items.some((item) => item.isFree) };
}

function compileCast(scope: Scope, node: Expression, operand: Expression, target: CastType): Compiled {
  if (operand.type === 'text' && target === 'timestamp') return { ...convert(scope.binder, compileExpression(scope, operand), 'time'), node };
  const value = compileExpression(scope, operand);
  return over(node, [value], castTo(scope.binder, value, target));
}

function compileCase(scope: Scope, node: Extract<Expression, { type: 'case' }>): Compiled {
  const { binder } = scope;
  const { operand, branches, otherwise } = node;
  const whens = branches.map(({ when }) => {
    const asked: Expression = operand === null ? when : { type: 'call', name: '=', items: [operand, when], from: when.from, to: when.to };
    return convert(binder, compileExpression(scope, asked), 'boolean');
  });
  const thens = branches.map(({ result }) => compileExpression(scope, result));
  const last = otherwise === null ? null : compileExpression(scope, otherwise);
  return over(node, [...whens, ...thens, ...(last === null ? [] : [last])], caseOf(binder, whens, thens, last));
}

function compileCall(scope: Scope, node: Call): Compiled {
  const fn = operators.get(node.name) ?? findFunction(node.name);
  if (fn === undefined) return refuseFunction(scope, node);
  checkShape(scope, node, fn);
  if (fn.takes[0] === 'field') return fieldValues(scope, node, fn);
  if (fn.aggregate === true && scope.noAggregates !== null)
    fail(
      scope.binder.text,
      node.from,
      'bad_value',
      `${fn.name} cannot stand ${scope.noAggregates}.`,
      'Conditions on groups stand in HAVING; countIf(condition) counts by a condition.',
    );
  const inner: Scope = fn.aggregate === true ? { ...scope, groups: new Set(), noAggregates: 'in another aggregate' } : scope;
  const items = fn.name === 'count' && isCountOfAll(node) ? [] : node.items.map((item) => compileExpression(inner, item));
  const bare = special(scope, node, fn, items) ?? regular(scope, fn, items);
  const compiled = over(node, items, bare);
  return fn.aggregate === true ? { ...compiled, hasAggregate: true, isFree: false } : compiled;
}

function isCountOfAll({ items, isDistinct }: Call): boolean {
  return isDistinct !== true && (items.length === 0 || items[0].type === 'star' || items[0].type === 'number');
}

function checkShape({ binder }: Scope, node: Call, fn: SqlFunction): void {
  const most = fn.repeats === true ? 1_001 : fn.takes.length;
  const least = fn.takes.length - (fn.optional ?? 0);
  if (node.items.length < least || node.items.length > most)
    fail(binder.text, node.from, 'query_syntax', `${fn.name} does not take ${node.items.length} values.`, `Write ${fn.form}.`);
  if (node.isDistinct === true && fn.name !== 'count')
    fail(binder.text, node.from, 'query_syntax', `${fn.name} takes no DISTINCT.`, 'Write count(DISTINCT x).');
  if (node.parameter !== undefined && fn.name !== 'quantile')
    fail(binder.text, node.from, 'query_syntax', `${fn.name} takes one pair of parentheses.`, `Write ${fn.form}.`);
}

function fieldValues(scope: Scope, node: Call, fn: SqlFunction): Compiled {
  const [field] = node.items;
  if (field.type !== 'name') return fail(scope.binder.text, field.from, 'bad_value', `${fn.name} takes the name of a field.`, `Write ${fn.form}.`);
  return { ...scope.values(field, fn.name === 'each' ? 'each' : 'unnest'), node };
}

/** What is made by hand; null = by the table. */
function special({ binder }: Scope, node: Call, fn: SqlFunction, items: readonly Compiled[]): Bare | null {
  switch (fn.name) {
    case 'count':
      return { sql: count(items[0] ?? null, node.isDistinct === true), kind: 'number' };
    case 'quantile':
      return { sql: quantile(binder, node.parameter, convert(binder, items[0], 'number').sql, node.from), kind: 'number' };
    case 'in':
      return { sql: inList(binder, items), kind: 'boolean' };
    case 'like':
    case 'ilike':
      return { sql: like(binder, fn.name, convert(binder, items[0], 'text'), node.items[1]), kind: 'boolean' };
    case 'toDateTime':
      return castTo(binder, items[0], 'timestamp');
    default:
      return timeFunction(binder, node, fn, items);
  }
}

const starts: Readonly<Record<string, 'minute' | 'hour' | 'day'>> = { toStartOfMinute: 'minute', toStartOfHour: 'hour', toStartOfDay: 'day' };

function timeFunction(binder: Binder, node: Call, fn: SqlFunction, items: readonly Compiled[]): Bare | null {
  const time = (k: number): string => convert(binder, items[k], 'time').sql;
  if (fn.name in starts) return { sql: bucket(binder, time(0), 1, starts[fn.name], node.from), kind: 'time' };
  const interval = node.items[1];
  switch (fn.name) {
    case '+':
    case '-':
      return interval.type === 'interval' ? { sql: shift(time(0), fn.name, interval), kind: 'time' } : null;
    case 'now':
      return { sql: `fromUnixTimestamp64Micro(${binder.bind(binder.nowMicros, 'Int64')}, 'UTC')`, kind: 'time' };
    case 'date_trunc':
      return { sql: bucket(binder, time(1), 1, unitOf(binder, node.items[0]), node.from), kind: 'time' };
    case 'dateDiff':
      return { sql: `dateDiff('${unitOf(binder, node.items[0])}', ${time(1)}, ${time(2)}, 'UTC')`, kind: 'number' };
    case 'toStartOfInterval':
      if (interval.type !== 'interval') return fail(binder.text, interval.from, 'bad_value', 'An interval is needed here.', 'Write INTERVAL 5 MINUTE.');
      return { sql: bucket(binder, time(0), interval.amount, interval.unit, interval.from), kind: 'time' };
    default:
      return null;
  }
}

function regular({ binder }: Scope, fn: SqlFunction, items: readonly Compiled[]): Bare {
  const takeOf = (k: number): Take => fn.takes[Math.min(k, fn.takes.length - 1)];
  const alike = items.filter((_, k) => takeOf(k) === 'common');
  const common: Kind = alike.length === 0 ? 'null' : commonKind(binder, alike);
  const sqls = items.map((item, k) => {
    const take = takeOf(k);
    const value = take === 'common' ? commonArgument(binder, fn, item, common) : argument(binder, fn, take, item);
    return fn.skipsMissing === true ? withoutMissing(value).sql : value.sql;
  });
  const sql = fn.engine.replace(/\$(\d|\*)/g, (_, which: string) => (which === '*' ? sqls.join(', ') : sqls[Number(which) - 1]));
  return { sql, kind: fn.gives === 'common' ? common : fn.gives };
}

function commonArgument(binder: Binder, fn: SqlFunction, item: Compiled, common: Kind): Compiled {
  const value = convert(binder, item, common);
  return fn.gives === 'common' && fn.aggregate !== true ? asOneType(value) : value;
}

function argument(binder: Binder, fn: SqlFunction, take: Exclude<Take, 'common'>, item: Compiled): Compiled {
  switch (take) {
    case 'any':
      return item.kind === 'list' || item.kind === 'interval' ? convert(binder, item, 'text') : item;
    case 'place':
    case 'whole':
      return wholeArgument(binder, fn, take, item);
    case 'literal':
      return item.node.type === 'text' && item.node.value !== ''
        ? item
        : fail(binder.text, item.node.from, 'bad_value', 'Text in quotes is needed here.', `Write ${fn.form}.`);
    case 'unit':
    case 'field':
      return item;
    default:
      return convert(binder, item, take);
  }
}

function wholeArgument(binder: Binder, fn: SqlFunction, take: 'place' | 'whole', item: Compiled): Compiled {
  const { node } = item;
  if (node.type !== 'number' || !/^-?\d{1,6}$/.test(node.value))
    fail(binder.text, node.from, 'bad_value', 'A whole number is needed here.', `Write ${fn.form}.`);
  if (take === 'place' && Number((node as { readonly value: string }).value) === 0)
    fail(binder.text, node.from, 'bad_value', 'Places count from 1.', `Write ${fn.form}.`);
  return item;
}

function refuseFunction({ binder }: Scope, { name, from }: Call): never {
  const near = nearestWord(name, functionNames);
  return fail(
    binder.text,
    from,
    'bad_value',
    `There is no function ${name.length > 60 ? `${name.slice(0, 60)}…` : name} here.`,
    near === null ? `There are ${functionNames.slice(0, 12).join(', ')} and more: docs/reference/sql.md.` : `Did you mean ${near}?`,
    near === null ? undefined : { from, to: from + name.length, text: near },
  );
}
