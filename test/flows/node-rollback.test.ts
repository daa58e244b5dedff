// Whatever goes wrong while auditing is switched on: the old API server is back within the time, and every byte of the node is as before.
import { existsSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { FakeNode, hasOpenssl, type Behaviour, type Ended } from '../harness/fake-node.ts';
import { noteFigures } from '../harness/figures.ts';

const timeoutSeconds = Number(process.env.NODE_TIMEOUT ?? 14);
/** All steps in `npm run torture`; here some of them. */
const everyStep = Number(process.env.NODE_STEPS ?? 9);
const sabotage = `--import ${path.resolve('test/harness/sabotage.mjs')}`;

const nodes: FakeNode[] = [];
afterAll(async () => {
  for (const node of nodes.splice(0)) await node.remove();
});

async function begin(): Promise<FakeNode> {
  const node = new FakeNode();
  nodes.push(node);
  return node.start();
}

/** Waiting for timers costs nothing: two tests wait at a time. */
const waiting: (() => void)[] = [];
let busy = 0;
async function inTurn(work: () => Promise<void>): Promise<void> {
  if (busy >= 2) await new Promise<void>((resolve) => void waiting.push(resolve));
  busy += 1;
  try {
    await work();
  } finally {
    busy -= 1;
    waiting.shift()?.();
  }
}

interface Injection {
  readonly name: string;
  readonly behaviour?: Behaviour;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Done as soon as the new manifest is in place. */
  readonly meanwhile?: (node: FakeNode) => void;
  readonly reason: RegExp;
  readonly status?: number;
}

const webhook = '/fake/webhook.yaml';
const kubeconfig = 'apiVersion: v1\nkind: Config\nclusters:\n- name: a\n  cluster: {server: "http://127.0.0.1:1/x"}\n';

const injections: readonly Injection[] = [
  {
    name: 'a policy that the server refuses',
    meanwhile: (node) => writeFileSync(node.at('/etc/kubernetes/audit/policy.yaml'), 'rules: []\n'),
    reason: /starts again and again|not ready|not running/,
  },
  { name: 'a policy path that is not mounted', behaviour: { hide: '/etc/kubernetes/audit' }, reason: /starts again and again|not running|not ready/ },
  { name: 'a log folder that cannot be written', behaviour: { readOnly: '/var/log/kubernetes/audit' }, reason: /starts again and again|not running|not ready/ },
  { name: 'a flag that the server does not know', behaviour: { unknownFlag: 'audit-log-mode' }, reason: /starts again and again|not running|not ready/ },
  {
    name: 'a webhook kubeconfig that cannot be read',
    args: ['--mode', 'both', '--webhook-config'],
    meanwhile: (node) => writeFileSync(node.at('/etc/kubernetes/audit/webhook.yaml'), 'clusters: []\n'),
    reason: /starts again and again|not running|not ready/,
  },
  {
    name: 'a server that crashes after a while',
    behaviour: { crashAfterMs: 2000 },
    args: ['--settle', '6s'],
    reason: /starts again and again|must stay so|not running|not ready|no event/,
  },
  { name: 'a server that never becomes ready', behaviour: { neverReady: true }, reason: /readyz answers 500/ },
  { name: 'a server that is ready without the new flags', behaviour: { oldFlags: true }, reason: /other flags than the manifest/ },
  { name: 'a canary that never arrives', behaviour: { noCanary: true }, reason: /no event of the canary request/ },
  { name: 'a disk that is full when the files are laid ready', env: { FULL_AT: '42' }, reason: /ENOSPC/, status: 3 },
  { name: 'a second manifest in the folder', meanwhile: (node) => writeFileSync(`${node.manifest}.bak`, node.original), reason: /second manifest/ },
  {
    name: 'a clock that jumps, and a server that never becomes ready',
    behaviour: { neverReady: true },
    env: { CLOCK_JUMPS: '1' },
    reason: /readyz answers 500/,
  },
];

describe.skipIf(!hasOpenssl)('node enable, when something goes wrong (needs the program openssl)', () => {
  it.concurrent.each(injections)('$name', (injection) => inTurn(() => inject(injection)), 600_000);

  it('the program is killed while it waits: the old server comes back by itself, and the next run says so', async () => {
    const node = await begin();
    const before = node.etc();
    node.behave({ neverReady: true });
    const ended = await killWhen(node, () => node.manifestText().includes('--audit-policy-file'), 6);
    expect(ended.status).toBeNull();
    await expect.poll(() => node.manifestText() === node.original, { timeout: 30_000 }).toBe(true);
    await expectOldServer(node);
    node.behave({});
    const again = await node.enable();
    expect(again).toMatchObject({ status: 0, stderr: expect.stringContaining('an earlier change was put back: it was not confirmed in time') });
    expect(await node.disable()).toMatchObject({ status: 0 });
    expect(node.etc()).toEqual(before);
  }, 600_000);

  it('the program is killed while it waits, and run again in time: it goes on', async () => {
    const node = await begin();
    node.behave({ readyAfterMs: 1500 });
    await killWhen(node, () => node.manifestText().includes('--audit-policy-file'), 60);
    const again = await node.enable();
    expect(again).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('going on with a change that was interrupted'),
      stdout: expect.stringContaining('nothing to change'),
    });
    expect(node.server()!.args).toContain('--audit-log-mode=blocking');
  }, 600_000);

  it('the machine dies while the program waits: the old manifest is back after the boot', async () => {
    const node = await begin();
    const before = node.etc();
    node.behave({ neverReady: true });
    await killWhen(node, () => node.manifestText().includes('--audit-policy-file'), 300);
    node.killWatcher();
    node.boot();
    expect(node.etc()).toEqual({ ...before, ...leftReady(node) });
    await expectOldServer(node);
    node.behave({});
    expect(await node.disable()).toMatchObject({ status: 0 });
    expect(node.etc()).toEqual(before);
  }, 600_000);

  it('the old files come back on a full disk, to the byte, and only once it is time', async () => {
    const node = await begin();
    node.behave({ neverReady: true });
    await killWhen(node, () => node.manifestText().includes('--audit-policy-file'), 300);
    node.killWatcher();
    const script = path.join(node.transaction, 'rollback.sh');
    const { spawnSync } = await import('node:child_process');
    const env = { CLUSTER_AUDIT_ROOT: node.root, PATH: path.join(node.root, 'fake/bin') };
    // Nothing that needs room: no copying program is to be found.
    const { mkdirSync, symlinkSync } = await import('node:fs');
    mkdirSync(env.PATH);
    for (const name of ['cat', 'cmp', 'date', 'ln', 'mv', 'readlink', 'rm', 'sync']) {
      const found = ['/usr/bin', '/bin'].map((folder) => path.join(folder, name)).find((file) => existsSync(file))!;
      symlinkSync(found, path.join(env.PATH, name));
    }
    const early = spawnSync('/bin/sh', [script, 'check'], { env, encoding: 'utf8' });
    expect(early).toMatchObject({ status: 0, stderr: '' });
    expect(node.manifestText()).not.toBe(node.original);
    const late = spawnSync('/bin/sh', [script, 'now'], { env, encoding: 'utf8' });
    expect(late.status).toBe(0);
    expect(node.manifestText()).toBe(node.original);
    expect(spawnSync('/bin/sh', [script, 'now'], { env }).status).toBe(0);
    await expectOldServer(node);
  }, 600_000);

  it(`dies at every step, the program or the machine: the node has the old or the new state, whole`, async () => {
    const counter = await begin();
    const file = counter.at('/fake/steps');
    const whole = await counter.run('enable', ['--yes', '--timeout', '60s', '--settle', '1s'], {
      env: { NODE_OPTIONS: sabotage, SABOTAGE_ROOT: counter.root, COUNT_TO: file },
    });
    expect(whole.status).toBe(0);
    const steps = Number(readFileSync(file, 'utf8'));
    const stride = Math.max(1, Math.ceil(steps / everyStep));
    const points = Array.from({ length: steps }, (_, index) => index + 1).filter((step) => (step + Math.floor(stride / 2)) % stride === 0);
    const lanes = [0, 1, 2].map((lane) => points.filter((_, index) => index % 3 === lane));
    await Promise.all(lanes.map(async (lane) => dieAt(await begin(), lane, stride)));
    console.info(`${points.length} of ${steps} steps`);
    noteFigures({ steps, 'died at': points.length, 'left down': 0 });
  }, 1_800_000);
});

