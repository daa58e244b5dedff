// Coordinates roll-outs on the control database: every step is a commit, so that a restart at any moment goes on where it was.
import { randomBytes } from 'node:crypto';
import { AppError } from '../../lib/app-error.ts';
import type { ControlDatabase } from '../../store/control/control-database.ts';
import type { AgentEntry, Agents } from '../agents/agents.ts';
import { requireCluster } from '../create-inventory.ts';
import type { Registry } from '../registry.ts';
import { sha256 } from '../static-pod/node-files.ts';
import type { RolledOut } from '../static-pod/drift.ts';
import { createBell } from './bell.ts';
import { gateOf, type Gate } from './gate.ts';
import type { Order, Rollout } from './rollout.ts';
import type { Answer, RolloutRequest, Rollouts } from './rollouts.ts';
import { statements, type LeaseRow } from './statements.ts';
import * as steps from './step.ts';

export interface RolloutsOptions {
  readonly database: ControlDatabase;
  readonly agents: Pick<Agents, 'list' | 'get'>;
  readonly registry: Pick<Registry, 'putAuditFeature' | 'deleteToken'>;
  /** Removes the stored events of a cluster; may be asked for twice. */
  readonly deleteEvents: (cluster: string) => Promise<void>;
  readonly log: { warn(message: string): void };
  readonly now: () => number;
}

type Agent = { readonly id: string; readonly cluster: string };

export function createRollouts(options: RolloutsOptions): Rollouts {
  const rollouts = new StoredRollouts(options);
  rollouts.goOnDeleting();
  return rollouts;
}

class StoredRollouts implements Rollouts {
  private readonly bell = createBell();
  private readonly options: RolloutsOptions;

  constructor(options: RolloutsOptions) {
    this.options = options;
  }

  begin(cluster: string, request: RolloutRequest): Rollout {
    const { database, agents, now } = this.options;
    requireCluster(database, cluster);
    const rollout = database.transaction(() => {
      if (this.active(cluster) !== null)
        throw new AppError('conflict', `A roll-out is under way for ${cluster}.`, { hint: 'Wait until it has ended, or cancel it.' });
      const masters = agents.list(cluster);
      if (masters.length === 0)
        throw new AppError('conflict', `No agent is enrolled on a master of ${cluster}.`, { hint: 'Enrol one on each: cluster-audit node agent --enrol.' });
      const begun = steps.beginRollout({ ...this.resolve(cluster, request), id: randomBytes(8).toString('hex'), cluster, createdAt: now() }, masters);
      database.run(statements.addRollout, begun.id, cluster, begun.state, JSON.stringify(begun));
      return begun;
    });
    this.bell.ring(cluster);
    return rollout;
  }

  confirm(cluster: string, id: string): Rollout {
    const confirmed = this.change(cluster, id, (rollout) => {
      const block = steps.blockOf(rollout);
      if (block === 'checking') throw new AppError('conflict', 'Not every master has been looked at yet.', { hint: 'Its agent must be connected.' });
      if (block === 'errors')
        throw new AppError('conflict', 'The look at the masters found errors.', { hint: 'Mend them, cancel this roll-out and begin again.' });
      if (block === 'over') throw new AppError('conflict', `This roll-out is ${rollout.state} already.`);
      if (rollout.action === 'enable') this.switchOn(rollout);
      return steps.confirm(rollout, this.options.now());
    });
    return confirmed;
  }

  cancel(cluster: string, id: string): Rollout {
    return this.change(cluster, id, (rollout) => steps.cancel(rollout, this.options.now()));
  }

  list(cluster: string, limit: number): readonly Rollout[] {
    return this.options.database.all<{ content: string }>(statements.listRollouts, cluster, limit).map(parse);
  }

  get(cluster: string, id: string): Rollout | null {
    return this.options.database.all<{ content: string }>(statements.getRollout, id, cluster).map(parse)[0] ?? null;
  }

  latest(cluster: string): Rollout | null {
    return this.list(cluster, 1)[0] ?? null;
  }

  rolledOut(cluster: string): RolledOut | null {
    const last = this.lastDone(cluster);
    if (last === null) return null;
    const { action, settings } = last;
    if (action === 'disable') return { isEnabled: false, policySha256: null, mode: null };
    return { isEnabled: true, policySha256: settings.policy === null ? null : sha256(settings.policy.text), mode: settings.mode };
  }

  gate(rollout: Rollout): Gate | null {
    const turn = steps.turnOf(rollout);
    if (turn === null) return null;
    const { agents, now } = this.options;
    return gateOf(turn, agents.list(rollout.cluster), this.holder(rollout.cluster), now());
  }

  take(agent: Agent): Order | null {
    const { database } = this.options;
    return database.transaction(() => {
      const rollout = this.active(agent.cluster);
      const order = rollout === null ? null : steps.orderOf(rollout, agent.id);
      if (rollout === null || order === null || order.step === 'check') return order;
      if (this.gate(rollout) !== null) return null;
      if (this.holder(agent.cluster) === null) database.run(statements.takeLease, agent.cluster, rollout.id, agent.id, this.options.now());
      this.write(steps.grant(rollout, agent.id));
      return order;
    });
  }

  waitForNews(cluster: string, ms: number): Promise<boolean> {
    return this.bell.wait(cluster, ms);
  }

