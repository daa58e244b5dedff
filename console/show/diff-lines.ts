// Two texts line by line: what is new, what is gone, and long stretches that are the same as one entry.
import { diffLines as diffOf } from 'diff';

export type DiffRow =
  | { readonly type: 'same' | 'added' | 'removed'; readonly left: number | null; readonly right: number | null; readonly text: string }
  /** Lines that are the same and not shown. */
  | { readonly type: 'skipped'; readonly lines: number };

/** Unchanged lines shown around a change. */
const context = 3;
/** Comparing texts that have little in common takes long and tells nothing. */
const limits = { timeout: 300, maxEditLength: 4_000 };

export function diffLines(left: string, right: string): readonly DiffRow[] {
  const parts = diffOf(left, right, limits) ?? [
    { value: left, added: false, removed: true },
    { value: right, added: true, removed: false },
  ];
  const rows: DiffRow[] = [];
  const at = { left: 1, right: 1 };
  for (const [index, { value, added, removed }] of parts.entries()) {
    const type = added ? 'added' : removed ? 'removed' : 'same';
    const lines = linesOf(value).map((text): DiffRow => ({ type, left: added ? null : at.left++, right: removed ? null : at.right++, text }));
    if (type === 'same') rows.push(...fold(lines, index === 0, index === parts.length - 1));
    else rows.push(...lines);
  }
  return rows;
}

function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function fold(lines: readonly DiffRow[], isFirst: boolean, isLast: boolean): readonly DiffRow[] {
  const head = isFirst ? 0 : context;
  const tail = isLast ? 0 : context;
  const skipped = lines.length - head - tail;
  if (skipped <= 1) return lines;
  return [...lines.slice(0, head), { type: 'skipped', lines: skipped }, ...lines.slice(lines.length - tail)];
}
