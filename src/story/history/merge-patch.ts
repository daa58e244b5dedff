// JSON Merge Patch (RFC 7396) and Kubernetes' strategic merge patch, which knows lists by the keys of their elements.
import { isArray, isObject, type JsonValue } from '../../audit/json-value.ts';
import { stringsAt } from '../read-json.ts';
import { isDeeperThan, membersOf, objectOf } from './edit-json.ts';
import { mergeList } from './merge-list.ts';
import { listRule } from './merge-keys.ts';

/** Merging follows the patch by recursion: what is nested deeper is not followed. */
const maxDepth = 200;

/** The merged body; null where the patch is nested too deep to be followed. */
export function applyMergePatch(body: JsonValue, patch: JsonValue): JsonValue | null {
  return isDeeperThan(patch, maxDepth) ? null : merge(body, patch);
}

function merge(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(patch)) return patch;
  const members = membersOf(target);
  for (const [key, value] of membersOf(patch)) {
    if (value === null) members.delete(key);
    else members.set(key, merge(members.get(key), value));
  }
  return objectOf(members);
}

/** The same with the directives and list rules of k8s.io/apimachinery pkg/util/strategicpatch. */
export function applyStrategicPatch(body: JsonValue, patch: JsonValue): JsonValue | null {
  if (isDeeperThan(patch, maxDepth)) return null;
  return mergeStrategic(body, patch, '') ?? objectOf(new Map());
}

const orderMark = '$setElementOrder/';
const deleteMark = '$deleteFromPrimitiveList/';

/** Undefined = the patch takes the value away. `parent`: the field that holds it, '' at the root. */
function mergeStrategic(target: JsonValue | undefined, patch: JsonValue, parent: string): JsonValue | undefined {
  if (!isObject(patch)) return patch;
  const changes = membersOf(patch);
  const directive = changes.get('$patch');
  changes.delete('$patch');
  if (directive === 'delete') return undefined;
  if (directive === 'replace') return objectOf(changes);
  const members = retained(membersOf(target), patch);
  for (const [key, value] of changes) {
    if (key.startsWith('$')) continue;
    const merged = value === null ? undefined : mergeField(members.get(key), value, parent, key, changes);
    if (merged === undefined) members.delete(key);
    else members.set(key, merged);
  }
  for (const key of changes.keys()) applyListDirective(members, changes, parent, key);
  return objectOf(members);
}

function mergeField(
  target: JsonValue | undefined,
  value: JsonValue,
  parent: string,
  key: string,
  changes: ReadonlyMap<string, JsonValue>,
): JsonValue | undefined {
  if (!isArray(value)) return mergeStrategic(target, value, key);
  const rule = listRule(parent, key);
  const original = isArray(target) ? target.items : [];
  return rule === null
    ? value
    : { type: 'array', items: mergeList(original, value.items, orderOf(changes, key), rule, (element, change) => mergeStrategic(element, change, key)) };
}

/** Order and deletions of lists that the patch holds no elements of. */
function applyListDirective(members: Map<string, JsonValue>, changes: ReadonlyMap<string, JsonValue>, parent: string, directive: string): void {
  const key = directive.startsWith(orderMark)
    ? directive.slice(orderMark.length)
    : directive.startsWith(deleteMark)
      ? directive.slice(deleteMark.length)
      : null;
  const list = key === null ? undefined : members.get(key);
  if (key === null || !isArray(list)) return;
  if (directive.startsWith(deleteMark)) {
    const gone = new Set(stringsAt(changes.get(directive)));
    members.set(key, { type: 'array', items: list.items.filter((item) => typeof item !== 'string' || !gone.has(item)) });
  } else if (!changes.has(key)) {
    const rule = listRule(parent, key);
    if (rule !== null)
      members.set(key, {
        type: 'array',
        items: mergeList(list.items, [], orderOf(changes, key), rule, (element, change) => mergeStrategic(element, change, key)),
      });
  }
}

function orderOf(changes: ReadonlyMap<string, JsonValue>, key: string): readonly JsonValue[] | null {
  const order = changes.get(orderMark + key);
  return isArray(order) ? order.items : null;
}

/** `$retainKeys`: what is not named is cleared first. */
function retained(members: Map<string, JsonValue>, patch: JsonValue): Map<string, JsonValue> {
  const keep = membersOf(patch).get('$retainKeys');
  if (keep === undefined) return members;
  const names = new Set(stringsAt(keep));
  return new Map([...members].filter(([key]) => names.has(key)));
}
