// `count`, `count by f, g`, `top N f`, `histogram 1m by f`: short for a SELECT.
import { nearestWord } from '../../lib/nearest-word.ts';
import { fields } from '../../audit/fields.ts';
import type { Expression, IntervalUnit, OrderItem, Select, SelectItem } from './ast.ts';
import { maxRows } from './parse-select.ts';
import { parseExpression } from './parse-expression.ts';
import type { TokenReader } from './token-reader.ts';

const words = ['count', 'top', 'histogram', 'select'];
const units: Readonly<Record<string, IntervalUnit>> = { s: 'second', m: 'minute', h: 'hour', d: 'day' };
const maxFields = 10;

export function parseShorthand(reader: TokenReader): Select {
  if (reader.words('count')) return finish(reader, count(reader));
  if (reader.words('top')) return finish(reader, top(reader));
  if (reader.words('histogram')) return finish(reader, histogram(reader));
  const near = nearestWord(reader.next.text, words);
  return reader.failAt(`${reader.shown()} is nothing that can follow a pipe.`, near, 'Write count, top, histogram or SELECT.');
}

function finish(reader: TokenReader, select: Select): Select {
  if (reader.next.kind !== 'end')
    reader.fail(`${reader.shown()} does not belong here.`, `Write count by FIELD, top 10 FIELD, histogram 1m by FIELD; for more, SELECT ….`);
  return select;
}

const none = { isDistinct: false, where: null, having: null, limit: null, offset: null } as const;

/** Largest groups first, then by the values' bytes. */
function count(reader: TokenReader): Select {
  const names = reader.words('by') ? fieldList(reader) : [];
  return grouped(reader, names, null);
}

function top(reader: TokenReader): Select {
  const limit = reader.wholeNumber('top', maxRows);
  if (limit < 1) reader.fail('top takes a whole number from 1 on.', 'Write top 10 user.username.', 'bad_value', reader.end - 1);
  reader.words('by');
  return grouped(reader, fieldList(reader), limit);
}

function grouped(reader: TokenReader, names: readonly Expression[], limit: number | null): Select {
  const places = names.map((_, k) => place(k + 1, reader));
  const orderBy = names.length === 0 ? [] : [descending(place(names.length + 1, reader)), ...places.map(ascending)];
  return { ...none, items: [...names.map((name) => valuesOf(reader, name)), total(reader)], groupBy: places, orderBy, limit };
}

function histogram(reader: TokenReader): Select {
  const { amount, unit } = width(reader);
  const names = reader.words('by') ? fieldList(reader) : [];
  const from = reader.end;
  const to = from;
  const time: Expression = {
    type: 'call',
    name: 'histogram',
    items: [
      { type: 'cast', operand: { type: 'name', parts: [{ text: '__TIMESTAMP__', isQuoted: false }], from, to }, target: 'timestamp', from, to },
      { type: 'interval', amount, unit, from, to },
    ],
    from,
    to,
  };
  const places = [time, ...names].map((_, k) => place(k + 1, reader));
  return {
    ...none,
    items: [{ expression: time, alias: 'time' }, ...names.map((name) => valuesOf(reader, name)), total(reader)],
    groupBy: places,
    orderBy: places.map(ascending),
  };
}

/** `1m`, `30s`. */
function width(reader: TokenReader): { readonly amount: number; readonly unit: IntervalUnit } {
  const match = /^(\d{1,6})([smhd])$/.exec(reader.next.text);
  if (reader.next.kind !== 'width' || match === null || Number(match[1]) < 1)
    return reader.fail('histogram takes an interval.', 'Write histogram 1m (s m h d).', 'bad_value');
  reader.take();
  return { amount: Number(match[1]), unit: units[match[2]] };
}

function fieldList(reader: TokenReader): Expression[] {
  const names: Expression[] = [];
  do {
    const name = parseExpression(reader);
    if (name.type !== 'name')
      reader.fail('The name of a field is needed here.', `Write ${fields[6].name}, user.username …; for expressions, SELECT ….`, 'bad_value', name.from);
    names.push(name);
    if (names.length > maxFields) reader.fail(`More than ${maxFields} fields.`, 'Ask for fewer.', 'bad_value');
  } while (reader.sign(','));
  return names;
}

function valuesOf(reader: TokenReader, name: Expression): SelectItem {
  const { from, to } = name;
  return { expression: { type: 'call', name: 'each', items: [name], from, to }, alias: reader.text.slice(from, to).replace(/^`(.*)`$/s, '$1') };
}

function total(reader: TokenReader): SelectItem {
  return { expression: { type: 'call', name: 'count', items: [], from: reader.end, to: reader.end }, alias: 'count' };
}

/** A column by its place, as `ORDER BY 2` names it. */
function place(number: number, reader: TokenReader): Expression {
  return { type: 'number', value: String(number), from: reader.end, to: reader.end };
}

const ascending = (expression: Expression): OrderItem => ({ expression, isDescending: false, nulls: null });
const descending = (expression: Expression): OrderItem => ({ expression, isDescending: true, nulls: null });
