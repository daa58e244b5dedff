// A policy as people write it: rules with a sentence each. Presets and the builder make drafts; `print-draft.ts` writes them as YAML.
import { arrivalRuleType } from './fields-of-policy.ts';
import type { GroupResources, Policy, PolicyRule } from './policy.ts';

export interface DraftRule extends Partial<Omit<PolicyRule, 'resources'>> {
  /** What the rule does and why, in a sentence. */
  readonly sentence: string;
  readonly level: PolicyRule['level'];
  readonly resources?: readonly DraftResources[];
}

export type DraftResources = Pick<GroupResources, 'group'> & Partial<GroupResources>;

export interface Draft {
  /** What the whole policy is for. */
  readonly sentence: string;
  /** Upstream's where it is absent. */
  readonly apiVersion?: string;
  readonly omitStages?: Policy['omitStages'];
  readonly omitManagedFields?: boolean;
  readonly rules: readonly DraftRule[];
}

/** The fields of a rule in the order in which they are written. */
export const ruleFields = Object.keys(arrivalRuleType.fields) as (keyof PolicyRule)[];
