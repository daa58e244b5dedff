import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../../lib/app-error.ts';
import { createApi } from '../create-api.ts';
import { asAdmin, createFakeIngest, createFakeParts } from '../fake-parts.ts';

const ingest = createFakeIngest();
const parts = createFakeParts({ ingest });
const told: unknown[] = [];
const app = createApi({ parts, onError: (error) => told.push(error) });
const shopToken = parts.registry.createToken('shop', '').secret;
const darkToken = parts.registry.createToken('dark', '').secret;
afterAll(() => app.close());

const post = (url: string, headers: Record<string, string> = {}, payload: string | Buffer = '{}') => app.inject({ method: 'POST', url, headers, payload });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('POST /ingest/v1', () => {
  it('checks cluster, token, feature and size in this order', async () => {
    const large = 'x'.repeat(2000);
    const answers = [
      await post('/ingest/v1/nowhere', bearer('wrong'), large),
      await post('/ingest/v1/shop', {}, large),
      await post('/ingest/v1/shop', bearer('wrong'), large),
      await post('/ingest/v1/shop', bearer(darkToken), large),
      await post('/ingest/v1/dark', bearer(darkToken), large),
      await post('/ingest/v1/shop', bearer(shopToken), large),
    ];
    expect(answers.map((answer) => [answer.statusCode, answer.json().code])).toEqual([
      [404, 'not_found'],
      [401, 'unauthenticated'],
      [401, 'unauthenticated'],
      [403, 'forbidden'],
      [403, 'audit_disabled'],
      [413, 'too_large'],
    ]);
    expect(answers.every((answer) => answer.headers['content-type'] === 'application/problem+json')).toBe(true);
    expect(ingest.bodies).toEqual([]);
  });

  it('counts what it refuses unread, and makes no label of a name that nobody gave a cluster', async () => {
    const counted = createFakeParts();
    const countedApp = createApi({ parts: counted, onError: () => {} });
    for (const name of ['nowhere', 'elsewhere', 'shop']) await countedApp.inject({ method: 'POST', url: `/ingest/v1/${name}/ca_wrong` });
    expect(counted.refusals).toEqual([
      [null, 'not_found'],
      [null, 'not_found'],
      ['shop', 'unauthenticated'],
    ]);
    await countedApp.close();
  });

  it('tells a failure that nobody foresaw without the token of its path', async () => {
    const failing = { ...createFakeIngest(), accept: () => Promise.reject(new Error('the disk is on fire')) };
    const seen: unknown[] = [];
    const broken = createFakeParts({ ingest: failing });
    const brokenApp = createApi({ parts: broken, onError: (error, place) => seen.push(String(error), place) });
    const { secret } = broken.registry.createToken('shop', '');
    const answer = await brokenApp.inject({ method: 'POST', url: `/ingest/v1/shop/${secret}`, payload: '{}' });
    expect(answer.statusCode).toBe(500);
    expect(seen).toEqual(['Error: the disk is on fire', { method: 'POST', route: '/ingest/v1/:cluster/:token' }]);
    expect(answer.body + JSON.stringify([seen, answer.headers])).not.toContain(secret);
    await brokenApp.close();
  });

  it('hands over the bytes as sent, whatever the content type says, with the observation point', async () => {
    const sent = Buffer.from([0x7b, 0xff, 0x7d, 0x0a]);
    for (const type of ['application/json', 'application/x-ndjson', 'text/plain', 'not a type', 'application/x-www-form-urlencoded']) {
      const answer = await post('/ingest/v1/shop', { ...bearer(shopToken), 'content-type': type }, sent);
      expect([answer.statusCode, answer.json()]).toEqual([200, { received: 2 }]);
      expect(Buffer.from(ingest.bodies.at(-1)!.bytes)).toEqual(sent);
    }
    expect(ingest.bodies.at(-1)).toMatchObject({ cluster: 'shop', source: expect.stringMatching(/^token:/), waitStored: false });
  });

  it('takes a token in the path, an admin token anywhere, and a slash at the end', async () => {
    expect((await post(`/ingest/v1/shop/${shopToken}`)).statusCode).toBe(200);
    expect((await post(`/ingest/v1/shop/${shopToken}/?timeout=30s`)).statusCode).toBe(200);
    expect((await post('/ingest/v1/shop', asAdmin)).statusCode).toBe(200);
    expect(ingest.bodies.at(-1)?.source).toBe('admin');
  });

  it('does not take a browser session for a token', async () => {
    const session = parts.access.signIn('admin-token-of-the-tests');
    expect((await post('/ingest/v1/shop', { cookie: `cluster_audit_session=${session?.secret}` })).statusCode).toBe(401);
  });

  it('answers what was stored with wait=stored, and refuses other words', async () => {
    expect((await post('/ingest/v1/shop?wait=stored', asAdmin)).json()).toEqual({
      received: 2,
      accepted: 1,
      duplicates: 1,
      quarantined: 0,
    });
    expect((await post('/ingest/v1/shop?wait=soon', asAdmin)).json()).toMatchObject({ code: 'bad_parameter' });
    expect((await post('/ingest/v1/shop?wiat=stored', asAdmin)).json()).toMatchObject({
      code: 'bad_parameter',
      hint: expect.stringContaining('wait'),
    });
  });

  it('hands an empty body over too: the spool says what is wrong with it', async () => {
    await post('/ingest/v1/shop', asAdmin, '');
    expect(ingest.bodies.at(-1)?.bytes.length).toBe(0);
  });

  it('says Retry-After when there is no room, and counts it', async () => {
    const full = {
      ...createFakeIngest(),
      accept: () => Promise.reject(new AppError('unavailable', 'The disk is full.', { retryAfter: 29.2 })),
    };
    const fullParts = createFakeParts({ ingest: full });
    const fullApp = createApi({ parts: fullParts, onError: () => {} });
    const answer = await fullApp.inject({ method: 'POST', url: '/ingest/v1/shop', headers: asAdmin, payload: '{}' });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '30']);
    expect(fullParts.outcomes).toMatchObject([{ result: 'unavailable', bytes: 2 }]);
    await fullApp.close();
  });

  it('turns Enabling into Enabled with the first events', () => {
    expect(parts.registry.getAuditFeature('shop').state).toBe('Enabled');
  });

  it('never tells a token to the log', () => {
    expect(told).toEqual([]);
  });
});
