// From the tree of a text to a Policy: version and kind, types, fields; then upstream's validation decides whether it may be used.
import type { Level, Stage } from '../audit/vocabulary.ts';
import { checkVersion } from './check-version.ts';
import { checkTypes } from './decode-types.ts';
import { policyType } from './fields-of-policy.ts';
import { knowsOmitManagedFields, type KubernetesMinor } from './kubernetes-version.ts';
import type { GroupResources, Policy, PolicyRule } from './policy.ts';
import type { Findings } from './policy-problem.ts';
import type { MapNode, SourceNode } from './source-node.ts';

/** A policy with the tree it was read from: findings about rules point into it. Levels and stages are as written, validation judges them. */
export interface DecodedPolicy {
  readonly policy: Policy;
  readonly root: MapNode;
}

/** The policy of a tree, or null where kube-apiserver refuses it while decoding (then `findings` say why). */
export function decodePolicy(root: SourceNode | null, isJson: boolean, minor: KubernetesMinor, findings: Findings): DecodedPolicy | null {
  if (!checkVersion(root, isJson, minor, findings) || root?.type !== 'map') return null;
  const before = countErrors(findings);
  const known = knowsOmitManagedFields(minor) ? root : withoutManagedFields(root, minor, findings);
  checkTypes(known, policyType, '', findings);
  if (countErrors(findings) > before) return null;
  return { root: known, policy: readPolicy(known) };
}

/** Versions before 1.23 do not know the field: whatever it holds, it is ignored. */
function withoutManagedFields(root: MapNode, minor: KubernetesMinor, findings: Findings): MapNode {
  const rules = root.entries.get('rules');
  const cleaned = dropField(root, '', minor, findings);
  if (rules === undefined || rules.value.type !== 'list') return cleaned;
  const items = rules.value.items.map((item, index) => (item.type === 'map' ? dropField(item, `rules[${index}].`, minor, findings) : item));
  const entries = new Map(cleaned.entries);
  entries.set('rules', { ...rules, value: { ...rules.value, items } });
  return { ...cleaned, entries };
}

function dropField(node: MapNode, prefix: string, minor: KubernetesMinor, findings: Findings): MapNode {
  const entry = node.entries.get('omitManagedFields');
  if (entry === undefined) return node;
  findings.add(
    'unknown_field',
    { path: `${prefix}omitManagedFields`, span: entry.keySpan },
    `kube-apiserver 1.${minor} does not know omitManagedFields and ignores it.`,
    'It came with Kubernetes 1.23.',
  );
  const entries = new Map(node.entries);
  entries.delete('omitManagedFields');
  return { ...node, entries };
}

/** `onArrival`: with the fields that only policies of cluster-audit/v1 have. The types must have been checked. */
export function readPolicy(root: MapNode, onArrival = false): Policy {
  return {
    rules: listOf(root, 'rules').map((rule) => ({ ...readRule(rule), ...(onArrival ? readArrivalFields(rule) : {}) })),
    omitStages: textsOf(root, 'omitStages') as readonly Stage[],
    omitManagedFields: boolOf(root, 'omitManagedFields') ?? false,
  };
}

function readRule(rule: SourceNode): PolicyRule {
  const omitManagedFields = boolOf(rule, 'omitManagedFields');
  return {
    level: (textOf(fieldOf(rule, 'level')) ?? '') as Level,
    users: textsOf(rule, 'users'),
    userGroups: textsOf(rule, 'userGroups'),
    verbs: textsOf(rule, 'verbs'),
    resources: listOf(rule, 'resources').map((entry) => readGroup(entry)),
    namespaces: textsOf(rule, 'namespaces'),
    nonResourceURLs: textsOf(rule, 'nonResourceURLs'),
    omitStages: textsOf(rule, 'omitStages') as readonly Stage[],
    ...(omitManagedFields === undefined ? {} : { omitManagedFields }),
  };
}

function readArrivalFields(rule: SourceNode): Pick<PolicyRule, 'responseCodes' | 'userAgents'> {
  return { responseCodes: listOf(rule, 'responseCodes').map((item) => codeOf(item)), userAgents: textsOf(rule, 'userAgents') };
}

function codeOf(node: SourceNode): string {
  return node.type === 'scalar' && node.value !== null ? String(node.value) : '';
}

function readGroup(entry: SourceNode): GroupResources {
  return { group: textOf(fieldOf(entry, 'group')) ?? '', resources: textsOf(entry, 'resources'), resourceNames: textsOf(entry, 'resourceNames') };
}

/** The value of a field of a node; undefined where the node is no object or lacks it. */
function fieldOf(node: SourceNode | undefined, name: string): SourceNode | undefined {
  return node?.type === 'map' ? node.entries.get(name)?.value : undefined;
}

function listOf(node: SourceNode, name: string): readonly SourceNode[] {
  const value = fieldOf(node, name);
  return value?.type === 'list' ? value.items : [];
}

/** null in a list of strings is "", as Go reads it. */
function textsOf(node: SourceNode, name: string): readonly string[] {
  return listOf(node, name).map((item) => textOf(item) ?? '');
}

function textOf(node: SourceNode | undefined): string | undefined {
  return node?.type === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

function boolOf(node: SourceNode, name: string): boolean | undefined {
  const value = fieldOf(node, name);
  return value?.type === 'scalar' && typeof value.value === 'boolean' ? value.value : undefined;
}

function countErrors(findings: Findings): number {
  return findings.all.filter((problem) => problem.severity === 'error').length;
}
