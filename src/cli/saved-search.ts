// `--saved NAME`: what a saved search asks, with what was typed beside it on top.
import type { SavedSearchEntry, SavedSearchList } from '../api/contract/searches.ts';
import { AppError } from '../lib/app-error.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import { findPipe } from '../search/lex.ts';
import type { ServerOptions } from './main.ts';
import type { SelectionOptions } from './search-query.ts';
import { callJson } from './server-client.ts';

export interface Asked<O> {
  readonly query: string;
  readonly options: O;
}

/** A typed query must match too; typed options hold instead of what was saved. Throws AppError `not_found` for an unknown name. */
export async function askSaved<O extends ServerOptions & SelectionOptions>(name: string, query: string, options: O): Promise<Asked<O>> {
  const { searches } = await callJson<SavedSearchList>(options, { path: '/api/v1/searches' });
  return overSaved(findSaved(searches, name), query, options);
}

function findSaved(searches: readonly SavedSearchEntry[], name: string): SavedSearchEntry {
  const found = searches.find((search) => search.name === name);
  if (found !== undefined) return found;
  const names = searches.map((search) => search.name);
  const near = nearestWord(name, names);
  throw new AppError('not_found', `There is no saved search of the name ${JSON.stringify(name.slice(0, 80))}.`, {
    hint:
      near !== null
        ? `Did you mean ${near}?`
        : names.length === 0
          ? 'Nothing is saved yet: the console saves searches.'
          : `There are: ${names.slice(0, 20).join(', ')}`,
  });
}

export function overSaved<O extends SelectionOptions>(saved: SavedSearchEntry, query: string, options: O): Asked<O> {
  const { cluster, from, to } = saved;
  const hasRange = options.from !== undefined || options.to !== undefined;
  return {
    query: joinQueries(saved.query, query),
    options: {
      ...options,
      cluster: options.cluster ?? cluster ?? undefined,
      // A typed end of the range makes a range of its own: half of another one would be neither.
      from: hasRange ? options.from : (from ?? undefined),
      to: hasRange ? options.to : (to ?? undefined),
    },
  };
}

function joinQueries(saved: string, typed: string): string {
  const [own, more] = [cut(saved), cut(typed)];
  if (own.stage !== null && more.stage !== null)
    throw new AppError('bad_parameter', 'The saved search has a pipe already.', { hint: 'Type a query without one: it narrows the events before the pipe.' });
  const filters = [own.filter, more.filter].filter((filter) => filter !== '' && filter !== '*');
  const filter = filters.length === 2 ? filters.map((one) => `(${one})`).join(' AND ') : (filters[0] ?? '');
  const stage = own.stage ?? more.stage;
  return stage === null ? filter : `${filter === '' ? '*' : filter} | ${stage}`;
}

function cut(query: string): { readonly filter: string; readonly stage: string | null } {
  const bar = findPipe(query);
  return bar === null ? { filter: query.trim(), stage: null } : { filter: query.slice(0, bar).trim(), stage: query.slice(bar + 1).trim() };
}
