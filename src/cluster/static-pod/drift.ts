// Where a node has drifted from what was set: by an edit, an upgrade, a restart that did not come. Pure: made from what a look at the node found.
import type { DriftCode } from '../../lib/drift-codes.ts';

/** What a look found beside what was set; null or empty where it does not apply. */
export interface DriftFacts {
  /** Flags that an earlier run set. */
  readonly setFlags: readonly { readonly name: string; readonly value: string }[];
  /** The flags of the manifest that concern auditing. */
  readonly flags: Readonly<Record<string, string>>;
  readonly policyFile: string | null;
  /** SHA-256 of what was put in place, and of what is there now. */
  readonly setPolicy: string | null;
  readonly policy: string | null;
  /** The running server has other flags than the manifest. */
  readonly runsOther: boolean;
  readonly strays: readonly string[];
  /** The flags of kubeadm's configuration; a text says why they cannot be read; null: it has none. */
  readonly kubeadm: Readonly<Record<string, string>> | string | null;
}

export interface Drift {
  readonly code: DriftCode;
  /** The flag or file it is about; empty where it is about the whole node. */
  readonly subject: string;
  /** What was set, and what is there. */
  readonly was: string | null;
  readonly now: string | null;
}

/** What one node tells by itself. */
export function driftOfNode(facts: DriftFacts): readonly Drift[] {
  return [...driftOfFlags(facts), ...driftOfPolicy(facts), ...driftOfServer(facts), ...driftOfKubeadm(facts)];
}

/** What the last roll-out left behind on every master. */
export interface RolledOut {
  readonly isEnabled: boolean;
  /** SHA-256 of the policy; null where each master kept its own. */
  readonly policySha256: string | null;
  /** Null where each master kept its own. */
  readonly mode: string | null;
}

/** What a node has set, beside what was rolled out. */
export function driftOfRollout(wanted: RolledOut, set: { readonly mode: string; readonly setPolicy: string | null } | null): readonly Drift[] {
  if (!wanted.isEnabled) return set === null ? [] : [drift('still_enabled', '', null, set.mode)];
  if (set === null) return [drift('not_enabled', '', wanted.mode, null)];
  return [
    ...(wanted.policySha256 !== null && set.setPolicy !== wanted.policySha256 ? [drift('other_policy', '', wanted.policySha256, set.setPolicy)] : []),
    ...(wanted.mode !== null && set.mode !== wanted.mode ? [drift('other_mode', '', wanted.mode, set.mode)] : []),
  ];
}

/** For people at the node. */
export function tellDrift({ code, subject, was, now }: Drift): string {
  switch (code) {
    case 'flag_missing':
      return `the manifest has no --${subject}; ${was} was set`;
    case 'flag_changed':
      return `the manifest has --${subject}=${now}; ${was} was set`;
    case 'policy_gone':
      return `${subject} is gone: kube-apiserver will not start again`;
    case 'policy_edited':
      return `${subject} was edited since: kube-apiserver reads it at its next start only (cluster-audit node enable checks it and restarts)`;
    case 'server_differs':
      return 'the running kube-apiserver has other flags than the manifest';
    case 'second_manifest':
      return `${subject} is a second manifest of kube-apiserver`;
    case 'kubeadm_differs':
      return `kubeadm-config does not have ${subject} as it was set: the next kubeadm upgrade will undo it`;
    case 'kubeadm_unread':
      return `kubeadm-config cannot be read: ${now}`;
    default:
      return tellRolloutDrift(code, was, now);
  }
}

function tellRolloutDrift(code: DriftCode, was: string | null, now: string | null): string {
  if (code === 'not_enabled') return 'auditing was rolled out, and is off here';
  if (code === 'still_enabled') return `auditing was switched off by a roll-out, and is on here, mode ${now}`;
  return code === 'other_mode' ? `mode ${was} was rolled out; here it is ${now}` : 'another policy was rolled out than the one that is set here';
}

function driftOfFlags({ setFlags, flags }: DriftFacts): readonly Drift[] {
  return setFlags.flatMap(({ name, value }) => {
    const now = flags[name];
    if (now === undefined) return [drift('flag_missing', name, value, null)];
    return now === value ? [] : [drift('flag_changed', name, value, now)];
  });
}

function driftOfPolicy({ policyFile, setPolicy, policy }: DriftFacts): readonly Drift[] {
  if (setPolicy === null || policyFile === null) return [];
  if (policy === null) return [drift('policy_gone', policyFile, setPolicy, null)];
  return policy === setPolicy ? [] : [drift('policy_edited', policyFile, setPolicy, policy)];
}

function driftOfServer({ runsOther, strays }: DriftFacts): readonly Drift[] {
  return [...(runsOther ? [drift('server_differs', '', null, null)] : []), ...strays.map((stray) => drift('second_manifest', stray, null, null))];
}

function driftOfKubeadm({ kubeadm, setFlags }: DriftFacts): readonly Drift[] {
  if (kubeadm === null) return [];
  if (typeof kubeadm === 'string') return [drift('kubeadm_unread', '', null, kubeadm)];
  return setFlags.filter(({ name, value }) => kubeadm[name] !== value).map(({ name, value }) => drift('kubeadm_differs', name, value, kubeadm[name] ?? null));
}

function drift(code: DriftCode, subject: string, was: string | null, now: string | null): Drift {
  return { code, subject, was, now };
}
