// Expressions of a SELECT by recursive descent: operators by precedence, functions by name, nothing that is not listed here.
import type { NamePart } from '../resolve-field.ts';
import { parseFieldName } from '../field-name.ts';
import { castTypes, intervalUnits, type CastType, type Expression, type IntervalUnit } from './ast.ts';
import type { TokenReader } from './token-reader.ts';
import type { Token } from './tokens.ts';

/** Operators in a row on one level; AND and OR take more. */
const maxChain = 200;
const comparisons = ['=', '!=', '<>', '<=', '>=', '<', '>'];
const castNames: Readonly<Record<string, CastType>> = {
  timestamp: 'timestamp',
  datetime: 'timestamp',
  datetime64: 'timestamp',
  date: 'timestamp',
  varchar: 'text',
  string: 'text',
  text: 'text',
  bigint: 'number',
  int: 'number',
  integer: 'number',
  int64: 'number',
  uint64: 'number',
  double: 'number',
  float: 'number',
  float64: 'number',
  number: 'number',
  boolean: 'boolean',
  bool: 'boolean',
};

/** Words that end an expression: they are never names unless they stand in backticks. */
const reserved = new Set(
  'select from where group having order limit offset by as and or not in like ilike between is case when then else end asc desc distinct nulls union join on with'.split(
    ' ',
  ),
);

export function parseExpression(reader: TokenReader): Expression {
  return reader.deeper(() => chain(reader, 'or', () => chain(reader, 'and', () => negation(reader))));
}

function chain(reader: TokenReader, word: 'and' | 'or', item: () => Expression): Expression {
  const items = [item()];
  while (reader.words(word)) items.push(item());
  return items.length === 1 ? items[0] : call(reader, word, items);
}

function negation(reader: TokenReader): Expression {
  const { from } = reader.next;
  if (!reader.words('not')) return comparison(reader);
  const item = reader.deeper(() => negation(reader));
  return reader.node({ type: 'call', name: 'not', items: [item], from, to: reader.end });
}

function comparison(reader: TokenReader): Expression {
  let left = concatenation(reader);
  for (let count = 0; count < maxChain; count += 1) {
    const sign = comparisons.find((candidate) => reader.isSign(candidate));
    if (sign !== undefined) {
      reader.take();
      left = call(reader, sign === '<>' ? '!=' : sign, [left, concatenation(reader)]);
    } else if (reader.words('is')) {
      const isNegated = reader.words('not');
      reader.expectWord('null', 'IS');
      left = negated(reader, isNegated, call(reader, 'is null', [left]));
    } else {
      const isNegated = reader.isWord('not') && ['in', 'like', 'ilike', 'between'].some((word) => reader.isWord(word, 1));
      if (isNegated) reader.take();
      const next = wordOperator(reader, left);
      if (next === null) return left;
      left = negated(reader, isNegated, next);
    }
  }
  return reader.fail('Too many comparisons in a row.', 'Put AND between them.');
}

function wordOperator(reader: TokenReader, left: Expression): Expression | null {
  for (const word of ['like', 'ilike'] as const) if (reader.words(word)) return call(reader, word, [left, concatenation(reader)]);
  if (reader.words('between')) {
    const low = concatenation(reader);
    reader.expectWord('and', 'BETWEEN');
    return call(reader, 'between', [left, low, concatenation(reader)]);
  }
  if (!reader.words('in')) return null;
  reader.expectSign('(', 'IN');
  if (reader.isWord('select')) refuseSubquery(reader);
  return call(reader, 'in', [left, ...list(reader)]);
}

function negated(reader: TokenReader, isNegated: boolean, item: Expression): Expression {
  return isNegated ? reader.node({ type: 'call', name: 'not', items: [item], from: item.from, to: item.to }) : item;
}

function concatenation(reader: TokenReader): Expression {
  const items = [sum(reader)];
  while (reader.sign('||')) items.push(sum(reader));
  return items.length === 1 ? items[0] : call(reader, 'concat', items);
}

function sum(reader: TokenReader): Expression {
  return leftToRight(reader, ['+', '-'], () => product(reader));
}

function product(reader: TokenReader): Expression {
  return leftToRight(reader, ['*', '/', '%'], () => signed(reader));
}

function leftToRight(reader: TokenReader, signs: readonly string[], item: () => Expression): Expression {
  let left = item();
  for (let count = 0; ; count += 1) {
    const sign = signs.find((candidate) => reader.isSign(candidate));
    if (sign === undefined) return left;
    if (count >= maxChain) reader.fail('Too many operators in a row.', `At most ${maxChain}.`);
    reader.take();
    left = call(reader, sign, [left, item()]);
  }
}

function signed(reader: TokenReader): Expression {
  const { from } = reader.next;
  if (!reader.sign('-')) return primary(reader);
  const item = reader.deeper(() => signed(reader));
  if (item.type === 'number' && !item.value.startsWith('-')) return { ...item, value: `-${item.value}`, from };
  return reader.node({ type: 'call', name: 'negate', items: [item], from, to: reader.end });
}

function call(reader: TokenReader, name: string, items: readonly Expression[]): Expression {
  return reader.node({ type: 'call', name, items, from: items[0].from, to: reader.end });
}

function primary(reader: TokenReader): Expression {
  const token = reader.next;
  const place = { from: token.from, to: token.to };
  if (token.kind === 'text') {
    reader.take();
    return reader.node({ type: 'text', value: token.text, ...place });
  }
  if (token.kind === 'number') {
    reader.take();
    return reader.node({ type: 'number', value: token.text, ...place });
  }
  if (token.kind === 'name') return name(reader);
  if (token.kind === 'word') return word(reader, token);
  if (reader.sign('(')) {
    if (reader.isWord('select')) refuseSubquery(reader);
    const inner = parseExpression(reader);
    reader.expectSign(')', 'the expression');
    return inner;
  }
  if (token.kind === 'width') reader.fail('A number ends in the middle of a word.', 'Names that begin with a digit stand in backticks.');
  if (reader.sign('*')) return reader.node({ type: 'star', ...place });
  return reader.fail('A value is missing here.', "Write a field, 'text', a number or a function.");
}

