// Plans are made from facts alone, and the checks find what could go wrong before anything is touched.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { kubeadmManifest } from '../../../test/harness/kubeadm-manifest.ts';
import { chooseCanary } from './canary.ts';
import { checkPlan, type Surroundings } from './check-plan.ts';
import type { NodeFacts } from './node-facts.ts';
import { planDisable } from './plan-disable.ts';
import { planEnable, readPolicy } from './plan-enable.ts';
import type { EnableRequest } from './plan.ts';
import { runsWith } from './processes.ts';

const root = mkdtempSync(path.join(tmpdir(), 'cluster-audit-plan-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const manifestPath = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const mode = { mode: 0o600, uid: 0, gid: 0 };

function facts(text: string, more: Partial<NodeFacts> = {}): NodeFacts {
  return {
    root,
    distribution: 'kubeadm',
    state: null,
    manifest: { path: manifestPath, bytes: Buffer.from(text), text, mode },
    original: null,
    policy: null,
    webhook: null,
    staticPodPath: '/etc/kubernetes/manifests',
    strays: [],
    oneFilesystem: true,
    isRoot: true,
    hasSystemd: true,
    selinux: false,
    clockIsKept: true,
    address: { host: '127.0.0.1', port: 6443 },
    api: { isReady: true, reason: '', version: '1.31', others: [{ name: 'b', isReady: true }] },
    user: { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] },
    proc: '/proc',
    ...more,
  };
}

const request: EnableRequest = { timeoutSeconds: 300, settleSeconds: 30, inStore: false };
const around: Surroundings = { disk: { free: 1e11, size: 2e11, used: 0 }, hasAgent: true, isNewPolicy: true };
const plain = facts(kubeadmManifest({ minor: 31 }));

function codes(node: NodeFacts, asked: EnableRequest, surroundings: Partial<Surroundings> = {}): string[] {
  const plan = planEnable(node, asked);
  return checkPlan(node, plan, { ...around, ...surroundings })
    .filter(({ severity }) => severity !== 'note')
    .map(({ code, severity }) => `${code} ${severity}`);
}

const policy = (rules: string): { name: string; text: string } => ({ name: 'p', text: `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${rules}` });

it('a plain node has nothing against it', () => {
  expect(codes(plain, request)).toEqual([]);
});

it.each([
  ['a policy that is refused', plain, { ...request, policy: policy('- level: All\n') }, {}, ['policy error']],
  [
    'a policy that is read otherwise than written',
    plain,
    { ...request, policy: policy('- level: Metadata\n  users: ["*"]\n- level: Metadata\n') },
    {},
    ['policy error'],
  ],
  ['a policy that records nothing', plain, { ...request, policy: policy('- level: None\n') }, {}, ['canary error']],
  ['too little room', plain, request, { disk: { free: 5e8, size: 2e11, used: 0 } }, ['disk error']],
  ['a small disk', plain, request, { disk: { free: 2e9, size: 5e9, used: 0 } }, ['disk warning']],
  ['room that the log has taken already', plain, request, { disk: { free: 2e8, size: 2e11, used: 9e8 } }, []],
  ['a stray copy', facts(plain.manifest!.text, { strays: ['/etc/kubernetes/manifests/old.yaml'] }), request, {}, ['manifest_folder error']],
  ['another folder of kubelet', facts(plain.manifest!.text, { staticPodPath: '/elsewhere' }), request, {}, ['manifest_folder error']],
  ['a folder of its own filesystem', facts(plain.manifest!.text, { oneFilesystem: false }), request, {}, ['filesystem error']],
  [
    'a sick API server',
    facts(plain.manifest!.text, { api: { isReady: false, reason: 'x', version: undefined, others: null } }),
    request,
    {},
    ['api_server error'],
  ],
  [
    'a master that is away',
    facts(plain.manifest!.text, { api: { isReady: true, reason: '', version: '1.31', others: [{ name: 'b', isReady: false }] } }),
    request,
    {},
    ['other_masters error'],
  ],
  ['SELinux and a wrong clock', facts(plain.manifest!.text, { selinux: true, clockIsKept: false }), request, {}, ['security_modules warning', 'clock warning']],
  ['small log files', plain, { ...request, maxSizeMb: 2 }, {}, ['rotation warning']],
  ['the webhook alone', plain, { ...request, mode: 'webhook' as const, webhook: 'x' }, {}, ['webhook warning']],
  [
    'the webhook of somebody else',
    facts(kubeadmManifest({ minor: 31, extraArgs: { 'audit-webhook-config-file': '/etc/kubernetes/pki/falco.yaml' } })),
    { ...request, mode: 'both' as const, webhook: 'x' },
    {},
    ['webhook error'],
  ],
  [
    'blocking-strict with a policy that audits health checks',
    facts(kubeadmManifest({ minor: 31, extraArgs: { 'audit-log-mode': 'blocking-strict' } })),
    { ...request, policy: policy('- level: Metadata\n') },
    {},
    ['strict_mode error'],
  ],
] as const)('%s is found', (_, node, asked, surroundings, expected) => {
  expect(codes(node, asked, surroundings)).toEqual(expected);
});

it('leaves a policy that is in force alone unless another one is named', () => {
  const text = readFileSync('test/fixtures/manifests/audited.yaml', 'utf8');
  const plan = planEnable(facts(text), request);
  const after = Buffer.from(plan.files.at(-1)!.after!).toString('utf8');
  expect(plan.files.map(({ path: file }) => file)).toEqual([manifestPath]);
  expect(after).toContain('--audit-policy-file=/etc/kubernetes/audit-policy.yaml');
  expect(after).not.toContain('cluster-audit/policy-sha256');
  expect(plan.state).toMatchObject({ policyFile: '/etc/kubernetes/audit-policy.yaml', policySha256: null, files: [], logFile: '/var/log/apiserver/audit.log' });
});

it('takes nothing over that it did not switch on', () => {
  const text = readFileSync('test/fixtures/manifests/audited.yaml', 'utf8');
  expect(() => planDisable(facts(text), { settleSeconds: 1 })).toThrow(expect.objectContaining({ code: 'conflict' }));
  expect(planDisable(plain, { settleSeconds: 1 }).action).toBe('none');
});

it('gives files to the user that a server without root runs as', () => {
  const text = plain.manifest!.text.replace('  securityContext:\n', '  securityContext:\n    runAsUser: 65532\n    runAsGroup: 65533\n');
  const plan = planEnable(facts(text), request);
  expect(plan.files[0].mode).toEqual({ mode: 0o600, uid: 65532, gid: 65533 });
  expect(plan.folders).toEqual([{ path: '/var/log/kubernetes/audit', owner: { mode: 0o700, uid: 65532, gid: 65533 } }]);
});

it('chooses a canary that the policy records for this user', () => {
  const user = { name: 'kubernetes-admin', groups: ['system:masters'] };
  const choose = (rules: string): string | undefined => chooseCanary(readPolicy(policy(rules).text, '1.31')!, user)?.path;
  expect(choose('- level: Metadata\n')).toBe('/api/v1/namespaces?limit=1&cluster-audit-canary=NONCE');
  expect(choose('- level: None\n  verbs: [get, list, watch]\n- level: Metadata\n')).toBe(
    '/api/v1/namespaces/default/configmaps?dryRun=All&cluster-audit-canary=NONCE',
  );
  expect(choose('- level: None\n  resources: [{group: ""}]\n- level: Metadata\n')).toBe('/version?cluster-audit-canary=NONCE');
  expect(choose('- level: None\n  userGroups: ["system:masters"]\n- level: Metadata\n')).toBeUndefined();
  expect(choose('- level: Metadata\n  omitStages: [ResponseComplete]\n')).toBeUndefined();
});

it('knows a process by its whole command line; what kubelet filled in may be anything', () => {
  const wanted = ['--advertise-address=$(HOST_IP)', '--secure-port=6443'];
  expect(runsWith({ pid: 1, started: '', args: ['--advertise-address=10.0.0.1', '--secure-port=6443'] }, wanted)).toBe(true);
  expect(runsWith({ pid: 1, started: '', args: ['script', '--advertise-address=10.0.0.1', '--secure-port=6443'] }, wanted)).toBe(true);
  expect(runsWith({ pid: 1, started: '', args: ['--advertise-address=10.0.0.1', '--secure-port=6443', '--v=2'] }, wanted)).toBe(false);
  expect(runsWith({ pid: 1, started: '', args: ['--secure-port=6443'] }, wanted)).toBe(false);
});
