import { expect, it } from 'vitest';
import { openControlDatabase, type ControlDatabase } from '../../store/control/control-database.ts';
import { proofOf, type Agents } from '../agents/agents.ts';
import { createAgents } from '../agents/create-agents.ts';
import { makeKey, proveKey } from '../agents/signed-request.ts';
import { createRegistry } from '../create-registry.ts';
import type { NodeReport } from '../static-pod/node-report.ts';
import { createRollouts } from './create-rollouts.ts';
import type { MemberOutcome } from './rollout.ts';
import type { RolloutRequest, Rollouts } from './rollouts.ts';

const report: NodeReport = {
  agentVersion: '1',
  allowsChanges: true,
  distribution: 'kubeadm',
  kubernetes: '1.31',
  apiServer: { ready: true, reason: null },
  others: [],
  flags: {},
  auditing: null,
  disk: null,
  drift: [],
  pending: null,
  cis: null,
  lag: { unreadBytes: 0, oldestUnreadAt: null },
};
const settings = { policy: null, mode: null, maxSizeMb: null, maxBackups: null, maxAgeDays: null, timeoutSeconds: 300, settleSeconds: 30 };
const enable: RolloutRequest = { action: 'enable', settings, feature: { logset: null, topic: null, deleteData: false } };
const check = { action: 'enable', changes: [], diff: '', findings: [] } as const;
const changed: MemberOutcome = { result: 'changed', reason: null, isUp: true, warnings: [] };

class World {
  time = 1_700_000_000_000;
  /** The write that fails, counted from here; null = none. */
  failAt: number | null = null;
  writes = 0;
  deletions = 0;
  private readonly real = openControlDatabase({ path: ':memory:', now: () => this.time });
  readonly database: ControlDatabase = {
    ...this.real,
    run: (sql, ...parameters) => {
      this.writes += 1;
      if (this.writes === this.failAt) throw new Error('the power is gone');
      return this.real.run(sql, ...parameters);
    },
  };
  agents!: Agents;
  rollouts!: Rollouts;

  constructor(nodes: readonly string[]) {
    this.restart();
    createRegistry({ database: this.database, now: () => this.time }).putCluster('c', { region: 'r' });
    for (const node of nodes) {
      const { token } = this.agents.makeEnrolment('c', null);
      const { publicKey, privateKey } = makeKey();
      const { id } = this.agents.enrol({ token, node, publicKey, proof: proveKey(privateKey, proofOf.enrolment(token, node)) });
      this.agents.noteReport(id, report);
    }
  }

  restart(): void {
    const now = (): number => this.time;
    const { database } = this;
    this.agents = createAgents({ database, now });
    const registry = createRegistry({ database, now });
    const deleteEvents = async (): Promise<void> => void (this.deletions += 1);
    this.rollouts = createRollouts({ database, agents: this.agents, registry, deleteEvents, log: { warn: () => {} }, now });
  }

  ids(): readonly string[] {
    return this.agents.list('c').map(({ id }) => id);
  }

  changing(): number {
    return (this.rollouts.latest('c')?.members ?? []).filter(({ state }) => state === 'changing').length;
  }

  /** A step that is tried again after a restart where the power went. */
  survive<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      if ((error as Error).message !== 'the power is gone') throw error;
      this.failAt = null;
      this.restart();
      expect(this.changing()).toBeLessThanOrEqual(1);
      return step();
    }
  }

  checked(request = enable): string {
    const { id } = this.survive(() => this.rollouts.latest('c') ?? this.rollouts.begin('c', request));
    for (const agent of this.ids()) this.survive(() => this.rollouts.answer({ id: agent, cluster: 'c' }, id, { step: 'check', check }));
    return id;
  }

  /** All agents ask in turn; who gets a change ends it so. */
  carryOut(id: string, outcome: (node: string) => MemberOutcome): void {
    for (let rounds = 0; rounds < 10 && this.rollouts.get('c', id)!.endedAt === null; rounds += 1) {
      for (const agent of this.ids()) {
        const order = this.survive(() => this.rollouts.take({ id: agent, cluster: 'c' }));
        if (order === null) continue;
        for (const other of this.ids()) if (other !== agent) expect(this.survive(() => this.rollouts.take({ id: other, cluster: 'c' }))).toBeNull();
        expect(this.changing()).toBe(1);
        const { node } = this.agents.get('c', agent)!;
        const steps = [{ at: 1, what: 'a step' }];
        this.survive(() => this.rollouts.answer({ id: agent, cluster: 'c' }, id, { step: 'change', steps, outcome: outcome(node) }));
      }
    }
  }
}

function whole(world: World): void {
  const id = world.checked();
  world.survive(() => world.rollouts.get('c', id)!.confirmedAt ?? world.rollouts.confirm('c', id));
  world.carryOut(id, () => changed);
  expect(world.rollouts.get('c', id)).toMatchObject({ state: 'done', members: [{ state: 'changed' }, { state: 'changed' }, { state: 'changed' }] });
}

