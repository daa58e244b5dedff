import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDecimals, parseDecimal } from './decimal.ts';

const order = (a: string, b: string): number => Math.sign(compareDecimals(a, b));

describe('compareDecimals', () => {
  it.each([
    ['3', '3.0', 0],
    ['3', '3e0', 0],
    ['0.3e1', '30E-1', 0],
    ['-0', '0.000', 0],
    ['0e999', '-0', 0],
    ['1e400', '10e399', 0],
    ['1e400', '1e399', 1],
    ['-1e400', '1', -1],
    ['-2', '-10', 1],
    ['123456789012345678901234567890', '123456789012345678901234567891', -1],
    ['9007199254740993', '9007199254740992', 1],
    ['1e999999999', '1e-999999999', 1],
    ['1e1000000000000000000000', '10e999999999999999999999', 0],
    ['0.1', '0.10000000000000000000001', -1],
  ] as const)('puts %s and %s in order', (a, b, expected) => {
    expect(order(a, b)).toBe(expected);
    expect(order(b, a)).toBe(expected === 0 ? 0 : -expected);
  });

  it('compares exponents of megabytes at once', () => {
    const begin = performance.now();
    expect(order(`1e${'9'.repeat(20_000_000)}`, `1e${'9'.repeat(15_000)}`)).toBe(1);
    expect(order(`1e-${'9'.repeat(20_000_000)}`, '0.001')).toBe(-1);
    expect(order(`1e${'0'.repeat(30_000)}3`, '1000')).toBe(0);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it('knows equal negative numbers as equal', () => {
    expect(order('-15', '-15.0')).toBe(0);
    expect(order('-2', '-1')).toBe(-1);
    expect(order('-1e-3', '-1')).toBe(1);
  });

  it('agrees with the order of exact doubles', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer({ min: 0, max: 6 }), (a, b, e) => {
        expect(order(`${a}e-${e}`, `${b}e-${e}`)).toBe(Math.sign(a - b) + 0);
      }),
    );
  });
});

describe('parseDecimal', () => {
  it('takes no text that is no number', () => {
    for (const text of ['', '-', '.5', '5.', '1e', '0x10', 'NaN', 'Infinity', '1 ', '1_000', '\u0661']) expect(parseDecimal(text), text).toBeNull();
  });
});
