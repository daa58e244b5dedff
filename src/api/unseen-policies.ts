// The policies that were in force while the asked events were made or arrived, each held against what the query demands.
import type { Demand } from '../audit/demand.ts';
import type { Registry } from '../cluster/registry.ts';
import { isRefusal, loadPolicy } from '../policy/check.ts';
import { loadArrivalPolicy } from '../policy/check-arrival.ts';
import { foresee, type RuleForesight } from '../policy/foresee.ts';
import { oldestKubernetes } from '../policy/kubernetes-version.ts';
import type { Policy } from '../policy/policy.ts';
import { rulePlaces } from '../policy/rule-places.ts';
import type { HidingRule, UnseenReason } from './contract/unseen.ts';

/** Milliseconds; null = without end. */
export interface Range {
  readonly from: number | null;
  readonly to: number | null;
}

type PolicyReason = Extract<UnseenReason, { why: 'policy' }>;

interface Version {
  readonly version: number;
  readonly policy: string | null;
  readonly since: number;
  readonly until: number | null;
}

const maxVersions = 3;
const maxRules = 8;
const maxRuleCharacters = 600;

/** What the API servers record of such requests; `policy_unknown` where nobody told. */
export function installedReasons(registry: Registry, cluster: string, demand: Demand, range: Range): readonly UnseenReason[] {
  const told = registry.listInstalledPolicies(cluster).map(({ version, policy, toldAt }) => ({ version, policy, at: toldAt }));
  const inForce = versionsIn(told, range, true).filter(({ policy }) => policy !== null);
  if (inForce.length === 0) return [{ why: 'policy_unknown' }];
  return inForce.flatMap((version) => reasonOf(version, loadInstalled(version.policy!), demand, { by: 'api_server', topic: null, droppedBy: () => null }));
}

/** What the topic took away of such events as they arrived. */
export function arrivalReasons(registry: Registry, topic: string, demand: Demand, range: Range): readonly UnseenReason[] {
  const made = registry.listPolicyVersions(topic).map(({ version, policy, madeAt }) => ({ version, policy, at: madeAt }));
  // Events arrive after their time, some of them long after.
  const inForce = versionsIn(made, { from: range.from, to: null }, false).filter(({ policy }) => policy !== null);
  const outcomes = inForce.length === 0 ? [] : registry.listPolicyOutcomes(topic, range.from, null);
  return inForce.flatMap((version) => {
    const ofVersion = outcomes.filter((outcome) => outcome.version === version.version);
    const droppedBy = (rule: number | null) => ofVersion.filter((outcome) => outcome.rule === rule).reduce((sum, { droppedEvents }) => sum + droppedEvents, 0);
    return reasonOf(version, loadArrival(version.policy!), demand, { by: 'arrival', topic, droppedBy });
  });
}

/** Newest first. `isOpen`: the oldest was in force before it was told. */
function versionsIn(
  versions: readonly { readonly version: number; readonly policy: string | null; readonly at: number }[],
  { from, to }: Range,
  isOpen: boolean,
) {
  const spans = versions.map(({ version, policy, at }, index): Version & { readonly begins: number } => ({
    version,
    policy,
    since: at,
    until: index === 0 ? null : versions[index - 1].at,
    begins: isOpen && index === versions.length - 1 ? Number.NEGATIVE_INFINITY : at,
  }));
  return spans.filter(({ begins, until }) => (to === null || begins < to) && (from === null || until === null || until > from)).slice(0, maxVersions);
}

/** A policy may be one that only an older kube-apiserver takes. */
function loadInstalled(text: string): Policy | null {
  const newest = loadPolicy(text);
  if (!isRefusal(newest)) return newest;
  const older = loadPolicy(text, oldestKubernetes);
  return isRefusal(older) ? null : older;
}

function loadArrival(text: string): Policy | null {
  const loaded = loadArrivalPolicy(text);
  return isRefusal(loaded) ? null : loaded;
}

interface Origin extends Pick<PolicyReason, 'by' | 'topic'> {
  readonly droppedBy: (rule: number | null) => number | null;
}

/** Nothing for a text that was accepted once and is refused now: another version of this program took it. */
function reasonOf(
  { version, policy, since, until }: Version,
  loaded: Policy | null,
  demand: Demand,
  { by, topic, droppedBy }: Origin,
): readonly PolicyReason[] {
  if (loaded === null) return [];
  const { verdict, rules } = foresee(loaded, demand, { isOnArrival: by === 'arrival' });
  const places = rulePlaces(policy!);
  const toRule = ({ rule, takes, why, level, omitStages }: RuleForesight): HidingRule => ({
    rule,
    line: rule === null ? null : (places[rule]?.line ?? null),
    text: rule === null ? null : (places[rule]?.text.slice(0, maxRuleCharacters) ?? null),
    takes,
    hides: why,
    level,
    omitStages: [...omitStages],
    droppedEvents: why === 'dropped' ? droppedBy(rule) : null,
  });
  return [
    {
      why: 'policy',
      by,
      topic,
      version,
      since: new Date(since).toISOString(),
      until: until === null ? null : new Date(until).toISOString(),
      verdict,
      rules: rules.slice(0, maxRules).map(toRule),
      moreRules: Math.max(0, rules.length - maxRules),
    },
  ];
}
