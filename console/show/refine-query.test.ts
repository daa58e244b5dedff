import { describe, expect, it } from 'vitest';
import { conditionsOf, dropCondition, filterOf, hasPipe, senseOf, toggleCondition, turnCondition, writeCondition } from './refine-query.ts';

describe('refining a query', () => {
  it('adds what was clicked, turns it round, and takes it away again', () => {
    const condition = writeCondition('verb', 'delete');
    const once = toggleCondition(undefined, condition, false);
    expect(once).toBe('verb:"delete"');
    expect(senseOf(once, condition)).toBe('included');
    const turned = toggleCondition(once, condition, true);
    expect([turned, senseOf(turned, condition)]).toEqual(['NOT verb:"delete"', 'excluded']);
    expect(toggleCondition(turned, condition, true)).toBeUndefined();
  });

  it('keeps what is there, whatever its form', () => {
    const q = toggleCondition('a:1 OR verb:get', writeCondition('verb', 'x'), false);
    // What cannot be read stays as it was written.
    expect(q).toBe('a:1 OR verb:get');
    expect(toggleCondition('verb:get OR verb:list', writeCondition('level', 'Request'), false)).toBe('(verb:"get" OR verb:"list") AND level:"Request"');
    expect(toggleCondition('forbidden actor:human', writeCondition('level', 'Request'), true)).toBe('"forbidden" AND actor:"human" AND NOT level:"Request"');
  });

  it('writes every value so that it is found again, hostile ones too', () => {
    for (const value of ['', 'a"b', 'back\\slash', 'NOT', '*', 'a:b c', '<img onerror=alert(1)>', '(x', 'a|b', '-', '‮gnp']) {
      const text = toggleCondition('verb:get', writeCondition('user.username', value), false);
      expect(conditionsOf(text), value).toHaveLength(2);
      expect(senseOf(text, writeCondition('user.username', value)), value).toBe('included');
    }
    expect(writeCondition('objectRef.namespace', '')).toBe('NOT objectRef.namespace:*');
  });

  it('shows the conditions of a conjunction one by one', () => {
    const q = 'verb:delete NOT actor:component shop';
    expect(conditionsOf(q)).toEqual([
      { text: 'verb:"delete"', isNegated: false },
      { text: 'actor:"component"', isNegated: true },
      { text: '"shop"', isNegated: false },
    ]);
    expect(dropCondition(q, 1)).toBe('verb:"delete" AND "shop"');
    expect(turnCondition(q, 0)).toBe('NOT verb:"delete" AND NOT actor:"component" AND "shop"');
    expect(conditionsOf('verb:(')).toEqual([]);
  });
});

describe('a query with a pipe', () => {
  it('is refined before its pipe', () => {
    expect(toggleCondition('* | count by verb', 'verb:get', false)).toBe('verb:"get" | count by verb');
    expect(toggleCondition('verb:get AND a | count by verb', 'verb:get', false)).toBe('"a" | count by verb');
    expect(dropCondition('verb:get|count', 0)).toBe('* | count');
    expect(turnCondition('"a|b" | count', 0)).toBe('NOT "a b" | count');
    expect(conditionsOf('verb:get | count by level').map(({ text }) => text)).toEqual(['verb:"get"']);
    expect([filterOf('* | count'), filterOf('a b | count'), filterOf('"a|b"'), filterOf(undefined)]).toEqual([undefined, 'a b', '"a|b"', undefined]);
    expect([hasPipe('a | count'), hasPipe('"a|b"'), hasPipe(undefined)]).toEqual([true, false, false]);
  });
});
