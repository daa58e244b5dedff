// What kube-apiserver takes without a word and does otherwise than written: stars, versions as groups, identities that cannot be, rules without effect.
import { stages, type Stage } from '../audit/vocabulary.ts';
import { covers } from './coverage.ts';
import type { DecodedPolicy } from './decode.ts';
import { uniteStages } from './evaluate.ts';
import { createPlaces, type Places } from './places.ts';
import type { GroupResources, Policy, PolicyRule } from './policy.ts';
import type { Findings } from './policy-problem.ts';

/** Adds findings about a policy that kube-apiserver accepts. */
export function findMisreadings({ policy, root }: DecodedPolicy, findings: Findings): void {
  const context = { places: createPlaces(root), findings };
  const seen: { rule: PolicyRule; index: number }[] = [];
  if (hidesAll(policy.omitStages))
    findings.add('no_stage_left', context.places.of('omitStages'), 'These omitStages hide every stage: the policy records nothing.', 'Keep ResponseComplete.');
  for (const [index, rule] of policy.rules.entries()) {
    const path = `rules[${index}]`;
    if (policy.wildcards !== true) lookForStars(rule, path, context);
    lookAtIdentities(rule, path, context);
    for (const [at, entry] of rule.resources.entries()) lookAtGroup(entry, `${path}.resources[${at}]`, context);
    lookAtStages(rule, policy, path, context);
    const earlier = seen.find((other) => covers(other.rule, rule));
    if (earlier !== undefined)
      findings.add(
        'shadowed_rule',
        context.places.of(path),
        `This rule never decides: rules[${earlier.index}] above takes all of its requests.`,
        `Put it before rules[${earlier.index}], or take it out.`,
      );
    seen.push({ rule, index });
  }
}

interface Context {
  readonly places: Places;
  readonly findings: Findings;
}

const listsWithoutStars = ['users', 'userGroups', 'verbs', 'namespaces'] as const;

function lookForStars(rule: PolicyRule, path: string, { places, findings }: Context): void {
  for (const field of listsWithoutStars)
    for (const [index, text] of rule[field].entries())
      if (text.includes('*'))
        findings.add(
          'literal_star',
          places.of(`${path}.${field}[${index}]`),
          `${field} has no wildcards: ${JSON.stringify(text)} matches only that very text.`,
          text === '*' ? `Leave ${field} out to match all.` : 'Write the names out.',
        );
}

function lookAtGroup(entry: GroupResources, path: string, { places, findings }: Context): void {
  if (/^v\d+((alpha|beta)\d+)?$/.test(entry.group))
    findings.add(
      'group_is_version',
      places.of(`${path}.group`),
      `${JSON.stringify(entry.group)} is a version; groups stand without one.`,
      'The core group (pods, secrets, services …) is "".',
    );
  for (const [index, resource] of entry.resources.entries()) {
    const problem = starInResource(resource);
    if (problem !== null) findings.add('literal_star', places.of(`${path}.resources[${index}]`), problem.message, problem.hint);
    else if (/[A-Z]/.test(resource) || resource === '' || resource.startsWith('/') || resource.endsWith('/'))
      findings.add(
        'never_matches',
        places.of(`${path}.resources[${index}]`),
        `No resource is called ${JSON.stringify(resource)}.`,
        'Resources are lower-case plurals: pods, deployments, pods/log.',
      );
  }
  for (const [index, name] of entry.resourceNames.entries())
    if (name.includes('*'))
      findings.add(
        'literal_star',
        places.of(`${path}.resourceNames[${index}]`),
        `resourceNames has no wildcards: ${JSON.stringify(name)} matches only that very text.`,
        'Leave resourceNames out to match all.',
      );
}

/** `*`, `pods/*` and `*` + `/status` have a meaning; a star anywhere else has none. */
function starInResource(resource: string): { message: string; hint: string } | null {
  if (!resource.includes('*') || resource === '*') return null;
  const [head, ...rest] = resource.split('/');
  const tail = rest.join('/');
  if (head === '*' && tail === '*') return { message: '"*/*" matches nothing.', hint: 'Write "*" for all resources and subresources.' };
  if ((head === '*' && !tail.includes('*') && tail !== '') || (tail === '*' && head !== '' && !head.includes('*'))) return null;
  return { message: `${JSON.stringify(resource)} matches nothing: "*" stands alone, before "/" or after it.`, hint: 'Write "*", "pods/*" or "*/status".' };
}

/** Names that the authenticators of kube-apiserver never give out (apiserver pkg/authentication/serviceaccount). */
function lookAtIdentities(rule: PolicyRule, path: string, { places, findings }: Context): void {
  for (const [index, user] of rule.users.entries()) {
    const why = whyImpossible(user);
    if (why !== null) findings.add('impossible_identity', places.of(`${path}.users[${index}]`), why.message, why.hint);
  }
  for (const [index, group] of rule.userGroups.entries())
    if (/^system:serviceaccounts?:[^:]*:/.test(group) || group === 'system:serviceaccount' || group === '')
      findings.add(
        'impossible_identity',
        places.of(`${path}.userGroups[${index}]`),
        `No request has the group ${JSON.stringify(group)}.`,
        'Service accounts are in system:serviceaccounts and system:serviceaccounts:NAMESPACE.',
      );
}

function whyImpossible(user: string): { message: string; hint: string } | null {
  if (user.includes('*')) return null;
  if (user === '') return { message: 'No user has an empty name.', hint: 'Leave users out to match all, failed logins included.' };
  if (!user.startsWith('system:serviceaccount') || /^system:serviceaccount:[^:]+:[^:]+$/.test(user)) return null;
  if (user.startsWith('system:serviceaccounts')) return { message: `${JSON.stringify(user)} is a group, not a user.`, hint: 'Put it under userGroups.' };
  const name = /^system:serviceaccount:([^:]+)$/.exec(user)?.[1] ?? 'NAME';
  return {
    message: `${JSON.stringify(user)} names no service account: those are system:serviceaccount:NAMESPACE:NAME.`,
    hint: `Put the namespace in, such as system:serviceaccount:kube-system:${name}.`,
  };
}

function lookAtStages(rule: PolicyRule, policy: Policy, path: string, { places, findings }: Context): void {
  if (rule.level === 'None' || rule.omitStages.length === 0 || !hidesAll(uniteStages(policy.omitStages, rule.omitStages)) || hidesAll(policy.omitStages))
    return;
  findings.add(
    'no_stage_left',
    places.of(`${path}.omitStages`),
    `With the policy's omitStages, all stages are hidden: this rule records nothing, though its level is ${rule.level}.`,
    'Keep ResponseComplete, or write level: None.',
  );
}

function hidesAll(omitted: readonly Stage[]): boolean {
  return stages.every((stage) => omitted.includes(stage));
}
