import { describe, expect, it } from 'vitest';
import { defaultListColumns, readListColumns, writeListColumns } from './list-columns.ts';

const names = (text: string | undefined) => readListColumns(text).map(({ name }) => name);

describe('columns of a list', () => {
  it('keep their order, paths with commas in quotes whole', () => {
    const text = 'sentence,annotations."a,b.c/d",requestObject.spec.replicas,verb';
    expect(names(text)).toEqual(['sentence', 'annotations."a,b.c/d"', 'requestObject.spec.replicas', 'verb']);
    expect(writeListColumns(names(text))).toBe(text);
  });

  it('are the usual ones where none is named that is a field', () => {
    for (const text of [undefined, '', ',', 'nothing', 'user.nothing,"']) expect(names(text)).toEqual(defaultListColumns);
    expect(names('nothing,verb,verb')).toEqual(['verb']);
    expect([writeListColumns(defaultListColumns), writeListColumns([])]).toEqual([undefined, undefined]);
  });
});
