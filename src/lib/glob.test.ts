import { expect, test } from 'vitest';
import { createGlob } from './glob.ts';

test.each([
  ['*', '', true],
  ['*', 'anything', true],
  ['', 'x', false],
  ['system:*', 'system:node:a', true],
  ['system:*', 'System:node', false],
  ['*-prod', 'shop-prod', true],
  ['*-prod', 'shop-prod-2', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['ab*ba', 'aba', false],
  ['a**b', 'ab', true],
  ['a.c', 'abc', false],
  ['*aa', 'aa', true],
  ['*a*a*', 'a', false],
])('%s on %s is %s', (pattern, text, expected) => {
  expect(createGlob(pattern)(text)).toBe(expected);
});

test('a pattern of many stars holds nobody up', () => {
  const started = performance.now();
  expect(createGlob('a*'.repeat(2000) + 'b')('a'.repeat(100_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(2000);
});
