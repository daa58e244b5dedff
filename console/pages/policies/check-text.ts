// Everything the page needs to know about a text: what is wrong with it, the policy it makes, and where each of its rules stands.
import { checkArrivalPolicy } from '../../../src/policy/check-arrival.ts';
import { checkPolicy, type CheckedPolicy } from '../../../src/policy/check.ts';
import { arrivalVersion, type KubernetesMinor } from '../../../src/policy/kubernetes-version.ts';
import { readText } from '../../../src/policy/read-text.ts';
import { UnreadableText, type MapNode, type Span } from '../../../src/policy/source-node.ts';

export interface CheckedText extends CheckedPolicy {
  readonly text: string;
  /** Written for Cluster Audit alone: no kube-apiserver loads it. */
  readonly isForArrival: boolean;
  /** The place of each rule, as far as the text can be read. */
  readonly rules: readonly Span[];
}

/** Never throws. */
export function checkText(text: string, minor: KubernetesMinor): CheckedText {
  const root = readRoot(text);
  const isForArrival = versionOf(root) === arrivalVersion;
  return { ...(isForArrival ? checkArrivalPolicy(text) : checkPolicy(text, minor)), text, isForArrival, rules: rulesOf(root, text) };
}

function readRoot(text: string): MapNode | null {
  try {
    const { root } = readText(text);
    return root?.type === 'map' ? root : null;
  } catch (error) {
    if (error instanceof UnreadableText) return null;
    throw error;
  }
}

function versionOf(root: MapNode | null): unknown {
  const version = root?.entries.get('apiVersion')?.value;
  return version?.type === 'scalar' ? version.value : undefined;
}

function rulesOf(root: MapNode | null, text: string): readonly Span[] {
  const rules = root?.entries.get('rules')?.value;
  if (rules?.type !== 'list') return [];
  return rules.items.map(({ span: { start, end } }) => ({ start, end: start + text.slice(start, end).trimEnd().length }));
}
