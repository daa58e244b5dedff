import { expect, test } from 'vitest';
import { checkName, isName, requireName, trimEnds } from './names.ts';

test.each(['a', '7', 'ap-guangzhou', 'v1.20', 'constructor', 'a..b', `a${'b'.repeat(61)}c`])('isName takes %s', (name) => {
  expect(isName(name)).toBe(true);
});

test.each(['', '-a', 'a-', '.a', 'a.', 'A', 'a_b', 'a b', 'a/b', '..', 'ä', 'a\n', 'a\0', `a${'b'.repeat(62)}c`])('isName refuses %j', (name) => {
  expect(isName(name)).toBe(false);
  expect(checkName('cluster', name)).toMatchObject({ code: 'bad_parameter', hint: expect.stringContaining('1 to 63') });
});

test('checkName proposes the nearest name, which is right itself', () => {
  expect(checkName('region', 'My Region!')?.hint).toContain('such as "my-region"');
  const hint = checkName('topic', `${'x'.repeat(62)}-yy`)?.hint ?? '';
  expect(isName(/such as "([^"]*)"/.exec(hint)?.[1] ?? '')).toBe(true);
  expect(checkName('region', '!!!')?.hint).not.toContain('such as');
});

test('requireName throws bad_parameter and stays fast on long hostile input', () => {
  const started = performance.now();
  expect(() => requireName('cluster', '-.'.repeat(500_000) + 'A')).toThrow(expect.objectContaining({ code: 'bad_parameter' }));
  trimEnds('-.'.repeat(500_000) + 'a');
  expect(performance.now() - started).toBeLessThan(1000);
});
