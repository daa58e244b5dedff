// kubeadm's configuration keeps its comments and its form, gets the same flags and mounts, and comes back to the byte.
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Change } from './change.ts';
import { configuredArguments, patchClusterConfiguration, unpatchClusterConfiguration } from './kubeadm-config.ts';

const changes: readonly Change[] = [
  { kind: 'flag-added', name: 'audit-policy-file', value: '/etc/kubernetes/audit/policy.yaml' },
  { kind: 'flag-set', name: 'audit-log-maxsize', value: '100', was: '"--audit-log-maxsize=0"' },
  { kind: 'volume-added', name: 'cluster-audit-config', folder: '/etc/kubernetes/audit', containers: [{ kind: 'there' }] },
  { kind: 'mount-added', name: 'cluster-audit-config', folder: '/etc/kubernetes/audit', readOnly: true, containers: [{ kind: 'there' }] },
  { kind: 'mount-added', name: 'cluster-audit-log', folder: '/var/log/kubernetes/audit', readOnly: false, containers: [{ kind: 'there' }] },
  { kind: 'annotation-added', key: 'cluster-audit/policy-sha256', value: 'aa', containers: [{ kind: 'there' }] },
];
const volumes = [
  { hostPath: '/etc/kubernetes/audit', mountPath: '/etc/kubernetes/audit', name: 'cluster-audit-config', pathType: 'DirectoryOrCreate', readOnly: true },
  { hostPath: '/var/log/kubernetes/audit', mountPath: '/var/log/kubernetes/audit', name: 'cluster-audit-log', pathType: 'DirectoryOrCreate' },
];
const tail = 'certificatesDir: /etc/kubernetes/pki   # here\nclusterName: kubernetes\nkind: ClusterConfiguration\nkubernetesVersion: v1.31.2\nnetworking: {}\n';

interface Configuration {
  apiServer: { extraArgs: unknown; extraVolumes: unknown };
}

const texts: readonly (readonly [string, string, unknown, number])[] = [
  [
    'v1beta2 with arguments',
    `apiServer:\n  extraArgs:\n    authorization-mode: Node,RBAC   # ours\n  timeoutForControlPlane: 4m0s\napiVersion: kubeadm.k8s.io/v1beta2\n${tail}`,
    { 'authorization-mode': 'Node,RBAC', 'audit-policy-file': '/etc/kubernetes/audit/policy.yaml', 'audit-log-maxsize': '100' },
    0,
  ],
  [
    'v1beta3 without arguments',
    `# comment\napiServer:\n  timeoutForControlPlane: 4m0s\napiVersion: kubeadm.k8s.io/v1beta3\n${tail}`,
    { 'audit-policy-file': '/etc/kubernetes/audit/policy.yaml', 'audit-log-maxsize': '100' },
    0,
  ],
  [
    'v1beta3 without a server',
    `apiVersion: kubeadm.k8s.io/v1beta3\n${tail}`,
    { 'audit-policy-file': '/etc/kubernetes/audit/policy.yaml', 'audit-log-maxsize': '100' },
    0,
  ],
  [
    'v1beta3 with another value',
    `apiVersion: kubeadm.k8s.io/v1beta3\n${tail}apiServer:\n  extraArgs: {"audit-log-maxsize": "0", v: "2"}`,
    { v: '2', 'audit-policy-file': '/etc/kubernetes/audit/policy.yaml', 'audit-log-maxsize': '100' },
    0,
  ],
  [
    'v1beta4, empty',
    `apiServer: {}\napiVersion: kubeadm.k8s.io/v1beta4\n${tail}`,
    [
      { name: 'audit-policy-file', value: '/etc/kubernetes/audit/policy.yaml' },
      { name: 'audit-log-maxsize', value: '100' },
    ],
    0,
  ],
  [
    'v1beta4 with arguments and volumes',
    `apiServer:\n  certSANs: [a]\n  extraArgs:\n  - name: v   # loud\n    value: "4"\n  - name: audit-log-maxsize\n    value: '50'\n  extraVolumes:\n  - name: mine\n    hostPath: /a\n    mountPath: /a\napiVersion: kubeadm.k8s.io/v1beta4\n${tail}`,
    [
      { name: 'v', value: '4' },
      { name: 'audit-log-maxsize', value: '100' },
      { name: 'audit-policy-file', value: '/etc/kubernetes/audit/policy.yaml' },
    ],
    1,
  ],
];

it.each(texts)('%s', (_, text, args, more) => {
  const patched = patchClusterConfiguration(text, changes);
  const { apiServer, ...rest } = parse(patched.text) as Configuration;
  expect(apiServer.extraArgs).toEqual(args);
  expect((apiServer.extraVolumes as unknown[]).slice(more)).toEqual(volumes);
  const { apiServer: before, ...restBefore } = parse(text) as Partial<Configuration>;
  expect(rest).toEqual(restBefore);
  expect({ ...apiServer, extraArgs: 0, extraVolumes: 0 }).toEqual({ ...before, extraArgs: 0, extraVolumes: 0 });
  for (const comment of text.match(/#.*/g) ?? []) expect(patched.text).toContain(comment);
  expect(configuredArguments(patched.text).get('audit-log-maxsize')).toBe('100');
  expect(patchClusterConfiguration(patched.text, changes)).toEqual({ text: patched.text, changes: [] });
  expect(unpatchClusterConfiguration(patched.text, patched.changes)).toEqual({ text, left: [] });
});

it('leaves alone what others set since', () => {
  const text = texts[4][1];
  const patched = patchClusterConfiguration(text, changes);
  const back = unpatchClusterConfiguration(patched.text.replace('"100"', '"300"'), patched.changes);
  expect(parse(back.text)).toMatchObject({ apiServer: { extraArgs: [{ name: 'audit-log-maxsize', value: '300' }] } });
  expect(back.left).toHaveLength(1);
});

it('refuses what it does not know', () => {
  for (const text of ['apiVersion: kubeadm.k8s.io/v1beta5\n', 'a: [', '- a', 'apiVersion: kubeadm.k8s.io/v1beta4\napiServer: [a]\n'])
    expect(() => patchClusterConfiguration(text, changes)).toThrow(expect.objectContaining({ code: 'bad_parameter' }));
});
