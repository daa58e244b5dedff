// The body of an object as lines, each with who last set what stands in it.
import { isArray, isObject, printJson, type JsonValue } from '../../src/audit/json-value.ts';
import { blameOf, childrenOf, type Blame, type Setter } from '../../src/story/history/blame.ts';
import { printChangePath, withoutBookkeeping, type PathStep } from '../../src/story/history/find-changes.ts';
import type { ObjectHistory, Step } from '../../src/story/history/step.ts';
import { cutText } from './cut-text.ts';

export interface BodyLine {
  readonly depth: number;
  /** The member's key; null for an element of a list. */
  readonly key: string | null;
  /** It opens an element of a list. */
  readonly isElement: boolean;
  /** What stands there; null where the lines below it are it. */
  readonly value: { readonly text: string; readonly isString: boolean; readonly cut: number } | null;
  /** As the query language and the command line write it, elements of lists by name. */
  readonly path: string;
  /** Index among the setters; null where nobody is known, or the lines below tell. */
  readonly setter: number | null;
}

export interface ShownSetter extends Pick<Step, 'id' | 'time' | 'actor' | 'actingAs' | 'verb' | 'subresource'> {
  readonly isFirst: boolean;
  readonly unknownBetween: number;
}

export interface ShownBody {
  readonly lines: readonly BodyLine[];
  readonly setters: readonly ShownSetter[];
  /** There are more lines than these. */
  readonly isCut: boolean;
}

const maxLines = 5_000;
/** As deep as blame looks: below it a value is one line. */
const maxDepth = 64;
const maxValue = 400;

interface Pending {
  readonly value: JsonValue;
  readonly path: readonly PathStep[];
  readonly key: string | null;
  readonly isElement: boolean;
}

/** Null where the body is not known. */
export function bodyLines(history: ObjectHistory, step: Step, isAll: boolean): ShownBody | null {
  if (step.body === null) return null;
  const blame = blameOf(history, step, isAll);
  const setters = new Map<Setter, number>();
  const lines: BodyLine[] = [];
  const stack: Pending[] = innerOf({ value: isAll ? step.body : withoutBookkeeping(step.body), path: [], key: null, isElement: false }).reverse();
  while (stack.length > 0 && lines.length < maxLines) {
    const next = stack.pop()!;
    const inner = next.path.length < maxDepth ? innerOf(next) : [];
    lines.push(lineOf(next, inner.length > 0, blame, setters));
    for (let k = inner.length - 1; k >= 0; k -= 1) stack.push(inner[k]);
  }
  return { lines, setters: [...setters.keys()].map(showSetter), isCut: stack.length > 0 };
}

function innerOf({ value, path }: Pending): Pending[] {
  const isElement = isArray(value);
  if (!isElement && !isObject(value)) return [];
  return childrenOf(path, value).map(({ step, value: child }) => {
    return { value: child, path: [...path, step], key: typeof step === 'string' ? step : null, isElement };
  });
}

function lineOf({ value, path, key, isElement }: Pending, hasInner: boolean, blame: Blame, setters: Map<Setter, number>): BodyLine {
  const printed = printChangePath(path);
  const setter = hasInner ? undefined : blame.get(printed);
  if (setter !== undefined && !setters.has(setter)) setters.set(setter, setters.size);
  return {
    depth: path.length - 1,
    key,
    isElement,
    value: hasInner ? null : showLeaf(value),
    path: printed,
    setter: setter === undefined ? null : setters.get(setter)!,
  };
}

function showLeaf(value: JsonValue): NonNullable<BodyLine['value']> {
  const text = typeof value === 'string' ? value : printJson(value);
  return { ...cutText(text, maxValue), isString: typeof value === 'string' };
}

function showSetter({ step, isFirst, unknownBetween }: Setter): ShownSetter {
  const { id, time, actor, actingAs, verb, subresource } = step;
  return { id, time, actor, actingAs, verb, subresource, isFirst, unknownBetween };
}
