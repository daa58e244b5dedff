// What the process says about itself.
import { AppError } from '../../lib/app-error.ts';
import { formatTimestamp } from '../../audit/timestamp.ts';
import type { ApiParts, Health } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import { routes } from '../contract/routes.ts';
import type { HealthAnswer } from '../contract/system.ts';
import { createForecast } from '../forecast-disk.ts';
import { openApiDocument } from '../openapi.ts';

const plainText = 'text/plain; charset=utf-8';

export function bindSystemRoutes(bind: BindRoute, parts: ApiParts): void {
  bind(routes.livez, (_request, reply) => reply.type(plainText).send('ok\n'));

  bind(routes.readyz, async (_request, reply) => {
    const { problems } = await parts.readiness();
    if (problems.length > 0) throw new AppError('unavailable', `Not ready: ${problems.join('; ')}.`, { retryAfter: 2 });
    return reply.type(plainText).send('ok\n');
  });

  const forecast = createForecast(parts);
  bind(routes.health, async () => {
    const health = parts.health();
    return toHealthAnswer(health, health.store.isEngineUp ? await forecast(health.store.freeBytes) : null);
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

function toHealthAnswer({ store, spool }: Health, disk: HealthAnswer['disk']): HealthAnswer {
  const { state, isEngineUp, freeBytes, damagedParts, missing } = store;
  return {
    state,
    engineUp: isEngineUp,
    freeBytes,
    disk,
    spool,
    damagedParts: damagedParts.map(({ foundAt, sequences, isSaved, ...part }) => ({
      ...part,
      foundAt: new Date(foundAt).toISOString(),
      sequences: sequences === null ? null : [...sequences],
      saved: isSaved,
    })),
    missing:
      missing === null
        ? null
        : {
            events: missing.events,
            sequences: missing.sequences.map(([first, last]) => [first, last]),
            from: formatTimestamp(missing.from),
            to: formatTimestamp(missing.to),
          },
  };
}
