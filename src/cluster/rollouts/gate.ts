// Whether the next master may be begun: only while every other one is known to be up, so that never two are down. Pure.
import { awayMs, type AgentEntry } from '../agents/agents.ts';

export type GateReason = 'away' | 'not_ready' | 'member_not_ready' | 'held';

/** What is waited for, and of whom. */
export interface Gate {
  readonly why: GateReason;
  readonly who: string;
}

/** `holder`: the node that holds the cluster's lease, and so may be down. Null: the way is free. */
export function gateOf(turn: { readonly agent: string }, agents: readonly AgentEntry[], holder: AgentEntry | null, now: number): Gate | null {
  const own = agents.find(({ id }) => id === turn.agent);
  if (own === undefined) return { why: 'away', who: turn.agent };
  // It goes on with what it has begun, whatever becomes of the others.
  if (holder !== null) return holder.id === turn.agent ? null : { why: 'held', who: holder.node };
  for (const agent of agents) {
    if (agent.report === null || agent.lastSeenAt === null || now - agent.lastSeenAt >= awayMs) return { why: 'away', who: agent.node };
    if (!agent.report.apiServer.ready) return { why: 'not_ready', who: agent.node };
    const away = agent.report.others?.find(({ isReady }) => !isReady);
    if (away !== undefined) return { why: 'member_not_ready', who: away.name };
  }
  return null;
}