it('the power may go at every single write: the roll-out goes on after it, and never two masters are changed', () => {
  const counter = new World(['m1', 'm2', 'm3']);
  const before = counter.writes;
  whole(counter);
  const writes = counter.writes - before;
  expect(writes).toBeGreaterThan(15);
  for (let at = 1; at <= writes; at += 1) {
    const world = new World(['m1', 'm2', 'm3']);
    world.failAt = world.writes + at;
    whole(world);
    expect(world.failAt, `write ${at}`).toBeNull();
  }
});

it('a master that did not come back keeps the others from being restarted, in later roll-outs too, until it is seen ready', () => {
  const world = new World(['m1', 'm2']);
  const [m1, m2] = world.ids();
  const first = world.checked();
  world.rollouts.confirm('c', first);
  world.carryOut(first, () => ({ result: 'rolled-back', reason: 'it did not start', isUp: false, warnings: [] }));
  expect(world.rollouts.get('c', first)).toMatchObject({ state: 'failed', reason: 'm1: it did not start' });

  world.restart();
  const { id } = world.rollouts.begin('c', enable);
  for (const agent of [m1, m2]) world.rollouts.answer({ id: agent, cluster: 'c' }, id, { step: 'check', check });
  world.rollouts.confirm('c', id);
  // The one that is down may be taken up again; nobody else.
  expect(world.rollouts.take({ id: m2, cluster: 'c' })).toBeNull();
  world.rollouts.answer({ id: m1, cluster: 'c' }, id, { step: 'change', steps: [], outcome: changed });
  expect(world.rollouts.get('c', id)!.members[0].state).toBe('checked');
  world.agents.noteReport(m1, report);
  world.rollouts.noteAgent('c', m1);
  world.carryOut(id, () => changed);
  expect(world.rollouts.get('c', id)!.state).toBe('done');
});

it('waits for masters that are away, not ready, or that others see away', () => {
  const world = new World(['m1', 'm2']);
  const [m1, m2] = world.ids();
  const id = world.checked();
  world.rollouts.confirm('c', id);
  const gate = () => world.rollouts.gate(world.rollouts.get('c', id)!);
  world.agents.noteReport(m2, { ...report, apiServer: { ready: false, reason: 'x' } });
  expect([world.rollouts.take({ id: m1, cluster: 'c' }), gate()]).toEqual([null, { why: 'not_ready', who: 'm2' }]);
  world.agents.noteReport(m2, { ...report, others: [{ name: 'etcd-m7', isReady: false }] });
  expect([world.rollouts.take({ id: m1, cluster: 'c' }), gate()]).toEqual([null, { why: 'member_not_ready', who: 'etcd-m7' }]);
  world.agents.noteReport(m2, report);
  world.time += 100_000;
  world.agents.noteReport(m1, report);
  expect([world.rollouts.take({ id: m1, cluster: 'c' }), gate()]).toEqual([null, { why: 'away', who: 'm2' }]);
  world.agents.noteReport(m2, report);
  expect(world.rollouts.take({ id: m1, cluster: 'c' })).toMatchObject({ step: 'change' });
});

it('one roll-out at a time; what is being changed ends before a cancellation counts; a revoked agent ends it', () => {
  const world = new World(['m1', 'm2']);
  const [m1, m2] = world.ids();
  const id = world.checked();
  expect(() => world.rollouts.begin('c', enable)).toThrow(/under way/);
  world.rollouts.confirm('c', id);
  world.rollouts.take({ id: m1, cluster: 'c' });
  expect(world.rollouts.cancel('c', id)).toMatchObject({ state: 'running', isCancelling: true });
  world.rollouts.answer({ id: m1, cluster: 'c' }, id, { step: 'change', steps: [], outcome: changed });
  expect(world.rollouts.get('c', id)).toMatchObject({ state: 'cancelled', members: [{ state: 'changed' }, { state: 'checked' }] });

  const second = world.rollouts.begin('c', enable).id;
  for (const agent of [m1, m2]) world.rollouts.answer({ id: agent, cluster: 'c' }, second, { step: 'check', check });
  world.rollouts.confirm('c', second);
  world.rollouts.take({ id: m1, cluster: 'c' });
  world.agents.revoke('c', m1);
  world.rollouts.noteRevoked('c', m1);
  expect(world.rollouts.get('c', second)).toMatchObject({ state: 'failed', reason: expect.stringContaining('revoked') });
});

it('disabling ends with the feature off and the data deleted, also when the server went before the data was', async () => {
  const world = new World(['m1']);
  const [m1] = world.ids();
  const on = world.checked();
  world.rollouts.confirm('c', on);
  world.carryOut(on, () => changed);
  const off = world.rollouts.begin('c', { ...enable, action: 'disable', feature: { ...enable.feature, deleteData: true } }).id;
  world.rollouts.answer({ id: m1, cluster: 'c' }, off, { step: 'check', check: { ...check, action: 'disable' } });
  world.rollouts.confirm('c', off);
  world.carryOut(off, () => changed);
  expect(world.rollouts.rolledOut('c')).toEqual({ isEnabled: false, policySha256: null, mode: null });
  expect(world.deletions).toBe(1);
  await Promise.resolve();
  world.restart();
  expect(world.deletions).toBe(1);
});
