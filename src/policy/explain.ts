// Why a policy decides as it does about one request: the rule, why those before it did not match, and what will be written.
import type { Stage } from '../audit/vocabulary.ts';
import { compilePolicy, constraintsOf, type Constraint } from './evaluate.ts';
import type { Decision, Policy, PolicyRule, RequestAttributes } from './policy.ts';
import { holdsAt, stagesWritten, type WrittenStage } from './stages-of-request.ts';

export interface PassedRule {
  readonly rule: number;
  readonly constraint: Constraint;
  readonly why: string;
}

export interface Explanation extends Decision {
  readonly stages: readonly WrittenStage[];
  /** Written instead of ResponseComplete if the API server breaks down over the request; null where it is not. */
  readonly ifItPanics: WrittenStage | null;
  /** The rules before the one that decided, each with the first constraint that the request did not meet. */
  readonly passed: readonly PassedRule[];
}

export function explainDecision(policy: Policy, attributes: RequestAttributes): Explanation {
  const decision = compilePolicy(policy)(attributes);
  const before = policy.rules.slice(0, decision.rule ?? policy.rules.length);
  return {
    ...decision,
    stages: stagesWritten(decision, attributes),
    ifItPanics: panicOf(decision, attributes),
    passed: before.map((rule, index) => ({ rule: index, ...whyNot(rule, policy.wildcards ?? false, attributes) })),
  };
}

function panicOf(decision: Decision, attributes: RequestAttributes): WrittenStage | null {
  const stage: Stage = 'Panic';
  if (decision.level === 'None' || decision.omitStages.includes(stage) || attributes.user === null) return null;
  return { stage, holds: holdsAt(stage, decision.level, attributes).filter((part) => part !== 'responseObject') };
}

function whyNot(rule: PolicyRule, wildcards: boolean, attributes: RequestAttributes): { constraint: Constraint; why: string } {
  const failed = constraintsOf(rule, wildcards).find(([, passes]) => !passes(attributes));
  // The rule did not decide, so one of its constraints failed.
  const constraint = failed![0];
  return { constraint, why: sentences[constraint](rule, attributes) };
}

const sentences: Readonly<Record<Constraint, (rule: PolicyRule, attributes: RequestAttributes) => string>> = {
  users: (rule, { user }) => (user === null ? 'It names users, and nobody is logged in.' : `The user ${quote(user)} is not among ${list(rule.users)}.`),
  userGroups: (rule, { user, groups }) =>
    user === null ? 'It names groups, and nobody is logged in.' : `None of the groups ${list(groups)} is among ${list(rule.userGroups)}.`,
  verbs: (rule, { verb }) => `The verb ${quote(verb)} is not among ${list(rule.verbs)}.`,
  namespaces: (rule, { resourceRequest, namespace }) => {
    if (!resourceRequest) return 'It names namespaces, and the request is for no resource.';
    return namespace === ''
      ? `The request has no namespace; the rule is for ${list(rule.namespaces)}.`
      : `The namespace ${quote(namespace)} is not among ${list(rule.namespaces)}.`;
  },
  resources: (rule, attributes) => whyNoResource(rule, attributes),
  nonResourceURLs: (rule, { resourceRequest, path }) =>
    resourceRequest ? 'It is for other URLs than resources.' : `The path ${quote(path)} is not among ${list(rule.nonResourceURLs)}.`,
  responseCodes: (rule, { responseCode }) =>
    responseCode === undefined ? 'It names response codes, and there is none.' : `The code ${responseCode} is not among ${list(rule.responseCodes ?? [])}.`,
  userAgents: (rule, { userAgent }) =>
    userAgent === undefined ? 'It names user agents, and there is none.' : `The user agent ${quote(userAgent)} is not among ${list(rule.userAgents ?? [])}.`,
};

function whyNoResource(rule: PolicyRule, { resourceRequest, apiGroup, resource, subresource, name }: RequestAttributes): string {
  if (!resourceRequest) return 'It names resources, and the request is for none.';
  const groups = rule.resources.filter((entry) => entry.group === '*' || entry.group === apiGroup);
  if (groups.length === 0) return `The API group ${quote(apiGroup)} is not among ${list(rule.resources.map((entry) => entry.group))}.`;
  const asked = subresource === '' ? resource : `${resource}/${subresource}`;
  const byName = groups.find((entry) => entry.resourceNames.length > 0 && !entry.resourceNames.includes(name));
  if (byName !== undefined && groups.every((entry) => entry.resourceNames.length > 0))
    return name === ''
      ? `The request names no object; the rule is for ${list(byName.resourceNames)}.`
      : `The name ${quote(name)} is not among ${list(byName.resourceNames)}.`;
  return `The resource ${quote(asked)} is not among ${list(groups.flatMap((entry) => entry.resources))}.`;
}

const longestList = 8;

function list(texts: readonly string[]): string {
  const shown = texts.slice(0, longestList).map(quote).join(', ');
  return texts.length > longestList ? `${shown} and ${texts.length - longestList} more` : shown === '' ? '(none)' : shown;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
