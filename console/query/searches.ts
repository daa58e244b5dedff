// The saved searches of the server.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { SavedSearchBody, SavedSearchEntry, SavedSearchList } from '../../src/api/contract/searches.ts';
import { fetchJson } from './fetch-api.ts';

export const searchesQuery = queryOptions({
  queryKey: ['searches'],
  queryFn: async ({ signal }) => (await fetchJson<SavedSearchList>('/api/v1/searches', { signal })).searches,
});

export type SearchChange =
  | { readonly type: 'add'; readonly content: SavedSearchBody }
  | { readonly type: 'put'; readonly id: string; readonly content: SavedSearchBody }
  | { readonly type: 'remove'; readonly id: string };

const place = '/api/v1/searches';

export function useChangeSearches() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: SearchChange): Promise<SavedSearchEntry | undefined> => {
      if (change.type === 'add') return fetchJson(place, { method: 'POST', body: change.content });
      const path = `${place}/${encodeURIComponent(change.id)}`;
      return change.type === 'put' ? fetchJson(path, { method: 'PUT', body: change.content }) : fetchJson(path, { method: 'DELETE' });
    },
    onSettled: () => client.invalidateQueries({ queryKey: searchesQuery.queryKey }),
  });
}
