// Names of fields and JSON paths in a parameter: `verb,annotations."authorization.k8s.io/decision"`.
import { AppError } from '../lib/app-error.ts';
import type { ErrorCode } from '../lib/error-codes.ts';
import { positionAt } from '../lib/problem.ts';
import { cutNames } from '../search/list-columns.ts';
import { resolveField, suggestField, type FieldPath, type NamePart } from '../search/resolve-field.ts';

/** The names of a list, cut at commas outside quotes. Throws `bad_parameter` where one is missing. */
export function splitNames(parameter: string, text: string): readonly string[] {
  const names = cutNames(text);
  if (names.length === 0 || names.join(',').length !== text.length)
    throw new AppError('bad_parameter', `${parameter}: a name is missing.`, { hint: 'Write names with commas between them.', extra: { parameter } });
  return names;
}

/** What a name stands for; null for one that is no field. Cut at dots outside quotes; a part in quotes is one key. */
export function findNamed(name: string): FieldPath | null {
  return resolveField(splitPath(name));
}

/** What is wrong with a name, as `code`, with its place in the parameter. */
export function noSuchField(code: ErrorCode, parameter: string, text: string, name: string): AppError {
  const near = suggestField(name);
  return new AppError(code, `${parameter}: there is no field "${name.length > 60 ? `${name.slice(0, 60)}…` : name}".`, {
    hint: near === null ? '/api/v1/fields lists them.' : `Did you mean ${near}?`,
    position: positionAt(text, Math.max(0, text.indexOf(name))),
    extra: { parameter },
  });
}

/** A field and the name it was asked for by. */
export interface NamedField {
  readonly name: string;
  readonly field: FieldPath;
}

/** The fields of a list, each name once. Throws `unknown_field` and `bad_parameter`. */
export function readFieldNames(parameter: string, text: string, most: number): readonly NamedField[] {
  const names = [...new Set(splitNames(parameter, text))];
  if (names.length > most)
    throw new AppError('bad_parameter', `${parameter}: ${names.length} fields are too many.`, { hint: `At most ${most}.`, extra: { parameter } });
  return names.map((name) => {
    const field = findNamed(name);
    if (field === null) throw noSuchField('unknown_field', parameter, text, name);
    return { name, field };
  });
}

function splitPath(name: string): readonly NamePart[] {
  // A dot without anything beside it, and a quote inside a part, are no names.
  if (!/^(?:"(?:[^"\\]|\\.)*"|[^."]+)(?:\.(?:"(?:[^"\\]|\\.)*"|[^."]+))*$/.test(name)) return [{ isQuoted: false, text: '' }];
  const parts = name.match(/"(?:[^"\\]|\\.)*"|[^."]+/g) ?? [];
  return parts.map((part) => {
    const isQuoted = part.startsWith('"');
    return { isQuoted, text: isQuoted ? part.slice(1, -1).replaceAll(/\\(.)/g, '$1') : part };
  });
}
