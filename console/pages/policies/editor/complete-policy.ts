// What can be written at a place of a policy: fields from the table of fields, levels, stages, verbs and well-known names.
import { auditGroup, levels, stages } from '../../../../src/audit/vocabulary.ts';
import { arrivalPolicyType, policyType, type FieldType } from '../../../../src/policy/fields-of-policy.ts';
import { arrivalVersion } from '../../../../src/policy/kubernetes-version.ts';
import { knownGroups } from '../../../../src/policy/presets/building-blocks.ts';
import type { Texts } from '../../../i18n/texts.ts';
import { placeIn } from './place-in-yaml.ts';

export interface Offer {
  readonly label: string;
  /** What is written instead of the label. */
  readonly apply?: string;
  readonly kind: 'field' | 'value';
  readonly sentence?: string;
}

export interface Offers {
  /** Where the word begins that an offer replaces. */
  readonly from: number;
  readonly offers: readonly Offer[];
}

/** In the language of whoever writes. */
export type PolicyTerms = Pick<Texts['policyTerms'], 'levels' | 'stages' | 'ruleFields'>;

/** Null where nothing is known of the place. `text` is the policy up to the place. */
export function completePolicy(text: string, terms: PolicyTerms): Offers | null {
  const place = placeIn(text);
  if (place === null) return null;
  const root = text.includes(arrivalVersion) ? arrivalPolicyType : policyType;
  const type = typeAt(root, place.path);
  if (type === null) return null;
  const isValue = place.at === 'value' || (place.at === 'item' && type.type === 'list' && type.of.type !== 'object');
  const offers = isValue ? valuesOf(place.path, type, terms) : keysOf(type, terms);
  return offers.length === 0 ? null : { from: place.from, offers };
}

/** The type at a path of field names; lists are passed by. */
function typeAt(root: FieldType, path: readonly string[]): FieldType | null {
  let type: FieldType = root;
  for (const name of path) {
    if (type.type === 'list') type = type.of;
    if (type.type !== 'object' || !Object.hasOwn(type.fields, name)) return null;
    type = type.fields[name];
  }
  return type;
}

/** Fields of an object, or of the objects in a list. */
function keysOf(type: FieldType, terms: PolicyTerms): Offer[] {
  const object = type.type === 'list' ? type.of : type;
  if (object.type !== 'object') return [];
  return Object.entries(object.fields).map(([name, field]) => ({
    label: name,
    apply: startOf(name, field),
    kind: 'field',
    sentence: object.name === 'PolicyRule' ? terms.ruleFields[name as keyof typeof terms.ruleFields] : undefined,
  }));
}

function startOf(name: string, type: FieldType): string {
  return type.type === 'object' || (type.type === 'list' && type.of.type === 'object') ? `${name}:` : `${name}: `;
}

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
/** Well-known names; others are as good. */
const words: Readonly<Record<string, readonly string[]>> = {
  apiVersion: [`${auditGroup}/v1`, arrivalVersion],
  kind: ['Policy'],
  verbs,
  group: knownGroups.map(({ group }) => group),
  users: ['system:anonymous', 'system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler', 'system:kube-proxy'],
  userGroups: ['system:authenticated', 'system:unauthenticated', 'system:nodes', 'system:masters', 'system:serviceaccounts'],
  namespaces: ['kube-system', 'default', ''],
  resources: ['pods', 'pods/exec', 'pods/attach', 'pods/portforward', 'pods/log', 'secrets', 'configmaps', 'serviceaccounts/token', 'nodes', 'events', '*'],
  nonResourceURLs: ['/healthz*', '/livez*', '/readyz*', '/metrics*', '/version', '/openapi/*', '/api*'],
};

function valuesOf(path: readonly string[], type: FieldType, terms: PolicyTerms): Offer[] {
  const name = path.at(-1) ?? '';
  const field = type.type === 'list' ? type.of : type;
  if (name === 'level') return levels.map((level) => ({ label: level, kind: 'value', sentence: terms.levels[level] }));
  if (name === 'omitStages') return stages.map((stage) => ({ label: stage, kind: 'value', sentence: terms.stages[stage] }));
  if (field.type === 'boolean') return ['true', 'false'].map((label) => ({ label, kind: 'value' }));
  return (words[name] ?? []).map((word) => ({ label: isPlain(word) ? word : JSON.stringify(word), kind: 'value' }));
}

/** Whether YAML reads it as this very text without quotes. */
function isPlain(word: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_.:/-]*$/.test(word);
}
