import { describe, expect, it } from 'vitest';
import { isSameEvent } from './identity.ts';

const same = (a: string, b: string): boolean => isSameEvent(new TextEncoder().encode(a), new TextEncoder().encode(b));

describe('isSameEvent', () => {
  it('sees through kind and apiVersion of the event itself, wherever they stand', () => {
    const item = '{"level":"Metadata","auditID":"x","requestObject":{"kind":"Pod","apiVersion":"v1"}}';
    expect(same(`{"kind":"Event","apiVersion":"audit.k8s.io/v1",${item.slice(1)}`, item)).toBe(true);
    expect(same(`${item.slice(0, -1)},"kind":"Event","apiVersion":"audit.k8s.io/v1"}`, item)).toBe(true);
    expect(same('{"level":"Metadata","kind":"Event","auditID":"x"}', '{"level":"Metadata","auditID":"x"}')).toBe(true);
    expect(same('{"kind":"Event"}', '{}')).toBe(true);
  });

  it('sees every other difference', () => {
    expect(same('{"auditID":"x","requestObject":{"kind":"A"}}', '{"auditID":"x","requestObject":{"kind":"B"}}')).toBe(false);
    expect(same('{"auditID":"x"}', '{"auditID": "x"}')).toBe(false);
    expect(same('{"auditID":"x","level":"a"}', '{"level":"a","auditID":"x"}')).toBe(false);
  });
});
