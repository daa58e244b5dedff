// JSON Patch (RFC 6902) on exact values.
import { isArray, isObject, type JsonValue } from '../../audit/json-value.ts';
import { readPointer } from '../find-touches.ts';
import { at, textAt } from '../read-json.ts';
import { isEqual, membersOf, objectOf } from './edit-json.ts';

/** The API server takes 10,000; each one copies the lists and objects on its way. */
const maxOperations = 1000;

/** The patched body; null where the patch does not fit it (RFC 6902, 5) or holds too many operations. */
export function applyJsonPatch(body: JsonValue, patch: JsonValue): JsonValue | null {
  if (!isArray(patch) || patch.items.length > maxOperations) return null;
  let here: JsonValue | null = body;
  for (const operation of patch.items) {
    here = applyOne(here, operation);
    if (here === null) return null;
  }
  return here;
}

function applyOne(body: JsonValue, operation: JsonValue): JsonValue | null {
  const path = pathAt(operation, 'path');
  const value = at(operation, 'value');
  if (path === null) return null;
  switch (textAt(operation, 'op')) {
    case 'add':
      return value === undefined ? null : change(body, path, { insert: value });
    case 'replace':
      return value === undefined || valueAt(body, path) === undefined ? null : change(body, path, { replace: value });
    case 'remove':
      return change(body, path, null);
    case 'move':
    case 'copy':
      return carry(body, pathAt(operation, 'from'), path, textAt(operation, 'op') === 'move');
    case 'test':
      return isEqual(valueAt(body, path), value) ? body : null;
    default:
      return null;
  }
}

function carry(body: JsonValue, from: readonly string[] | null, path: readonly string[], isMove: boolean): JsonValue | null {
  const carried = from === null ? undefined : valueAt(body, from);
  if (from === null || carried === undefined) return null;
  const without = isMove ? change(body, from, null) : body;
  return without === null ? null : change(without, path, { insert: carried });
}

function pathAt(operation: JsonValue, key: string): readonly string[] | null {
  const pointer = at(operation, key);
  return pointer === '' ? [] : typeof pointer === 'string' && pointer.startsWith('/') ? readPointer(pointer) : null;
}

function valueAt(body: JsonValue, path: readonly string[]): JsonValue | undefined {
  let here: JsonValue | undefined = body;
  for (const key of path) here = childOf(here, key);
  return here;
}

function childOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (isArray(value)) return /^(?:0|[1-9]\d{0,8})$/.test(key) ? value.items[Number(key)] : undefined;
  return at(value, key);
}

type Change = { readonly insert: JsonValue } | { readonly replace: JsonValue } | null;

/** A copy with the place changed; null where there is no such place. */
function change(body: JsonValue, path: readonly string[], what: Change): JsonValue | null {
  if (path.length === 0) return what === null ? null : 'insert' in what ? what.insert : what.replace;
  const parents: JsonValue[] = [body];
  for (const key of path.slice(0, -1)) {
    const below = childOf(parents[parents.length - 1], key);
    if (below === undefined) return null;
    parents.push(below);
  }
  let changed = changeChild(parents[parents.length - 1], path[path.length - 1], what);
  for (let k = path.length - 2; k >= 0 && changed !== null; k -= 1) changed = changeChild(parents[k], path[k], { replace: changed });
  return changed;
}

function changeChild(parent: JsonValue, key: string, what: Change): JsonValue | null {
  if (isArray(parent)) return changeItem(parent.items, key, what);
  if (!isObject(parent)) return null;
  const members = membersOf(parent);
  if (what !== null) members.set(key, 'insert' in what ? what.insert : what.replace);
  else if (!members.delete(key)) return null;
  return objectOf(members);
}

function changeItem(items: readonly JsonValue[], key: string, what: Change): JsonValue | null {
  const isInsert = what !== null && 'insert' in what;
  const index = key === '-' && isInsert ? items.length : /^(?:0|[1-9]\d{0,8})$/.test(key) ? Number(key) : -1;
  if (index < 0 || index > items.length || (index === items.length && !isInsert)) return null;
  const inserted = what === null ? [] : ['insert' in what ? what.insert : what.replace];
  return { type: 'array', items: [...items.slice(0, index), ...inserted, ...items.slice(index + (isInsert ? 0 : 1))] };
}
