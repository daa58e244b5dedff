import { afterAll, describe, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';
import { asAdmin, createFakeParts, createFakeReader, makeEvent } from '../fake-parts.ts';

const parts = createFakeParts({ reader: createFakeReader([makeEvent(0, '{}')]) });
const told: unknown[] = [];
const app = createApi({ parts, onError: (error) => told.push(error) });
afterAll(() => app.close());
const get = async (url: string) => (await app.inject({ url, headers: asAdmin })).json<unknown>();
const send = (method: 'PUT' | 'POST' | 'DELETE', url: string, payload?: object, headers = {}) =>
  app.inject({ method, url, headers: { ...asAdmin, ...headers }, ...(payload === undefined ? {} : { payload }) });

describe('clusters', () => {
  it('are listed with audit state and what is stored', async () => {
    expect(await get('/api/v1/clusters')).toMatchObject({
      clusters: [
        { name: 'dark', audit: { state: 'Disabled', topic: null }, events: 0, lastEventAt: null },
        { name: 'shop', region: 'local', audit: { state: 'Enabling' }, bytes: 1000, lastEventAt: '2023-11-14T22:13:20.000Z' },
      ],
    });
    expect(await get('/api/v1/regions')).toEqual({ regions: [{ name: 'local' }] });
  });

  it('are shown even while the store cannot answer', async () => {
    const reader = { ...createFakeReader([]), clusterTotals: () => Promise.reject(new Error('down')) };
    const downApp = createApi({ parts: createFakeParts({ reader }), onError: () => {} });
    const answer = await downApp.inject({ url: '/api/v1/clusters/shop', headers: asAdmin });
    expect(answer.json()).toMatchObject({ name: 'shop', events: null });
    await downApp.close();
  });

  it('are made, changed and checked by PUT', async () => {
    expect((await send('PUT', '/api/v1/clusters/new', { region: 'eu', displayName: 'New' })).json()).toMatchObject({
      region: 'eu',
      displayName: 'New',
    });
    expect((await send('PUT', '/api/v1/clusters/new', { region: 'EU' })).json()).toMatchObject({
      code: 'bad_parameter',
      parameter: 'region',
    });
    expect((await send('PUT', '/api/v1/clusters/New', { region: 'eu' })).json()).toMatchObject({ code: 'bad_parameter' });
    expect((await send('PUT', '/api/v1/clusters/new', { region: 'eu', regoin: 'x' })).json()).toMatchObject({
      code: 'bad_parameter',
      detail: expect.stringContaining('regoin'),
    });
    const broken = await app.inject({
      method: 'PUT',
      url: '/api/v1/clusters/new',
      headers: { ...asAdmin, 'content-type': 'application/json' },
      payload: '{',
    });
    expect(broken.json()).toMatchObject({ status: 400, code: 'bad_parameter' });
  });

  it('cannot be reached without signing in, nor by paths that are none', async () => {
    const answer = await app.inject('/api/v1/clusters');
    expect([answer.statusCode, answer.headers['www-authenticate'], answer.json().code]).toEqual([401, 'Bearer realm="cluster-audit"', 'unauthenticated']);
    for (const url of ['/api/v1/nothing', '/api/v1/clusters/unknown', '/ingest', '/assets/none.js']) {
      const missing = await app.inject({ url, headers: asAdmin });
      expect([missing.statusCode, missing.json().code]).toEqual([404, 'not_found']);
    }
    expect((await app.inject({ url: '/api/v1/clusters?x=1', headers: asAdmin })).json().code).toBe('bad_parameter');
    expect((await app.inject({ url: '/api/v1/clusters/%zz', headers: asAdmin })).json().code).toBe('bad_parameter');
  });
});

describe('features/audit', () => {
  it('shows the token once, with an absolute address', async () => {
    await send('PUT', '/api/v1/clusters/fresh', { region: 'eu' });
    const url = '/api/v1/clusters/fresh/features/audit';
    const first = (await send('PUT', url, { enabled: true }, { host: 'audit.example:8443' })).json();
    expect(first).toMatchObject({
      state: 'Enabling',
      ingest: { url: 'http://audit.example:8443/ingest/v1/fresh', token: expect.any(String) },
    });
    expect((await send('PUT', url, { enabled: true })).json()).not.toHaveProperty('ingest');
    const tokens = await get(`${url}/tokens`);
    expect(tokens).toMatchObject({ tokens: [{ id: expect.any(String) }] });
    expect(JSON.stringify(tokens)).not.toContain(first.ingest.token);
  });

  it('makes and removes further tokens', async () => {
    const url = '/api/v1/clusters/shop/features/audit/tokens';
    const { id, token } = (await send('POST', url)).json<{ id: string; token: string }>();
    expect(parts.registry.findToken(token)?.id).toBe(id);
    expect((await send('DELETE', `${url}/${id}`)).statusCode).toBe(204);
    expect(parts.registry.findToken(token)).toBeNull();
  });

  it('refuses deleteData for a feature that stays on', async () => {
    expect((await send('PUT', '/api/v1/clusters/shop/features/audit', { enabled: true, deleteData: true })).json().code).toBe('bad_parameter');
  });
});

describe('webhook-config', () => {
  it('is a kubeconfig, or JSON with the flags for who asks for it', async () => {
    const text = await send('POST', '/api/v1/clusters/shop/webhook-config');
    expect(text.headers['content-type']).toContain('yaml');
    expect(text.body).toContain('/ingest/v1/shop/');
    const json = (await send('POST', '/api/v1/clusters/shop/webhook-config', undefined, { accept: 'application/json' })).json();
    expect(json).toMatchObject({
      kubeconfig: expect.stringContaining('kind: Config'),
      flags: expect.arrayContaining([expect.objectContaining({ flag: '--audit-policy-file' })]),
    });
  });
});

describe('logsets and topics', () => {
  it('are made by PUT', async () => {
    expect((await send('PUT', '/api/v1/logsets/mine')).json()).toMatchObject({ name: 'mine' });
    expect((await send('PUT', '/api/v1/topics/mine', { logset: 'mine', retentionDays: 30 })).json()).toMatchObject({
      usedBy: null,
      retentionDays: 30,
    });
    expect((await send('PUT', '/api/v1/topics/mine', { logset: 'mine', retentionDays: 0 })).json().code).toBe('bad_parameter');
    expect((await app.inject({ url: '/api/v1/topics/none', headers: asAdmin })).statusCode).toBe(404);
  });
});

describe('onError', () => {
  it('hears of nothing that a caller caused', () => {
    expect(told).toEqual([]);
  });
});
