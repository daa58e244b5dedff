// One cache for all that is asked of the server. A session that ended anywhere sends the whole console back to the sign-in page.
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './fetch-api.ts';

export function createQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.problem.status === 401) onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        refetchOnWindowFocus: false,
        // What the server refuses it refuses again; only what never arrived or was too busy is tried once more.
        retry: (count, error) => count < 1 && error instanceof ApiError && (error.problem.status === 0 || error.problem.status >= 500),
      },
      mutations: { retry: false },
    },
  });
}