  answer(agent: Agent, id: string, answer: Answer): void {
    const rollout = this.get(agent.cluster, id);
    // It may have been cancelled meanwhile: the agent need not know.
    if (rollout === null || steps.isOver(rollout)) return;
    const { now } = this.options;
    const next = this.change(agent.cluster, id, (before) => {
      if (answer.step === 'check') return steps.noteCheck(before, agent.id, answer.check);
      const noted = steps.noteSteps(before, agent.id, answer.steps);
      if (answer.outcome === null) return noted;
      // A master that did not come back keeps the lease: no other one is restarted.
      if (answer.outcome.isUp) this.options.database.run(statements.giveLease, agent.cluster, agent.id);
      const ended = steps.noteOutcome(noted, agent.id, answer.outcome, now());
      if (ended.state === 'done' && ended.action === 'disable') this.switchOff(ended);
      return ended;
    });
    if (next.state === 'done' && next.feature.deleteData) void this.deleteData(next.cluster, next.id);
  }

  noteAgent(cluster: string, agent: string): void {
    const { database, agents } = this.options;
    const [lease] = database.all<LeaseRow>(statements.getLease, cluster);
    const active = this.active(cluster);
    if (lease?.agent === agent) {
      const isBack = agents.get(cluster, agent)?.report?.apiServer.ready === true;
      const isAtWork = active?.members.some((member) => member.agent === agent && member.state === 'changing') === true;
      if (isBack && !isAtWork) database.run(statements.giveLease, cluster, agent);
    }
    if (active?.state === 'running') this.bell.ring(cluster);
  }

  noteRevoked(cluster: string, agent: string): void {
    const { database, now } = this.options;
    database.run(statements.giveLease, cluster, agent);
    const active = this.active(cluster);
    if (active !== null) this.change(cluster, active.id, (rollout) => steps.loseMember(rollout, agent, now()));
  }

  close(): void {
    this.bell.close();
  }

  /** What was begun before a restart. */
  goOnDeleting(): void {
    for (const { cluster, id } of this.options.database.all<{ cluster: string; id: string }>(statements.listUndeleted)) void this.deleteData(cluster, id);
  }

  private async deleteData(cluster: string, id: string): Promise<void> {
    try {
      await this.options.deleteEvents(cluster);
      this.options.database.run(statements.markDeletes, 0, id);
    } catch (error) {
      this.options.log.warn(`the events of ${cluster} are not deleted yet (${(error as Error).message}); the next start tries again`);
    }
  }

  private resolve(cluster: string, { action, settings, feature }: RolloutRequest): Pick<Rollout, 'action' | 'isMending' | 'settings' | 'feature'> {
    if (action !== 'mend') return { action, isMending: false, settings, feature };
    const last = this.lastDone(cluster);
    if (last === null) throw new AppError('conflict', `Nothing was rolled out to ${cluster} yet.`, { hint: 'Begin with the action enable.' });
    const { timeoutSeconds, settleSeconds } = settings;
    return {
      action: last.action === 'disable' ? 'disable' : 'enable',
      isMending: true,
      settings: { ...last.settings, timeoutSeconds, settleSeconds },
      feature: { logset: null, topic: null, deleteData: false },
    };
  }

  private lastDone(cluster: string): Rollout | null {
    return this.options.database.all<{ content: string }>(statements.getLastDone, cluster).map(parse)[0] ?? null;
  }

  private active(cluster: string): Rollout | null {
    return this.options.database.all<{ content: string }>(statements.getActive, cluster).map(parse)[0] ?? null;
  }

  private holder(cluster: string): AgentEntry | null {
    const [lease] = this.options.database.all<LeaseRow>(statements.getLease, cluster);
    return lease === undefined ? null : this.options.agents.get(cluster, lease.agent);
  }

  private change(cluster: string, id: string, to: (rollout: Rollout) => Rollout): Rollout {
    const next = this.options.database.transaction(() => {
      const rollout = this.get(cluster, id);
      if (rollout === null) throw new AppError('not_found', `Cluster ${cluster} has no roll-out ${JSON.stringify(id.slice(0, 80))}.`);
      return this.write(to(rollout));
    });
    this.bell.ring(cluster);
    return next;
  }

  private write(rollout: Rollout): Rollout {
    const isOver = steps.isOver(rollout);
    this.options.database.run(statements.setRollout, rollout.state, isOver ? 1 : 0, JSON.stringify(rollout), rollout.id);
    return rollout;
  }

  /** Before the first master: what it then sends must be taken. Agents sign their requests, so no token is needed. */
  private switchOn({ cluster, feature: { logset, topic } }: Rollout): void {
    const { registry } = this.options;
    const { token } = registry.putAuditFeature(cluster, {
      enabled: true,
      ...(logset === null ? {} : { logset }),
      ...(topic === null ? {} : { topic }),
    });
    if (token !== null) registry.deleteToken(cluster, token.id);
  }

  /** After the last master: until then events are on their way. */
  private switchOff({ id, cluster, feature }: Rollout): void {
    this.options.registry.putAuditFeature(cluster, { enabled: false });
    if (feature.deleteData) this.options.database.run(statements.markDeletes, 1, id);
  }
}

function parse({ content }: { readonly content: string }): Rollout {
  return JSON.parse(content) as Rollout;
}
