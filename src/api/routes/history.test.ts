import { afterAll, describe, expect, it } from 'vitest';
import { event as makeBody } from '../../../test/harness/story-events.ts';
import { createMatcher } from '../../search/evaluate.ts';
import type { StoredEvent } from '../../store/store.ts';
import { createApi } from '../create-api.ts';
import { asAdmin, createFakeParts, createFakeReader, makeEvent } from '../fake-parts.ts';

const objectRef = { apiGroup: 'apps', resource: 'deployments', namespace: 'shop', name: 'web' };
const body = (more: string) => `{"kind":"Deployment", "metadata":{"name":"web","namespace":"shop","uid":"u1"},${more}}`;
const texts = [
  [{ verb: 'create', code: 201 }, body('"spec":{"replicas":1,"odd":1e400,"twice":1,"twice":2}')],
  [{ verb: 'patch', requestObject: { spec: { replicas: 3 } }, user: { username: 'bob' }, impersonatedUser: { username: 'eve' } }, null],
  [{ verb: 'patch', object: { ...objectRef, subresource: 'scale' } }, '{"kind":"Scale","metadata":{"name":"web"},"spec":{"replicas":12345678901234567890}}'],
  [{ verb: 'update', object: { ...objectRef, subresource: 'status' } }, body('"status":{}')],
  [{ verb: 'delete', code: 403, annotations: { 'authorization.k8s.io/decision': 'forbid' } }, null],
  [{ verb: 'deletecollection', object: { apiGroup: 'apps', resource: 'deployments', namespace: 'shop' } }, null],
] as const;
const stored: StoredEvent[] = texts.map(([given, answer], k) => {
  const text = JSON.stringify({
    ...makeBody({ object: objectRef, level: 'RequestResponse', ...given }),
    responseObject: answer === null ? undefined : 'ANSWER',
    stageTimestamp: `2026-11-23T05:00:0${k}.000000Z`,
  });
  const bytes = Buffer.from(text.replace('"ANSWER"', answer ?? ''));
  return { ...makeEvent(k, bytes), key: { ...makeEvent(k, bytes).key, ts: Date.parse(`2026-11-23T05:00:0${k}Z`) * 1000 } };
});

/** It filters as the store does, and gives the newest first. */
const fake = createFakeReader(stored);
const reader: typeof fake = {
  ...fake,
  count: async (selection) => stored.filter((event) => createMatcher(selection.query)(event)).length,
  async *export(selection) {
    fake.asked.selections.push(selection);
    yield* stored.filter((event) => createMatcher(selection.query)(event) && (selection.to === null || event.key.ts < selection.to)).reverse();
  },
};
const app = createApi({ parts: createFakeParts({ reader }), onError: (error) => expect.fail(String(error)) });
afterAll(() => app.close());
const get = (parameters: Record<string, string>) => app.inject({ url: `/api/v1/objects/history?${new URLSearchParams(parameters)}`, headers: asAdmin });
const web = { cluster: 'shop', apiGroup: 'apps', resource: 'deployments', namespace: 'shop', name: 'web' };

