// Reads a policy file and says everything about it: what kube-apiserver refuses, what it reads otherwise than written, and advice.
import { adviseOn } from './advise.ts';
import { decodePolicy } from './decode.ts';
import { findMisreadings } from './misreadings.ts';
import { newestKubernetes, type KubernetesMinor } from './kubernetes-version.ts';
import { collectFindings, type PolicyProblem } from './policy-problem.ts';
import type { Policy } from './policy.ts';
import { readText, type ReadText } from './read-text.ts';
import { UnreadableText } from './source-node.ts';
import { validatePolicy } from './validate.ts';

export interface CheckedPolicy {
  /** null where kube-apiserver would refuse the text. */
  readonly policy: Policy | null;
  /** In the order of their places. */
  readonly problems: readonly PolicyProblem[];
}

/** Never throws: any text is a policy or has problems. `minor`: the Kubernetes version whose kube-apiserver will read it. */
export function checkPolicy(text: string, minor: KubernetesMinor = newestKubernetes): CheckedPolicy {
  const findings = collectFindings(text);
  const policy = readAndCheck(text, minor, findings);
  const problems = [...findings.all].sort((a, b) => (a.position?.offset ?? 0) - (b.position?.offset ?? 0));
  return { policy, problems };
}

/** The policy of a text where kube-apiserver takes it, without lint and advice; else the first reason of its refusal. */
export function loadPolicy(text: string, minor: KubernetesMinor = newestKubernetes): Policy | PolicyProblem {
  const findings = collectFindings(text);
  const decoded = decodeText(text, minor, findings);
  if (decoded !== null) validatePolicy(decoded, minor, findings);
  const refusal = findings.all.find((problem) => problem.severity === 'error');
  return refusal ?? decoded!.policy;
}

/** Tells the two answers of `loadPolicy` apart. */
export function isRefusal(loaded: Policy | PolicyProblem): loaded is PolicyProblem {
  return 'severity' in loaded;
}

function readAndCheck(text: string, minor: KubernetesMinor, findings: ReturnType<typeof collectFindings>): Policy | null {
  const decoded = decodeText(text, minor, findings);
  if (decoded === null) return null;
  validatePolicy(decoded, minor, findings);
  if (findings.all.some((problem) => problem.severity === 'error')) return null;
  findMisreadings(decoded, findings);
  adviseOn(decoded, minor, findings);
  return decoded.policy;
}

function decodeText(text: string, minor: KubernetesMinor, findings: ReturnType<typeof collectFindings>): ReturnType<typeof decodePolicy> {
  let read: ReadText;
  try {
    read = readText(text);
  } catch (error) {
    if (!(error instanceof UnreadableText)) throw error;
    findings.add('policy_syntax', { path: '', span: error.span }, `kube-apiserver cannot read this: ${error.message}.`, error.hint);
    return null;
  }
  if (read.ignored !== null)
    findings.add(
      'second_document',
      { path: '', span: read.ignored },
      'kube-apiserver reads only the first document; this one is ignored.',
      'Put the rules of all documents into one.',
    );
  return decodePolicy(read.root, read.isJson, minor, findings);
}
