import { expect, it } from 'vitest';
import { driftCodes } from '../../lib/drift-codes.ts';
import { driftOfNode, driftOfRollout, tellDrift, type DriftFacts } from './drift.ts';

const agreed: DriftFacts = {
  setFlags: [
    { name: 'audit-policy-file', value: '/p' },
    { name: 'audit-log-path', value: '/l' },
  ],
  flags: { 'audit-policy-file': '/p', 'audit-log-path': '/l', 'audit-log-compress': 'true' },
  policyFile: '/p',
  setPolicy: 'aa',
  policy: 'aa',
  runsOther: false,
  strays: [],
  kubeadm: { 'audit-policy-file': '/p', 'audit-log-path': '/l' },
};

it('says nothing where everything is as it was set', () => {
  expect(driftOfNode(agreed)).toEqual([]);
  expect(driftOfNode({ ...agreed, kubeadm: null, setPolicy: null, policy: null })).toEqual([]);
});

it('names each thing that differs, with what was set and what is there', () => {
  const found = driftOfNode({
    ...agreed,
    flags: { 'audit-log-path': '-' },
    policy: 'bb',
    runsOther: true,
    strays: ['/m/kube-apiserver.yaml.bak'],
    kubeadm: { 'audit-policy-file': '/p' },
  });
  expect(found).toEqual([
    { code: 'flag_missing', subject: 'audit-policy-file', was: '/p', now: null },
    { code: 'flag_changed', subject: 'audit-log-path', was: '/l', now: '-' },
    { code: 'policy_edited', subject: '/p', was: 'aa', now: 'bb' },
    { code: 'server_differs', subject: '', was: null, now: null },
    { code: 'second_manifest', subject: '/m/kube-apiserver.yaml.bak', was: null, now: null },
    { code: 'kubeadm_differs', subject: 'audit-log-path', was: '/l', now: null },
  ]);
  expect(driftOfNode({ ...agreed, policy: null, kubeadm: 'timeout' }).map(({ code }) => code)).toEqual(['policy_gone', 'kubeadm_unread']);
});

it('compares what a node has set with what was rolled out', () => {
  const enabled = { isEnabled: true, policySha256: 'aa', mode: 'log' };
  expect(driftOfRollout(enabled, { mode: 'log', setPolicy: 'aa' })).toEqual([]);
  expect(driftOfRollout({ ...enabled, policySha256: null, mode: null }, { mode: 'both', setPolicy: 'zz' })).toEqual([]);
  expect(driftOfRollout(enabled, null).map(({ code }) => code)).toEqual(['not_enabled']);
  expect(driftOfRollout(enabled, { mode: 'both', setPolicy: 'bb' }).map(({ code }) => code)).toEqual(['other_policy', 'other_mode']);
  const off = { isEnabled: false, policySha256: null, mode: null };
  expect([driftOfRollout(off, null), driftOfRollout(off, { mode: 'log', setPolicy: null }).map(({ code }) => code)]).toEqual([[], ['still_enabled']]);
});

it('has a sentence for each', () => {
  const sentences = driftCodes.map((code) => tellDrift({ code, subject: 's', was: 'w', now: 'n' }));
  expect(new Set(sentences).size).toBe(driftCodes.length);
});
