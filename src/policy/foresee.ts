// Whether a policy records the requests that a question is about: which rules take them, and which of those hide what is asked for.
import type { Demand, EventPart } from '../audit/demand.ts';
import { levels, stages, type Level, type Stage } from '../audit/vocabulary.ts';
import { uniteStages } from './evaluate.ts';
import type { Policy, PolicyRule } from './policy.ts';
import { takes, type Takes } from './takes.ts';
import { usualDemands, widenBodies } from './usual-demand.ts';

/**
 * `dropped`: the rule records nothing. `level`: it records less than what is asked for. `stage`: it leaves out the only stages that could show it.
 * `body`: what is asked for may stand in a body, which it does not record.
 */
export type HiddenBy = 'dropped' | 'level' | 'stage' | 'body';

export interface RuleForesight {
  /** From 0; null = no rule matched. */
  readonly rule: number | null;
  /** `all`: every such request. `rest`: those that the rules before it leave. `some`: perhaps some of them. */
  readonly takes: 'all' | 'rest' | 'some';
  readonly why: HiddenBy;
  readonly level: Level;
  readonly omitStages: readonly Stage[];
}

export interface Foresight {
  /**
   * `all`: nothing of what is asked for is recorded, for certain. `usual`: the same for resources of Kubernetes' own group, without subresources.
   * `some`: there are rules that hide a part, or may. `none`: no rule hides it.
   */
  readonly verdict: 'all' | 'usual' | 'some' | 'none';
  /** Rules that hide, in the order of the policy. */
  readonly rules: readonly RuleForesight[];
}

export interface ForeseeOptions {
  /** The policy is applied to events as they arrive: it only takes away from what was recorded. */
  readonly isOnArrival?: boolean;
}

/** Time in proportion to the rules and the texts in them. */
export function foresee(policy: Policy, demand: Demand, { isOnArrival = false }: ForeseeOptions = {}): Foresight {
  const asked = widenBodies(demand);
  const wide = walk(policy, asked, isOnArrival);
  if (wide.verdict === 'all') return wide;
  const usual = usualDemands(asked)?.map((demandOfOne) => walk(policy, demandOfOne, isOnArrival));
  return usual?.every(({ verdict }) => verdict === 'all') === true ? { verdict: 'usual', rules: eachOnce(usual.flatMap(({ rules }) => rules)) } : wide;
}

/** In the order of the policy; of a rule that hides several resources the first word counts. */
function eachOnce(rules: readonly RuleForesight[]): readonly RuleForesight[] {
  const byRule = new Map<number | null, RuleForesight>();
  for (const one of rules) if (!byRule.has(one.rule)) byRule.set(one.rule, one);
  return [...byRule.values()].sort((a, b) => (a.rule ?? Infinity) - (b.rule ?? Infinity));
}

function walk(policy: Policy, demand: Demand, isOnArrival: boolean): Foresight {
  const rules: RuleForesight[] = [];
  let isHiddenAll = true;
  let hasTaken = false;
  const add = (rule: number | null, taken: Exclude<Takes, 'none'>, level: Level, omitStages: readonly Stage[]): void => {
    const why = hides(level, omitStages, demand, isOnArrival);
    if (why === null || why === 'body') isHiddenAll = false;
    if (why !== null) rules.push({ rule, takes: taken === 'some' ? 'some' : hasTaken ? 'rest' : 'all', why, level, omitStages });
    hasTaken = true;
  };
  for (const [index, rule] of policy.rules.entries()) {
    const taken = takes(rule, demand, policy.wildcards ?? false);
    if (taken === 'none') continue;
    add(index, taken, rule.level, stagesOmitted(policy, rule));
    if (taken === 'all') return { verdict: verdictOf(rules, isHiddenAll), rules };
  }
  add(null, 'all', 'None', policy.omitStages);
  return { verdict: verdictOf(rules, isHiddenAll), rules };
}

function verdictOf(rules: readonly RuleForesight[], isHiddenAll: boolean): Foresight['verdict'] {
  if (isHiddenAll) return 'all';
  return rules.length === 0 ? 'none' : 'some';
}

function stagesOmitted(policy: Policy, rule: PolicyRule): readonly Stage[] {
  return uniteStages(policy.omitStages, rule.omitStages);
}

/** Null where what is asked for can be seen. */
function hides(level: Level, omitted: readonly Stage[], demand: Demand, isOnArrival: boolean): HiddenBy | null {
  if (level === 'None') return 'dropped';
  if (!hasLevel(level, demand, isOnArrival) || [...demand.needs].some((part) => !isHeldAt(part, level))) return 'level';
  const wanted = stagesOf(demand);
  if (wanted.length > 0 && wanted.every((stage) => omitted.includes(stage))) return 'stage';
  return [...demand.mayNeed].some((part) => !isHeldAt(part, level)) ? 'body' : null;
}

function hasLevel(level: Level, { sets }: Demand, isOnArrival: boolean): boolean {
  const recorded = isOnArrival ? levels.slice(1, levels.indexOf(level) + 1) : [level];
  return sets.level === undefined || recorded.some((one) => sets.level!.admits(one));
}

function isHeldAt(part: EventPart, level: Level): boolean {
  if (part === 'responseObject') return level === 'RequestResponse';
  return part !== 'requestObject' || level === 'Request' || level === 'RequestResponse';
}

/** The stages whose events can hold what is asked for. */
export function stagesOf({ sets, needs }: Demand): readonly Stage[] {
  return stages.filter((stage) => {
    if (sets.stage !== undefined && !sets.stage.admits(stage)) return false;
    if (needs.has('responseObject')) return stage === 'ResponseComplete';
    return needs.size === 0 || stage !== 'RequestReceived';
  });
}
