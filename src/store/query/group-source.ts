// What the engine groups by for a field or path, how its keys become values, and which rows must be read on the event instead.
import { uriParameters } from '../../audit/derive.ts';
import { findField, type Field } from '../../audit/fields.ts';
import { parseJson } from '../../audit/json-value.ts';
import { formatTimestamp } from '../../audit/timestamp.ts';
import { distinctTexts } from '../../search/group-values.ts';
import { valuesAt } from '../../search/read-field.ts';
import type { FieldPath } from '../../search/resolve-field.ts';
import { flag, quoted } from '../schema.ts';
import { plainRun, veiled } from './compile-path.ts';
import { and, never, or, type ParameterList } from './sql.ts';

export interface GroupSource {
  /** A String expression; it says nothing about odd rows and `unsure` ones. */
  readonly key: string;
  /** Rows whose values only the event tells. */
  readonly unsure: string;
  /** The values that a key stands for; null = the key is the one value. */
  readonly valuesOf: ((key: Buffer) => readonly string[]) | null;
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
      return sourceOfBody(root, path, parameters);
  }
}

const missing: GroupSource = { key: "''", unsure: never, valuesOf: null };
const plain = (key: string): GroupSource => ({ key, unsure: never, valuesOf: null });

function sourceOfField(field: Field): GroupSource {
  const column = quoted(field.name);
  const dot = field.name.indexOf('.');
  switch (field.storage) {
    case 'dictionary':
    case 'string':
      return plain(`toString(${column})`);
    case 'code':
      return plain(`if(${column} = 0, '', toString(${column}))`);
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
  return { ...missing, unsure: `(${column} != '' AND NOT startsWith(${column}, '{'))` };
}

/** Grouped by the whole JSON text, of which there are few; what is in it is read here. */
function partOfJson(column: string, path: readonly string[]): GroupSource {
  return {
    key: `toString(${quoted(column)})`,
    unsure: never,
    valuesOf: (key) => distinctTexts(key.length === 0 ? [] : valuesAt(parseJson(key), path)),
  };
}

/** The received text is only known to be our own form of the time where the event is kept by its shape. */
function sourceOfTime(field: Field): GroupSource {
  const isStage = field.name === 'stageTimestamp';
  const unreadable = `bitAnd(flags, ${isStage ? flag.noStageTimestamp : flag.noReceivedTimestamp}) != 0`;
  return {
    key: `if(${unreadable}, '', toString(${isStage ? 'ts' : 'ts - lat'}))`,
    unsure: "head != ''",
    valuesOf: (key) => [key.length === 0 ? '' : formatTimestamp(Number(key.toString('latin1')))],
  };
}

const sourceOfDuration: GroupSource = {
  key: `if(bitAnd(flags, ${flag.noStageTimestamp | flag.noReceivedTimestamp}) != 0, '', toString(lat))`,
  unsure: never,
  valuesOf: (key) => [key.length === 0 ? '' : milliseconds(Number(key.toString('latin1')))],
};

function milliseconds(micros: number): string {
  const size = Math.abs(micros);
  return `${micros < 0 ? '-' : ''}${Math.trunc(size / 1000)}.${String(size % 1000).padStart(3, '0')}`;
}

function sourceOfAnnotation(path: readonly string[], parameters: ParameterList): GroupSource {
  const unsure = `bitAnd(flags, ${flag.oddAnnotations}) != 0`;
  // In a plain map nothing lies deeper than one key.
  if (path.length > 1) return { ...missing, unsure };
  return { key: `JSONExtractString(${quoted('annotations')}, ${parameters.string(path[0])})`, unsure, valuesOf: null };
}

/** The parts of the URI that may be this parameter; an escaped name can be any. */
function sourceOfUri(name: string, parameters: ParameterList): GroupSource {
  const column = quoted('requestURI');
  const query = `splitByChar('&', substring(${column}, position(${column}, '?') + 1))`;
  const isIt = `x = ${parameters.string(name)} OR startsWith(x, ${parameters.string(`${name}=`)}) OR match(x, '^[^=]*[%+]')`;
  return {
    key: `if(position(${column}, '?') = 0, '', arrayStringConcat(arrayFilter(x -> ${isIt}, ${query}), '&'))`,
    unsure: never,
    valuesOf: (key) => {
      const found = uriParameters(`?${key.toString('utf8')}`).flatMap(([own, value]) => (own === name && value !== '' ? [value] : []));
      return distinctTexts(found);
    },
  };
}

/** Bodies that hold the path's keys are read by the evaluator's own reading: the engine's may differ (repeated keys, depth, odd numbers). */
function sourceOfBody(root: string, path: readonly string[], parameters: ParameterList): GroupSource {
  const column = quoted(findField(root)!.name);
  const found = path
    .map(plainRun)
    .filter((needle) => needle.length > 1)
    .map((needle) => `position(${column}, ${parameters.string(needle)}) > 0`);
  return { ...missing, unsure: and(`${column} != ''`, or(veiled, and(...found))) };
}
