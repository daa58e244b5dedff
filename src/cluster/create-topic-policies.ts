// The policies that topics apply to arriving events: versions that never change, the one in force, and what they took away.
import { AppError } from '../lib/app-error.ts';
import { isRefusal } from '../policy/check.ts';
import { loadArrivalPolicy } from '../policy/check-arrival.ts';
import type { Policy } from '../policy/policy.ts';
import { createArrivalPolicy, type ArrivalPolicy, type JudgedBody } from '../store/arrival-policy.ts';
import type { ControlDatabase } from '../store/control/control-database.ts';
import { hasSeq, seqsThrough, unionOfSeqs, wholeThrough, type SeqRanges } from '../store/seq-ranges.ts';
import { getTopic } from './create-inventory.ts';
import type { TopicPolicies, TopicPolicyChange, TopicPolicyOutcome, TopicPolicyVersion } from './registry.ts';
import { statements } from './statements.ts';

export interface TopicPolicyOptions {
  readonly database: ControlDatabase;
  readonly now: () => number;
}

const hourMs = 3_600_000;
const endOfTime = Number.MAX_SAFE_INTEGER;

/** Must be the database's only writer of policies: the versions in force are kept in memory. */
export function createTopicPolicies({ database, now }: TopicPolicyOptions): TopicPolicies {
  const rows = database.all<{ topic: string; version: number; policy: string | null }>(statements.listPoliciesInForce);
  const inForce = new Map(rows.filter(({ policy }) => policy !== null).map(({ topic, version }) => [topic, version]));
  const prepared = new Map<string, ArrivalPolicy>();
  return {
    listPolicyVersions: (topic) => database.all<TopicPolicyVersion>(statements.listPolicyVersions, topic),
    policyInForce: (topic) => inForce.get(topic) ?? null,
    putPolicy: (topic, change) => {
      const version = putPolicy(database, now, topic, change);
      if (version.policy === null) inForce.delete(topic);
      else inForce.set(topic, version.version);
      return version;
    },
    listPolicyOutcomes: (topic, from, to) =>
      database
        .all<TopicPolicyOutcome & { rule: number }>(statements.listOutcomes, topic, from ?? 0, to ?? endOfTime)
        .map((row) => ({ ...row, rule: row.rule < 0 ? null : row.rule })),
    loadPolicy: (topic, version) => {
      const key = `${topic} ${version}`;
      const known = prepared.get(key);
      if (known !== undefined) return known;
      const policy = createArrivalPolicy(version, requirePolicy(database, topic, version));
      prepared.set(key, policy);
      return policy;
    },
    countOutcomes: (bodies, counted) => countOutcomes(database, bodies, counted),
  };
}

function putPolicy(database: ControlDatabase, now: () => number, topic: string, { policy, note, madeBy }: TopicPolicyChange): TopicPolicyVersion {
  if (policy !== null) requireAccepted(policy);
  return database.transaction(() => {
    if (getTopic(database, topic) === null)
      throw new AppError('not_found', `There is no log topic ${JSON.stringify(topic.slice(0, 80))}.`, { hint: 'List them with GET /api/v1/topics.' });
    const [before] = database.all<TopicPolicyVersion>(statements.listPolicyVersions, topic);
    if (before === undefined ? policy === null : before.policy === policy) return before ?? { version: 0, policy, note, madeBy, madeAt: now() };
    const version = { version: (before?.version ?? 0) + 1, policy, note, madeBy, madeAt: now() };
    database.run(statements.addPolicyVersion, topic, version.version, policy, note, madeBy, version.madeAt);
    return version;
  });
}

function requireAccepted(text: string): Policy {
  const policy = loadArrivalPolicy(text);
  if (!isRefusal(policy)) return policy;
  const { message, hint, position, path, code } = policy;
  throw new AppError('policy_refused', message, { hint, position, extra: { path, problem: code } });
}

/** Throws where the version is missing or takes everything: no body is acknowledged under such a one. */
function requirePolicy(database: ControlDatabase, topic: string, version: number): Policy {
  const [row] = database.all<TopicPolicyVersion>(statements.getPolicyVersion, topic, version);
  if (row === undefined || row.policy === null) throw new Error(`version ${version} of the policy of topic ${topic} is not in the control database`);
  return requireAccepted(row.policy);
}

function countOutcomes(database: ControlDatabase, bodies: readonly JudgedBody[], counted: SeqRanges): void {
  database.transaction(() => {
    const [{ through, beyond }] = database.all<{ through: number; beyond: string }>(statements.getCounted);
    const before = unionOfSeqs(seqsThrough(through), JSON.parse(beyond) as SeqRanges);
    const uncounted = bodies.filter(({ seq }) => !hasSeq(before, seq));
    for (const { topic, receivedAt, outcomes } of uncounted)
      for (const { version, rule, level, droppedEvents, droppedBytes, strippedEvents, strippedBytes } of outcomes) {
        const hour = Math.floor(receivedAt / hourMs) * hourMs;
        database.run(statements.addOutcome, topic, version, rule ?? -1, hour, level, droppedEvents, droppedBytes, strippedEvents, strippedBytes);
      }
    const after = unionOfSeqs(before, counted);
    const whole = wholeThrough(after);
    database.run(statements.setCounted, whole, JSON.stringify(after.filter(([first]) => first > whole)));
  });
}
