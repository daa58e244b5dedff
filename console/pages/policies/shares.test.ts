import { describe, expect, it } from 'vitest';
import { fateOf, lessBy, shareOf } from './shares.ts';

describe('shares', () => {
  it('are of what there was', () => {
    expect([lessBy(200, 50), lessBy(0, 5), lessBy(100, 150)]).toEqual([0.75, 0, -0.5]);
    expect([shareOf(1, 4), shareOf(1, 0), shareOf(9, 4), shareOf(-1, 4)]).toEqual([0.25, 0, 1, 0]);
  });

  it('tell what becomes of a question', () => {
    expect([fateOf({ recorded: 0, kept: 0 }), fateOf({ recorded: 5, kept: 5 }), fateOf({ recorded: 5, kept: 1 }), fateOf({ recorded: 5, kept: 0 })]).toEqual([
      'notAsked',
      'lostNone',
      'lostSome',
      'lostAll',
    ]);
  });
});
