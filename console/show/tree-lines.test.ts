import { describe, expect, it } from 'vitest';
import { childrenOf, spanOf } from './json-span.ts';
import { firstChildren, maxDepth, treeLines, type TreeLine } from './tree-lines.ts';

const roots = (text: string) => childrenOf(spanOf(new TextEncoder().encode(text)));
const closed = { toggled: new Map<string, boolean>(), drawn: new Map<string, number>() };

describe('treeLines', () => {
  it('lists what is open in order, with keys and indexes', () => {
    const lines = treeLines(roots('{"a":{"b":[true,{"c":null}]},"d":1}'), closed) as TreeLine[];
    expect(lines.map(({ key, index, depth, count }) => [key ?? index, depth, count])).toEqual([
      ['a', 0, 1],
      ['b', 1, 2],
      [0, 2, 0],
      [1, 2, 1],
      ['c', 3, 0],
      ['d', 0, 0],
    ]);
  });

  it('does not open a container that was closed by hand', () => {
    const lines = treeLines(roots('{"a":{"b":1}}'), { ...closed, toggled: new Map([['.0', false]]) });
    expect(lines).toHaveLength(1);
  });

  it('draws the first children of a long list and counts the others', () => {
    const list = JSON.stringify({ list: Array.from({ length: 250 }, (_, i) => i) });
    const opened = { ...closed, toggled: new Map([['.0', true]]) };
    const lines = treeLines(roots(list), opened);
    expect(lines).toHaveLength(1 + firstChildren + 1);
    expect(lines.at(-1)).toMatchObject({ more: 150, of: '.0' });
    expect(treeLines(roots(list), { ...opened, drawn: new Map([['.0', 600]]) })).toHaveLength(251);
  });

  it('opens no deeper than the depth at which values are shown as text', () => {
    const depth = maxDepth + 50;
    const toggled = new Map<string, boolean>();
    for (let level = 1; level <= depth; level += 1) toggled.set('.0'.repeat(level), true);
    const lines = treeLines(roots(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`), { ...closed, toggled }) as TreeLine[];
    expect(lines).toHaveLength(maxDepth + 1);
    expect(lines.at(-1)).toMatchObject({ depth: maxDepth, isOpen: false, count: 0 });
  });
});
