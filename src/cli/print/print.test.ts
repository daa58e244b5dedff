import { describe, expect, it } from 'vitest';
import { printColumns } from './columns.ts';
import { visible } from './visible.ts';

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
