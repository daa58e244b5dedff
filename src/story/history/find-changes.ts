// What differs between two versions of an object: places with before and after, elements of lists told by name.
import { isArray, isObject, type JsonValue } from '../../audit/json-value.ts';
import { printPath } from '../find-touches.ts';
import { textAt } from '../read-json.ts';
import { isEqual, membersOf, withMember } from './edit-json.ts';
import { listRule } from './merge-keys.ts';

/** A key, or an element of a list: by its name (`name="app"`), else by its index. */
export type PathStep = string | { readonly key: string; readonly value: string } | number;

export interface FieldChange {
  readonly path: readonly PathStep[];
  /** Undefined = not there. */
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

const maxChanges = 1000;
const maxDepth = 64;

/** What the server keeps on its own: hidden unless all is asked for. */
const bookkeeping = [['metadata', 'managedFields'], ['metadata', 'resourceVersion'], ['metadata', 'generation'], ['status']];

/** The changes in the order of the later body, removals after that; at most 1,000. Below 64 levels values are compared as a whole. */
export function findChanges(before: JsonValue, after: JsonValue, isAll = false): readonly FieldChange[] {
  const [left, right] = isAll ? [before, after] : [withoutBookkeeping(before), withoutBookkeeping(after)];
  const changes: FieldChange[] = [];
  const stack: FieldChange[] = [{ path: [], before: left, after: right }];
  while (stack.length > 0 && changes.length < maxChanges) {
    const next = stack.pop()!;
    if (isEqual(next.before, next.after)) continue;
    const inner = next.path.length < maxDepth ? childrenOf(next) : null;
    if (inner === null) changes.push(next);
    else for (let k = inner.length - 1; k >= 0; k -= 1) stack.push(inner[k]);
  }
  return changes;
}

export function withoutBookkeeping(body: JsonValue): JsonValue {
  return bookkeeping.reduce((value, path) => withMember(value, path, undefined), body);
}

/** Null where the two are not of one kind: they differ as a whole. */
function childrenOf({ path, before, after }: FieldChange): readonly FieldChange[] | null {
  if (isObject(before) && isObject(after)) {
    const [left, right] = [membersOf(before), membersOf(after)];
    const keys = new Set([...right.keys(), ...left.keys()]);
    return [...keys].map((key) => ({ path: [...path, key], before: left.get(key), after: right.get(key) }));
  }
  return isArray(before) && isArray(after) ? elementsOf(path, before.items, after.items) : null;
}

function elementsOf(path: readonly PathStep[], left: readonly JsonValue[], right: readonly JsonValue[]): readonly FieldChange[] | null {
  const key = elementKey(path, left, right);
  if (key !== null) {
    const nameOf = (item: JsonValue): string => textAt(item, key)!;
    const [ours, theirs] = [left, right].map((items) => new Map(items.map((item) => [nameOf(item), item])));
    const names = new Set([...theirs.keys(), ...ours.keys()]);
    return [...names].map((value) => ({ path: [...path, { key, value }], before: ours.get(value), after: theirs.get(value) }));
  }
  if (left.length !== right.length) return null;
  return left.map((item, k) => ({ path: [...path, k], before: item, after: right[k] }));
}

/** The key by which elements are told apart: that of the type, else a name; only where every element has its own. */
export function elementKey(path: readonly PathStep[], left: readonly JsonValue[], right: readonly JsonValue[]): string | null {
  const keys = path.filter((step) => typeof step === 'string');
  const rule = listRule(keys[keys.length - 2] ?? '', keys[keys.length - 1] ?? '')?.key;
  const isKey = (key: string): boolean =>
    [left, right].every((items) => {
      const names = items.map((item) => textAt(item, key));
      return !names.includes(undefined) && new Set(names).size === names.length;
    });
  return [rule, 'name', 'type'].find((key) => typeof key === 'string' && left.length + right.length > 0 && isKey(key)) ?? null;
}

/** `spec.template.spec.containers[name="app"].image` */
export function printChangePath(path: readonly PathStep[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'string') text += `${text === '' ? '' : '.'}${printPath([step])}`;
    else text += typeof step === 'number' ? `[${step}]` : `[${step.key}=${JSON.stringify(step.value)}]`;
  }
  return text;
}

/** The keys of a place, elements of lists passed over: what the query language asks by. */
export function namesOf(path: readonly PathStep[]): readonly string[] {
  return path.filter((step) => typeof step === 'string');
}
