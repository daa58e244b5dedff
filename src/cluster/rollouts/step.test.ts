import { expect, it } from 'vitest';
import type { MemberCheck, MemberOutcome, Rollout } from './rollout.ts';
import * as steps from './step.ts';

const settings = { policy: null, mode: null, maxSizeMb: null, maxBackups: null, maxAgeDays: null, timeoutSeconds: 300, settleSeconds: 30 };
const feature = { logset: null, topic: null, deleteData: false };
const agents = ['b', 'a', 'c'].map((node) => ({ id: `id-${node}`, node }));
const fine: MemberCheck = { action: 'enable', changes: [], diff: '', findings: [] };
const wrong: MemberCheck = { ...fine, findings: [{ code: 'disk', severity: 'error', message: 'full' }] };
const ended = (result: MemberOutcome['result']): MemberOutcome => ({ result, reason: result === 'changed' ? null : 'why', isUp: true, warnings: [] });

function fresh(): Rollout {
  return steps.beginRollout({ id: 'r', cluster: 'c', action: 'enable', isMending: false, settings, feature, createdAt: 1 }, agents);
}

/** Everything that can come, for every member, at any moment. */
const events: readonly (readonly [string, (rollout: Rollout) => Rollout])[] = [
  ['confirm', (rollout) => steps.confirm(rollout, 2)],
  ['cancel', (rollout) => steps.cancel(rollout, 3)],
  ...agents.flatMap(({ id }): [string, (rollout: Rollout) => Rollout][] => [
    [`${id} fine`, (rollout) => steps.noteCheck(rollout, id, fine)],
    [`${id} wrong`, (rollout) => steps.noteCheck(rollout, id, wrong)],
    [`${id} grant`, (rollout) => steps.grant(rollout, id)],
    [`${id} lost`, (rollout) => steps.loseMember(rollout, id, 4)],
    ...(['changed', 'unchanged', 'refused', 'rolled-back'] as const).map((result): [string, (rollout: Rollout) => Rollout] => [
      `${id} ${result}`,
      (rollout) => steps.noteOutcome(rollout, id, ended(result), 5),
    ]),
  ]),
];

it('whatever comes in whatever order: never two are changed at a time, an end is an end, and no master is begun after a failure or unconfirmed', () => {
  const seen = new Map<string, Rollout>();
  const waiting = [fresh()];
  const ends = new Set<string>();
  for (let rollout = waiting.pop(); rollout !== undefined; rollout = waiting.pop()) {
    const key = JSON.stringify(rollout);
    if (seen.has(key)) continue;
    seen.set(key, rollout);
    expectSound(rollout);
    if (steps.isOver(rollout)) ends.add(rollout.state);
    for (const [name, event] of events) {
      const next = event(rollout);
      if (steps.isOver(rollout)) expect(next, `${name} after the end`).toEqual(rollout);
      const begun = (one: Rollout): number => one.members.filter(({ state }) => state !== 'waiting' && state !== 'checked').length;
      if (!name.endsWith('lost') && begun(next) > begun(rollout))
        expect([name.endsWith('grant'), rollout.state, rollout.isCancelling]).toEqual([true, 'running', false]);
      waiting.push(next);
    }
  }
  expect(seen.size).toBeGreaterThan(250);
  expect([...ends].sort()).toEqual(['cancelled', 'done', 'failed']);
});

function expectSound(rollout: Rollout): void {
  const { state, members, confirmedAt, endedAt } = rollout;
  const changing = members.filter((member) => member.state === 'changing');
  expect(changing.length).toBeLessThanOrEqual(1);
  expect(steps.isOver(rollout)).toBe(endedAt !== null);
  if (steps.isOver(rollout)) expect(changing).toEqual([]);
  if (members.some((member) => ['changing', 'changed', 'unchanged', 'rolled-back'].includes(member.state))) expect(confirmedAt).not.toBeNull();
  if (state === 'running' || state === 'done') expect(members.every(({ check }) => check !== null && !steps.hasErrors(check))).toBe(true);
  if (state === 'done') expect(members.every((member) => member.state === 'changed' || member.state === 'unchanged')).toBe(true);
  const orders = members.map(({ agent }) => steps.orderOf(rollout, agent)).filter((order) => order !== null);
  if (state !== 'checking') expect(orders.length).toBeLessThanOrEqual(1);
  if (changing.length === 1) expect(steps.orderOf(rollout, changing[0].agent)).toMatchObject({ step: 'change' });
}

it('masters take their turns by name', () => {
  let rollout = agents.reduce((one, { id }) => steps.noteCheck(one, id, fine), fresh());
  rollout = steps.confirm(rollout, 2);
  const order: string[] = [];
  for (let turn = steps.turnOf(rollout); turn !== null; turn = steps.turnOf(rollout)) {
    order.push(turn.node);
    rollout = steps.noteOutcome(steps.grant(rollout, turn.agent), turn.agent, ended('changed'), 3);
  }
  expect([order, rollout.state]).toEqual([['a', 'b', 'c'], 'done']);
});

it('a master that fails names the reason, and those behind it keep their state', () => {
  let rollout = steps.confirm(
    agents.reduce((one, { id }) => steps.noteCheck(one, id, fine), fresh()),
    2,
  );
  rollout = steps.noteOutcome(steps.grant(rollout, 'id-a'), 'id-a', ended('rolled-back'), 3);
  expect(rollout).toMatchObject({ state: 'failed', reason: 'a: why', members: [{ state: 'rolled-back' }, { state: 'checked' }, { state: 'checked' }] });
  expect(agents.map(({ id }) => steps.orderOf(rollout, id))).toEqual([null, null, null]);
});
