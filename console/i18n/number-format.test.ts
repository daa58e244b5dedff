import { describe, expect, it } from 'vitest';
import { numberFormat } from './number-format.ts';

describe('numberFormat', () => {
  it.each(['en', 'zh-CN'] as const)('writes what Intl writes in %s', (language) => {
    const format = new Intl.NumberFormat(language);
    const values = [0, -0, 7, -7, 999, 1000, -1000, 12_345, 100_000, 1_234_567, -9_876_543_210, Number.MAX_SAFE_INTEGER, 2 ** 60, 0.5, -1234.5678, 1e21];
    for (const value of [...values, Number.NaN, Number.POSITIVE_INFINITY]) expect(numberFormat(language).format(value)).toBe(format.format(value));
  });

  it('keeps to its options', () => {
    expect(numberFormat('en', { style: 'percent', maximumFractionDigits: 1 }).format(0.1234)).toBe('12.3%');
    expect(numberFormat('en', { maximumFractionDigits: 1 }).format(3.26)).toBe('3.3');
  });
});
