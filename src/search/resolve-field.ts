// From the parts of a field's name as typed to the field of the table or the path below an open root.
import { nearestWord } from '../lib/nearest-word.ts';
import { fields, findField, openRoots, type Field, type OpenRoot } from '../audit/fields.ts';

export interface FieldPath {
  readonly field: Field;
  readonly root: OpenRoot | null;
  readonly path: readonly string[];
}

/** A part of a name: `isQuoted` parts are keys as a whole, dots included. */
export interface NamePart {
  readonly text: string;
  readonly isQuoted: boolean;
}

const rootParts = openRoots.map((root) => ({ root, parts: root.split('.') }));

/** Null for a name that is neither in the table nor below an open root. */
export function resolveField(parts: readonly NamePart[]): FieldPath | null {
  const names = parts.map((part) => part.text);
  if (parts.some((part) => part.text === '' && !part.isQuoted)) return null;
  for (const { root, parts: own } of rootParts) {
    if (names.length <= own.length || !own.every((part, k) => part === names[k] && !parts[k].text.includes('.'))) continue;
    const rest = names.slice(own.length);
    return { field: findField(root)!, root, path: root === 'uri' ? [rest.join('.')] : rest };
  }
  if (names.some((name) => name.includes('.'))) return null;
  const field = findField(names.join('.'));
  return field === undefined ? null : { field, root: null, path: [] };
}

/** The nearest known name, for a name that is none; null where nothing is near. */
export function suggestField(name: string): string | null {
  const lower = name.toLowerCase();
  const ending = fields.find((field) => field.name.toLowerCase() === lower || field.name.toLowerCase().endsWith(`.${lower}`));
  if (ending !== undefined) return ending.name;
  return nearestWord(
    name,
    fields.map((field) => field.name),
  );
}
