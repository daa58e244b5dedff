// Who is signed in.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { SessionAnswer } from '../../src/api/contract/session.ts';
import { ApiError, fetchJson } from './fetch-api.ts';
import { sessionPath } from './first-paths.ts';

/** Null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<SessionAnswer | null> => {
    try {
      return await fetchJson<SessionAnswer>(sessionPath, { signal });
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 401) return null;
      throw error;
    }
  },
});

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => fetchJson<SessionAnswer>(sessionPath, { method: 'POST', body: { token } }),
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => fetchJson<undefined>(sessionPath, { method: 'DELETE' }),
    // Events of the one who left must not be there for the next.
    onSuccess: () => {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, null);
    },
  });
}
