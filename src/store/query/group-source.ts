// How events are counted by a field or path: what the engine groups by, how its keys become values, and which rows must be read instead.
import { uriParameters } from '../../audit/derive.ts';
import type { Field } from '../../audit/fields.ts';
import { parseJson } from '../../audit/json-value.ts';
import { formatTimestamp } from '../../audit/timestamp.ts';
import { distinctTexts, textsAtPath } from '../../search/group-values.ts';
import { valuesAt } from '../../search/read-field.ts';
import type { FieldPath } from '../../search/resolve-field.ts';
import { flag, quoted } from '../schema.ts';
import { plainRun, veiled } from './compile-path.ts';
import { always, and, never, or, type ParameterList } from './sql.ts';

export interface GroupSource {
  /** The expression to group by. It says nothing about odd rows, `unsure` ones and those of `single`. */
  readonly group: string;
  /** The String that a value of `group` is given as. */
  readonly show: (group: string) => string;
  /** The values that such a String stands for; null = it is the one value. */
  readonly valuesOf: ((key: Buffer) => readonly string[]) | null;
  /** Rows whose values only the whole event tells. */
  readonly unsure: string;
  /** Rows that are read one by one, because their text is too varied to group by: the text, and the values in it. */
  readonly single: { readonly where: string; readonly text: string; readonly valuesOf: (text: Buffer) => readonly string[] } | null;
}

/** The values of rows that were grouped under a key. */
export function valuesOfKey({ valuesOf }: GroupSource, key: Buffer): readonly string[] {
  return valuesOf === null ? [key.toString('utf8')] : valuesOf(key);
}

export function groupSource({ field, root, path }: FieldPath, parameters: ParameterList): GroupSource {
  if (root === null || path.length === 0) return sourceOfField(field);
  switch (root) {
    case 'annotations':
      return sourceOfAnnotation(path, parameters);
    case 'uri':
      return sourceOfUri(path[0], parameters);
    case 'user.extra':
      return partOfJson('user.extra', path);
    case 'impersonatedUser.extra':
      return partOfJson('impersonatedUser', ['extra', ...path]);
    default:
      return sourceOfBody(quoted(root), path, parameters);
  }
}

const asItIs = (group: string): string => group;
const plain = (group: string, unsure = never): GroupSource => ({ group, show: asItIs, valuesOf: null, unsure, single: null });
const missing = plain("''");

function sourceOfField(field: Field): GroupSource {
  const column = quoted(field.name);
  const dot = field.name.indexOf('.');
  switch (field.storage) {
    case 'dictionary':
    case 'string':
      return plain(column);
    case 'code':
      return { ...plain(column), show: (code) => `if(${code} = 0, '', toString(${code}))` };
    case 'time':
      return sourceOfTime(field);
    case 'computed':
      return field.name === 'durationMs' ? sourceOfDuration : missing;
    case 'none':
      // Objects of the shape: anything else in their place makes an event odd.
      return dot < 0 ? missing : partOfJson(field.name.slice(0, dot), [field.name.slice(dot + 1)]);
    default:
      return field.kind === 'object' || field.kind === 'body' ? sourceOfWhole(column) : partOfJson(field.name, []);
  }
}

/** An object or a body as a whole counts as ''; where it is none, the event tells. */
function sourceOfWhole(column: string): GroupSource {
  return plain("''", `(${column} != '' AND NOT startsWith(${column}, '{'))`);
}

/** Grouped by the whole JSON text, of which there are few; what is in it is read here. */
function partOfJson(column: string, path: readonly string[]): GroupSource {
  return { ...plain(quoted(column)), valuesOf: (key) => distinctTexts(key.length === 0 ? [] : valuesAt(parseJson(key), path)) };
}

const noTime = 'NULL';

/** The received text is only known to be our own form of the time where the event is kept by its shape. */
function sourceOfTime(field: Field): GroupSource {
  const isStage = field.name === 'stageTimestamp';
  const unreadable = `bitAnd(flags, ${isStage ? flag.noStageTimestamp : flag.noReceivedTimestamp}) != 0`;
  return {
    ...plain(`if(${unreadable}, ${noTime}, ${isStage ? 'ts' : 'ts - lat'})`, "head != ''"),
    show: showNumber,
    valuesOf: (key) => [key.length === 0 ? '' : formatTimestamp(Number(key.toString('latin1')))],
  };
}

const sourceOfDuration: GroupSource = {
  ...plain(`if(bitAnd(flags, ${flag.noStageTimestamp | flag.noReceivedTimestamp}) != 0, ${noTime}, lat)`),
  show: showNumber,
  valuesOf: (key) => [key.length === 0 ? '' : milliseconds(Number(key.toString('latin1')))],
};

function showNumber(group: string): string {
  return `ifNull(toString(${group}), '')`;
}

function milliseconds(micros: number): string {
  const size = Math.abs(micros);
  return `${micros < 0 ? '-' : ''}${Math.trunc(size / 1000)}.${String(size % 1000).padStart(3, '0')}`;
}

function sourceOfAnnotation(path: readonly string[], parameters: ParameterList): GroupSource {
  const unsure = `bitAnd(flags, ${flag.oddAnnotations}) != 0`;
  // In a plain map nothing lies deeper than one key.
  return plain(path.length > 1 ? "''" : `JSONExtractString(${quoted('annotations')}, ${parameters.string(path[0])})`, unsure);
}

/** The parts of the URI that may be this parameter; an escaped name can be any. */
function sourceOfUri(name: string, parameters: ParameterList): GroupSource {
  const column = quoted('requestURI');
  const query = `splitByChar('&', substring(${column}, position(${column}, '?') + 1))`;
  const isIt = `x = ${parameters.string(name)} OR startsWith(x, ${parameters.string(`${name}=`)}) OR match(x, '^[^=]*[%+]')`;
  return {
    ...plain(`if(position(${column}, '?') = 0, '', arrayStringConcat(arrayFilter(x -> ${isIt}, ${query}), '&'))`),
    valuesOf: (key) => distinctTexts(uriParameters(`?${key.toString('utf8')}`).flatMap(([own, value]) => (own === name && value !== '' ? [value] : []))),
  };
}

/** Bodies that may hold the path are read here: the engine's reading may differ from ours (repeated keys, depth, odd numbers). */
function sourceOfBody(column: string, path: readonly string[], parameters: ParameterList): GroupSource {
  const found = path.flatMap((key) => {
    const run = plainRun(key);
    const needle = run === key ? `"${key}"` : run;
    return needle.length > 1 ? [`position(${column}, ${parameters.string(needle)}) > 0`] : [];
  });
  const where = and(`${column} != ''`, or(veiled, found.length === 0 ? always : and(...found)));
  return { ...missing, single: { where, text: column, valuesOf: (body) => (body.length === 0 ? [''] : textsAtPath(body, path)) } };
}
