// The visible lines of a JSON tree: opened containers are read one level deep, closed ones not at all.
import { childrenOf, kindOf, type Child, type JsonKind, type Span } from './json-span.ts';

export interface TreeLine {
  /** Stands for this place in the tree as long as the text is the same. */
  readonly id: string;
  readonly depth: number;
  readonly kind: JsonKind;
  /** Null for elements of an array and for the root. */
  readonly key: string | null;
  /** Of an array's element. */
  readonly index: number | null;
  readonly isOverridden: boolean;
  readonly isOpen: boolean;
  /** Members or elements; 0 for what is no container. */
  readonly count: number;
  readonly span: Span;
}

/** A line that stands for children that are not drawn yet. */
export interface MoreLine {
  readonly id: string;
  readonly depth: number;
  readonly more: number;
  /** The container to show more of. */
  readonly of: string;
}

export interface TreeState {
  /** Containers that were opened or closed by hand. */
  readonly toggled: ReadonlyMap<string, boolean>;
  /** How many children of a container are drawn, where it is not `firstChildren`. */
  readonly drawn: ReadonlyMap<string, number>;
}

export const firstChildren = 100;
/** Below this a value is shown as text. */
export const maxDepth = 200;
const openDepth = 3;
const openLines = 120;

/** Lines in order. `roots` are the top-level members, as they come. Depth costs no stack. */
export function treeLines(roots: readonly Child[], state: TreeState): (TreeLine | MoreLine)[] {
  const lines: (TreeLine | MoreLine)[] = [];
  const stack: Pending[] = [];
  pushChildren(stack, roots, '', 0, state);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if ('more' in next) {
      lines.push(next);
      continue;
    }
    const { child, id, depth, index } = next;
    const kind = kindOf(child);
    const children = depth < maxDepth ? childrenOf(child) : [];
    const isOpen = children.length > 0 && (state.toggled.get(id) ?? (isOpenAtFirst(child, depth) && lines.length + children.length < openLines));
    lines.push({ id, depth, kind, key: child.key, index, isOverridden: child.isOverridden, isOpen, count: children.length, span: child });
    if (isOpen) pushChildren(stack, children, id, depth + 1, state);
  }
  return lines;
}

/** `managedFields` is bookkeeping that nobody asked for. */
function isOpenAtFirst({ key }: Child, depth: number): boolean {
  return depth < openDepth && key !== 'managedFields';
}

type Pending = MoreLine | { readonly child: Child; readonly id: string; readonly depth: number; readonly index: number | null };

function pushChildren(stack: Pending[], children: readonly Child[], of: string, depth: number, state: TreeState): void {
  const drawn = state.drawn.get(of) ?? firstChildren;
  if (children.length > drawn) stack.push({ id: `${of}.more`, depth, more: children.length - drawn, of });
  for (let index = Math.min(drawn, children.length) - 1; index >= 0; index -= 1) {
    const child = children[index];
    stack.push({ child, id: `${of}.${index}`, depth, index: child.key === null ? index : null });
  }
}
