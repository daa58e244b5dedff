import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';
import { asAdmin, createFakeParts, createFakeReader, makeEvent } from '../fake-parts.ts';

const reader = createFakeReader([makeEvent(0, '{}'), makeEvent(1, '{}')]);
const app = createApi({ parts: createFakeParts({ reader }), onError: () => {} });
afterAll(() => app.close());
const get = (url: string) => app.inject({ url: `/api/v1/${url}`, headers: asAdmin });

describe('counts by value', () => {
  it('carry any value, also one that is special to programs', async () => {
    expect((await get('histogram?by=verb')).body).toBe('{"buckets":[{"start":"2023-11-14T22:13:20Z","count":2,"counts":{"__proto__":2}}]}');
    expect((await get('facets?fields=verb,requestObject."__proto__"')).json().facets).toEqual({
      verb: { values: [{ value: 'get', count: 2 }], distinct: 1, exact: true },
      'requestObject."__proto__"': { values: [{ value: 'get', count: 2 }], distinct: 1, exact: true },
    });
  });

  it('choose facets by name where none are asked for', async () => {
    expect(Object.keys((await get('facets?name=ACTOR')).json().facets)).toEqual(['actor']);
    expect(Object.keys((await get('facets')).json().facets).length).toBeGreaterThan(10);
    expect((await get('facets?name=nothing')).json()).toEqual({ facets: {} });
    expect((await get('facets?name=a&fields=verb')).json()).toMatchObject({ code: 'bad_parameter', parameter: 'name' });
  });

  it.each([
    ['top', 'bad_parameter'],
    ['top?by=', 'bad_parameter'],
    ['top?by=verb,', 'bad_parameter'],
    ['top?by=verb,werb', 'unknown_field'],
    ['top?by=user..name', 'unknown_field'],
    ['top?by=annotations."a', 'unknown_field'],
    ['top?by=verb,stage,level,user,auditID,actor,cluster,topic,source', 'bad_parameter'],
    ['facets?fields=kubernetes', 'unknown_field'],
    ['histogram?by=verb,stage', 'bad_parameter'],
    ['histogram?interval=5', 'bad_parameter'],
    ['histogram?interval=40000d', 'bad_parameter'],
  ])('%s is %s', async (place, code) => {
    const answer = await get(place);
    expect([answer.statusCode, answer.json().code]).toEqual([400, code]);
  });

  it('tell the place of a wrong name in its parameter', async () => {
    expect((await get('top?by=verb,werb')).json()).toMatchObject({ position: { offset: 5, line: 1, column: 6 }, hint: 'Did you mean verb?', parameter: 'by' });
  });

  it('end when their client goes, and give their place to the next', async () => {
    let ended = (): void => {};
    const end = new Promise<void>((resolve) => (ended = resolve));
    const slow = {
      ...reader,
      histogram: (_selection: unknown, _request: unknown, signal?: AbortSignal) =>
        new Promise<never>((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            ended();
            reject(signal.reason as Error);
          });
        }),
    };
    const parts = createFakeParts({ reader: slow });
    const slowApp = createApi({ parts, onError: () => {} });
    await slowApp.listen({ port: 0, host: '127.0.0.1' });
    const abort = new AbortController();
    const url = `http://127.0.0.1:${(slowApp.server.address() as AddressInfo).port}/api/v1/histogram`;
    const asked = fetch(url, { headers: asAdmin, signal: abort.signal }).catch(() => 'gone');
    await expect.poll(() => parts.limits.searches.running()).toBe(1);
    abort.abort();
    await end;
    expect(await asked).toBe('gone');
    await expect.poll(() => parts.limits.searches.running()).toBe(0);
    await slowApp.close();
  });

  it('are busy with Retry-After where a caller asks for more than their share', async () => {
    const parts = createFakeParts({ reader: { ...reader, count: () => new Promise<never>(() => {}) } });
    const full = createApi({ parts, onError: () => {} });
    const answers = await Promise.all(Array.from({ length: 5 }, () => full.inject({ url: '/api/v1/count', headers: asAdmin })));
    expect(answers.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([408, 408, 429, 429, 429]);
    expect(answers.filter(({ statusCode }) => statusCode === 429).every(({ headers }) => headers['retry-after'] === '2')).toBe(true);
    await full.close();
  });
});
