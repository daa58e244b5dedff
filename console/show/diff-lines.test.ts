import { describe, expect, it } from 'vitest';
import { diffLines } from './diff-lines.ts';

const text = (...lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
const numbers = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);

describe('diffLines', () => {
  it('tells what is new and what is gone, with the numbers of both sides', () => {
    expect(diffLines(text('a', 'b', 'c'), text('a', 'x', 'y', 'c'))).toEqual([
      { type: 'same', left: 1, right: 1, text: 'a' },
      { type: 'removed', left: 2, right: null, text: 'b' },
      { type: 'added', left: null, right: 2, text: 'x' },
      { type: 'added', left: null, right: 3, text: 'y' },
      { type: 'same', left: 3, right: 4, text: 'c' },
    ]);
  });

  it('folds what is the same', () => {
    const rows = diffLines(text(...numbers), text(...numbers.slice(0, 10), 'new', ...numbers.slice(10)));
    expect(rows.map((row) => (row.type === 'skipped' ? row.lines : row.type))).toEqual([7, 'same', 'same', 'same', 'added', 'same', 'same', 'same', 7]);
  });

  it('has nothing to say about equal and empty texts, and gives up on texts that have nothing in common', () => {
    expect(diffLines('', '')).toEqual([]);
    expect(diffLines(text('a', 'b'), text('a', 'b'))).toEqual([{ type: 'skipped', lines: 2 }]);
    const many = (word: string) => text(...Array.from({ length: 20_000 }, (_, index) => `${word} ${index}`));
    expect(diffLines(many('a'), many('b'))).toHaveLength(40_000);
  });
});
