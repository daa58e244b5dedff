// The fields that a statement reads: by the engine where its columns hold exactly the value, else from the event itself.
import { isArray, isNumber, isObject, printJson, type JsonValue } from '../../audit/json-value.ts';
import { parseTimestamp } from '../../audit/timestamp.ts';
import { flatten, openSubject, readField, type OpenSubject } from '../../search/read-field.ts';
import type { SqlColumn } from '../../search/sql/resolve-column.ts';
import { flag, quoted } from '../schema.ts';
import type { StoredEvent } from '../store.ts';
import { compileQuery, unresolved } from './compile.ts';
import { textValues, type TextValues } from './sql-values.ts';
import { and, never, type ParameterList } from './sql.ts';

/** A value of a row that travels beside the statement. */
export type SpecialValue = string | number | null | readonly string[];

export interface EngineColumn {
  /** What the engine makes of a row; with several values a row for each. */
  readonly sql: string;
  /** Rows for which that may be something else than the event says. */
  readonly untrusted: string;
  /** Type of the column in the table of special rows, and what makes the same of it as `sql` is. */
  readonly type: string;
  readonly fromSpecial: (name: string) => string;
  /** The values of an event; several are several rows. */
  readonly read: (subject: OpenSubject, event: StoredEvent) => readonly SpecialValue[];
}

const same = (name: string): string => name;
const time = (sql: string): string => `fromUnixTimestamp64Micro(${sql}, 'UTC')`;

export function engineColumn(column: SqlColumn, parameters: ParameterList): EngineColumn {
  if (column.mode === 'unnest' || column.mode === 'each') return valuesColumn(column, parameters);
  if (column.mode === 'stamp')
    return { sql: 'intDiv(ts, 1000)', untrusted: never, type: 'Int64', fromSpecial: same, read: (_, event) => [Math.floor(event.key.ts / 1000)] };
  switch (column.kind) {
    case 'number':
      return numberColumn(column);
    case 'time':
      return timeColumn(column);
    case 'list':
      return listColumn(column, parameters);
    default:
      return textColumn(column, parameters);
  }
}

function numberColumn(column: SqlColumn): EngineColumn {
  const readable = `bitAnd(flags, ${flag.noStageTimestamp | flag.noReceivedTimestamp}) = 0`;
  const sql = column.field.name === 'durationMs' ? `if(${readable}, lat / 1000, NULL)` : `toFloat64(nullIf(${quoted(column.field.name)}, 0))`;
  const read = (subject: OpenSubject): readonly SpecialValue[] => {
    const value = flatten(readField(subject, column.field, column.path)).find(isNumber);
    const number = value === undefined ? Number.NaN : Number(value.text);
    return [Number.isFinite(number) ? number : null];
  };
  return { sql, untrusted: never, type: 'Nullable(Float64)', fromSpecial: same, read };
}

function timeColumn(column: SqlColumn): EngineColumn {
  const isStage = column.field.name === 'stageTimestamp';
  const readable = `bitAnd(flags, ${isStage ? flag.noStageTimestamp : flag.noReceivedTimestamp}) = 0`;
  const read = (subject: OpenSubject): readonly SpecialValue[] => {
    const value = readField(subject, column.field, []).findLast((item) => typeof item === 'string');
    return [typeof value === 'string' ? parseTimestamp(value) : null];
  };
  return { sql: time(`if(${readable}, ${isStage ? 'ts' : 'ts - lat'}, NULL)`), untrusted: never, type: 'Nullable(Int64)', fromSpecial: time, read };
}

function listColumn(column: SqlColumn, parameters: ParameterList): EngineColumn {
  const values = textValues(column, parameters);
  const read = (subject: OpenSubject): readonly SpecialValue[] => [textsOf(subject, column)];
  return { sql: listOf(values), untrusted: untrustedRows(column, values, parameters), type: 'Array(String)', fromSpecial: same, read };
}

function textColumn(column: SqlColumn, parameters: ParameterList): EngineColumn {
  const values = textValues(column, parameters);
  const sql = values.isList ? `arrayStringConcat(${values.sql}, ',')` : values.sql;
  const read = (subject: OpenSubject): readonly SpecialValue[] => [textsOf(subject, column).join(',')];
  return { sql: `toString(${sql})`, untrusted: untrustedRows(column, values, parameters), type: 'String', fromSpecial: same, read };
}

/** A row for each value. */
function valuesColumn(column: SqlColumn, parameters: ParameterList): EngineColumn {
  const values = textValues(column, parameters);
  const untrusted = untrustedRows(column, values, parameters);
  if (column.mode === 'unnest') {
    const list = values.isList ? values.sql : `if(${values.sql} = '', CAST([], 'Array(String)'), [toString(${values.sql})])`;
    return { sql: `arrayJoin(${list})`, untrusted, type: 'String', fromSpecial: same, read: (subject) => textsOf(subject, column) };
  }
  const sql = values.isList ? `arrayJoin(if(empty(${values.sql}), [''], arrayDistinct(${values.sql})))` : `toString(${values.sql})`;
  const read = (subject: OpenSubject): readonly SpecialValue[] => {
    const texts = [...new Set(flatten(readField(subject, column.field, column.path)).map(scalarText))];
    return texts.length === 0 ? [''] : texts;
  };
  return { sql, untrusted, type: 'String', fromSpecial: same, read };
}

function listOf(values: TextValues): string {
  return values.isList ? values.sql : `if(${values.sql} = '', CAST([], 'Array(String)'), [toString(${values.sql})])`;
}

/** The engine's own reading counts where the field cannot be there at all, or where it is known to be exact. */
function untrustedRows(column: SqlColumn, values: TextValues, parameters: ParameterList): string {
  if (values.isExact) return values.unless ?? never;
  const present = compileQuery({ type: 'term', field: column.field, root: column.root, path: column.path, test: { op: 'present' } }, parameters, unresolved);
  return and(present.may, values.unless ?? '1');
}

/** Values as text: scalars as written, objects as JSON, null left out. */
function textsOf(subject: OpenSubject, { field, path }: SqlColumn): readonly string[] {
  return flatten(readField(subject, field, path)).flatMap((value) =>
    value === null || value === '' ? [] : [isObject(value) ? wellFormed(printJson(value)) : scalarText(value)],
  );
}

/** A scalar as written; '' for what is none. */
function scalarText(value: JsonValue): string {
  if (value === null || isObject(value) || isArray(value)) return '';
  return wellFormed(isNumber(value) ? value.text : String(value as string | boolean));
}

/** Lone surrogates cannot travel. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}

/** The rows of an event beside the statement: every combination of its columns' values. */
export function specialRows(columns: readonly EngineColumn[], event: StoredEvent): readonly (readonly SpecialValue[])[] {
  const subject = openSubject(event);
  let rows: readonly (readonly SpecialValue[])[] = [[]];
  for (const column of columns) {
    const values = column.read(subject, event);
    rows = rows.length * values.length > maxRowsOfOne ? [] : rows.flatMap((row) => values.map((value) => [...row, value]));
  }
  return rows;
}

/** Of one event no more rows than this are made: its lists are chosen by clients. */
const maxRowsOfOne = 100_000;
