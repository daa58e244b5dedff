import { afterAll, describe, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';
import { adminToken, asAdmin, createFakeParts } from '../fake-parts.ts';

const parts = createFakeParts();
const app = createApi({ parts, onError: () => {} });
afterAll(() => app.close());

const signIn = (headers = {}, token = adminToken) => app.inject({ method: 'POST', url: '/api/v1/session', headers, payload: { token } });
const cookieOf = (answer: { headers: Record<string, unknown> }) => String(answer.headers['set-cookie']).split(';')[0];

describe('POST /api/v1/session', () => {
  it('opens a session in a cookie that scripts and other sites cannot use', async () => {
    const answer = await signIn();
    expect(answer.headers['set-cookie']).toMatch(/^cluster_audit_session=[\w-]+; Path=\/; HttpOnly; SameSite=Strict$/);
    const who = await app.inject({ url: '/api/v1/session', headers: { cookie: cookieOf(answer) } });
    expect(who.json()).toMatchObject({ kind: 'admin', via: 'session', expiresAt: expect.any(String) });
  });

  it('marks the cookie Secure where the address is https', async () => {
    const secureApp = createApi({ parts: createFakeParts({ publicUrl: 'https://audit.example/' }), onError: () => {} });
    const answer = await secureApp.inject({ method: 'POST', url: '/api/v1/session', payload: { token: adminToken } });
    expect(answer.headers['set-cookie']).toMatch(/; Secure$/);
    await secureApp.close();
  });

  it('refuses a wrong token, and makes who tries too often wait', async () => {
    const parts = createFakeParts();
    const other = createApi({ parts, onError: () => {} });
    const codes: number[] = [];
    for (let k = 0; k < 12; k += 1) codes.push((await other.inject({ method: 'POST', url: '/api/v1/session', payload: { token: 'wrong' } })).statusCode);
    expect([codes[0], codes.at(-1)]).toEqual([401, 429]);
    await other.close();
  });
});

describe('a session', () => {
  it('may not act when another site sends it along', async () => {
    const cookie = cookieOf(await signIn());
    const put = (headers: Record<string, string>) =>
      app.inject({ method: 'PUT', url: '/api/v1/logsets/x', headers: { cookie, host: 'audit.example', ...headers } }).then(({ statusCode }) => statusCode);
    expect(await put({ origin: 'http://evil.example' })).toBe(403);
    expect(await put({ origin: 'http://audit.example:81' })).toBe(403);
    expect(await put({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await put({ origin: 'http://audit.example' })).toBe(200);
    expect(await put({ 'sec-fetch-site': 'same-origin', origin: 'http://behind-a-proxy' })).toBe(200);
    expect(await put({})).toBe(200);
  });

  it('ends when its owner signs out', async () => {
    const cookie = cookieOf(await signIn());
    expect((await app.inject({ method: 'DELETE', url: '/api/v1/session', headers: { cookie } })).statusCode).toBe(204);
    expect((await app.inject({ url: '/api/v1/session', headers: { cookie } })).statusCode).toBe(401);
  });
});

describe('GET /signin/{code}', () => {
  it('works once', async () => {
    const link = (await app.inject({ method: 'POST', url: '/api/v1/session/link', headers: asAdmin })).json<{ url: string }>();
    const path = new URL(link.url).pathname;
    const first = await app.inject(path);
    expect([first.statusCode, first.headers.location, first.headers['referrer-policy']]).toEqual([303, '/', 'no-referrer']);
    expect((await app.inject({ url: '/api/v1/session', headers: { cookie: cookieOf(first) } })).statusCode).toBe(200);
    expect((await app.inject(path)).json()).toMatchObject({ code: 'unauthenticated' });
    const browser = await app.inject({ url: path, headers: { accept: 'text/html' } });
    expect([browser.statusCode, browser.headers.location, browser.headers['set-cookie']]).toEqual([303, '/?link=used', undefined]);
  });
});
