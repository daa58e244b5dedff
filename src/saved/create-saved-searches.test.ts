import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openControlDatabase } from '../store/control/control-database.ts';
import { createSavedSearches } from './create-saved-searches.ts';
import type { SavedSearchContent } from './saved-searches.ts';

const content: SavedSearchContent = { name: 'Deletes', query: 'verb:delete', cluster: null, from: '-24h', to: null, columns: null };

function create(file = ':memory:') {
  let at = 1_000;
  const now = () => (at += 1);
  const database = openControlDatabase({ path: file, now });
  return { database, saved: createSavedSearches({ database, now }) };
}

describe('saved searches', () => {
  it('are kept under their name over a restart', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-saved-'));
    const file = path.join(folder, 'control.db');
    const first = create(file);
    const added = first.saved.add({ ...content, name: '  删除操作 ' });
    first.database.close();
    const second = create(file);
    expect(second.saved.list()).toEqual([added]);
    expect(added).toMatchObject({ name: '删除操作', query: 'verb:delete', from: '-24h', cluster: null });
    second.database.close();
    rmSync(folder, { recursive: true });
  });

  it('have names of their own, and keep their id when renamed', () => {
    const { saved } = create();
    const a = saved.add(content);
    const b = saved.add({ ...content, name: 'Other' });
    expect(() => saved.add(content)).toThrow(expect.objectContaining({ code: 'conflict', extra: { id: a.id } }));
    expect(() => saved.put(b.id, content)).toThrow(expect.objectContaining({ code: 'conflict' }));
    const renamed = saved.put(a.id, { ...content, name: 'Deleted' });
    expect(renamed).toMatchObject({ id: a.id, name: 'Deleted', createdAt: a.createdAt });
    expect(renamed.changedAt).toBeGreaterThan(a.changedAt);
    expect(saved.put(a.id, { ...content, name: 'Deleted' })).toEqual(renamed);
    expect(saved.list().map(({ name }) => name)).toEqual(['Deleted', 'Other']);
  });

  it('refuse names that cannot be shown, and say what is not there', () => {
    const { saved } = create();
    for (const name of ['', '   ', 'a\nb', 'a\u202eb', 'x'.repeat(201)])
      expect(() => saved.add({ ...content, name })).toThrow(expect.objectContaining({ code: 'bad_parameter' }));
    expect(() => saved.remove('nothing')).toThrow(expect.objectContaining({ code: 'not_found' }));
    expect(() => saved.put('nothing', content)).toThrow(expect.objectContaining({ code: 'not_found' }));
    const { id } = saved.add(content);
    saved.remove(id);
    expect(saved.list()).toEqual([]);
  });
});
