// Lists of strategic merge patches: elements found by their key, merged, and put in order.
import { isNumber, isObject, type JsonValue } from '../../audit/json-value.ts';
import { at } from '../read-json.ts';
import type { ListRule } from './merge-keys.ts';

/** An element with its patch merged in; undefined where the patch takes it away. */
export type MergeElement = (element: JsonValue | undefined, patch: JsonValue) => JsonValue | undefined;

/**
 * Merges elements into a list. The order is that of mergeSlice in k8s.io/apimachinery: patched elements as in `order` (else as in the patch),
 * the others as in the list, and where both were in the list, as there.
 */
export function mergeList(
  original: readonly JsonValue[],
  patch: readonly JsonValue[],
  order: readonly JsonValue[] | null,
  rule: ListRule,
  mergeElement: MergeElement,
): readonly JsonValue[] {
  const nameOf = (item: JsonValue): string | null => (rule.key === null ? scalarName(item) : scalarName(at(item, rule.key)));
  const patched = patch.filter((item) => at(item, '$patch') !== 'replace' || nameOf(item) !== null);
  // `[{"$patch": "replace"}, …]`: the list as a whole.
  if (patched.length < patch.length) return patched;
  const merged = new Map<string, JsonValue>();
  const nameless: JsonValue[] = [];
  for (const item of original) put(merged, nameless, nameOf(item), item);
  const gone = new Set<string>();
  for (const item of patched) {
    const name = nameOf(item);
    const result = rule.key === null || !isObject(item) ? item : mergeElement(name === null ? undefined : merged.get(name), item);
    if (result !== undefined) put(merged, nameless, name, result);
    else if (name !== null) gone.add(name);
  }
  const names = [...merged.keys()].filter((name) => !gone.has(name));
  const wanted = (order ?? patched).map((item) => nameOf(item)).filter((name) => name !== null);
  return [...arrange(names, wanted, original.map(nameOf)).map((name) => merged.get(name)!), ...nameless];
}

function put(merged: Map<string, JsonValue>, nameless: JsonValue[], name: string | null, item: JsonValue): void {
  if (name === null) nameless.push(item);
  else merged.set(name, item);
}

/** Strings and numbers name an element; they never mean the same. */
function scalarName(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return `s${value}`;
  return isNumber(value) ? `n${value.text}` : null;
}

function arrange(names: readonly string[], wanted: readonly string[], original: readonly (string | null)[]): readonly string[] {
  const rank = new Map(wanted.map((name, k) => [name, k]));
  const place = new Map(original.map((name, k) => [name, k]));
  const ordered = names.filter((name) => rank.has(name)).sort((a, b) => rank.get(a)! - rank.get(b)!);
  const others = names.filter((name) => !rank.has(name));
  const result: string[] = [];
  let next = 0;
  for (const other of others) {
    while (next < ordered.length && (place.get(ordered[next]) ?? Infinity) < (place.get(other) ?? Infinity)) result.push(ordered[next++]);
    result.push(other);
  }
  return [...result, ...ordered.slice(next)];
}