async function inject({ behaviour, args = [], env = {}, meanwhile, reason, status = 1 }: Injection): Promise<void> {
  const node = await begin();
  const before = node.etc();
  if (behaviour !== undefined) node.behave(behaviour);
  writeFileSync(node.at(webhook), kubeconfig);
  if (meanwhile !== undefined) onceChanged(node, () => meanwhile(node));
  const started = Date.now();
  const given = args.map((word) => (word === '--webhook-config' ? `${word}=${node.at(webhook)}` : word));
  const settle = args.includes('--settle') ? [] : ['--settle', '1s'];
  const more = Object.keys(env).length === 0 ? {} : { NODE_OPTIONS: sabotage, SABOTAGE_ROOT: node.root, ...env };
  const ended = await node.run('enable', ['--yes', '--timeout', `${timeoutSeconds}s`, ...settle, ...given], { env: more });
  expect(ended, ended.stderr).toMatchObject({ status });
  expect(`${ended.stdout}${ended.stderr}`).toMatch(reason);
  const stray = `${node.manifest}.bak`.slice(node.root.length);
  expect({ ...node.etc(), [stray]: undefined }).toEqual({ ...before, [stray]: undefined });
  await expectOldServer(node);
  // The program itself takes some seconds to start on a busy machine.
  expect(Date.now() - started).toBeLessThan((timeoutSeconds + 45) * 1000);
  expect(existsSync(node.transaction)).toBe(false);
  await node.remove();
}

