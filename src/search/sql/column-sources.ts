// What the columns of a table are made of, where that is simple: so that a value in one can become a condition.
import { printFieldName } from '../field-name.ts';
import { parsePipeline } from '../pipeline.ts';
import type { Expression, IntervalUnit } from './ast.ts';
import { starNames } from './compile-select.ts';
import { stampName, wholeName } from './resolve-column.ts';

export type ColumnSource =
  /** The values of a field. */
  | { readonly type: 'field'; readonly name: string }
  /** Begins of buckets of this length in the time of the events. */
  | { readonly type: 'bucket'; readonly ms: number }
  /** How many events: 0 where a group is missing. */
  | { readonly type: 'count' }
  /** Anything else. */
  | { readonly type: 'other' };

type Maker = (items: readonly Expression[]) => ColumnSource;

const other: ColumnSource = { type: 'other' };
const unitMs: Partial<Readonly<Record<IntervalUnit, number>>> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** One for each column of what a query with a pipe answers; none where it cannot be read. */
export function columnSources(text: string, nowMicros: number): readonly ColumnSource[] {
  const parsed = parsePipeline(text, { nowMicros });
  if ('problem' in parsed) return [];
  return parsed.pipeline.select.items.flatMap(({ expression }) =>
    expression.type === 'star' ? starNames.map((name): ColumnSource => ({ type: 'field', name })) : [sourceOf(expression)],
  );
}

function sourceOf(expression: Expression): ColumnSource {
  if (expression.type === 'name') return fieldOf(expression);
  return expression.type === 'call' ? (makers[expression.name]?.(expression.items) ?? other) : other;
}

const values: Maker = ([name]) => (name?.type === 'name' ? fieldOf(name) : other);
const intervals: Maker = ([time, length]) => (length?.type === 'interval' ? bucketOf(time, length.unit, length.amount) : other);

/** Functions whose values say where they come from, by their lower-case names. */
const makers: Readonly<Record<string, Maker | undefined>> = {
  each: values,
  unnest: values,
  arrayjoin: values,
  count: (items) => (isEveryEvent(items) ? { type: 'count' } : other),
  histogram: intervals,
  tostartofinterval: intervals,
  tostartofminute: ([time]) => bucketOf(time, 'minute', 1),
  tostartofhour: ([time]) => bucketOf(time, 'hour', 1),
  tostartofday: ([time]) => bucketOf(time, 'day', 1),
};

function isEveryEvent(items: readonly Expression[]): boolean {
  return items.length === 0 || (items.length === 1 && (items[0].type === 'star' || items[0].type === 'number'));
}

function fieldOf({ parts }: Extract<Expression, { type: 'name' }>): ColumnSource {
  const whole = wholeName(parts);
  return whole === null ? other : { type: 'field', name: printFieldName(whole.map(({ text }) => text)) };
}

function bucketOf(time: Expression | undefined, unit: IntervalUnit, amount: number): ColumnSource {
  const ms = unitMs[unit];
  return ms !== undefined && time !== undefined && isEventTime(time) ? { type: 'bucket', ms: ms * amount } : other;
}

function isEventTime(expression: Expression): boolean {
  if (expression.type === 'cast') return expression.target === 'timestamp' && isEventTime(expression.operand);
  return expression.type === 'name' && ['stageTimestamp', stampName].includes(expression.parts.map(({ text }) => text).join('.'));
}
