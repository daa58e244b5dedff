// Queries with a pipe.
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import { routes } from '../contract/routes.ts';
import { readPipeline } from '../selection.ts';
import { withinTime } from '../within-time.ts';

export function bindQueryRoutes(bind: BindRoute, { reader, limits, now }: ApiParts): void {
  bind(routes.query, async ({ query: { limit, ...parameters } }, reply) => {
    const begun = performance.now();
    const request = readPipeline(parameters, now() * 1000);
    const answer = await withinTime(reply, limits.searchMs, (signal) => reader.query({ ...request, limit: limit ?? null, signal }));
    return { ...answer, tookMs: performance.now() - begun };
  });
}
