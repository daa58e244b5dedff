import { describe, expect, it } from 'vitest';
import { checkQuery, isUnfinished } from './check-query.ts';

const marked = (text: string): string | null => {
  const fault = checkQuery(text, 0);
  return fault === null ? null : text.slice(fault.from, fault.to);
};
const isTold = (text: string, cursor = text.length): boolean => {
  const fault = checkQuery(text, 0);
  return fault !== null && !isUnfinished(fault, text, cursor);
};

describe('checkQuery', () => {
  it('marks the word that is wrong, before and behind a pipe', () => {
    expect(marked('verb:get AND a')).toBeNull();
    expect(marked('a verbb:delete b')).toBe('verbb');
    expect(marked('responseStatus.code:4x verb:get')).toBe('4x');
    expect(marked('a | SELECT userr')).toBe('userr');
    expect(marked('a | count by verb')).toBeNull();
    expect(checkQuery('verbb:x', 0)?.fix).toEqual({ from: 0, to: 5, text: 'verb' });
  });

  it('says nothing about what is still being written', () => {
    for (const text of [
      'verb:',
      'responseStatus.code:4x',
      'verb:(get OR ',
      '"a phra',
      'durationMs:>',
      'a |',
      'a | SELECT us',
      "a | SELECT verb WHERE verb = 'g",
      'a OR ',
    ])
      expect([text, isTold(text)]).toEqual([text, false]);
  });

  it('tells a name that is finished, and what the cursor has left', () => {
    expect(isTold('verbb:')).toBe(true);
    expect(isTold('responseStatus.code:4x ')).toBe(true);
    expect(isTold('verb:(get OR list', 0)).toBe(true);
    expect(isTold('verb: a')).toBe(true);
  });
});
