// The steps of a roll-out as pure functions: each takes what is and what came, and gives what is then. Whatever does not fit changes nothing.
import type { AgentEntry } from '../agents/agents.ts';
import type { Member, MemberCheck, MemberOutcome, MemberState, MemberStep, Order, Rollout, RolloutState } from './rollout.ts';

export type NewRollout = Pick<Rollout, 'id' | 'cluster' | 'action' | 'isMending' | 'settings' | 'feature' | 'createdAt'>;

const keptSteps = 200;

/** Masters take their turns by name, so that everybody can tell who is next. */
export function beginRollout(fresh: NewRollout, agents: readonly Pick<AgentEntry, 'id' | 'node'>[]): Rollout {
  const members = agents
    .map(({ id, node }): Member => ({ agent: id, node, state: 'waiting', check: null, outcome: null, steps: [] }))
    .sort((a, b) => (a.node < b.node ? -1 : 1));
  return { ...fresh, state: 'checking', reason: null, isCancelling: false, members, confirmedAt: null, endedAt: null };
}

export function isOver({ state }: Pick<Rollout, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

export function hasErrors({ action, findings }: MemberCheck): boolean {
  return action === 'unplannable' || findings.some(({ severity }) => severity === 'error');
}

/** Why it cannot be confirmed; null = it can. */
export function blockOf({ state, members }: Rollout): 'checking' | 'errors' | 'over' | null {
  if (state === 'checking') return 'checking';
  if (state !== 'checked') return 'over';
  return members.some(({ check }) => check === null || hasErrors(check)) ? 'errors' : null;
}

export function noteCheck(rollout: Rollout, agent: string, check: MemberCheck): Rollout {
  if (rollout.state !== 'checking' && rollout.state !== 'checked') return rollout;
  const next = change(rollout, agent, ['waiting', 'checked'], (member) => ({ ...member, state: 'checked', check }));
  return { ...next, state: next.members.every((member) => member.check !== null) ? 'checked' : 'checking' };
}

/** Nothing where it cannot be confirmed. */
export function confirm(rollout: Rollout, at: number): Rollout {
  return blockOf(rollout) === null ? { ...rollout, state: 'running', confirmedAt: at } : rollout;
}

/** A master that is being changed is let finish: what is half done would be the worst of all. */
export function cancel(rollout: Rollout, at: number): Rollout {
  if (isOver(rollout)) return rollout;
  return settle({ ...rollout, isCancelling: true }, at);
}

/** Whose turn it is: whoever is being changed, else the next in order. Null where nobody may begin. */
export function turnOf({ state, isCancelling, members }: Rollout): Member | null {
  if (state !== 'running') return null;
  const changing = members.find((member) => member.state === 'changing');
  if (changing !== undefined) return changing;
  return isCancelling ? null : (members.find((member) => member.state === 'checked') ?? null);
}

/** What an agent has to do now. A change is only granted by `grant`. */
export function orderOf(rollout: Rollout, agent: string): Order | null {
  const { id, action, settings, state } = rollout;
  const member = rollout.members.find((one) => one.agent === agent);
  if (member === undefined) return null;
  const isAsked = state === 'checking' && member.state === 'waiting';
  if (!isAsked && turnOf(rollout) !== member) return null;
  return { rollout: id, step: isAsked ? 'check' : 'change', action, settings };
}

/** The turn begins; the same again while it lasts. */
export function grant(rollout: Rollout, agent: string): Rollout {
  if (turnOf(rollout)?.agent !== agent) return rollout;
  return change(rollout, agent, ['checked'], (member) => ({ ...member, state: 'changing' }));
}

export function noteSteps(rollout: Rollout, agent: string, steps: readonly MemberStep[]): Rollout {
  return change(rollout, agent, ['changing'], (member) => ({ ...member, steps: [...member.steps, ...steps].slice(-keptSteps) }));
}

export function noteOutcome(rollout: Rollout, agent: string, outcome: MemberOutcome, at: number): Rollout {
  return settle(
    change(rollout, agent, ['changing'], (member) => ({ ...member, state: outcome.result, outcome })),
    at,
  );
}

/** Its agent was revoked: nobody will ever answer for it. */
export function loseMember(rollout: Rollout, agent: string, at: number): Rollout {
  if (isOver(rollout)) return rollout;
  const lost = change(rollout, agent, ['waiting', 'checked', 'changing'], (member) => ({ ...member, state: 'lost' }));
  return settle(lost, at);
}

const failures: readonly MemberState[] = ['refused', 'rolled-back', 'lost'];
const successes: readonly MemberState[] = ['changed', 'unchanged'];

/** Whether it has come to an end, and to which. */
function settle(rollout: Rollout, at: number): Rollout {
  const { members, isCancelling } = rollout;
  const end = (state: RolloutState, reason: string | null): Rollout => ({ ...rollout, state, reason, endedAt: at });
  if (isOver(rollout) || members.some(({ state }) => state === 'changing')) return rollout;
  const failed = members.find(({ state }) => failures.includes(state));
  if (failed !== undefined) return end('failed', `${failed.node}: ${failed.outcome?.reason ?? 'its agent was revoked'}`);
  if (rollout.state === 'running' && members.every(({ state }) => successes.includes(state))) return end('done', null);
  return isCancelling ? end('cancelled', null) : rollout;
}

function change(rollout: Rollout, agent: string, from: readonly MemberState[], to: (member: Member) => Member): Rollout {
  const fits = (member: Member): boolean => member.agent === agent && from.includes(member.state);
  if (!rollout.members.some(fits)) return rollout;
  return { ...rollout, members: rollout.members.map((member) => (fits(member) ? to(member) : member)) };
}
