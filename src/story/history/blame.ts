// Who last set each field of an object as it was after a step: the body's leaves, each with the step that gave it its value.
import { isArray, isObject, type JsonValue } from '../../audit/json-value.ts';
import { isEqual, membersOf } from './edit-json.ts';
import { elementKey, printChangePath, withoutBookkeeping, type PathStep } from './find-changes.ts';
import { isCreated } from './read-write.ts';
import type { ObjectHistory, Step } from './step.ts';

/** Below this depth a value is one leaf. */
const maxDepth = 64;
const maxLeaves = 20_000;

export interface Setter {
  readonly step: Step;
  /** It is the first body on record of this life and no creation: an earlier write may have set what it holds. */
  readonly isFirst: boolean;
  /** Writes of unknown content before it: one of them may have set it instead. */
  readonly unknownBetween: number;
}

/** By the printed path of a leaf (`spec.template.spec.containers[name="app"].image`). */
export type Blame = ReadonlyMap<string, Setter>;

/** Looks at the steps of the same life up to and with `step`; empty where its body is not known. */
export function blameOf({ steps }: ObjectHistory, step: Step, isAll = false): Blame {
  const setters = new Map<string, Setter>();
  let before: Leaves | null = null;
  let unknown = 0;
  const life = steps.slice(0, steps.indexOf(step) + 1).filter(({ life }) => life === step.life);
  for (const each of step.body === null ? [] : life) {
    unknown += each.body === null ? 1 : 0;
    if (each.body === null) continue;
    const leaves = leavesOf(isAll ? each.body : withoutBookkeeping(each.body));
    const setter: Setter = { step: each, isFirst: before === null && !isCreated(each), unknownBetween: unknown };
    for (const [path, value] of leaves) if (!isEqual(before?.get(path), value)) setters.set(path, setter);
    before = leaves;
    unknown = 0;
  }
  return setters;
}

type Leaves = ReadonlyMap<string, JsonValue>;

/** Scalars, empty lists and empty objects by their printed paths, in order; what lies too deep is a leaf as a whole. */
export function leavesOf(body: JsonValue): Leaves {
  const leaves = new Map<string, JsonValue>();
  const stack: { readonly path: readonly PathStep[]; readonly value: JsonValue }[] = [{ path: [], value: body }];
  while (stack.length > 0 && leaves.size < maxLeaves) {
    const { path, value } = stack.pop()!;
    const inner = path.length < maxDepth ? childrenOf(path, value) : [];
    if (inner.length === 0) leaves.set(printChangePath(path), value);
    else for (let k = inner.length - 1; k >= 0; k -= 1) stack.push({ path: [...path, inner[k].step], value: inner[k].value });
  }
  return leaves;
}

export interface BodyChild {
  readonly step: PathStep;
  readonly value: JsonValue;
}

/** What is directly inside a value of a body: members, or elements by their name where each has its own. */
export function childrenOf(path: readonly PathStep[], value: JsonValue): readonly BodyChild[] {
  if (isObject(value)) return [...membersOf(value)].map(([step, child]) => ({ step, value: child }));
  if (!isArray(value)) return [];
  const key = elementKey(path, value.items, []);
  return value.items.map((child, k) => ({ step: key === null ? k : { key, value: nameOf(child, key) }, value: child }));
}

function nameOf(item: JsonValue, key: string): string {
  const name = membersOf(item).get(key);
  return typeof name === 'string' ? name : '';
}
