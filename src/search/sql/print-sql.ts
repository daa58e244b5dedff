// A SELECT tree as text that parses to the same tree: for saved queries, explanations and as the identity of an expression.
import type { NamePart } from '../resolve-field.ts';
import type { Expression, Select } from './ast.ts';

export function printSelect({ isDistinct, items, where, groupBy, having, orderBy, limit, offset }: Select): string {
  const list = items.map(({ expression, alias }) => `${printExpression(expression)}${alias === null ? '' : ` AS ${backticks(alias)}`}`);
  const order = orderBy.map(
    ({ expression, isDescending, nulls }) =>
      `${printExpression(expression)}${isDescending ? ' DESC' : ''}${nulls === null ? '' : ` NULLS ${nulls.toUpperCase()}`}`,
  );
  return [
    `SELECT ${isDistinct ? 'DISTINCT ' : ''}${list.join(', ')}`,
    where === null ? '' : `WHERE ${printExpression(where)}`,
    groupBy.length === 0 ? '' : `GROUP BY ${groupBy.map((item) => printExpression(item)).join(', ')}`,
    having === null ? '' : `HAVING ${printExpression(having)}`,
    order.length === 0 ? '' : `ORDER BY ${order.join(', ')}`,
    limit === null ? '' : `LIMIT ${limit}`,
    offset === null ? '' : `OFFSET ${offset}`,
  ]
    .filter((clause) => clause !== '')
    .join(' ');
}

const ranks: Readonly<Record<string, number>> = { or: 1, and: 2, not: 3, concat: 5, '+': 6, '-': 6, '*': 7, '/': 7, '%': 7, negate: 8 };
const comparisonRank = 4;
const comparisons = new Set(['=', '!=', '<', '<=', '>', '>=', 'like', 'ilike', 'in', 'between', 'is null']);
const highest = 9;

/** `outer`: what stands lower needs parentheses. */
export function printExpression(expression: Expression, outer = 0): string {
  const text = printBare(expression);
  return rankOf(expression) < outer ? `(${text})` : text;
}

function rankOf(expression: Expression): number {
  if (expression.type === 'number' && expression.value.startsWith('-')) return -1 + ranks.negate;
  if (expression.type !== 'call' || (expression.name === 'concat' && expression.items.length < 2)) return highest;
  return comparisons.has(expression.name) ? comparisonRank : (ranks[expression.name] ?? highest);
}

function printBare(expression: Expression): string {
  switch (expression.type) {
    case 'text':
      return quoteText(expression.value);
    case 'number':
      return expression.value;
    case 'boolean':
      return String(expression.value);
    case 'null':
      return 'NULL';
    case 'star':
      return '*';
    case 'interval':
      return `INTERVAL ${expression.amount} ${expression.unit.toUpperCase()}`;
    case 'name':
      return printName(expression.parts);
    case 'cast':
      return `CAST(${printExpression(expression.operand)} AS ${expression.target})`;
    case 'case':
      return printCase(expression);
    case 'call':
      return printCall(expression);
  }
}

function printCase({ operand, branches, otherwise }: Extract<Expression, { type: 'case' }>): string {
  const list = branches.map(({ when, result }) => ` WHEN ${printExpression(when)} THEN ${printExpression(result)}`);
  return `CASE${operand === null ? '' : ` ${printExpression(operand)}`}${list.join('')}${otherwise === null ? '' : ` ELSE ${printExpression(otherwise)}`} END`;
}

function printCall({ name, items, isDistinct, parameter }: Extract<Expression, { type: 'call' }>): string {
  const rank = comparisons.has(name) ? comparisonRank : ranks[name];
  if (rank !== undefined && !(name === 'concat' && items.length < 2)) return printOperator(name, items, rank);
  const list = items.map((item) => printExpression(item)).join(', ');
  return `${name}${parameter === undefined ? '' : `(${parameter})`}(${isDistinct === true ? 'DISTINCT ' : ''}${list})`;
}

function printOperator(name: string, items: readonly Expression[], rank: number): string {
  const left = (): string => printExpression(items[0], rank);
  const right = (k: number): string => printExpression(items[k], rank + 1);
  switch (name) {
    case 'not':
      return `NOT ${printExpression(items[0], rank)}`;
    case 'negate':
      return `-${printExpression(items[0], highest)}`;
    case 'and':
    case 'or':
      return items.map((item) => printExpression(item, rank + 1)).join(` ${name.toUpperCase()} `);
    case 'concat':
      return items.map((item) => printExpression(item, rank + 1)).join(' || ');
    case 'is null':
      return `${left()} IS NULL`;
    case 'between':
      return `${left()} BETWEEN ${right(1)} AND ${right(2)}`;
    case 'in':
      return `${left()} IN (${items
        .slice(1)
        .map((item) => printExpression(item))
        .join(', ')})`;
    default:
      return `${left()} ${name.toUpperCase()} ${right(1)}`;
  }
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function backticks(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function printName(parts: readonly NamePart[]): string {
  return backticks(parts.map(({ text, isQuoted }) => (isQuoted ? `"${text.replace(/["\\]/g, String.raw`\$&`)}"` : text)).join('.'));
}
