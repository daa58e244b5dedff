// From a name in SQL to a field: as in queries, or by its last part where that is unambiguous.
import { fields, findField, type Field } from '../../audit/fields.ts';
import { fail } from '../lex.ts';
import { printFieldName } from '../field-name.ts';
import { resolveField, suggestField, type FieldPath, type NamePart } from '../resolve-field.ts';
import type { Place } from './ast.ts';
import type { Kind } from './functions.ts';

/** `value` = as it stands; `unnest` = a row for each value; `each` = a row for each distinct value as text, '' for none; `stamp` = `__TIMESTAMP__`. */
export type ColumnMode = 'value' | 'unnest' | 'each' | 'stamp';

/** A field that a statement reads. */
export interface SqlColumn extends FieldPath {
  readonly mode: ColumnMode;
  readonly kind: Kind;
}

/** The vendor's name for the event's time in milliseconds. */
export const stampName = '__TIMESTAMP__';

export function resolveColumn(text: string, parts: readonly NamePart[], place: Place, mode: 'value' | 'unnest' | 'each'): SqlColumn {
  const name = printFieldName(parts.map((part) => part.text));
  if (parts.length === 1 && parts[0].text === stampName && mode === 'value')
    return { field: findField('stageTimestamp')!, root: null, path: [], mode: 'stamp', kind: 'number' };
  const found = resolveField(parts) ?? byLastPart(text, name, place);
  if (mode !== 'value') return { ...found, mode, kind: mode === 'unnest' && found.path.length > 0 ? 'json' : 'text' };
  return { ...found, mode, kind: kindOf(found) ?? refuseObject(text, found.field, place) };
}

function refuseObject(text: string, { name }: Field, place: Place): never {
  const below = (fields as readonly Field[]).find((field) => field.name.startsWith(`${name}.`))?.name ?? `${name}.NAME`;
  return fail(text, place.from, 'bad_value', `${name} is an object and has no value of its own.`, `Name what is below it: ${below}`);
}

function refuseName(text: string, name: string, place: Place): never {
  const near = suggestField(name);
  const hint = near === null ? "Fields are listed by GET /api/v1/fields; text stands in 'single quotes'." : `Did you mean ${near}?`;
  const fix = near === null ? undefined : { from: place.from, to: place.to, text: near.includes('.') ? `\`${near}\`` : near };
  return fail(text, place.from, 'unknown_field', `There is no field ${name.length > 60 ? `${name.slice(0, 60)}…` : name}.`, hint, fix);
}

/** The one spelling of a field's name: short and quoted ones become the whole name. Null for what is no field, or several. */
export function wholeName(parts: readonly NamePart[]): readonly NamePart[] | null {
  const name = printFieldName(parts.map((part) => part.text));
  const ends = endingIn(name);
  const found = resolveField(parts) ?? (ends.length === 1 ? { field: ends[0], root: null, path: [] } : null);
  if (found === null) return null;
  return [...found.field.name.split('.'), ...found.path].map((text) => ({ text, isQuoted: !/^[A-Za-z0-9_-]+$/.test(text) }));
}

function endingIn(name: string): readonly Field[] {
  return (fields as readonly Field[]).filter((field) => field.name.endsWith(`.${name}`));
}

function byLastPart(text: string, name: string, place: Place): FieldPath {
  const ends = endingIn(name);
  if (ends.length > 1)
    fail(text, place.from, 'unknown_field', `${name} can be several fields.`, `Write one of ${ends.map((field) => `\`${field.name}\``).join(', ')}.`);
  return ends.length === 0 ? refuseName(text, name, place) : { field: ends[0], root: null, path: [] };
}

/** Null for objects that are spread over several columns. */
function kindOf({ field, path }: FieldPath): Kind | null {
  if (path.length > 0) return 'json';
  switch (field.kind) {
    case 'number':
      return 'number';
    case 'time':
      return 'time';
    case 'list':
      return 'list';
    case 'ip':
      return field.name === 'sourceIPs' ? 'list' : 'text';
    case 'body':
      return 'json';
    case 'object':
      return field.storage === 'json' || field.storage === 'jsonDictionary' ? 'json' : null;
    default:
      return 'text';
  }
}