function word(reader: TokenReader, token: Token): Expression {
  const lower = token.text.toLowerCase();
  const place = { from: token.from, to: token.to };
  if (reader.isSign('(', 1) && lower === 'cast') return cast(reader);
  if (reader.isSign('(', 1) && !reserved.has(lower)) return functionCall(reader);
  if (lower === 'case') return caseOf(reader);
  if (lower === 'interval') return interval(reader);
  if (lower === 'null') {
    reader.take();
    return reader.node({ type: 'null', ...place });
  }
  if (lower === 'true' || lower === 'false') {
    reader.take();
    return reader.node({ type: 'boolean', value: lower === 'true', ...place });
  }
  if (reserved.has(lower)) return reader.fail(`A value is missing before ${token.text}.`, 'A field of this name stands in backticks.');
  return name(reader);
}

/** `verb`, `user.username`, `` `user.username` ``, `` annotations.`a.b/c` ``. */
function name(reader: TokenReader): Expression {
  const first = reader.take();
  let parts: NamePart[] =
    first.kind === 'name' ? [...(parseFieldName(first.text) ?? [{ text: first.text, isQuoted: true }])] : [{ text: first.text, isQuoted: false }];
  while (reader.isSign('.')) {
    reader.take();
    const next = reader.take();
    if (next.kind !== 'word' && next.kind !== 'name')
      reader.fail('A name is missing after the dot.', 'Names with other characters stand in backticks.', 'query_syntax', next.from);
    parts = [...parts, { text: next.text, isQuoted: next.kind === 'name' }];
  }
  return reader.node({ type: 'name', parts, from: first.from, to: reader.end });
}

function functionCall(reader: TokenReader): Expression {
  const token = reader.take();
  reader.expectSign('(', token.text);
  const isDistinct = reader.words('distinct');
  const items = reader.sign(')') ? [] : list(reader);
  let parameter: string | undefined;
  let actual = items;
  if (reader.isSign('(')) {
    if (items.length !== 1 || items[0].type !== 'number' || isDistinct) reader.fail('This is no function of functions.', 'Write quantile(0.95)(durationMs).');
    parameter = (items[0] as { readonly value: string }).value;
    reader.take();
    actual = reader.sign(')') ? [] : list(reader);
  }
  return reader.node({
    type: 'call',
    name: token.text.toLowerCase(),
    items: actual,
    ...(isDistinct ? { isDistinct: true as const } : {}),
    ...(parameter === undefined ? {} : { parameter }),
    from: token.from,
    to: reader.end,
  });
}

/** What stands in parentheses that are already open. */
function list(reader: TokenReader): Expression[] {
  const items = [parseExpression(reader)];
  while (reader.sign(',')) items.push(parseExpression(reader));
  reader.expectSign(')', 'the list');
  return items;
}

function cast(reader: TokenReader): Expression {
  const { from } = reader.take();
  reader.expectSign('(', 'CAST');
  const operand = parseExpression(reader);
  reader.expectWord('as', 'the value of CAST');
  const type = reader.next;
  const target = type.kind === 'word' ? castNames[type.text.toLowerCase()] : undefined;
  if (target === undefined) reader.fail(`CAST makes no ${reader.shown()}.`, `It makes ${castTypes.join(', ')} (and their usual SQL names).`, 'bad_value');
  reader.take();
  reader.expectSign(')', 'CAST');
  return reader.node({ type: 'cast', operand, target, from, to: reader.end });
}

function interval(reader: TokenReader): Expression {
  const { from } = reader.take();
  const token = reader.next;
  const isQuoted = token.kind === 'text';
  const amount = Number(token.text);
  if ((token.kind !== 'number' && !isQuoted) || token.text.trim() === '' || !Number.isInteger(amount) || amount < 1 || amount > 1_000_000)
    reader.fail('INTERVAL takes a whole number from 1 on.', 'Write INTERVAL 5 MINUTE.', 'bad_value');
  reader.take();
  const unit = reader.next.text.toLowerCase().replace(/s$/, '');
  if (reader.next.kind !== 'word' || !(intervalUnits as readonly string[]).includes(unit))
    reader.fail(`${reader.shown()} is no unit of time.`, `One of ${intervalUnits.join(', ')}.`, 'bad_value');
  reader.take();
  return reader.node({ type: 'interval', amount, unit: unit as IntervalUnit, from, to: reader.end });
}

function caseOf(reader: TokenReader): Expression {
  return reader.deeper(() => {
    const { from } = reader.take();
    const operand = reader.isWord('when') ? null : parseExpression(reader);
    const branches: { when: Expression; result: Expression }[] = [];
    while (reader.words('when')) {
      const when = parseExpression(reader);
      reader.expectWord('then', 'the condition of CASE');
      branches.push({ when, result: parseExpression(reader) });
    }
    if (branches.length === 0) reader.fail('CASE has no WHEN.', 'Write CASE WHEN condition THEN value ELSE other END.');
    const otherwise = reader.words('else') ? parseExpression(reader) : null;
    reader.expectWord('end', 'CASE');
    return reader.node({ type: 'case' as const, operand, branches, otherwise, from, to: reader.end });
  });
}

export function refuseSubquery(reader: TokenReader): never {
  return reader.fail('A query inside a query is not taken.', 'Filter before the pipe, and in WHERE and HAVING.');
}
