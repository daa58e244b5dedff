import { describe, expect, it } from 'vitest';
import { completeQuery, writeValue } from './complete.ts';

const texts = (q: string, offset = q.length): string[] => completeQuery(q, offset).items.map(({ text }) => text);

describe('completeQuery', () => {
  it('offers fields by the begin of any part of their name, and operators where they make sense', () => {
    expect(texts('verb').slice(0, 1)).toEqual(['verb:']);
    expect(texts('resou').slice(0, 1)).toEqual(['objectRef.resource:']);
    expect(texts('verb:get A')).toEqual(expect.arrayContaining(['AND ', 'auditID:', 'annotations:']));
    expect(texts('A')).not.toContain('AND ');
    expect(texts('verb:get NOT n')).not.toContain('AND ');
  });

  it('names the field whose values belong at the place, also inside its parentheses', () => {
    expect(completeQuery('verb:ge', 7)).toMatchObject({ from: 5, to: 7, values: { field: 'verb', prefix: 'ge' }, items: [{ text: 'get' }] });
    expect(completeQuery('verb:(get OR li', 15)).toMatchObject({ from: 13, values: { field: 'verb', prefix: 'li' } });
    expect(completeQuery('a -objectRef.name:"kube sys', 27)).toMatchObject({ from: 18, values: { field: 'objectRef.name', prefix: 'kube sys' } });
    expect(completeQuery('objectRef.name:kube-sys', 23)).toMatchObject({ from: 15, values: { prefix: 'kube-sys' } });
    expect(completeQuery('annotations."a.b/c":x', 21).values).toEqual({ field: 'annotations."a.b/c"', prefix: 'x' });
    expect(completeQuery('stageTimestamp:', 15)).toMatchObject({ values: null });
    expect(completeQuery('werb:', 5)).toMatchObject({ items: [], values: null });
  });

  it('offers the words of SQL after a pipe', () => {
    expect(texts('verb:get | to')).toEqual(['top 10 ']);
    expect(texts('* | SELECT userAg')).toEqual(['userAgent']);
    expect(texts('* | SELECT `user.g')).toEqual(['`user.groups`', '`impersonatedUser.groups`']);
    expect(texts('* | SELECT cou')).toEqual(expect.arrayContaining(['count(', 'countIf(']));
    expect(texts('* | SELECT verb GR')).toContain('GROUP BY ');
  });

  it('writes values as they are read back', () => {
    expect(['kube-system', 'system:admin', '', 'AND', '-x', 'a"b'].map(writeValue)).toEqual([
      'kube-system',
      '"system:admin"',
      '""',
      '"AND"',
      '"-x"',
      String.raw`"a\"b"`,
    ]);
  });
});
