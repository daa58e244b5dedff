// Short ways into JSON values that may be anything: every wrong turn is `undefined`, never an exception.
import { isArray, isNumber, isObject, member, type JsonValue } from '../audit/json-value.ts';

/** The value at the end of a path of keys; lists are not stepped through. */
export function at(value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  let here = value;
  for (const key of path) {
    if (!isObject(here)) return undefined;
    here = member(here, key);
  }
  return here;
}

/** A string at a path; undefined for anything else and for ''. */
export function textAt(value: JsonValue | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** A number at a path, as written. */
export function numberAt(value: JsonValue | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return isNumber(found) ? found.text : undefined;
}

/** The elements of a list at a path; none for anything else. */
export function listAt(value: JsonValue | undefined, ...path: readonly string[]): readonly JsonValue[] {
  const found = at(value, ...path);
  return isArray(found) ? found.items : [];
}

/** The strings of a list at a path. */
export function stringsAt(value: JsonValue | undefined, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((item) => typeof item === 'string');
}
