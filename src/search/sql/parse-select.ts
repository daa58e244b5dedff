// The clauses of a SELECT in their order; what is no clause of ours is named, with what to do instead.
import { nearestWord } from '../../lib/nearest-word.ts';
import type { Expression, OrderItem, Select, SelectItem } from './ast.ts';
import { parseExpression, refuseSubquery } from './parse-expression.ts';
import type { TokenReader } from './token-reader.ts';

/** More rows than this no answer has. */
export const maxRows = 10_000;
const maxOffset = 1_000_000;
const maxItems = 50;
const clauses = ['from', 'where', 'group', 'having', 'order', 'limit', 'offset'];

/** Clauses of other SQLs, and what to write instead. */
const refused: Readonly<Record<string, string>> = {
  join: 'There is one table: events.',
  inner: 'There is one table: events.',
  left: 'There is one table: events.',
  cross: 'There is one table: events.',
  array: 'Write unnest(field) for a row for each element.',
  union: 'Write two queries.',
  intersect: 'Write two queries.',
  except: 'Write two queries.',
  with: 'Write the expression where it is used.',
  window: 'Write GROUP BY.',
  settings: 'Limits are those of the server.',
  format: 'The answer is JSON; the command line has -o.',
  into: 'Use -o csv of the command line, or export.',
  prewhere: 'Write WHERE.',
  final: 'Leave it out.',
  sample: 'Narrow the time range.',
  qualify: 'Write HAVING.',
  fetch: 'Write LIMIT.',
};

/** Parses from the word SELECT to the end. */
export function parseSelect(reader: TokenReader): Select {
  reader.expectWord('select', 'the pipe');
  const isDistinct = reader.words('distinct');
  const items = separated(reader, () => selectItem(reader));
  parseFrom(reader);
  const where = reader.words('where') ? parseExpression(reader) : null;
  const groupBy = reader.words('group', 'by') ? separated(reader, () => parseExpression(reader)) : [];
  const having = reader.words('having') ? parseExpression(reader) : null;
  const orderBy = reader.words('order', 'by') ? separated(reader, () => orderItem(reader)) : [];
  const { limit, offset } = parseLimit(reader);
  expectEnd(reader);
  return { isDistinct, items, where, groupBy, having, orderBy, limit, offset };
}

function selectItem(reader: TokenReader): SelectItem {
  const expression = parseExpression(reader);
  return { expression, alias: parseAlias(reader, expression) };
}

function parseAlias(reader: TokenReader, expression: Expression): string | null {
  const { next } = reader;
  const isSpelled = reader.words('as');
  const token = reader.next;
  const isName =
    token.kind === 'name' || (token.kind === 'word' && (isSpelled || !(clauses.includes(token.text.toLowerCase()) || token.text.toLowerCase() in refused)));
  if (!isName) return isSpelled ? reader.fail('A name is missing after AS.', 'Write AS name.') : null;
  if (expression.type === 'star') reader.fail('* takes no name.', 'Name single columns.', 'query_syntax', next.from);
  if (token.text === '') reader.fail('A name is empty.', 'Choose another.', 'bad_value');
  reader.take();
  return token.text;
}

function parseFrom(reader: TokenReader): void {
  if (!reader.words('from')) return;
  if (reader.isSign('(')) refuseSubquery(reader);
  const token = reader.next;
  const isEvents =
    (token.kind === 'word' || token.kind === 'name') && token.text.toLowerCase() === 'events' && !reader.isSign('.', 1) && !reader.isSign('(', 1);
  if (!isEvents) reader.fail(`There is no table ${reader.shown()}.`, 'The one table is events; FROM may be left out.', 'bad_value');
  reader.take();
  if (reader.isSign(',')) reader.fail('There is one table: events.', 'Remove the comma and what follows.');
}

function orderItem(reader: TokenReader): OrderItem {
  const expression = parseExpression(reader);
  const isDescending = reader.words('desc');
  if (!isDescending) reader.words('asc');
  const nulls = reader.words('nulls', 'first') ? 'first' : reader.words('nulls', 'last') ? 'last' : null;
  return { expression, isDescending, nulls };
}

function parseLimit(reader: TokenReader): { limit: number | null; offset: number | null } {
  if (!reader.words('limit')) return { limit: null, offset: reader.words('offset') ? reader.wholeNumber('OFFSET', maxOffset) : null };
  const first = reader.wholeNumber('LIMIT', maxOffset);
  if (reader.sign(',')) return { limit: checkedLimit(reader, reader.wholeNumber('LIMIT', maxOffset)), offset: first };
  checkedLimit(reader, first);
  return { limit: first, offset: reader.words('offset') ? reader.wholeNumber('OFFSET', maxOffset) : null };
}

function checkedLimit(reader: TokenReader, limit: number): number {
  if (limit > maxRows) reader.fail(`LIMIT takes at most ${maxRows}.`, 'Ask for less, or for groups of it.', 'bad_value', reader.end - String(limit).length);
  return limit;
}

function separated<T>(reader: TokenReader, read: () => T): T[] {
  const items = [read()];
  while (reader.sign(',')) {
    items.push(read());
    if (items.length > maxItems) reader.fail(`More than ${maxItems} columns.`, 'Ask for fewer.', 'bad_value');
  }
  return items;
}

function expectEnd(reader: TokenReader): void {
  const { kind, text } = reader.next;
  if (kind === 'end') return;
  const lower = text.toLowerCase();
  if (kind === 'word' && lower in refused) reader.fail(`${text.toUpperCase()} is not taken here.`, refused[lower]);
  if (kind === 'word' && clauses.includes(lower))
    reader.fail(`${text.toUpperCase()} does not stand here.`, 'The order is SELECT, FROM, WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET.');
  const near = kind === 'word' ? nearestWord(text, ['where', 'group by', 'having', 'order by', 'limit', 'offset', 'and', 'or']) : null;
  reader.failAt(`${reader.shown()} does not belong here.`, near?.toUpperCase() ?? null, 'An operator or a comma is missing before it.');
}
