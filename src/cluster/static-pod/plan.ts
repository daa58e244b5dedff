// A change of a node as data: which bytes, which checks, what to look for, what holds afterwards. Made from facts alone; nothing is touched.
import { AppError } from '../../lib/app-error.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Canary } from './canary.ts';
import type { Change } from './change.ts';
import type { Finding } from './finding.ts';
import type { FileMode } from './node-files.ts';
import type { NodeFile } from './node-facts.ts';
import type { NodeState } from './node-state.ts';
import type { Action, PlannedFile, Transaction, Verification } from './transaction.ts';
import type { AuditMode } from './wanted.ts';

export interface EnableRequest {
  readonly mode?: AuditMode;
  /** A policy to put in place; absent: what is in force stays, or the default preset. */
  readonly policy?: { readonly name: string; readonly text: string };
  /** A kubeconfig for the webhook; absent: the one that is there. */
  readonly webhook?: string;
  readonly maxSizeMb?: number;
  readonly maxBackups?: number;
  readonly maxAgeDays?: number;
  readonly timeoutSeconds: number;
  readonly settleSeconds: number;
  /** The canary has to be found in the store too. */
  readonly inStore: boolean;
}

export interface NodePlan {
  /** `none`: everything is as it should be, and nothing restarts. */
  readonly action: Action | 'none';
  /** What will change, in sentences. */
  readonly sentences: readonly string[];
  readonly files: readonly PlannedFile[];
  readonly folders: Transaction['folders'];
  readonly cleanup: Transaction['cleanup'];
  /** Files to keep as they are before they are changed for the first time. */
  readonly originals: readonly NodeFile[];
  readonly restart: string | null;
  readonly verify: Verification;
  readonly state: NodeState | null;
  readonly kubeadm: Transaction['kubeadm'];
  /** What is in force afterwards: for the checks. */
  readonly after: PlannedAudit | null;
  readonly findings: readonly Finding[];
}

/** Auditing as it will be. */
export interface PlannedAudit {
  readonly mode: AuditMode;
  readonly policyText: string | null;
  readonly policy: Policy | null;
  readonly version: string | undefined;
  readonly logFile: string | null;
  readonly maxSizeMb: number;
  readonly maxBackups: number;
  readonly isStrict: boolean;
  readonly canary: Canary | null;
}

export const timeouts = { timeoutSeconds: 300, settleSeconds: 30 } as const;

/** A kubeconfig with a token, whatever the distribution calls it: its content is for nobody's eyes. */
export function isWebhookFile(file: string): boolean {
  return /\/webhook[^/]*\.yaml$/.test(file);
}

/** The owner of files that the API server's process reads and writes. */
export function ownerOf(runAs: { readonly uid: number | undefined; readonly gid: number | undefined }, mode: number): FileMode {
  return { mode, uid: runAs.uid ?? process.getuid?.() ?? 0, gid: runAs.gid ?? process.getgid?.() ?? 0 };
}

/** A file to write where its content would change; nothing otherwise. */
export function planFile(now: NodeFile | null, place: string, text: string, mode: FileMode): readonly PlannedFile[] {
  if (now !== null && now.text === text) return [];
  return [{ path: place, before: now?.bytes ?? null, after: Buffer.from(text), mode }];
}

export function needManifest(manifest: NodeFile | null): NodeFile {
  if (manifest !== null) return manifest;
  throw new AppError('not_found', 'There is no manifest of kube-apiserver on this node.', {
    hint: 'Run it on a control-plane node, or name the file by --manifest. For other distributions: cluster-audit node enable --for NAME.',
  });
}

/** Mounts and flags go into kubeadm's configuration; what stays local does not. */
export function kubeadmChange(isKubeadm: boolean, before: NodeState | null, add: readonly Change[]): Transaction['kubeadm'] {
  const remove = before?.kubeadm?.changes ?? [];
  return isKubeadm && remove.length + add.length > 0 ? { remove, add } : null;
}

/** The plan that changes nothing; other plans are made of it. */
export function emptyPlan(address: Verification['address'], settleSeconds: number): NodePlan {
  const verify = { manifest: null, address, args: { before: null, after: null }, includes: null, canary: null, logFile: null, inStore: false, settleSeconds };
  return {
    action: 'none',
    sentences: [],
    files: [],
    folders: [],
    cleanup: [],
    originals: [],
    restart: null,
    verify,
    state: null,
    kubeadm: null,
    after: null,
    findings: [],
  };
}
