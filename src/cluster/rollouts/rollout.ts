// A roll-out: one change of auditing on all masters of a cluster, looked at first, confirmed, then carried out one master after the other.
import type { Finding } from '../static-pod/finding.ts';
import type { AuditMode } from '../static-pod/wanted.ts';

export const rolloutActions = ['enable', 'change-policy', 'disable'] as const;
export type RolloutAction = (typeof rolloutActions)[number];

/** `checked`: every master has answered, and it waits to be confirmed. */
export const rolloutStates = ['checking', 'checked', 'running', 'done', 'failed', 'cancelled'] as const;
export type RolloutState = (typeof rolloutStates)[number];

export const memberStates = ['waiting', 'checked', 'changing', 'changed', 'unchanged', 'refused', 'rolled-back', 'lost'] as const;
export type MemberState = (typeof memberStates)[number];

/** What is carried out on each master; null = as it is there. */
export interface RolloutSettings {
  readonly policy: { readonly name: string; readonly text: string } | null;
  readonly mode: AuditMode | null;
  readonly maxSizeMb: number | null;
  readonly maxBackups: number | null;
  readonly maxAgeDays: number | null;
  /** After this time a master gets its old files back by itself. */
  readonly timeoutSeconds: number;
  /** So long its new API server must stay healthy. */
  readonly settleSeconds: number;
}

/** What a look at one master found: nothing was touched for it. */
export interface MemberCheck {
  /** `none`: everything is as it should be, and nothing restarts; `unplannable`: there is no way to do it here. */
  readonly action: 'enable' | 'change' | 'disable' | 'none' | 'unplannable';
  readonly changes: readonly string[];
  readonly diff: string;
  readonly findings: readonly Finding[];
}

export interface MemberOutcome {
  readonly result: 'changed' | 'unchanged' | 'refused' | 'rolled-back';
  /** Why it was refused or rolled back. */
  readonly reason: string | null;
  /** Whether an API server was seen up at the end. */
  readonly isUp: boolean;
  readonly warnings: readonly string[];
}

export interface MemberStep {
  readonly at: number;
  readonly what: string;
}

export interface Member {
  readonly agent: string;
  readonly node: string;
  readonly state: MemberState;
  readonly check: MemberCheck | null;
  readonly outcome: MemberOutcome | null;
  /** What happened on it, in order. */
  readonly steps: readonly MemberStep[];
}

export interface Rollout {
  readonly id: string;
  readonly cluster: string;
  readonly action: RolloutAction;
  /** It sets things right that drifted. */
  readonly isMending: boolean;
  readonly settings: RolloutSettings;
  /** Of the cluster's feature, from its confirmation on. */
  readonly feature: { readonly logset: string | null; readonly topic: string | null; readonly deleteData: boolean };
  readonly state: RolloutState;
  /** Why it failed. */
  readonly reason: string | null;
  /** No further master is begun. */
  readonly isCancelling: boolean;
  /** Masters in the order in which they are changed. */
  readonly members: readonly Member[];
  readonly createdAt: number;
  readonly confirmedAt: number | null;
  readonly endedAt: number | null;
}

/** What an agent is told to do; the same again until it has answered. */
export interface Order {
  readonly rollout: string;
  readonly step: 'check' | 'change';
  readonly action: RolloutAction;
  readonly settings: RolloutSettings;
}
