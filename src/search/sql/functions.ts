// The positive list: every function that SQL after a pipe may use, what it takes and gives, and how the engine is asked for it.

/** What a value is. `json` = text that came from a JSON path: compared with a number it counts as one, where it is one. */
export type Kind = 'text' | 'json' | 'number' | 'time' | 'boolean' | 'list' | 'interval' | 'null';

/**
 * What an argument must be: a kind; `any` scalar; `common` = all of these become one kind; `whole` = a whole number that is written out, `place` = the same and not 0;
 * `literal` = a text that is written out; `unit` = a unit of time in quotes; `field` = a field's name.
 */
export type Take = 'text' | 'number' | 'time' | 'boolean' | 'list' | 'interval' | 'any' | 'common' | 'whole' | 'place' | 'literal' | 'unit' | 'field';

export interface SqlFunction {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly takes: readonly Take[];
  /** How many of `takes`, from the end, may be left out. */
  readonly optional?: number;
  /** The last of `takes` may be repeated. */
  readonly repeats?: true;
  /** A kind, or that of the `common` arguments. */
  readonly gives: Kind | 'common';
  readonly aggregate?: true;
  /** Takes a missing text ('') for NULL. */
  readonly skipsMissing?: true;
  /** What the engine is asked: `$1` … are the arguments, `$*` all of them with commas; '' = made in compile-special.ts. */
  readonly engine: string;
  readonly form: string;
  readonly sentence: string;
}

