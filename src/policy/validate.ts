// What kube-apiserver refuses after decoding (k8s.io/apiserver pkg/apis/audit/validation/validation.go); it exits at start then.
import { levels, stages } from '../audit/vocabulary.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import type { DecodedPolicy } from './decode.ts';
import { knowsAnyGroup, type KubernetesMinor } from './kubernetes-version.ts';
import { createPlaces, type Places } from './places.ts';
import type { PolicyRule } from './policy.ts';
import type { Findings } from './policy-problem.ts';

/** Adds an error for everything that upstream's validation refuses. */
export function validatePolicy({ policy, root }: DecodedPolicy, minor: KubernetesMinor, findings: Findings): void {
  const places = createPlaces(root);
  if (policy.rules.length === 0)
    findings.add(
      'no_rules',
      places.of('rules'),
      'The policy has no rules: kube-apiserver refuses it.',
      'Add a rule; "- level: Metadata" alone records everything at Metadata.',
    );
  validateStages(policy.omitStages, 'omitStages', places, findings);
  for (const [index, rule] of policy.rules.entries()) validateRule(rule, `rules[${index}]`, { minor, places, findings });
}

interface Context {
  readonly minor: KubernetesMinor;
  readonly places: Places;
  readonly findings: Findings;
}

function validateRule(rule: PolicyRule, path: string, context: Context): void {
  validateLevel(rule.level, `${path}.level`, context);
  validateUrls(rule, path, context);
  validateGroups(rule, path, context);
  validateStages(rule.omitStages, `${path}.omitStages`, context.places, context.findings);
}

function validateLevel(level: string, path: string, { places, findings }: Context): void {
  if ((levels as readonly string[]).includes(level)) return;
  const hint = `The levels are ${levels.join(', ')}.`;
  if (level === '') findings.add('level_required', places.of(path), 'Every rule needs a level.', hint);
  else findings.add('unknown_level', places.of(path), `There is no level ${JSON.stringify(level)}.`, suggest(level, levels) ?? hint);
}

function validateStages(given: readonly string[], path: string, places: Places, findings: Findings): void {
  for (const [index, stage] of given.entries())
    if (!(stages as readonly string[]).includes(stage))
      findings.add(
        'unknown_stage',
        places.of(`${path}[${index}]`),
        `There is no stage ${JSON.stringify(stage)}.`,
        suggest(stage, stages) ?? `The stages are ${stages.join(', ')}.`,
      );
}

function validateUrls(rule: PolicyRule, path: string, { places, findings }: Context): void {
  if (rule.nonResourceURLs.length === 0) return;
  if (rule.resources.length > 0 || rule.namespaces.length > 0)
    findings.add(
      'urls_with_resources',
      places.of(`${path}.nonResourceURLs`),
      'A rule is either for resources and namespaces or for nonResourceURLs.',
      'Make two rules of it.',
    );
  for (const [index, url] of rule.nonResourceURLs.entries()) {
    if (url === '*') continue;
    const place = places.of(`${path}.nonResourceURLs[${index}]`);
    if (!url.startsWith('/'))
      findings.add(
        'url_form',
        place,
        `${JSON.stringify(url)} does not begin with "/".`,
        `Write ${JSON.stringify(`/${url.replace(/^https?:\/\/[^/]*\/?/, '')}`)}.`,
      );
    if (url.slice(0, -1).includes('*'))
      findings.add(
        'url_form',
        place,
        `${JSON.stringify(url)} has a "*" that is not its last character.`,
        `Write ${JSON.stringify(`${url.slice(0, url.indexOf('*'))}*`)}.`,
      );
  }
}

function validateGroups(rule: PolicyRule, path: string, { minor, places, findings }: Context): void {
  for (const [index, entry] of rule.resources.entries()) {
    const at = `${path}.resources[${index}]`;
    if (entry.group !== '' && !(entry.group === '*' && knowsAnyGroup(minor)) && !isSubdomain(entry.group))
      findings.add('group_form', places.of(`${at}.group`), groupMessage(entry.group, minor), groupHint(entry.group));
    if (entry.resourceNames.length > 0 && entry.resources.length === 0)
      findings.add(
        'names_without_resources',
        places.of(`${at}.resourceNames`),
        'resourceNames needs resources beside it.',
        'Name the resources: resources: ["configmaps"].',
      );
  }
}

function groupMessage(group: string, minor: KubernetesMinor): string {
  if (group === '*') return `kube-apiserver 1.${minor} refuses the group "*".`;
  return `${JSON.stringify(group)} is not an API group: lower-case letters, digits, "-" and "." only.`;
}

function groupHint(group: string): string {
  if (group === '*') return 'Leave resources out to match all groups, or name each; "*" is accepted from Kubernetes 1.36 on.';
  if (group.includes('/')) return `Leave the version out: ${JSON.stringify(/^v\d/.test(group) ? '' : group.slice(0, group.indexOf('/')))}.`;
  return 'The core group is "", others are such as "apps" or "rbac.authorization.k8s.io".';
}

const maxSubdomain = 253;

/** RFC 1123 subdomain (apimachinery util/validation IsDNS1123Subdomain). */
export function isSubdomain(text: string): boolean {
  return text.length <= maxSubdomain && text.split('.').every((label) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(label));
}

function suggest(word: string, known: readonly string[]): string | undefined {
  const near = nearestWord(word.trim(), known);
  return near === null ? undefined : `Write ${near}.`;
}
