// What the process says about itself.
import { AppError } from '../../lib/app-error.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import { routes } from '../contract/routes.ts';
import { openApiDocument } from '../openapi.ts';

const plainText = 'text/plain; charset=utf-8';

export function bindSystemRoutes(bind: BindRoute, parts: ApiParts): void {
  bind(routes.livez, (_request, reply) => reply.type(plainText).send('ok\n'));

  bind(routes.readyz, async (_request, reply) => {
    const { problems } = await parts.readiness();
    if (problems.length > 0) throw new AppError('unavailable', `Not ready: ${problems.join('; ')}.`, { retryAfter: 2 });
    return reply.type(plainText).send('ok\n');
  });

  bind(routes.metrics, async (_request, reply) => {
    const { type, text } = await parts.metrics.render();
    return reply.type(type).send(text);
  });

  let document: string | undefined;
  bind(routes.openapi, (_request, reply) => {
    document ??= JSON.stringify(openApiDocument(routes, parts.version));
    return reply.type('application/json').send(document);
  });
}