// One line a function: this is a table.
// prettier-ignore
export const sqlFunctions = [
  { name: 'count', takes: ['any'], optional: 1, gives: 'number', aggregate: true, skipsMissing: true, engine: '', form: 'count() · count(x) · count(DISTINCT x)', sentence: 'Events; those that have x; distinct values of x. `count(*)` and `count(1)` are `count()`.' },
  { name: 'countIf', takes: ['boolean'], gives: 'number', aggregate: true, engine: 'countIf($1)', form: 'countIf(condition)', sentence: 'Events for which the condition holds.' },
  { name: 'uniqExact', aliases: ['uniq'], takes: ['any'], gives: 'number', aggregate: true, skipsMissing: true, engine: 'uniqExact($1)', form: 'uniqExact(x)', sentence: 'Distinct values, counted exactly.' },
  { name: 'sum', takes: ['number'], gives: 'number', aggregate: true, engine: 'sum($1)', form: 'sum(x)', sentence: 'Sum of numbers.' },
  { name: 'sumIf', takes: ['number', 'boolean'], gives: 'number', aggregate: true, engine: 'sumIf($1, $2)', form: 'sumIf(x, condition)', sentence: 'Sum of numbers where the condition holds.' },
  { name: 'avg', takes: ['number'], gives: 'number', aggregate: true, engine: 'avg($1)', form: 'avg(x)', sentence: 'Mean of numbers.' },
  { name: 'avgIf', takes: ['number', 'boolean'], gives: 'number', aggregate: true, engine: 'avgIf($1, $2)', form: 'avgIf(x, condition)', sentence: 'Mean of numbers where the condition holds.' },
  { name: 'min', takes: ['common'], gives: 'common', aggregate: true, skipsMissing: true, engine: 'min($1)', form: 'min(x)', sentence: 'The smallest value.' },
  { name: 'max', takes: ['common'], gives: 'common', aggregate: true, skipsMissing: true, engine: 'max($1)', form: 'max(x)', sentence: 'The largest value.' },
  { name: 'any', takes: ['common'], gives: 'common', aggregate: true, skipsMissing: true, engine: 'any($1)', form: 'any(x)', sentence: 'Some value that is there.' },
  { name: 'argMin', takes: ['common', 'any'], gives: 'common', aggregate: true, engine: 'argMin($1, $2)', form: 'argMin(x, y)', sentence: 'The x of the smallest y.' },
  { name: 'argMax', takes: ['common', 'any'], gives: 'common', aggregate: true, engine: 'argMax($1, $2)', form: 'argMax(x, y)', sentence: 'The x of the largest y: `argMax(verb, stageTimestamp)` is the newest verb.' },
  { name: 'quantile', takes: ['number'], gives: 'number', aggregate: true, engine: '', form: 'quantile(0.95)(x)', sentence: 'The value below which this share lies (exactly, with interpolation).' },
  { name: 'median', takes: ['number'], gives: 'number', aggregate: true, engine: 'quantileExactInclusive(0.5)($1)', form: 'median(x)', sentence: 'The value in the middle.' },
  { name: 'groupUniqArray', takes: ['any'], gives: 'list', aggregate: true, skipsMissing: true, engine: 'arraySort(groupUniqArray(100)(toString($1)))', form: 'groupUniqArray(x)', sentence: 'Up to a hundred distinct values as a list.' },

  { name: 'unnest', aliases: ['arrayJoin'], takes: ['field'], gives: 'text', engine: '', form: 'unnest(field)', sentence: 'A row for each value of a list field or of a JSON path; an event without one has no row.' },
  { name: 'each', takes: ['field'], gives: 'text', engine: '', form: 'each(field)', sentence: "A row for each distinct value, as text; an event without one has one row with ''. What `count by` and `top` use." },

  { name: 'if', takes: ['boolean', 'common', 'common'], gives: 'common', engine: 'if($1, $2, $3)', form: 'if(condition, a, b)', sentence: 'a where the condition holds, else b.' },
  { name: 'coalesce', aliases: ['ifNull'], takes: ['common', 'common'], repeats: true, gives: 'common', skipsMissing: true, engine: 'coalesce($*)', form: 'coalesce(a, b, …)', sentence: 'The first that is there.' },
  { name: 'nullIf', takes: ['common', 'common'], gives: 'common', engine: 'nullIf($1, $2)', form: 'nullIf(a, b)', sentence: 'NULL where both are equal, else a.' },
  { name: 'greatest', takes: ['common', 'common'], repeats: true, gives: 'common', engine: 'greatest($*)', form: 'greatest(a, b, …)', sentence: 'The largest.' },
  { name: 'least', takes: ['common', 'common'], repeats: true, gives: 'common', engine: 'least($*)', form: 'least(a, b, …)', sentence: 'The smallest.' },

  { name: 'lower', takes: ['text'], gives: 'text', engine: 'lowerUTF8($1)', form: 'lower(text)', sentence: 'In small letters.' },
  { name: 'upper', takes: ['text'], gives: 'text', engine: 'upperUTF8($1)', form: 'upper(text)', sentence: 'In capital letters.' },
  { name: 'length', takes: ['text'], gives: 'number', engine: 'lengthUTF8($1)', form: 'length(text)', sentence: 'Characters of a text.' },
  { name: 'trim', takes: ['text'], gives: 'text', engine: 'trimBoth($1)', form: 'trim(text)', sentence: 'Without blanks at both ends.' },
  { name: 'substring', aliases: ['substr'], takes: ['text', 'place', 'whole'], optional: 1, gives: 'text', engine: 'substringUTF8($*)', form: 'substring(text, from, count)', sentence: 'Characters from a place (1 is the first) on.' },
  { name: 'concat', takes: ['text', 'text'], repeats: true, gives: 'text', engine: 'concat($*)', form: 'concat(a, b, …) · a || b', sentence: 'Texts one after the other.' },
  { name: 'replace', takes: ['text', 'literal', 'literal'], gives: 'text', engine: 'replaceAll($1, $2, $3)', form: "replace(text, 'old', 'new')", sentence: 'Every old replaced by new.' },
  { name: 'splitByChar', aliases: ['split'], takes: ['literal', 'text'], gives: 'list', engine: 'splitByString($1, $2)', form: "splitByChar('/', text)", sentence: 'The parts between the separator.' },
  { name: 'startsWith', takes: ['text', 'text'], gives: 'boolean', engine: 'startsWith($1, $2)', form: 'startsWith(text, begin)', sentence: 'Whether it begins so.' },
  { name: 'endsWith', takes: ['text', 'text'], gives: 'boolean', engine: 'endsWith($1, $2)', form: 'endsWith(text, end)', sentence: 'Whether it ends so.' },
  { name: 'position', takes: ['text', 'text'], gives: 'number', engine: 'positionUTF8($1, $2)', form: 'position(text, part)', sentence: 'Where a part begins, from 1; 0 where it is not.' },

  { name: 'size', takes: ['list'], gives: 'number', engine: 'length($1)', form: 'size(list)', sentence: 'Elements of a list.' },
  { name: 'has', takes: ['list', 'text'], gives: 'boolean', engine: 'has($1, $2)', form: 'has(list, text)', sentence: 'Whether a list has the element.' },
  { name: 'element', takes: ['list', 'place'], gives: 'text', engine: 'arrayElementOrNull($1, $2)', form: 'element(list, 1)', sentence: 'An element by its place; -1 is the last.' },

  { name: 'round', takes: ['number', 'whole'], optional: 1, gives: 'number', engine: 'round($*)', form: 'round(x, digits)', sentence: 'Rounded.' },
  { name: 'floor', takes: ['number'], gives: 'number', engine: 'floor($1)', form: 'floor(x)', sentence: 'Rounded down.' },
  { name: 'ceil', takes: ['number'], gives: 'number', engine: 'ceil($1)', form: 'ceil(x)', sentence: 'Rounded up.' },
  { name: 'abs', takes: ['number'], gives: 'number', engine: 'abs(toFloat64($1))', form: 'abs(x)', sentence: 'Without its sign.' },

  { name: 'toStartOfInterval', aliases: ['histogram'], takes: ['time', 'interval'], gives: 'time', engine: '', form: 'toStartOfInterval(time, INTERVAL 5 MINUTE)', sentence: 'The begin of the interval that a time lies in, counted from 1970 in UTC.' },
  { name: 'toStartOfMinute', takes: ['time'], gives: 'time', engine: '', form: 'toStartOfMinute(time)', sentence: 'The begin of its minute.' },
  { name: 'toStartOfHour', takes: ['time'], gives: 'time', engine: '', form: 'toStartOfHour(time)', sentence: 'The begin of its hour.' },
  { name: 'toStartOfDay', takes: ['time'], gives: 'time', engine: '', form: 'toStartOfDay(time)', sentence: 'The begin of its day.' },
  { name: 'date_trunc', takes: ['unit', 'time'], gives: 'time', engine: '', form: "date_trunc('hour', time)", sentence: 'The begin of its second, minute, hour, day, week (Monday), month, quarter or year.' },
  { name: 'toDateTime', takes: ['any'], gives: 'time', engine: '', form: 'toDateTime(x)', sentence: 'As `CAST(x AS timestamp)`.' },
  { name: 'toHour', aliases: ['hour'], takes: ['time'], gives: 'number', engine: 'toHour($1)', form: 'toHour(time)', sentence: 'The hour of the day, 0 to 23, in UTC.' },
  { name: 'toDayOfWeek', takes: ['time'], gives: 'number', engine: 'toDayOfWeek($1)', form: 'toDayOfWeek(time)', sentence: 'The day of the week, 1 (Monday) to 7.' },
  { name: 'dateDiff', takes: ['unit', 'time', 'time'], gives: 'number', engine: '', form: "dateDiff('second', a, b)", sentence: 'How many borders of the unit lie between two times.' },
  { name: 'now', takes: [], gives: 'time', engine: '', form: 'now()', sentence: 'The time of the question.' },
] as const satisfies readonly SqlFunction[];

