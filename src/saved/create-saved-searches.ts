// Saved searches on the control database.
import { randomUUID } from 'node:crypto';
import { AppError } from '../lib/app-error.ts';
import { requireText } from '../lib/text.ts';
import type { ControlDatabase } from '../store/control/control-database.ts';
import type { SavedSearch, SavedSearchContent, SavedSearches } from './saved-searches.ts';
import { statements } from './statements.ts';

export interface SavedSearchesOptions {
  /** Opened and closed by the caller. */
  readonly database: ControlDatabase;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const maxSearches = 1_000;

export function createSavedSearches({ database, now }: SavedSearchesOptions): SavedSearches {
  return {
    list: () => database.all<SavedSearch>(statements.list),
    add: (given) =>
      database.transaction(() => {
        const content = checked(database, given, null);
        if (database.all<{ count: number }>(statements.count)[0].count >= maxSearches)
          throw new AppError('conflict', `There are ${maxSearches} saved searches already.`, { hint: 'Delete one that nobody needs.' });
        const search: SavedSearch = { ...content, id: randomUUID(), createdAt: now(), changedAt: now() };
        database.run(statements.add, search.id, ...valuesOf(search), search.createdAt, search.changedAt);
        return search;
      }),
    put: (id, given) =>
      database.transaction(() => {
        const before = found(database, id);
        const content = checked(database, given, id);
        const search: SavedSearch = { ...before, ...content };
        if (valuesOf(search).every((value, k) => value === valuesOf(before)[k])) return before;
        const changedAt = now();
        database.run(statements.put, ...valuesOf(search), changedAt, id);
        return { ...search, changedAt };
      }),
    remove: (id) => {
      if (database.run(statements.remove, id) === 0) throw missing();
    },
  };
}

function valuesOf({ name, query, cluster, from, to, columns }: SavedSearchContent): readonly (string | null)[] {
  return [name, query, cluster, from, to, columns];
}

function found(database: ControlDatabase, id: string): SavedSearch {
  const [search] = database.all<SavedSearch>(statements.get, id);
  if (search === undefined) throw missing();
  return search;
}

function missing(): AppError {
  return new AppError('not_found', 'There is no such saved search.', { hint: 'GET /api/v1/searches lists them.' });
}

/** The content with its name trimmed. `id`: the search that may have the name already. */
function checked(database: ControlDatabase, content: SavedSearchContent, id: string | null): SavedSearchContent {
  const name = content.name.trim();
  if (name === '') throw new AppError('bad_parameter', 'The name is empty.', { hint: 'Give the search a name.', extra: { parameter: 'name' } });
  requireText('name', name);
  const [owner] = database.all<{ id: string }>(statements.idOfName, name);
  if (owner !== undefined && owner.id !== id)
    throw new AppError('conflict', `There is a saved search of the name ${JSON.stringify(name)} already.`, {
      hint: 'Choose another name, or change that one.',
      extra: { id: owner.id },
    });
  return { ...content, name };
}
