// Which topic a cluster's events go to when auditing is enabled: the named one, the one it has, or one made for it.
import { AppError } from '../lib/app-error.ts';
import type { ControlDatabase } from '../store/control/control-database.ts';
import { getTopic, requireLogset } from './create-inventory.ts';
import { maxNameLength, trimEnds } from './names.ts';
import type { FeatureRequest } from './registry.ts';
import { statements } from './statements.ts';
import type { FeatureRow } from './statements.ts';

export interface TopicChoice {
  readonly database: ControlDatabase;
  readonly now: () => number;
  readonly cluster: string;
  /** The feature as it is, on or off; null when it was never enabled. */
  readonly current: FeatureRow | null;
  readonly request: FeatureRequest;
}

export const defaultLogset = 'cluster-audit';
export const defaultRetentionDays = 365;

/** Runs inside the caller's transaction. Throws AppError `not_found` and `conflict`. */
export function chooseTopic(choice: TopicChoice): string {
  const { database, cluster, current, request } = choice;
  if (request.logset !== undefined) requireLogset(database, request.logset);
  if (request.topic !== undefined) return namedTopic(database, cluster, request.topic, request.logset);
  const goesOn = current !== null && (request.logset === undefined || request.logset === current.logset);
  return goesOn ? current.topic : makeTopic(choice);
}

function namedTopic(database: ControlDatabase, cluster: string, name: string, logset: string | undefined): string {
  const topic = getTopic(database, name);
  if (topic === null) {
    throw new AppError('not_found', `There is no topic ${name}`, {
      hint: 'Make it first with PUT /api/v1/topics/NAME, or name none to have one made.',
    });
  }
  if (logset !== undefined && topic.logset !== logset) {
    throw new AppError('conflict', `Topic ${name} lies in logset ${topic.logset}, not in ${logset}`, {
      hint: `Name logset ${topic.logset}, or a topic of ${logset}.`,
    });
  }
  if (topic.usedBy !== null && topic.usedBy !== cluster) {
    throw new AppError('conflict', `Topic ${name} is used by cluster ${topic.usedBy}`, {
      hint: 'Each cluster has a topic of its own: choose another, or name none to have one made.',
    });
  }
  return name;
}

function makeTopic({ database, now, cluster, request }: TopicChoice): string {
  const logset = request.logset ?? defaultLogset;
  if (request.logset === undefined) database.run(statements.addLogset, logset, now());
  const topic = freeTopicName(database, cluster);
  database.run(statements.putTopic, topic, logset, defaultRetentionDays, now());
  return topic;
}

function freeTopicName(database: ControlDatabase, cluster: string): string {
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? '-audit' : `-audit-${number}`;
    const name = trimEnds(cluster.slice(0, maxNameLength - ending.length)) + ending;
    if (getTopic(database, name) === null) return name;
  }
}