const byName: ReadonlyMap<string, SqlFunction> = new Map(
  (sqlFunctions as readonly SqlFunction[]).flatMap((fn) => [fn.name, ...(fn.aliases ?? [])].map((name) => [name.toLowerCase(), fn] as const)),
);

/** By name or alias, in whatever case. */
export function findFunction(name: string): SqlFunction | undefined {
  return byName.get(name.toLowerCase());
}

export const functionNames: readonly string[] = (sqlFunctions as readonly SqlFunction[]).flatMap((fn) => [fn.name, ...(fn.aliases ?? [])]);

/** Operators and what they take; their names are those of the tree. */
export const operators: ReadonlyMap<string, SqlFunction> = new Map(
  (
    [
      { name: '+', takes: ['number', 'number'], gives: 'number', engine: '(toFloat64($1) + toFloat64($2))' },
      { name: '-', takes: ['number', 'number'], gives: 'number', engine: '(toFloat64($1) - toFloat64($2))' },
      { name: '*', takes: ['number', 'number'], gives: 'number', engine: '(toFloat64($1) * toFloat64($2))' },
      { name: '/', takes: ['number', 'number'], gives: 'number', engine: '(toFloat64($1) / nullIf(toFloat64($2), 0))' },
      { name: '%', takes: ['number', 'number'], gives: 'number', engine: 'modulo(toFloat64($1), nullIf(toFloat64($2), 0))' },
      { name: 'negate', takes: ['number'], gives: 'number', engine: '(-toFloat64($1))' },
      { name: 'and', takes: ['boolean', 'boolean'], repeats: true, gives: 'boolean', engine: 'and($*)' },
      { name: 'or', takes: ['boolean', 'boolean'], repeats: true, gives: 'boolean', engine: 'or($*)' },
      { name: 'not', takes: ['boolean'], gives: 'boolean', engine: 'not($1)' },
      ...['=', '!=', '<', '<=', '>', '>='].map((name) => ({ name, takes: ['common', 'common'], gives: 'boolean', engine: `($1 ${name} $2)` })),
      { name: 'between', takes: ['common', 'common', 'common'], gives: 'boolean', engine: '(($1 >= $2) AND ($1 <= $3))' },
      { name: 'in', takes: ['common', 'common'], repeats: true, gives: 'boolean', engine: '' },
      { name: 'is null', takes: ['any'], gives: 'boolean', skipsMissing: true, engine: 'isNull($1)' },
      { name: 'like', takes: ['text', 'literal'], gives: 'boolean', engine: '' },
      { name: 'ilike', takes: ['text', 'literal'], gives: 'boolean', engine: '' },
    ] as const
  ).map((operator) => [operator.name, { form: operator.name, sentence: '', ...operator } as SqlFunction]),
);
