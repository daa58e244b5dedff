// Changed copies of JSON values: what is given is never altered, what is not touched is shared.
import { isArray, isNumber, isObject, type JsonObject, type JsonValue } from '../../audit/json-value.ts';

/** The members of an object, of a key given twice the last; nothing for anything else. */
export function membersOf(value: JsonValue | undefined): Map<string, JsonValue> {
  return isObject(value) ? new Map(value.keys.map((key, k) => [key, value.values[k]])) : new Map();
}

export function objectOf(members: ReadonlyMap<string, JsonValue>): JsonObject {
  return { type: 'object', keys: [...members.keys()], values: [...members.values()] };
}

/** A copy with the member of a path set, or taken away (`undefined`); objects on the way are made where they are missing. */
export function withMember(value: JsonValue | undefined, path: readonly string[], member: JsonValue | undefined): JsonValue {
  const parents = [membersOf(value)];
  for (const key of path.slice(0, -1)) {
    const below: JsonValue | undefined = parents[parents.length - 1].get(key);
    if (member === undefined && !isObject(below)) return value ?? objectOf(new Map());
    parents.push(membersOf(below));
  }
  let changed = member;
  for (let k = path.length - 1; k >= 0; k -= 1) {
    const parent = parents[k];
    if (changed === undefined) parent.delete(path[k]);
    else parent.set(path[k], changed);
    changed = objectOf(parent);
  }
  return changed!;
}

/** Equal as JSON: order of keys and repeated keys aside, numbers by their text. Depth costs memory, never stack. */
export function isEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  const pairs: Pair[] = [[a, b]];
  while (pairs.length > 0) {
    const [left, right] = pairs.pop()!;
    if (left === right) continue;
    const inner = pairsOf(left, right);
    if (inner === null) return false;
    for (const pair of inner) pairs.push(pair);
  }
  return true;
}

type Pair = readonly [JsonValue | undefined, JsonValue | undefined];

/** What has to be equal inside two values that are not the same one; null where they differ already. */
function pairsOf(left: JsonValue | undefined, right: JsonValue | undefined): readonly Pair[] | null {
  if (isNumber(left)) return isNumber(right) && left.text === right.text ? [] : null;
  if (isArray(left)) return isArray(right) && left.items.length === right.items.length ? left.items.map((item, k) => [item, right.items[k]]) : null;
  if (!isObject(left) || !isObject(right)) return null;
  const [ours, theirs] = [membersOf(left), membersOf(right)];
  if (ours.size !== theirs.size || [...ours.keys()].some((key) => !theirs.has(key))) return null;
  return [...ours].map(([key, value]) => [value, theirs.get(key)]);
}

/** True where something is nested deeper than `max`. */
export function isDeeperThan(value: JsonValue, max: number): boolean {
  const stack: { readonly value: JsonValue; readonly depth: number }[] = [{ value, depth: 0 }];
  while (stack.length > 0) {
    const next = stack.pop()!;
    const children = isObject(next.value) ? next.value.values : isArray(next.value) ? next.value.items : [];
    if (children.length > 0 && next.depth >= max) return true;
    for (const child of children) if (typeof child === 'object' && child !== null) stack.push({ value: child, depth: next.depth + 1 });
  }
  return false;
}
