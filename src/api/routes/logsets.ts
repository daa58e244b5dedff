// Logsets and the log topics in them.
import type { Logset, Topic } from '../../cluster/registry.ts';
import { AppError } from '../../lib/app-error.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import type { LogsetEntry, TopicEntry } from '../contract/logsets.ts';
import { routes } from '../contract/routes.ts';

export function bindLogsetRoutes(bind: BindRoute, { registry }: ApiParts): void {
  bind(routes.listLogsets, () => ({ logsets: registry.listLogsets().map(toLogset) }));
  bind(routes.getLogset, ({ params }) => toLogset(found('logset', params.name, registry.getLogset(params.name))));
  bind(routes.putLogset, ({ params }) => toLogset(registry.putLogset(params.name)));

  bind(routes.listTopics, () => ({ topics: registry.listTopics().map(toTopic) }));
  bind(routes.getTopic, ({ params }) => toTopic(found('log topic', params.name, registry.getTopic(params.name))));
  bind(routes.putTopic, ({ params, body }) => toTopic(registry.putTopic(params.name, body)));
}

function found<T>(what: string, name: string, thing: T | null): T {
  if (thing === null) throw new AppError('not_found', `There is no ${what} "${name}".`);
  return thing;
}

function toLogset({ name, createdAt }: Logset): LogsetEntry {
  return { name, createdAt: new Date(createdAt).toISOString() };
}

function toTopic({ name, logset, retentionDays, usedBy, createdAt }: Topic): TopicEntry {
  return { name, logset, retentionDays, usedBy, createdAt: new Date(createdAt).toISOString() };
}