describe('GET /api/v1/objects/history', () => {
  it('answers versions oldest first, received bodies with their very text, derived ones with their reason', async () => {
    const answer = await get(web);
    expect(answer.body).toContain(`"body":${texts[0][1]}}`);
    expect(answer.json()).toEqual({
      versions: [
        {
          id: 'e0',
          time: '2026-11-23T05:00:00.000000Z',
          actor: 'alice',
          verb: 'create',
          code: 201,
          bodyFrom: 'answer',
          life: 0,
          uid: 'u1',
          body: expect.objectContaining({ kind: 'Deployment' }),
        },
        {
          id: 'e1',
          time: '2026-11-23T05:00:01.000000Z',
          actor: 'bob',
          actingAs: 'eve',
          verb: 'patch',
          code: 200,
          bodyFrom: 'patch',
          reason: expect.stringContaining('applying the patch'),
          reasonCode: 'patched',
          life: 0,
          uid: 'u1',
          noOp: false,
          body: expect.objectContaining({ spec: expect.objectContaining({ replicas: 3, twice: 2 }) }),
        },
      ],
      parts: [
        expect.objectContaining({ subresource: 'scale', sets: 'spec.replicas', value: '12345678901234567890' }),
        expect.objectContaining({ subresource: 'status' }),
      ],
      gaps: [
        {
          from: '2026-11-23T05:00:03.000000Z',
          to: '2026-11-23T05:00:05.000000Z',
          kind: 'removal',
          why: expect.stringContaining('may have removed it'),
          removal: { id: 'e5', actor: 'alice', isCertain: false },
        },
      ],
      exact: true,
    });
    expect(answer.body).toContain('"odd":1e400');
  });

  it('the range chooses among what is told, not among what is read', async () => {
    const { versions } = (await get({ ...web, from: '2026-11-23T05:00:01Z', to: '2026-11-23T05:00:02Z' })).json();
    expect(versions).toHaveLength(1);
    expect(versions[0].body.spec.replicas).toBe(3);
    expect(fake.asked.selections.at(-1)).toMatchObject({ from: null, to: Date.parse('2026-11-23T05:00:02Z') * 1000, clusters: ['shop'] });
  });

  it('leaves the bodies out where an overview asks for that, and says still where there is one', async () => {
    const answer = await get({ ...web, bodies: 'false' });
    expect(answer.json().versions.map(({ body, bodyFrom }: { body: unknown; bodyFrom: string }) => [body, bodyFrom])).toEqual([
      [null, 'answer'],
      [null, 'patch'],
    ]);
  });

  it('an object nobody wrote has no versions', async () => {
    expect((await get({ ...web, name: 'other' })).json()).toMatchObject({ versions: [], parts: [], gaps: [] });
    expect((await get({ ...web, apiGroup: '' })).json().versions).toEqual([]);
  });

  it.each([
    [{ cluster: 'nowhere' }, 404, 'not_found'],
    [{ cluster: '' }, 400, 'bad_parameter'],
    [{ name: '' }, 400, 'bad_parameter'],
    [{ resource: '' }, 400, 'bad_parameter'],
    [{ from: 'soon' }, 400, 'bad_parameter'],
    [{ from: '2026-01-02', to: '2026-01-01' }, 400, 'bad_parameter'],
    [{ kind: 'Deployment' }, 400, 'bad_parameter'],
  ])('%j is answered with %i %s', async (change, status, code) => {
    const answer = await get({ ...web, ...change } as Record<string, string>);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  });

  it('where there is more than is read at once, the newest are told and the rest is named', async () => {
    const many = Array.from({ length: 5_100 }, (_value, k) => ({ ...stored[1], id: `m${k}` }));
    const busy = createApi({
      parts: createFakeParts({
        limits: { ...createFakeParts().limits, searchMs: 60_000 },
        reader: {
          ...fake,
          count: async () => 0,
          async *export() {
            yield* many;
          },
        },
      }),
      onError: () => {},
    });
    const answer = (await busy.inject({ url: `/api/v1/objects/history?${new URLSearchParams(web)}`, headers: asAdmin })).json();
    expect([answer.versions.length, answer.exact]).toEqual([5_000, false]);
    expect(answer.gaps[0]).toMatchObject({ from: null, why: expect.stringContaining('more events of this object than are read at once') });
    await busy.close();
  });
});

describe('GET /api/v1/events with sentences', () => {
  it('puts a line into each row in the language asked for', async () => {
    const rows = async (query: string) => (await app.inject({ url: `/api/v1/events?${query}`, headers: asAdmin })).json();
    expect((await rows('sentences=en')).events[0].sentence).toBe('alice created deployment shop/web');
    expect((await rows('sentences=zh')).events[1].sentence).toBe('bob 以 eve 的身份将 deployment shop/web 的副本数调整为 3');
    expect((await rows('')).events[0]).not.toHaveProperty('sentence');
    expect((await rows('sentences=de')).code).toBe('bad_parameter');
    expect((await rows('sentences=en&limit=1001')).code).toBe('bad_parameter');
  });
});
