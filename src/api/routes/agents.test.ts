import { createPrivateKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { proofOf } from '../../cluster/agents/agents.ts';
import { digestOf, makeKey, proveKey, signRequest } from '../../cluster/agents/signed-request.ts';
import { createApi } from '../create-api.ts';
import { asAdmin, createFakeParts, type FakeParts } from '../fake-parts.ts';

const key = makeKey();
const place = '/api/v1/clusters/shop';
const report = {
  agentVersion: '1.0.0',
  allowsChanges: true,
  distribution: 'kubeadm',
  kubernetes: '1.31',
  apiServer: { ready: true, reason: null },
  others: [
    { name: 'kube-apiserver-m2', isReady: true },
    { name: 'etcd-m2', isReady: true },
  ],
  flags: {},
  auditing: null,
  disk: null,
  drift: [],
  pending: null,
  cis: null,
  lag: { unreadBytes: 0, oldestUnreadAt: null },
};

describe('agents and roll-outs over HTTP', () => {
  let parts: FakeParts;
  let app: FastifyInstance;
  let id = '';

  beforeEach(async () => {
    parts = createFakeParts();
    app = createApi({ parts, onError: (error) => expect.unreachable(String(error)) });
    const made = await app.inject({ method: 'POST', url: `${place}/agents/enrolment`, headers: asAdmin, payload: { allowChanges: true } });
    expect(made.json().command).toBe(`cluster-audit node agent --enrol ${made.json().token} --server http://localhost:80 --allow-changes`);
    const { token } = made.json() as { token: string };
    const proof = proveKey(key.privateKey, proofOf.enrolment(token, 'm1'));
    const enrolled = await app.inject({ method: 'POST', url: '/api/v1/agents/enrol', payload: { token, node: 'm1', publicKey: key.publicKey, proof } });
    expect(enrolled.json()).toMatchObject({ cluster: 'shop', node: 'm1' });
    id = (enrolled.json() as { id: string }).id;
  });
  afterEach(() => app.close());

  function credential(path: string, content: string, pair = key): string {
    return signRequest(createPrivateKey(pair.privateKey), { method: 'POST', path }, { agent: id, at: parts.now(), digest: digestOf(content) });
  }

  /** What an agent sends; `sent`: what arrives in its place. */
  function send(path: string, body: object, sent: object = body) {
    const headers = { authorization: `Bearer ${credential(path, JSON.stringify(body))}`, 'content-type': 'application/json' };
    return app.inject({ method: 'POST', url: path, headers, payload: JSON.stringify(sent) });
  }

  const own = (what: string): string => `${place}/agents/${id}/${what}`;
  const human = (method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) =>
    app.inject({ method, url: `${place}/${path}`, headers: asAdmin, payload });

  it('takes a report of the agent itself alone, and only as it was signed', async () => {
    expect((await send(own('reports'), report)).json()).toEqual({ taken: true, wantsPolicy: false });
    const listed = (await human('GET', 'agents')).json();
    expect(listed).toMatchObject({ agents: [{ id, node: 'm1', isConnected: true, report: { kubernetes: '1.31' }, drift: [] }], unmanaged: ['m2'] });

    expect((await send(own('reports'), report, { ...report, allowsChanges: false })).json()).toMatchObject({ code: 'unauthenticated' });
    const path = own('reports');
    const stolen = { authorization: `Bearer ${credential(path, '')}` };
    expect(
      (await app.inject({ method: 'POST', url: path, headers: { ...stolen, 'content-type': 'application/json' }, payload: JSON.stringify(report) })).statusCode,
    ).toBe(401);
    expect((await app.inject({ method: 'POST', url: path, headers: asAdmin, payload: report })).statusCode).toBe(401);
    const other = `${place}/agents/${'0'.repeat(16)}/reports`;
    expect((await send(other, report)).statusCode).toBe(403);
    expect((await send('/api/v1/clusters/dark/agents/' + id + '/reports', report)).statusCode).toBe(403);
    expect((await send(own('reports'), { ...report, more: 1, lag: undefined })).statusCode).toBe(400);
  });

  it('opens nothing but its own routes', async () => {
    const path = `${place}/agents`;
    const signed = signRequest(createPrivateKey(key.privateKey), { method: 'GET', path }, { agent: id, at: parts.now(), digest: digestOf('') });
    expect((await app.inject({ method: 'GET', url: path, headers: { authorization: `Bearer ${signed}` } })).statusCode).toBe(401);
  });

  it('takes its events under the name of its node, and only as they were signed', async () => {
    const path = '/ingest/v1/shop';
    const body = '{"kind":"Event"}\n';
    const headers = { authorization: `Bearer ${credential(path, body)}`, 'x-cluster-audit-source': 'somebody-else' };
    expect((await app.inject({ method: 'POST', url: path, headers, payload: body })).statusCode).toBe(200);
    const { bodies } = parts.ingest as unknown as { bodies: { source: string }[] };
    expect(bodies.map(({ source }) => source)).toEqual(['agent:m1']);
    expect((await app.inject({ method: 'POST', url: path, headers, payload: body })).json(), 'the same again').toMatchObject({ code: 'unauthenticated' });
    const forged = { authorization: `Bearer ${credential(path, body)}` };
    expect((await app.inject({ method: 'POST', url: path, headers: forged, payload: '{"kind":"Other"}\n' })).statusCode).toBe(401);
    const dark = '/ingest/v1/dark';
    expect((await app.inject({ method: 'POST', url: dark, headers: { authorization: `Bearer ${credential(dark, body)}` }, payload: body })).statusCode).toBe(
      403,
    );
    expect(bodies).toHaveLength(1);
  });

  it('hands orders out, keeps answers, and shows the state of the feature by them', async () => {
    await send(own('reports'), report);
    expect((await send(own('orders'), { waitSeconds: 0 })).json()).toEqual({ order: null, isBusy: false });
    const begun = await human('POST', 'rollouts', { action: 'enable', policy: 'metadata-only' });
    expect(begun.json()).toMatchObject({
      state: 'checking',
      blocked: 'checking',
      policy: { name: 'metadata-only' },
      members: [{ node: 'm1', state: 'waiting' }],
    });
    const rollout = (begun.json() as { id: string }).id;
    expect((await send(own('orders'), { waitSeconds: 0 })).json()).toMatchObject({ order: { rollout, step: 'check', action: 'enable' }, isBusy: true });
    const check = { action: 'enable', changes: ['x'], diff: '+x', findings: [] };
    await send(own('answers'), { rollout, step: 'check', check });
    expect((await human('POST', `rollouts/${rollout}/confirm`)).json()).toMatchObject({ state: 'running' });
    expect((await human('GET', 'features/audit')).json()).toMatchObject({ state: 'Enabling' });
    expect((await send(own('orders'), { waitSeconds: 0 })).json()).toMatchObject({ order: { step: 'change' } });
    const outcome = { result: 'rolled-back', reason: 'it did not start', isUp: true, warnings: [] };
    await send(own('answers'), { rollout, step: 'change', steps: [{ at: 1, what: 'applied' }], outcome });
    expect((await human('GET', `rollouts/${rollout}`)).json()).toMatchObject({
      state: 'failed',
      members: [{ state: 'rolled-back', steps: [{ what: 'applied' }] }],
    });
    expect((await human('GET', 'features/audit')).json()).toMatchObject({ state: 'Failed', reason: 'm1: it did not start' });
    expect((await human('GET', '')).json()).toMatchObject({ audit: { state: 'Failed' } });
  });

  it('answers a waiting agent as soon as there is an order', async () => {
    const waiting = send(own('orders'), { waitSeconds: 20 });
    await human('POST', 'rollouts', { action: 'enable' });
    expect((await waiting).json()).toMatchObject({ order: { step: 'check' } });
  });

  it('refuses what does not go together, and policies that kube-apiserver would refuse', async () => {
    const refusals: [object, string][] = [
      [{ action: 'change-policy' }, 'bad_parameter'],
      [{ action: 'disable', policy: 'metadata-only' }, 'bad_parameter'],
      [{ action: 'enable', deleteData: true }, 'bad_parameter'],
      [{ action: 'mend', mode: 'log' }, 'bad_parameter'],
      [{ action: 'enable', policy: 'rules: []' }, 'policy_refused'],
      [{ action: 'mend' }, 'conflict'],
    ];
    for (const [content, code] of refusals) expect((await human('POST', 'rollouts', content)).json(), JSON.stringify(content)).toMatchObject({ code });
    const empty = await app.inject({ method: 'POST', url: '/api/v1/clusters/dark/rollouts', headers: asAdmin, payload: { action: 'enable' } });
    expect(empty.json()).toMatchObject({ code: 'conflict' });
    expect((await human('POST', `rollouts/${'a'.repeat(16)}/confirm`)).json()).toMatchObject({ code: 'not_found' });
  });

  it('a revoked agent is nobody', async () => {
    expect((await human('DELETE', `agents/${id}`)).statusCode).toBe(204);
    expect((await send(own('reports'), report)).json()).toMatchObject({ code: 'unauthenticated' });
    expect((await human('DELETE', `agents/${id}`)).json()).toMatchObject({ code: 'not_found' });
  });
});
