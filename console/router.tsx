// The pages and their addresses. What a page shows is in its address: every state can be sent to somebody else.
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { ExplorePage } from './pages/explore/explore-page.tsx';
import { Frame } from './pages/frame/frame.tsx';
import { MissingPage } from './pages/frame/missing-page.tsx';
import { RouteError } from './pages/frame/route-error.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import { StartPage } from './pages/start/start-page.tsx';
import { sessionQuery } from './query/session.ts';
import {
  readExploreSearch,
  readFeaturesSearch,
  readHealthSearch,
  readOverviewSearch,
  readObjectsSearch,
  readPoliciesSearch,
  readSearch,
  readSignInSearch,
  readStartSearch,
  writeSearch,
} from './search-params.ts';

interface RouterContext {
  readonly queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: MissingPage,
  errorComponent: RouteError,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: readSignInSearch,
  component: SignInPage,
});

/** Everything behind it needs a session. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session !== null) return;
    const { link } = readSignInSearch(readSearch(location.searchStr));
    const isStart = location.pathname === '/' && !location.searchStr.includes('ask=');
    throw redirect({ to: '/sign-in', search: { next: isStart ? undefined : location.href, link }, replace: true });
  },
});

const startRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  validateSearch: readStartSearch,
  component: StartPage,
});

const exploreRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/explore',
  validateSearch: readExploreSearch,
  component: ExplorePage,
});

const objectsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/objects',
  validateSearch: readObjectsSearch,
  component: lazyRouteComponent(() => import('./pages/objects/objects-page.tsx'), 'ObjectsPage'),
});

const policiesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/policies',
  validateSearch: readPoliciesSearch,
  component: lazyRouteComponent(() => import('./pages/policies/policies-page.tsx'), 'PoliciesPage'),
});

const featuresRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cluster-ops/features',
  validateSearch: readFeaturesSearch,
  component: lazyRouteComponent(() => import('./pages/features/features-page.tsx'), 'FeaturesPage'),
});

const overviewRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/overview',
  validateSearch: readOverviewSearch,
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
});

const healthRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/cluster-ops/health',
  validateSearch: readHealthSearch,
  component: lazyRouteComponent(() => import('./pages/health/health-page.tsx'), 'HealthPage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([startRoute, exploreRoute, objectsRoute, overviewRoute, policiesRoute, featuresRoute, healthRoute]),
]);
export function createConsoleRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch: readSearch,
    stringifySearch: writeSearch,
    defaultPreload: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
