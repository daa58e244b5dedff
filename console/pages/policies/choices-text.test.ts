import { describe, expect, it } from 'vitest';
import { defaultChoices } from '../../../src/policy/build-draft.ts';
import { readChoices, writeChoices } from './choices-text.ts';

describe('choices in the address', () => {
  it('hold what differs from the defaults', () => {
    const chosen = { ...defaultChoices, reads: 'None', writes: 'Request', omitManagedFields: true } as const;
    expect(writeChoices(chosen)).toBe('writes:Request,reads:None,omitManagedFields');
    expect(readChoices(writeChoices(chosen))).toEqual(chosen);
    expect(writeChoices(defaultChoices)).toBeUndefined();
  });

  it('pass by what makes no sense', () => {
    expect(readChoices('reads:Request,x:y,,writes,__proto__:Metadata')).toEqual(defaultChoices);
    expect(readChoices(undefined)).toEqual(defaultChoices);
  });
});
