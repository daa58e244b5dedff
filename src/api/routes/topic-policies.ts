// The policies that log topics apply to arriving events.
import type { Registry, TopicPolicyVersion } from '../../cluster/registry.ts';
import { AppError } from '../../lib/app-error.ts';
import { checkArrivalPolicy } from '../../policy/check-arrival.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import { routes } from '../contract/routes.ts';
import type { TopicPolicyAnswer } from '../contract/topic-policies.ts';
import { readTime } from '../selection.ts';

export function bindTopicPolicyRoutes(bind: BindRoute, { registry, now }: ApiParts): void {
  bind(routes.listTopicPolicies, () => ({
    topics: registry.listTopics().map(({ name, usedBy }) => {
      const [newest] = registry.listPolicyVersions(name);
      return { topic: name, cluster: usedBy, version: newest?.version ?? null, yaml: newest?.policy ?? null, ...sumsOf(registry, name) };
    }),
  }));

  bind(routes.getTopicPolicy, ({ params, query }) => {
    const from = readTime('from', query.from, now() * 1000);
    const to = readTime('to', query.to, now() * 1000);
    return answerFor(registry, params.name, from === null ? null : from / 1000, to === null ? null : to / 1000);
  });

  bind(routes.putTopicPolicy, ({ params, body, caller }) => {
    requireTopic(registry, params.name);
    registry.putPolicy(params.name, { policy: body.policy, note: body.note, madeBy: caller!.principal.kind });
    return answerFor(registry, params.name);
  });

  bind(routes.rollBackTopicPolicy, ({ params, body, caller }) => {
    requireTopic(registry, params.name);
    const earlier = registry.listPolicyVersions(params.name).find(({ version }) => version === body.version);
    if (earlier === undefined)
      throw new AppError('not_found', `The policy of "${params.name}" has no version ${body.version}.`, {
        hint: `List them with GET /api/v1/topics/${params.name}/policy.`,
      });
    const note = body.note === '' ? `back to version ${earlier.version}` : body.note;
    registry.putPolicy(params.name, { policy: earlier.policy, note, madeBy: caller!.principal.kind });
    return answerFor(registry, params.name);
  });

  bind(routes.deleteTopicPolicy, ({ params, caller }) => {
    requireTopic(registry, params.name);
    registry.putPolicy(params.name, { policy: null, note: 'taken off', madeBy: caller!.principal.kind });
  });
}

function requireTopic(registry: Registry, name: string): void {
  if (registry.getTopic(name) === null) throw new AppError('not_found', `There is no log topic "${name}".`);
}

function answerFor(registry: Registry, topic: string, from: number | null = null, to: number | null = null): TopicPolicyAnswer {
  requireTopic(registry, topic);
  const versions = registry.listPolicyVersions(topic);
  const yaml = versions[0]?.policy ?? null;
  return {
    topic,
    version: versions[0]?.version ?? null,
    yaml,
    problems: yaml === null ? [] : [...checkArrivalPolicy(yaml).problems],
    versions: versions.map(toVersion),
    outcomes: registry.listPolicyOutcomes(topic, from, to).map(({ version, rule, level, ...sums }) => ({
      version,
      rule,
      level,
      dropped: { events: sums.droppedEvents, bytes: sums.droppedBytes },
      stripped: { events: sums.strippedEvents, bytes: sums.strippedBytes },
    })),
    ...sumsOf(registry, topic, from, to),
  };
}

function toVersion({ version, policy, note, madeBy, madeAt }: TopicPolicyVersion): TopicPolicyAnswer['versions'][number] {
  return { version, yaml: policy, note, madeBy, madeAt: new Date(madeAt).toISOString() };
}

function sumsOf(registry: Registry, topic: string, from: number | null = null, to: number | null = null): Pick<TopicPolicyAnswer, 'dropped' | 'stripped'> {
  const outcomes = registry.listPolicyOutcomes(topic, from, to);
  const sum = (read: (outcome: (typeof outcomes)[number]) => number): number => outcomes.reduce((total, outcome) => total + read(outcome), 0);
  return {
    dropped: { events: sum(({ droppedEvents }) => droppedEvents), bytes: sum(({ droppedBytes }) => droppedBytes) },
    stripped: { events: sum(({ strippedEvents }) => strippedEvents), bytes: sum(({ strippedBytes }) => strippedBytes) },
  };
}
