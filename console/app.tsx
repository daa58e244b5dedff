// Wires what the whole console shares: cache, routes, language.
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { LanguageProvider } from './parts/use-language.tsx';
import { createQueryClient } from './query/query-client.ts';
import { sessionQuery } from './query/session.ts';
import { createConsoleRouter } from './router.tsx';

const queryClient = createQueryClient(() => {
  queryClient.setQueryData(sessionQuery.queryKey, null);
  void router.invalidate();
});
const router = createConsoleRouter(queryClient);

export function App() {
  return (
    <LanguageProvider>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </CSPProvider>
    </LanguageProvider>
  );
}
