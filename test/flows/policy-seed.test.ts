// The seed's statements on levels, stages and its default policy, row by row (S30–S49 of the feature list).
import { describe, expect, it } from 'vitest';
import { isRefusal, loadPolicy } from '../../src/policy/check.ts';
import { explainDecision, type Explanation } from '../../src/policy/explain.ts';
import type { RequestAttributes } from '../../src/policy/policy.ts';
import { findPreset, withoutRequestReceived } from '../../src/policy/presets/presets.ts';
import { printDraft } from '../../src/policy/print-draft.ts';
import { levelSentences } from '../../src/policy/words-of-policy.ts';

const literal = findPreset('tke-default')!.draft;
const tke = load(printDraft(literal));

function load(yaml: string) {
  const policy = loadPolicy(yaml);
  if (isRefusal(policy)) throw new Error(policy.message);
  return policy;
}

function ask(asked: Partial<RequestAttributes>, policy = tke): Explanation {
  const base = {
    user: 'alice',
    groups: ['system:authenticated'],
    verb: 'get',
    namespace: '',
    apiGroup: '',
    apiVersion: 'v1',
    resource: '',
    subresource: '',
    name: '',
    path: '',
  };
  return explainDecision(policy, { ...base, resourceRequest: asked.path === undefined, ...asked });
}

const levelOf = (asked: Partial<RequestAttributes>) => ask(asked).level;
const single = (level: string) => load(`apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: ${level}\n`);
const holdsOf = (level: string, asked: Partial<RequestAttributes>) => ask(asked, single(level)).stages.map(({ stage, holds }) => [stage, holds]);
const aWrite = { verb: 'create', resource: 'pods', namespace: 'shop' };

describe('levels', () => {
  it('S30 None: nothing is recorded', () => expect(holdsOf('None', aWrite)).toEqual([]));
  it('S31 Metadata: no bodies', () => expect(JSON.stringify(holdsOf('Metadata', aWrite))).not.toMatch(/Object/));
  it('S32 Request: what was sent, not what was answered', () => {
    expect(holdsOf('Request', aWrite)[1]).toEqual(['ResponseComplete', ['metadata', 'annotations', 'responseStatus', 'requestObject']]);
  });
  it('S33 RequestResponse: both bodies', () => {
    expect(holdsOf('RequestResponse', aWrite)[1][1]).toEqual(expect.arrayContaining(['requestObject', 'responseObject']));
  });
  it('S34 each level is explained in one sentence', () => {
    for (const sentence of Object.values(levelSentences)) expect(sentence).toMatch(/^[A-Z][^.]*\.$/);
  });
});

describe('stages', () => {
  it('S35 RequestReceived: as the request arrives, without bodies', () =>
    expect(holdsOf('RequestResponse', aWrite)[0]).toEqual(['RequestReceived', ['metadata']]));
  it('S36 ResponseStarted: only for long requests', () => {
    const started = (asked: Partial<RequestAttributes>) => holdsOf('Metadata', asked).some(([stage]) => stage === 'ResponseStarted');
    expect(started({ verb: 'watch', resource: 'pods' })).toBe(true);
    expect(started({ verb: 'create', resource: 'pods', subresource: 'exec' })).toBe(true);
    expect(started({ verb: 'get', resource: 'pods' })).toBe(false);
  });
  it('S37 ResponseComplete: once a request', () => {
    expect(holdsOf('Metadata', { verb: 'watch', resource: 'pods' }).filter(([stage]) => stage === 'ResponseComplete').length).toBe(1);
  });
  it('S38 Panic: instead of ResponseComplete', () =>
    expect(ask(aWrite, single('Request')).ifItPanics).toEqual({ stage: 'Panic', holds: ['metadata', 'annotations', 'responseStatus', 'requestObject'] }));
});

describe('the default policy of TKE', () => {
  it('S39 records when a request is received; a switch leaves that out', () => {
    const received = (policy: typeof tke) => ask({ verb: 'create', resource: 'pods' }, policy).stages.some(({ stage }) => stage === 'RequestReceived');
    expect(received(tke)).toBe(true);
    expect(received(load(printDraft(withoutRequestReceived(literal))))).toBe(false);
  });
  it.each(['create', 'update', 'patch', 'delete'])('S40 %s of deployments: RequestResponse', (verb) => {
    expect(levelOf({ verb, apiGroup: 'apps', resource: 'deployments', namespace: 'shop' })).toBe('RequestResponse');
  });
  it.each(['get', 'list', 'watch'])('S41 %s: Request', (verb) => expect(levelOf({ verb, resource: 'pods', namespace: 'shop' })).toBe('Request'));
  it.each([
    ['', 'secrets'],
    ['', 'configmaps'],
    ['authentication.k8s.io', 'tokenreviews'],
  ])('S42 %s/%s: Metadata for every verb', (apiGroup, resource) => {
    for (const verb of ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'])
      expect(levelOf({ verb, apiGroup, resource, namespace: 'shop' })).toBe('Metadata');
  });
  it('S43 kube-proxy’s watches are left out, its lists are not', () => {
    const proxy = { user: 'system:kube-proxy', verb: 'watch' };
    for (const asked of [{ resource: 'endpoints' }, { resource: 'services' }, { resource: 'services', subresource: 'status' }]) {
      expect(levelOf({ ...proxy, ...asked })).toBe('None');
      expect(levelOf({ ...proxy, ...asked, verb: 'list' })).toBe('Request');
    }
  });
  it('S44 system:unsecured reads configmaps in kube-system only', () => {
    const asked = { user: 'system:unsecured', resource: 'configmaps', namespace: 'kube-system' };
    expect([levelOf(asked), levelOf({ ...asked, namespace: 'shop' })]).toEqual(['None', 'Metadata']);
  });
  it('S45 kubelet reads nodes; its updates are recorded', () => {
    expect(levelOf({ user: 'kubelet', resource: 'nodes' })).toBe('None');
    expect(levelOf({ user: 'kubelet', resource: 'nodes', subresource: 'status' })).toBe('None');
    expect(levelOf({ user: 'kubelet', resource: 'nodes', verb: 'update' })).toBe('RequestResponse');
  });
  it('S46 any identity of system:nodes reads nodes', () => {
    expect(levelOf({ user: 'system:node:n1', groups: ['system:nodes'], resource: 'nodes' })).toBe('None');
    expect(levelOf({ user: 'system:node:n1', groups: [], resource: 'nodes' })).toBe('Request');
  });
  it.each([
    'system:kube-controller-manager',
    'system:kube-scheduler',
    'system:serviceaccount:endpoint-controller',
    'system:serviceaccount:kube-system:endpoint-controller',
  ])('S47 %s elects over endpoints', (user) => {
    const asked = { user, resource: 'endpoints', namespace: 'kube-system' };
    expect([levelOf(asked), levelOf({ ...asked, verb: 'update' }), levelOf({ ...asked, namespace: 'shop' })]).toEqual(['None', 'None', 'Request']);
  });
  it('S48 system:apiserver reads namespaces', () => {
    for (const subresource of ['', 'status', 'finalize']) expect(levelOf({ user: 'system:apiserver', resource: 'namespaces', subresource })).toBe('None');
  });
  it('S49 /healthz*, /version and /swagger* are left out, other URLs are not', () => {
    for (const path of ['/healthz', '/healthz/etcd', '/version', '/swagger-2.0.0.json']) expect(levelOf({ path })).toBe('None');
    for (const path of ['/livez', '/readyz', '/openapi/v2', '/version/']) expect(levelOf({ path })).toBe('Request');
  });
});