/** Kills enable at each of these steps; every other time the machine dies with it. */
async function dieAt(node: FakeNode, points: readonly number[], stride: number): Promise<void> {
  const before = node.etc();
  for (const point of points) {
    const killed = await node.run('enable', ['--yes', '--timeout', '60s', '--settle', '1s'], {
      env: { NODE_OPTIONS: sabotage, SABOTAGE_ROOT: node.root, DIE_AT: String(point) },
    });
    expect(killed.status, `step ${point}`).toBeNull();
    node.killWatcher();
    const isReboot = Math.floor(point / stride) % 2 === 0;
    if (isReboot) node.boot();
    if (isReboot) {
      const isNew = node.manifestText() !== node.original;
      if (!isNew) expect(node.etc(), `step ${point}`).toEqual({ ...before, ...leftReady(node) });
      // The kubelet takes its time to follow a manifest.
      const isAudited = () => node.server()?.args.includes('--audit-log-mode=blocking');
      for (const end = Date.now() + 30_000; Date.now() < end && isAudited() !== isNew;) await wait(100);
      await node.untilServing();
      expect(isAudited(), `step ${point}`).toBe(isNew);
      expect(await node.disable(), `step ${point}`).toMatchObject({ status: 0 });
    } else {
      const again = await node.run('enable', ['--yes', '--timeout', '60s', '--settle', '1s']);
      expect(again, `step ${point}: ${again.stderr}`).toMatchObject({ status: 0 });
      expect(node.server()!.args).toContain('--audit-log-mode=blocking');
      expect(await node.disable(), `step ${point}`).toMatchObject({ status: 0 });
    }
    expect(node.etc(), `step ${point}`).toEqual(before);
    expect(node.manifestText()).toBe(node.original);
    expect(existsSync(node.transaction)).toBe(false);
  }
}

/** Copies laid ready, and units, stay until the next command: they do nothing. */
function leftReady(node: FakeNode): Record<string, string> {
  return Object.fromEntries(Object.entries(node.etc()).filter(([name]) => /\/\.cluster-audit\/|\/cluster-audit-rollback\./.test(name)));
}

function onceChanged(node: FakeNode, work: () => void): void {
  const watcher = watch(path.dirname(node.manifest), () => {
    if (node.manifestText() === node.original) return;
    watcher.close();
    work();
  });
}

/** Runs enable with a timeout of so many seconds, and kills it once something is so. */
function killWhen(node: FakeNode, isSo: () => boolean, seconds: number): Promise<Ended> {
  return node.run('enable', ['--yes', '--timeout', `${seconds}s`, '--settle', '1s'], {
    onStart: (child) =>
      void (async () => {
        while (child.exitCode === null && !isSo()) await wait(20);
        child.kill('SIGKILL');
      })(),
  });
}

async function expectOldServer(node: FakeNode): Promise<void> {
  // By hand: `expect.poll` does not know its test among several that run at once.
  const isBack = async (): Promise<boolean> => (await node.isReady()) && node.server()?.args.some((word) => word.startsWith('--audit-')) === false;
  for (const end = Date.now() + 30_000; Date.now() < end && !(await isBack());) await wait(100);
  expect(await isBack()).toBe(true);
  expect(node.manifestText()).toBe(node.original);
  expect(readdirSync(path.dirname(node.manifest)).filter((name) => !name.endsWith('.bak'))).toEqual(['kube-apiserver.yaml']);
}
