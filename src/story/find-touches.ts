// What a patch touches, whichever of the four forms it is written in: paths and values, bounded and without recursion.
import { isArray, isObject, type JsonValue } from '../audit/json-value.ts';
import { at, listAt, textAt } from './read-json.ts';

export interface Touch {
  readonly path: readonly string[];
  /** Undefined where it is taken away. */
  readonly value: JsonValue | undefined;
}

const maxTouches = 200;
const maxDepth = 12;

/** The touched places in the order of the patch; objects are gone into, lists are values. Nothing for what is no patch. */
export function findTouches(patch: JsonValue | undefined): readonly Touch[] {
  if (isArray(patch)) return listOperations(patch);
  return isObject(patch) ? leavesOf([{ path: [], value: patch }]) : [];
}

/** RFC 6902: a list of operations; `test` touches nothing. */
function listOperations(patch: JsonValue): readonly Touch[] {
  const starts: Touch[] = [];
  for (const operation of listAt(patch).slice(0, maxTouches)) {
    const op = textAt(operation, 'op');
    const pointer = textAt(operation, 'path');
    if (op === undefined || op === 'test' || pointer === undefined || !pointer.startsWith('/')) continue;
    starts.push({ path: readPointer(pointer), value: op === 'remove' ? undefined : at(operation, 'value') });
  }
  return leavesOf(starts);
}

/** RFC 6901. */
export function readPointer(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Directives of strategic merge patches that order or guard and change nothing by themselves. */
const silent = /^\$(?:setElementOrder\/|retainKeys$|patch$)/;

function leavesOf(starts: readonly Touch[]): readonly Touch[] {
  const leaves: Touch[] = [];
  const stack = [...starts].reverse();
  while (stack.length > 0 && leaves.length < maxTouches) {
    const next = stack.pop()!;
    const { path, value } = next;
    if (!isObject(value) || value.keys.length === 0 || path.length >= maxDepth) {
      if (path.length > 0) leaves.push(next);
      continue;
    }
    // What would not be looked at any more is not put aside either.
    for (let k = Math.min(value.keys.length, maxTouches) - 1; k >= 0; k -= 1)
      if (!silent.test(value.keys[k]))
        stack.push({
          path: [...path, value.keys[k].replace(/^\$deleteFromPrimitiveList\//, '')],
          value: value.values[k] === null ? undefined : value.values[k],
        });
  }
  return leaves;
}

/** A path as the query language writes it: `metadata.labels."app.kubernetes.io/name"`. */
export function printPath(path: readonly string[]): string {
  return path.map((key) => (/^[^".\s]+$/.test(key) ? key : `"${key.replaceAll('"', '\\"')}"`)).join('.');
}
