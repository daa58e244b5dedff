import { describe, expect, it } from 'vitest';
import { parseTimeExpression } from './time-expression.ts';

const now = Date.UTC(2026, 10, 24, 12) * 1000;

describe('parseTimeExpression', () => {
  it.each([
    ['now', now],
    ['-0s', now],
    ['-15m', now - 15 * 60e6],
    ['now-2h', now - 2 * 3600e6],
    ['-3d', now - 3 * 86_400e6],
    ['now-1w', now - 604_800e6],
    ['2026-11-24', now - 12 * 3600e6],
    ['2026-11-24T20:00:00.0000019+08:00', now + 1],
    ['-999999999w', 0],
  ])('reads %s', (text, expected) => {
    expect(parseTimeExpression(text, now)).toBe(expected);
  });

  it('stays within what calendar and engine can hold', () => {
    expect(() => new Date(parseTimeExpression('now+999999999w', now)! / 1000).toISOString()).not.toThrow();
  });

  it.each(['', 'Now', '15m', '+5m', 'now-15', 'now-15M', '-15', '2026-02-30', '2026-1-1', '2026-11-24T20:00:00', '1764000000', '- 5m'])(
    'takes %j for no time',
    (text) => {
      expect(parseTimeExpression(text, now)).toBeNull();
    },
  );
});
