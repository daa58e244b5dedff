import { describe, expect, it } from 'vitest';
import type { SavedSearchEntry } from '../api/contract/searches.ts';
import { overSaved } from './saved-search.ts';

const saved: SavedSearchEntry = {
  id: 'a',
  name: 'n',
  query: 'verb:delete OR verb:create',
  cluster: 'shop',
  from: '-24h',
  to: null,
  columns: null,
  createdAt: '',
  changedAt: '',
};

describe('overSaved', () => {
  it('asks what was saved, and what was typed beside it', () => {
    expect(overSaved(saved, '', {})).toEqual({ query: saved.query, options: { cluster: 'shop', from: '-24h', to: undefined } });
    expect(overSaved(saved, 'a OR b', { cluster: 'other' })).toMatchObject({
      query: '(verb:delete OR verb:create) AND (a OR b)',
      options: { cluster: 'other' },
    });
    expect(overSaved(saved, '', { to: '-1h' }).options).toMatchObject({ from: undefined, to: '-1h' });
  });

  it('narrows what stands before a pipe, and takes one pipe only', () => {
    const piped = { ...saved, query: 'a | count by verb' };
    expect(overSaved(piped, 'b', {}).query).toBe('(a) AND (b) | count by verb');
    expect(overSaved({ ...saved, query: '* | count' }, '', {}).query).toBe('* | count');
    expect(overSaved(saved, '* | count', {}).query).toBe('verb:delete OR verb:create | count');
    expect(() => overSaved(piped, '* | count', {})).toThrow(expect.objectContaining({ code: 'bad_parameter' }));
  });
});
