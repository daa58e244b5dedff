// The door of this room: roll-outs begun, confirmed and watched by people, and carried out by agents.
import type { RolledOut } from '../static-pod/drift.ts';
import type { Gate } from './gate.ts';
import type { MemberCheck, MemberOutcome, MemberStep, Order, Rollout, RolloutAction, RolloutSettings } from './rollout.ts';

export interface RolloutRequest {
  /** `mend`: what the last one that was carried out had set, once more. */
  readonly action: RolloutAction | 'mend';
  readonly settings: RolloutSettings;
  readonly feature: Rollout['feature'];
}

/** What an agent answers to an order. */
export type Answer =
  | { readonly step: 'check'; readonly check: MemberCheck }
  | { readonly step: 'change'; readonly steps: readonly MemberStep[]; readonly outcome: MemberOutcome | null };

export interface Rollouts {
  /** Throws `conflict` where one is under way, no agent is there, or there is nothing to mend. */
  begin(cluster: string, request: RolloutRequest): Rollout;
  /** Throws `conflict` where it cannot be confirmed. */
  confirm(cluster: string, id: string): Rollout;
  cancel(cluster: string, id: string): Rollout;
  /** Newest first. */
  list(cluster: string, limit: number): readonly Rollout[];
  get(cluster: string, id: string): Rollout | null;
  latest(cluster: string): Rollout | null;
  /** What the cluster's masters should be like by the last one that was carried out; null where none was. */
  rolledOut(cluster: string): RolledOut | null;
  /** What the next master waits for; null = nothing, or nobody is next. */
  gate(rollout: Rollout): Gate | null;

  /** What this agent has to do now. Once a change was handed out, no other master is begun until this one has ended, also over restarts. */
  take(agent: { readonly id: string; readonly cluster: string }): Order | null;
  /** Resolves with true as soon as there may be something new for the cluster's agents, with false after `ms`. */
  waitForNews(cluster: string, ms: number): Promise<boolean>;
  answer(agent: { readonly id: string; readonly cluster: string }, rollout: string, answer: Answer): void;
  /** A report came, or an agent is gone: what waited for it may go on. */
  noteAgent(cluster: string, agent: string): void;
  noteRevoked(cluster: string, agent: string): void;
  /** Ends all waiting. */
  close(): void;
}
