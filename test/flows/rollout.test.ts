// Auditing rolled out over three masters: never two are down, a master that fails stops it and comes back, and a restart of anything goes on.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { enrolmentFor, FakeMaster } from '../harness/fake-master.ts';
import { hasOpenssl } from '../harness/fake-node.ts';
import { TestServer, type Answer } from '../harness/server.ts';

const cluster = 'prod';
const place = `/api/v1/clusters/${cluster}`;
/** Of the machine, not of the masters: several programs start at a time. */
const patience = 120_000;

describe.skipIf(!hasOpenssl)('a roll-out over three masters (needs the program openssl)', () => {
  const server = new TestServer();
  let masters: FakeMaster[] = [];

  beforeAll(async () => {
    await server.start();
    await server.request(place, { method: 'PUT', json: { region: 'test' } });
  }, patience);
  afterEach(async () => {
    await stopWatching();
    await cancelActive();
    for (const { id } of (await agents()) as { id: string }[]) await server.request(`${place}/agents/${id}`, { method: 'DELETE' });
    await Promise.all(masters.splice(0).map((master) => master.remove()));
  }, patience);
  afterAll(() => server.remove());

  async function begin(...names: string[]): Promise<void> {
    masters = names.map((name) => new FakeMaster(name));
    for (const master of masters) {
      await master.start();
      master.startAgent(server.url, await enrolmentFor(server, cluster), '--allow-changes');
    }
    await expect
      .poll(async () => (await agents()).filter(({ report }: { report: unknown }) => report !== null).length, { timeout: patience })
      .toBe(names.length);
  }

  const agents = async () => (await server.get(`${place}/agents`)).json.agents;
  const state = async (): Promise<string> => (await server.get(`${place}/features/audit`)).json.state as string;
  const latest = async () => (await server.get(`${place}/rollouts`)).json.rollouts[0];
  const post = (path: string, json: object = {}): Promise<Answer> => server.request(`${place}/${path}`, { method: 'POST', json });

  async function cancelActive(): Promise<void> {
    const rollout = await latest();
    if (rollout !== undefined && rollout.endedAt === null) await post(`rollouts/${rollout.id}/cancel`);
  }

  async function checked(content: object) {
    const made = await post('rollouts', { timeoutSeconds: 150, settleSeconds: 1, ...content });
    expect(made.status, made.bytes.toString('utf8')).toBe(200);
    await expect.poll(async () => (await latest()).state, { timeout: patience }).toBe('checked');
    return latest();
  }

  /** Looks all the time how many API servers are away; answers the most at one time. */
  let stopWatching: () => Promise<number> = async () => 0;
  function watchDown(): void {
    let [most, isOver] = [0, false];
    const running = (async () => {
      while (!isOver) {
        const ready = await Promise.all(masters.map((master) => master.isReady()));
        most = Math.max(most, ready.filter((isReady) => !isReady).length);
        await wait(30);
      }
      return most;
    })();
    stopWatching = () => {
      isOver = true;
      return running;
    };
  }

  const untilOver = async (within = 5 * patience) => {
    await expect.poll(async () => (await latest()).endedAt, { timeout: within, interval: 300 }).not.toBeNull();
    return latest();
  };

  it('enables after a look and a confirmation, never with two down; changes the policy; mends drift; disables', async () => {
    await begin('m1', 'm2', 'm3');
    const rollout = await checked({ action: 'enable', policy: 'metadata-only' });
    expect(rollout.members.map(({ node, check }: { node: string; check: { action: string } }) => [node, check.action])).toEqual([
      ['m1', 'enable'],
      ['m2', 'enable'],
      ['m3', 'enable'],
    ]);
    expect(rollout.members[0].check.diff).toContain('+    - --audit-policy-file=');
    for (const master of masters) expect(master.manifestText()).toBe(master.original);
    expect(await state()).toBe('Disabled');
    expect((await post('rollouts', { action: 'enable' })).status).toBe(409);

    watchDown();
    expect((await post(`rollouts/${rollout.id}/confirm`)).status).toBe(200);
    expect(await state()).toBe('Enabling');
    const done = await untilOver();
    expect(await stopWatching()).toBe(1);
    expect(done).toMatchObject({ state: 'done', reason: null });
    expect(done.members[0].steps.length).toBeGreaterThan(0);
    expect(await state()).toBe('Enabled');
    expect(await server.count('source:"agent:m2" AND requestURI:*cluster-audit-canary*')).toBeGreaterThan(0);

    // The masters tell what they run: an answer can name the rule that hides something.
    const installed = async () => (await server.get(`${place}/policy`)).json as { version: number; yaml: string; versions: { toldBy: string }[] };
    await expect.poll(async () => (await installed()).version, { timeout: patience }).toBe(1);
    expect((await installed()).yaml).toContain('level: Metadata');
    expect((await installed()).versions[0].toldBy).toMatch(/^agent of m[123]$/);

    // Looked at from the command line, and left open by nobody.
    const again = server.cli('rollout', 'start', cluster, '--policy', 'metadata-only', '--dry-run');
    expect(again).toMatchObject({ status: 0 });
    expect(again.stdout.toString('utf8').match(/^m[123]: nothing to change, nothing restarts$/gm)).toHaveLength(3);
    expect(await latest()).toMatchObject({ state: 'cancelled' });
    expect(server.cli('rollout', 'start', cluster)).toMatchObject({ status: 2, stderr: expect.stringContaining('Nobody can be asked here') });
    const listed = server.cli('cluster', 'masters', cluster);
    expect(listed.stdout.toString('utf8')).toMatch(/^m1 +connected +1\.31 +log +allowed /m);
    expect(listed.status).toBe(0);

    // An upgrade that drops the flags of one master.
    const { writeFileSync } = await import('node:fs');
    writeFileSync(masters[1].manifest, masters[1].original);
    await expect
      .poll(async () => (await agents())[1].drift.map(({ code, subject }: { code: string; subject: string }) => `${code} ${subject}`), { timeout: patience })
      .toContain('flag_missing audit-policy-file');
    expect(server.cli('cluster', 'masters', cluster).status).toBe(1);
    const mend = server.cli('rollout', 'start', cluster, '--action', 'mend', '--timeout', '150s', '--settle', '1s', '--yes');
    expect(mend, mend.stderr).toMatchObject({ status: 0 });
    expect(mend.stdout.toString('utf8')).toMatch(/^m1: unchanged\nm2: changed\nm3: unchanged\ndone$/m);
    expect(mend.stderr).toContain('m2: ');
    expect((await latest()).members.map(({ state: one }: { state: string }) => one)).toEqual(['unchanged', 'changed', 'unchanged']);
    await expect.poll(async () => (await agents())[1].drift, { timeout: patience }).toEqual([]);

    const off = await checked({ action: 'disable', deleteData: true });
    await post(`rollouts/${off.id}/confirm`);
    expect(await state()).toBe('Disabling');
    expect(await untilOver()).toMatchObject({ state: 'done' });
    expect(await state()).toBe('Disabled');
    for (const master of masters) expect(master.manifestText()).toBe(master.original);
    await expect.poll(() => server.count('*'), { timeout: patience }).toBe(0);
  }, 1_500_000);

  it('stops at the second master where it fails, which comes back by itself; the third is never touched', async () => {
    await begin('m1', 'm2', 'm3');
    const rollout = await checked({ action: 'enable', policy: 'metadata-only', timeoutSeconds: 60 });
    masters[1].behave({ neverReady: true });
    watchDown();
    await post(`rollouts/${rollout.id}/confirm`);
    const failed = await untilOver();
    expect(await stopWatching()).toBe(1);
    expect(failed).toMatchObject({ state: 'failed', reason: expect.stringContaining('m2: ') });
    expect(failed.members.map(({ state: one }: { state: string }) => one)).toEqual(['changed', 'rolled-back', 'checked']);
    expect(masters[1].manifestText()).toBe(masters[1].original);
    expect(masters[2].manifestText()).toBe(masters[2].original);
    const feature = (await server.get(`${place}/features/audit`)).json;
    expect(feature).toMatchObject({ state: 'Failed', reason: expect.stringContaining('m2: ') });
  }, 1_500_000);

  it('goes on where it was after the server and the agent at work are killed', async () => {
    await begin('m1', 'm2');
    masters[0].behave({ readyAfterMs: 4000 });
    const rollout = await checked({ action: 'enable', policy: 'metadata-only', timeoutSeconds: 120 });
    watchDown();
    await post(`rollouts/${rollout.id}/confirm`);
    await expect.poll(() => masters[0].manifestText() !== masters[0].original, { timeout: patience, interval: 50 }).toBe(true);
    await masters[0].stopAgent('SIGKILL');
    await server.stop('SIGKILL');
    await server.start();
    for (const [index, master] of masters.entries()) {
      if (index > 0) await master.stopAgent();
      // The port is another one: the new address is told.
      master.startAgent(server.url, null, '--server', server.url, '--allow-changes');
    }
    const done = await untilOver();
    expect(await stopWatching()).toBe(1);
    expect(done.members.map(({ state: one }: { state: string }) => one)).toEqual(['changed', 'changed']);
    expect(masters[1].server()!.args.some((word) => word.startsWith('--audit-policy-file'))).toBe(true);
  }, 1_500_000);

  it('changes nothing where a node does not allow it, and takes a token once', async () => {
    const master = new FakeMaster('m1');
    masters = [master];
    await master.start();
    const token = await enrolmentFor(server, cluster);
    master.startAgent(server.url, token);
    await expect.poll(async () => (await agents()).length, { timeout: patience }).toBe(1);
    const rollout = await checked({ action: 'enable' });
    expect(rollout.blocked).toBe('errors');
    expect(rollout.members[0].check.findings[0].code).toBe('allowed');
    expect((await post(`rollouts/${rollout.id}/confirm`)).status).toBe(409);

    const thief = new FakeMaster('m9');
    masters.push(thief);
    thief.startAgent(server.url, token);
    await expect.poll(() => thief.stderr, { timeout: patience }).toContain('does not count');
    expect(`${server.stderr}${master.stderr}`).not.toContain(token);
  }, 300_000);
});
