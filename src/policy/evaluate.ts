// What a policy decides about a request, exactly as the rule matcher of kube-apiserver (k8s.io/apiserver pkg/audit/policy/checker.go).
import { stages, type Stage } from '../audit/vocabulary.ts';
import { createGlob } from '../lib/glob.ts';
import type { Decision, GroupResources, Policy, PolicyRule, RequestAttributes } from './policy.ts';

export type Decide = (attributes: RequestAttributes) => Decision;

/** Prepares a validated policy; the answer decides one request in time proportional to the rules. Decisions are shared objects. */
export function compilePolicy(policy: Policy): Decide {
  const rules = policy.rules.map((rule, index) => ({
    matches: compileRule(rule, policy.wildcards ?? false),
    decision: Object.freeze<Decision>({
      level: rule.level,
      rule: index,
      omitStages: uniteStages(policy.omitStages, rule.omitStages),
      omitManagedFields: rule.omitManagedFields ?? policy.omitManagedFields,
    }),
  }));
  // Upstream answers here with the policy's list as it is written, a stage given twice included.
  const otherwise = Object.freeze<Decision>({ level: 'None', rule: null, omitStages: policy.omitStages, omitManagedFields: policy.omitManagedFields });
  return (attributes) => {
    for (const rule of rules) if (rule.matches(attributes)) return rule.decision;
    return otherwise;
  };
}

/** The parts of a rule that a request must pass, in the order in which kube-apiserver looks at them. */
export type Constraint = 'users' | 'userGroups' | 'verbs' | 'namespaces' | 'resources' | 'nonResourceURLs' | 'responseCodes' | 'userAgents';

export type Passes = (attributes: RequestAttributes) => boolean;

/** The tests of a rule, each by the constraint that it stands for; a rule without constraints has none. `wildcards`: see Policy. */
export function constraintsOf(rule: PolicyRule, wildcards: boolean): readonly (readonly [Constraint, Passes])[] {
  const tests: (readonly [Constraint, Passes])[] = [];
  const { users, userGroups, verbs, namespaces, resources, nonResourceURLs } = rule;
  if (users.length > 0) {
    const isKnown = oneOf(users, wildcards);
    tests.push(['users', ({ user }) => user !== null && isKnown(user)]);
  }
  if (userGroups.length > 0) {
    const isKnown = oneOf(userGroups, wildcards);
    tests.push(['userGroups', ({ user, groups }) => user !== null && groups.some(isKnown)]);
  }
  if (verbs.length > 0) {
    const isKnown = oneOf(verbs, wildcards);
    tests.push(['verbs', ({ verb }) => isKnown(verb)]);
  }
  if (namespaces.length > 0) {
    const isKnown = oneOf(namespaces, wildcards);
    tests.push(['namespaces', ({ resourceRequest, namespace }) => resourceRequest && isKnown(namespace)]);
  }
  if (resources.length > 0) tests.push(['resources', (attributes) => attributes.resourceRequest && resources.some((entry) => matchesGroup(entry, attributes))]);
  else if (namespaces.length === 0 && nonResourceURLs.length > 0)
    tests.push(['nonResourceURLs', ({ resourceRequest, path }) => !resourceRequest && nonResourceURLs.some((spec) => matchesUrl(spec, path))]);
  return [...tests, ...arrivalConstraintsOf(rule)];
}

/** What only a finished request has; upstream knows nothing of it. */
function arrivalConstraintsOf({ responseCodes = [], userAgents = [] }: PolicyRule): readonly (readonly [Constraint, Passes])[] {
  const tests: (readonly [Constraint, Passes])[] = [];
  if (responseCodes.length > 0) {
    const isKnown = oneOf(responseCodes, true);
    tests.push(['responseCodes', ({ responseCode }) => responseCode !== undefined && isKnown(String(responseCode))]);
  }
  if (userAgents.length > 0) {
    const isKnown = oneOf(userAgents, true);
    tests.push(['userAgents', ({ userAgent }) => userAgent !== undefined && isKnown(userAgent)]);
  }
  return tests;
}

function oneOf(texts: readonly string[], wildcards: boolean): (text: string) => boolean {
  const known = new Set(texts);
  const globs = wildcards ? texts.filter((text) => text.includes('*')).map(createGlob) : [];
  if (globs.length === 0) return (text) => known.has(text);
  return (text) => known.has(text) || globs.some((matches) => matches(text));
}

function compileRule(rule: PolicyRule, wildcards: boolean): Passes {
  const tests = constraintsOf(rule, wildcards).map(([, passes]) => passes);
  return (attributes) => {
    for (const passes of tests) if (!passes(attributes)) return false;
    return true;
  };
}

function matchesGroup(entry: GroupResources, attributes: RequestAttributes): boolean {
  if (entry.group !== '*' && entry.group !== attributes.apiGroup) return false;
  // Upstream looks at resourceNames only beside resources.
  if (entry.resources.length === 0) return true;
  if (entry.resourceNames.length > 0 && !entry.resourceNames.includes(attributes.name)) return false;
  return entry.resources.some((resource) => matchesResource(resource, attributes));
}

/** `pods` is without subresources, `pods/*` with them and pods itself, `*` + `/status` one subresource of anything. */
function matchesResource(spec: string, { resource, subresource }: RequestAttributes): boolean {
  if (spec === '*') return true;
  if (subresource === '') return spec === resource || spec === `${resource}/*`;
  return spec === `${resource}/${subresource}` || spec === `*/${subresource}` || spec === `${resource}/*`;
}

/** "*" is every path, a "*" at the end a beginning. */
export function matchesUrl(spec: string, path: string): boolean {
  if (spec === '*' || spec === path) return true;
  return spec.endsWith('*') && path.startsWith(spec.replace(/\*+$/, ''));
}

/** The stages that both lists leave out, each once, in the order of the stages. */
export function uniteStages(first: readonly Stage[], second: readonly Stage[]): readonly Stage[] {
  return stages.filter((stage) => first.includes(stage) || second.includes(stage));
}
