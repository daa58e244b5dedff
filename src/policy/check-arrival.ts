// Policies that Cluster Audit itself applies to arriving events: upstream's, or the wider language of cluster-audit/v1.
import { adviseOn } from './advise.ts';
import { checkPolicy, loadPolicy, type CheckedPolicy } from './check.ts';
import { checkTypes } from './decode-types.ts';
import { readPolicy, type DecodedPolicy } from './decode.ts';
import { arrivalPolicyType } from './fields-of-policy.ts';
import { arrivalVersion, newestKubernetes, type KubernetesMinor } from './kubernetes-version.ts';
import { findMisreadings } from './misreadings.ts';
import { collectFindings, type Findings, type PolicyProblem } from './policy-problem.ts';
import type { Policy } from './policy.ts';
import type { PolicyProblemCode } from './problem-codes.ts';
import { readText } from './read-text.ts';
import { UnreadableText, type MapNode, type Span } from './source-node.ts';
import { validatePolicy } from './validate.ts';

/** Misreadings with which a policy is not applied: it would take away other events than those it names. */
const refusedOnArrival: readonly PolicyProblemCode[] = [
  'unknown_field',
  'duplicate_key',
  'second_document',
  'literal_star',
  'group_is_version',
  'never_matches',
  'no_stage_left',
];

/** Everything about a policy for arrival; a text of upstream's apiVersion is read as the newest kube-apiserver reads it. Never throws. */
export function checkArrivalPolicy(text: string): CheckedPolicy {
  const read = readArrival(text);
  if (read === null) return checkPolicy(text, newestKubernetes);
  const findings = collectFindings(text);
  if (read.ignored !== null)
    findings.add(
      'second_document',
      { path: '', span: read.ignored },
      'Only the first document is read; this one is ignored.',
      'Put the rules of all documents into one.',
    );
  const decoded = decodeArrival(read.root, findings);
  const problems = () => [...findings.all].sort((a, b) => (a.position?.offset ?? 0) - (b.position?.offset ?? 0));
  if (decoded !== null) validatePolicy(decoded, newestKubernetes, findings);
  if (decoded === null || hasErrors(findings)) return { policy: null, problems: problems() };
  findMisreadings(decoded, findings);
  adviseOn(decoded, newestKubernetes, findings);
  return { policy: decoded.policy, problems: problems() };
}

/** The policy of a text where it does what is written, else the first reason why it is not applied. */
export function loadArrivalPolicy(text: string): Policy | PolicyProblem {
  const { policy, problems } = checkArrivalPolicy(text);
  const refusal = problems.find(({ severity, code }) => severity === 'error' || refusedOnArrival.includes(code));
  return refusal ?? policy!;
}

/** A policy of either kind, to be explained or tried on what is stored: what arrival takes, or what a kube-apiserver of this version takes. */
export function loadEitherPolicy(text: string, minor: KubernetesMinor = newestKubernetes): Policy | PolicyProblem {
  return readArrival(text) === null ? loadPolicy(text, minor) : loadArrivalPolicy(text);
}

/** The tree of a text whose apiVersion is ours; null for any other. */
function readArrival(text: string): { readonly root: MapNode; readonly ignored: Span | null } | null {
  if (!text.includes(arrivalVersion)) return null;
  try {
    const { root, ignored } = readText(text);
    const version = root?.type === 'map' ? root.entries.get('apiVersion')?.value : undefined;
    return root?.type === 'map' && version?.type === 'scalar' && version.value === arrivalVersion ? { root, ignored } : null;
  } catch (error) {
    if (error instanceof UnreadableText) return null;
    throw error;
  }
}

function decodeArrival(root: MapNode, findings: Findings): DecodedPolicy | null {
  const kind = root.entries.get('kind')?.value;
  if (kind !== undefined && (kind.type !== 'scalar' || (kind.value !== 'Policy' && kind.value !== null)))
    findings.add(
      'policy_version',
      { path: 'kind', span: kind.span },
      'kind is not "Policy".',
      `A policy begins with "apiVersion: ${arrivalVersion}" and "kind: Policy".`,
    );
  checkTypes(root, arrivalPolicyType, '', findings);
  return hasErrors(findings) ? null : { root, policy: { ...readPolicy(root, true), wildcards: true } };
}

function hasErrors(findings: Findings): boolean {
  return findings.all.some(({ severity }) => severity === 'error');
}
