import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { createApi } from '../create-api.ts';
import { asAdmin, createFakeParts, type FakeParts } from '../fake-parts.ts';

const report = { now: 1_700_000_000_000, scrapes: [], missed: [], lag: null, canaries: [], trouble: null };
const instance = '/api/v1/clusters/shop/instances/m1';

let app: FastifyInstance;
let parts: FakeParts;
let token: string;
beforeAll(() => {
  parts = createFakeParts();
  token = parts.registry.createToken('shop', '').secret;
  app = createApi({ parts, onError: () => {} });
});
afterAll(() => app.close());

const post = (url: string, headers: Record<string, string>, payload: object) => app.inject({ method: 'POST', url, headers, payload });

describe('reports of agents', () => {
  it('are taken from whoever may send events to the cluster, and from nobody else, before a byte is looked at', async () => {
    const bearer = { authorization: `Bearer ${token}` };
    const bad = { nonsense: true };
    const cases: readonly [string, Record<string, string>, object, number][] = [
      ['/api/v1/clusters/none/instances/m1/reports', bearer, bad, 404],
      [`${instance}/reports`, {}, bad, 401],
      [`${instance}/reports`, { authorization: 'Bearer ca_wrong' }, bad, 401],
      ['/api/v1/clusters/dark/instances/m1/reports', asAdmin, bad, 403],
      ['/api/v1/clusters/dark/instances/m1/reports', bearer, bad, 403],
      [`${instance}/reports`, bearer, bad, 400],
      ['/api/v1/clusters/shop/instances/-m/reports', bearer, report, 400],
      [`${instance}/reports`, bearer, report, 200],
      [`${instance}/reports`, asAdmin, report, 200],
    ];
    for (const [url, headers, body, status] of cases) expect([url, (await post(url, headers, body)).statusCode]).toEqual([url, status]);
    expect(parts.completeness.ledger.instances()).toMatchObject([{ cluster: 'shop', name: 'm1', sources: ['agent:m1'] }]);
  });

  it('a token named like the word is still a token', async () => {
    expect((await app.inject({ method: 'POST', url: '/ingest/v1/shop/reports', payload: '{}' })).statusCode).toBe(401);
  });
});

describe('API servers', () => {
  it('are set and removed by people; a credential is never given out', async () => {
    const content = { sources: ['token:1'], metrics: { url: 'https://10.0.0.1:6443/metrics', token: 'very-secret', ca: 'PEM' } };
    const put = (payload: object) => app.inject({ method: 'PUT', url: instance, headers: asAdmin, payload });
    expect((await put(content)).json()).toEqual({
      instance: 'm1',
      sources: ['token:1'],
      metrics: { url: 'https://10.0.0.1:6443/metrics', everySeconds: 30 },
    });
    for (const url of ['ftp://a/metrics', 'https://user:pass@a/metrics', 'https://a', 'file:///etc/passwd'])
      expect([url, (await put({ sources: [], metrics: { url } })).statusCode]).toEqual([url, 400]);
    const answer = await app.inject({ url: '/api/v1/clusters/shop/completeness', headers: asAdmin });
    expect([answer.statusCode, answer.body.includes('very-secret')]).toEqual([200, false]);
    expect(answer.json()).toMatchObject({ status: 'unknown', instances: [{ instance: 'm1', reasons: ['no_scrape'] }] });
    expect((await app.inject({ method: 'DELETE', url: instance })).statusCode).toBe(401);
    expect((await app.inject({ method: 'DELETE', url: instance, headers: asAdmin })).statusCode).toBe(204);
    expect((await app.inject({ method: 'DELETE', url: instance, headers: asAdmin })).statusCode).toBe(404);
  });

  it('a question with a range that cannot be is refused', async () => {
    for (const query of ['from=now&to=-1d', 'from=x', 'from=2020-01-01', 'hours=3'])
      expect([query, (await app.inject({ url: `/api/v1/clusters/shop/completeness?${query}`, headers: asAdmin })).json().code]).toEqual([
        query,
        'bad_parameter',
      ]);
    expect((await app.inject({ url: '/api/v1/clusters/none/completeness', headers: asAdmin })).statusCode).toBe(404);
  });
});
