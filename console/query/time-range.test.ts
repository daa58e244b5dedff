import { describe, expect, it } from 'vitest';
import { showDuration } from '../show/show-time.ts';
import { readExploreSearch, readSearch, readSignInSearch, writeSearch } from '../search-params.ts';
import { presetOf, readMoment, writeMoment } from './time-range.ts';

describe('readMoment', () => {
  it('reads what people type as UTC', () => {
    expect(readMoment('2026-11-23')).toBe('2026-11-23T00:00:00Z');
    expect(readMoment(' 2026-11-23 04:53 ')).toBe('2026-11-23T04:53:00Z');
    expect(readMoment('2026-11-23 04:53:06.5 UTC')).toBe('2026-11-23T04:53:06.500000Z');
    expect(readMoment('2026-11-23T04:53:06+02:00')).toBe('2026-11-23T02:53:06Z');
    expect(readMoment('')).toBe('');
    for (const odd of ['yesterday', '2026-13-01', '2026-11-23 25:00', '23.11.2026']) expect(readMoment(odd), odd).toBeNull();
  });

  it('reads back what writeMoment wrote', () => {
    for (const moment of ['2026-11-23T04:53:06Z', '2026-11-23T00:00:00Z', '2026-11-23T04:53:06.500000Z']) expect(readMoment(writeMoment(moment))).toBe(moment);
  });
});

describe('presetOf', () => {
  it('knows the ranges that are one click away', () => {
    expect(presetOf({})).toBe('');
    expect(presetOf({ from: '-1h' })).toBe('-1h');
    expect(presetOf({ from: '-1h', to: 'now' })).toBeNull();
    expect(presetOf({ from: '-3h' })).toBeNull();
  });
});

describe('showDuration', () => {
  it('uses the unit that fits', () => {
    expect([0.4, 12, 3_200, 250_000, 7_500_000, 97_200_000, -5].map(showDuration)).toEqual([
      '0.4 ms',
      '12 ms',
      '3.20 s',
      '4 min 10 s',
      '2 h 5 min',
      '1 d 3 h',
      '−5.0 ms',
    ]);
  });
});

describe('search parameters', () => {
  it('survive the address as plain text', () => {
    const search = readExploreSearch(readSearch('?q=a%3A%221%22+AND+b&from=-15m&open=123&part=requestObject&view=raw&x=1'));
    expect(search).toMatchObject({ q: 'a:"1" AND b', from: '-15m', open: '123', part: 'requestObject', view: 'raw' });
    expect(readExploreSearch(readSearch(writeSearch({ ...search })))).toEqual(search);
  });

  it('lead back to pages of this site only', () => {
    expect(readSignInSearch({ next: '/explore?q=x' }).next).toBe('/explore?q=x');
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)'])
      expect(readSignInSearch({ next }).next).toBeUndefined();
  });
});
