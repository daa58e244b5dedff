// Auditing is switched on, changed and switched off on a node with a kubelet, with no step by hand, and undone to the byte.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FakeNode, hasOpenssl } from '../harness/fake-node.ts';
import { kubeadmManifest } from '../harness/kubeadm-manifest.ts';
import { adminToken, TestServer } from '../harness/server.ts';

const configuration =
  '# kept\napiServer:\n  extraArgs:\n  - name: v   # loud\n    value: "2"\napiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n';

let node: FakeNode;
let server: TestServer | null = null;
afterEach(async () => {
  await node.remove();
  await server?.remove();
  server = null;
});

const auditFlags = (): readonly string[] => node.server()!.args.filter((word) => word.startsWith('--audit-'));

describe.skipIf(!hasOpenssl)('node enable (needs the program openssl)', () => {
  it('enables, changes nothing twice, changes the policy, and disables to the byte; kubeadm keeps it', async () => {
    node = await new FakeNode().start();
    node.kubeadm(configuration);
    const before = node.etc();

    const dry = await node.run('enable', ['--dry-run', '-o', 'json']);
    expect(dry).toMatchObject({ status: 0 });
    expect(JSON.parse(dry.stdout)).toMatchObject({
      result: 'planned',
      action: 'enable',
      diff: { '/etc/kubernetes/manifests/kube-apiserver.yaml': expect.stringContaining('+    - --audit-policy-file=') },
    });
    expect(node.etc()).toEqual(before);
    expect(() => statSync(node.at('/var/lib/cluster-audit'))).toThrow();

    const asked = await node.run('enable', []);
    expect(asked).toMatchObject({ status: 2, stderr: expect.stringContaining('--yes') });
    expect(node.etc()).toEqual(before);

    expect(await node.enable()).toMatchObject({ status: 0, stdout: expect.stringContaining('enabled: mode log') });
    expect(auditFlags()).toContain('--audit-log-path=/var/log/kubernetes/audit/audit.log');
    expect(readFileSync(node.at('/var/log/kubernetes/audit/audit.log'), 'utf8')).toContain('cluster-audit-canary=');
    expect(statSync(node.at('/etc/kubernetes/audit/policy.yaml')).mode & 0o777).toBe(0o600);
    expect(statSync(node.manifest).mode & 0o777).toBe(0o600);
    expect(parse(node.kubeadmText())).toMatchObject({
      apiServer: {
        extraArgs: expect.arrayContaining([
          { name: 'v', value: '2' },
          { name: 'audit-log-maxbackup', value: '9' },
        ]),
      },
    });
    expect(node.kubeadmText()).toContain('# kept');
    expect(await node.run('status')).toMatchObject({ status: 0, stdout: expect.stringContaining('on, mode log') });
    expect(Object.keys(node.etc()).filter((name) => name.includes('rollback') || name.includes('.cluster-audit'))).toEqual([]);

    const first = node.server()!.pid;
    expect(await node.enable()).toMatchObject({ status: 0, stdout: 'nothing to change: nothing restarts\n' });
    expect(node.server()!.pid).toBe(first);

    expect(await node.enable('--policy', 'metadata-only')).toMatchObject({ status: 0, stdout: expect.stringContaining('changed: mode log') });
    const second = node.server()!.pid;
    expect(second).not.toBe(first);
    expect(node.etc()['/etc/kubernetes/audit/policy.yaml']).toContain('level: Metadata');

    // Edited by hand: it counts only after a restart, and comes into force by the same safe way.
    writeFileSync(node.at('/etc/kubernetes/audit/policy.yaml'), `# mine\n${node.etc()['/etc/kubernetes/audit/policy.yaml']}`);
    expect(await node.run('status')).toMatchObject({ status: 1, stdout: expect.stringContaining('was edited since') });
    expect(await node.enable('--log-max-backups', '10')).toMatchObject({ status: 0 });
    expect(node.server()!.pid).not.toBe(second);
    expect(node.etc()['/etc/kubernetes/audit/policy.yaml']).toMatch(/^# mine/);
    expect(auditFlags()).toContain('--audit-log-maxbackup=10');
    expect(await node.run('status')).toMatchObject({ status: 0 });

    expect(await node.disable()).toMatchObject({ status: 0, stdout: expect.stringMatching(/disabled\n$/) });
    expect(node.etc()).toEqual(before);
    expect(node.manifestText()).toBe(node.original);
    expect(node.kubeadmText()).toBe(configuration);
    expect(auditFlags()).toEqual([]);
    expect(await node.disable()).toMatchObject({ status: 0, stdout: 'nothing to change: nothing restarts\n' });
  }, 120_000);

  it('lives through an upgrade of kubeadm, and is taken out of the manifest that it wrote', async () => {
    node = await new FakeNode().start();
    node.kubeadm(configuration);
    expect(await node.enable()).toMatchObject({ status: 0 });
    // As kubeadm upgrade does: a new manifest from the configuration, in its own order, without our annotation.
    const { apiServer } = parse(node.kubeadmText()) as { apiServer: { extraArgs: { name: string; value: string }[] } };
    const port = Number(/--secure-port=(\d+)/.exec(node.original)![1]);
    const make = (extraArgs: Record<string, string>): string => kubeadmManifest({ minor: 32, address: '127.0.0.1', port, extraArgs });
    const withVolumes = (text: string): string =>
      text
        .replace(
          '    volumeMounts:\n',
          '    volumeMounts:\n    - mountPath: /etc/kubernetes/audit\n      name: cluster-audit-config\n      readOnly: true\n    - mountPath: /var/log/kubernetes/audit\n      name: cluster-audit-log\n',
        )
        .replace(
          '  volumes:\n',
          '  volumes:\n  - hostPath:\n      path: /etc/kubernetes/audit\n      type: DirectoryOrCreate\n    name: cluster-audit-config\n  - hostPath:\n      path: /var/log/kubernetes/audit\n      type: DirectoryOrCreate\n    name: cluster-audit-log\n',
        );
    const { pid: before } = node.server()!;
    writeFileSync(node.manifest, withVolumes(make(Object.fromEntries(apiServer.extraArgs.map(({ name, value }) => [name, value])))));
    await expect
      .poll(() => node.server() !== null && node.server()!.pid !== before && node.server()!.args.includes('--audit-log-maxage=30'), { timeout: 30_000 })
      .toBe(true);
    await node.untilServing();
    const { pid } = node.server()!;
    expect(await node.enable()).toMatchObject({ status: 0, stdout: 'nothing to change: nothing restarts\n' });
    expect(node.server()!.pid).toBe(pid);
    expect(await node.run('status')).toMatchObject({ status: 0 });
    expect(await node.disable()).toMatchObject({ status: 0 });
    expect(node.manifestText()).toBe(make({ v: '2' }));
  }, 120_000);

  it('sends to a server by webhook beside the log, and back to the log alone, and sees the canary in the store', async () => {
    server = await new TestServer().start();
    await server.enable('prod');
    node = await new FakeNode().start();
    const before = node.etc();
    const env = { CLUSTER_AUDIT_SERVER: server.url, CLUSTER_AUDIT_TOKEN: adminToken };
    const args = ['--yes', '--timeout', '40s', '--settle', '1s'];
    const shown = await node.run('enable', ['--dry-run', '--mode', 'both'], { env });
    expect(shown.stdout).toContain('(a kubeconfig with a token: not shown)');
    const both = await node.run('enable', [...args, '--mode', 'both'], { env });
    expect(both).toMatchObject({ status: 0, stdout: expect.stringContaining('enabled: mode both') });
    expect(await server.count('requestURI:*cluster-audit-canary*')).toBeGreaterThan(0);
    expect(auditFlags()).toEqual(expect.arrayContaining(['--audit-webhook-mode=batch', '--audit-log-maxsize=100']));
    expect(await node.run('enable', [...args, '--mode', 'both'], { env })).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing to change') });
    const back = await node.run('enable', [...args, '--mode', 'log'], { env });
    expect(back, back.stdout + back.stderr).toMatchObject({ status: 0 });
    expect(auditFlags().some((word) => word.includes('webhook'))).toBe(false);
    expect(Object.keys(node.etc())).not.toContain('/etc/kubernetes/audit/webhook.yaml');
    const wrong = await node.run('enable', [...args, '--mode', 'webhook', '--cluster', 'nope'], { env });
    expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('no cluster "nope"') });
    expect(await node.disable()).toMatchObject({ status: 0 });
    expect(node.etc()).toEqual(before);
  }, 180_000);

  it('refuses before anything is touched what cannot go well', async () => {
    node = await new FakeNode().start();
    const before = node.etc();
    const bad = node.at('/fake/bad.yaml');
    writeFileSync(bad, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Everything\n');
    expect(await node.enable('--policy', bad)).toMatchObject({ status: 1, stdout: expect.stringContaining('refused: nothing was changed') });
    writeFileSync(
      bad,
      'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  nonResourceURLs: ["/readyz*"]\n- level: Metadata\n  resource: [secrets]\n',
    );
    expect(await node.enable('--policy', bad)).toMatchObject({ status: 1, stdout: expect.stringContaining('resource') });
    writeFileSync(bad, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n');
    expect(await node.enable('--policy', bad)).toMatchObject({ status: 1, stdout: expect.stringContaining('records none of the requests') });
    expect(await node.enable('--log-max-size', '900000')).toMatchObject({ status: 1, stdout: expect.stringContaining('Make room') });
    expect(await node.enable('--mode', 'webhook')).toMatchObject({ status: 2, stderr: expect.stringContaining('--webhook-config') });
    node.behave({ pods: [{ metadata: { name: 'kube-apiserver-b' }, spec: { nodeName: 'b' }, status: { conditions: [{ type: 'Ready', status: 'False' }] } }] });
    await node.restartServer();
    expect(await node.enable()).toMatchObject({ status: 1, stdout: expect.stringContaining('kube-apiserver-b of this cluster is not ready') });
    expect(node.etc()).toEqual(before);
    writeFileSync(`${node.manifest}.bak`, node.original);
    expect(await node.enable()).toMatchObject({ status: 1, stdout: expect.stringContaining('second manifest') });
    expect(() => statSync(node.transaction)).toThrow();
  }, 120_000);
});
