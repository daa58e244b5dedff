import { describe, expect, it } from 'vitest';
import { childrenOf, kindOf, memberOf, spanOf, stringOf, stringsOf, textOf, valueAt } from './json-span.ts';

const span = (text: string) => spanOf(new TextEncoder().encode(text));

describe('childrenOf', () => {
  it('gives members and elements in order, with the text as it stands', () => {
    const children = childrenOf(span(' { "a" : 1e400 , "b":[1, "x"],"c":{ } } '));
    expect(children.map((child) => [child.key, textOf(child), kindOf(child)])).toEqual([
      ['a', '1e400', 'number'],
      ['b', '[1, "x"]', 'array'],
      ['c', '{ }', 'object'],
    ]);
    expect(childrenOf(children[1]).map(textOf)).toEqual(['1', '"x"']);
    expect(childrenOf(children[2])).toEqual([]);
    expect(childrenOf(span('"text"'))).toEqual([]);
  });

  it('keeps keys given twice, marks the overridden one, and knows no special keys', () => {
    const object = span('{"__proto__":1,"a":1,"\\u0061":2}');
    expect(childrenOf(object).map(({ key, isOverridden }) => [key, isOverridden])).toEqual([
      ['__proto__', false],
      ['a', true],
      ['a', false],
    ]);
    expect(textOf(memberOf(object, 'a') ?? object)).toBe('2');
    expect(memberOf(object, 'constructor')).toBeNull();
  });

  it('opens ten thousand levels without recursion', () => {
    const depth = 10_000;
    let value = span('['.repeat(depth) + ']'.repeat(depth));
    for (let level = 1; level < 300; level += 1) value = childrenOf(value)[0];
    expect(textOf(value)).toHaveLength(2 * (depth - 299));
  });
});

describe('stringOf', () => {
  it('resolves escapes, keeps lone surrogates, and reads bad UTF-8 as U+FFFD', () => {
    expect(stringOf(span('"\\u003cb\\ud83d"'))).toBe('<b\ud83d');
    expect(stringOf(span('12'))).toBeNull();
    expect(stringOf(spanOf(Uint8Array.from([0x22, 0xff, 0x22])))).toBe('\ufffd');
  });
});

describe('valueAt', () => {
  it('follows keys and stops where there are none', () => {
    const event = span('{"user":{"groups":["a",1]}}');
    expect(stringsOf(valueAt(event, 'user', 'groups'))).toEqual(['a', '1']);
    expect(valueAt(event, 'user', 'extra', 'x')).toBeNull();
  });
});
