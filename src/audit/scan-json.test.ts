import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { skipBalanced, skipValue, takeVeil } from './scan-json.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const accepts = (text: string): boolean => {
  const b = bytes(text);
  return skipValue(b, 0, b.length) === b.length;
};
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('skipValue', () => {
  it('accepts every JSON document', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => accepts(text)),
      { numRuns: 500 },
    );
  });

  it('accepts and refuses exactly what JSON.parse does, for damaged documents', () => {
    const damage = fc.tuple(
      fc.json({ maxDepth: 4 }),
      fc.nat(),
      fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '0', '-', 'e', '.', 'u', ' ', 'null', '\u0001'),
    );
    fc.assert(
      fc.property(damage, ([text, at, piece]) => {
        const place = at % (text.length + 1);
        const damaged = (text.slice(0, place) + piece + text.slice(place + (at % 2))).trim();
        return accepts(damaged) === isJson(damaged);
      }),
      { numRuns: 5000 },
    );
  });

  it.each(['', '01', '1.', '.5', '1e', '+1', 'tru', '"a', '"\\x"', '"\\u12g4"', '[1,]', '{"a":1,}', '{"a"}', '{a:1}', '[1 2]', '"\t"', '{"a":1}}'])(
    'refuses %j',
    (text) => {
      expect(accepts(text)).toBe(false);
    },
  );

  it('takes a million levels without stack', () => {
    const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
    expect(accepts(deep)).toBe(true);
    expect(accepts(deep.slice(0, -1))).toBe(false);
  });

  it('notes what hides letters from a raw search, and nothing else', () => {
    takeVeil();
    for (const [text, veiled] of [
      ['"a\\u003cb\\n"', false],
      ['"\\u0061"', true],
      ['"\u212a"', true],
      ['"\u0130"', true],
      ['"äöü €"', false],
    ] as const) {
      accepts(text);
      expect([text, takeVeil()]).toEqual([text, veiled]);
    }
  });
});

describe('skipBalanced', () => {
  it('finds the end of a damaged object by quotes and brackets', () => {
    const text = '{"a": nonsense ["}"] },{"b":1}';
    expect(skipBalanced(bytes(text), 0, text.length)).toBe(text.indexOf(',{'));
  });
});
