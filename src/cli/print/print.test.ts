import { describe, expect, it } from 'vitest';
import { bar } from './bars.ts';
import { columnWidths, printColumns, width } from './columns.ts';
import { styleOf } from './style.ts';
import { visible, visibleCell } from './visible.ts';

describe('visible', () => {
  it('draws what a terminal would obey or hide', () => {
    expect(visible('a\u001b[2Jb\rc\u202Ed\u200Be\ud800f\u0085\u2028')).toBe('a<U+001B>[2Jb<U+000D>c<U+202E>d<U+200B>e<U+D800>f<U+0085><U+2028>');
    expect(visible('集群 é 👩‍💻')).toContain('集群 é 👩');
  });
});

describe('printColumns', () => {
  it('lines columns up, wide characters counted double, without blanks at line ends', () => {
    expect(
      printColumns(
        ['A', 'BB'],
        [
          ['集群', 'x'],
          ['long-name', ''],
        ],
      ),
    ).toBe('A          BB\n集群       x\nlong-name\n');
  });
});

it('makes the widest columns give way to a narrow terminal', () => {
  const rows = [
    ['a', 'x'.repeat(50), '界'.repeat(20)],
    ['b', 'y', 'z'],
  ];
  const widths = columnWidths(['A', 'B', 'C'], rows, 40);
  expect(widths.reduce((a, b) => a + b, 0) + 4).toBe(40);
  const lines = printColumns(['A', 'B', 'C'], rows, { width: 40, widths, right: [0] }).split('\n');
  expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(40);
  expect(lines[1]).toContain('…');
});

it('paints on a terminal alone, after aligning', () => {
  const style = styleOf({ isTTY: true, columns: 80 }, {});
  const paint = (cell: string): string => style.red(cell);
  expect(printColumns(['A', 'B'], [['x', 'y']], { paint })).toBe('A  B\n\u001b[31mx\u001b[0m  \u001b[31my\u001b[0m\n');
  for (const plain of [styleOf({ isTTY: true }, { NO_COLOR: '1' }), styleOf({ isTTY: true }, { TERM: 'dumb' }), styleOf({}, {})])
    expect(plain.red('x')).toBe('x');
});

it('draws bars that show what is not nothing', () => {
  expect([bar(10, 10, 4), bar(5, 10, 4), bar(1, 10_000, 4), bar(0, 10, 4)]).toEqual(['████', '██', '▏', '']);
});

it('keeps a cell on one line', () => {
  expect(visibleCell('a\nb\u202ec')).toBe('a<U+000A>b<U+202E>c');
});
