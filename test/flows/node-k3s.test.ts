// k3s is enabled, changed and disabled by a file of its own, and comes back when its API server does not start.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeNode, freePort, hasOpenssl, type Ended } from '../harness/fake-node.ts';

const systemctl = path.resolve('test/harness/fake-k3s.mjs');
let node: FakeNode;
afterEach(async () => {
  const pid = path.join(node.root, 'fake/k3s.pid');
  if (existsSync(pid)) spawnSync('kill', ['-9', readFileSync(pid, 'utf8')]);
  await node.remove();
});

async function begin(): Promise<void> {
  node = new FakeNode();
  mkdirSync(node.at('/etc/rancher/k3s'), { recursive: true });
  node.prepare();
  writeFileSync(node.at('/etc/rancher/k3s/config.yaml'), `https-listen-port: ${await freePort()}\nkube-apiserver-arg:\n- v=2\n`);
  expect(spawnSync(systemctl, [], { env: { ...process.env, CLUSTER_AUDIT_ROOT: node.root } }).status).toBe(0);
}

function run(command: string, ...args: string[]): Promise<Ended> {
  return node.run(command, ['--yes', '--timeout', '24s', '--settle', '1s', ...args], { env: { CLUSTER_AUDIT_SYSTEMCTL: systemctl } });
}

const dropIn = '/etc/rancher/k3s/config.yaml.d/90-cluster-audit.yaml';

describe.skipIf(!hasOpenssl)('node enable on k3s (needs the program openssl)', () => {
  it('writes a file of its own, restarts nothing without need, and leaves nothing behind', async () => {
    await begin();
    const before = node.etc();
    expect(await run('enable')).toMatchObject({ status: 0, stdout: expect.stringContaining('enabled: mode log') });
    expect(node.etc()[dropIn]).toContain('  - audit-log-path=/var/lib/rancher/k3s/server/logs/audit.log');
    expect(readFileSync(node.at('/var/lib/rancher/k3s/server/logs/audit.log'), 'utf8')).toContain('cluster-audit-canary=');
    const pid = readFileSync(node.at('/fake/k3s.pid'), 'utf8');
    expect(await run('enable')).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing to change') });
    expect(readFileSync(node.at('/fake/k3s.pid'), 'utf8')).toBe(pid);
    expect(await run('enable', '--policy', 'metadata-only')).toMatchObject({ status: 0, stdout: expect.stringContaining('changed: mode log') });
    expect(readdirSync(node.at('/var/lib/rancher/k3s/server/cluster-audit'))).toHaveLength(1);
    expect(await run('disable')).toMatchObject({ status: 0 });
    expect(node.etc()).toEqual(before);
    expect(existsSync(node.at('/var/lib/rancher/k3s/server/cluster-audit'))).toBe(false);
  }, 300_000);

  it('comes back, by a restart, when the API server does not start', async () => {
    await begin();
    const before = node.etc();
    node.behave({ unknownFlag: 'audit-log-mode' });
    const ended = await run('enable');
    expect(ended).toMatchObject({ status: 1, stdout: expect.stringContaining('rolled back') });
    expect(node.etc()).toEqual(before);
    expect(await node.run('status')).toMatchObject({ stdout: expect.stringContaining('API server    ready') });
  }, 300_000);
});
