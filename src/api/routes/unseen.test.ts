import { describe, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';
import type { UnseenAnswer } from '../contract/unseen.ts';
import { asAdmin, createFakeParts, createFakeReader, makeEvent } from '../fake-parts.ts';

const drops = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
  # Nobody looks at these.
  - level: None
    resources:
      - group: ""
        resources: [secrets]
  - level: Metadata
`;

function setUp(events = [makeEvent(1, '{}')]) {
  const parts = createFakeParts({ reader: { ...createFakeReader(events), count: async () => 0 } });
  const api = createApi({ parts, onError: () => {} });
  const ask = async (path: string): Promise<UnseenAnswer> => (await api.inject({ url: `/api/v1/unseen${path}`, headers: asAdmin })).json();
  const tell = (text: string) => api.inject({ method: 'PUT', url: '/api/v1/clusters/shop/policy', headers: asAdmin, payload: { policy: text } });
  return { api, ask, tell, parts };
}

const reasonsOf = (answer: UnseenAnswer, cluster: string) => answer.clusters.find((one) => one.cluster === cluster)?.reasons ?? [];

describe('GET /api/v1/unseen', () => {
  it('names the rule that drops what is asked for, with its line', async () => {
    const { ask, tell } = setUp();
    expect((await tell(drops)).statusCode).toBe(200);
    const answer = await ask('?cluster=shop&q=objectRef.resource:secrets AND verb:get AND objectRef.apiGroup:"" AND objectRef.subresource:""');
    expect(reasonsOf(answer, 'shop').find(({ why }) => why === 'policy')).toMatchObject({
      by: 'api_server',
      version: 1,
      verdict: 'all',
      rules: [{ rule: 0, line: 5, takes: 'all', hides: 'dropped', text: expect.stringContaining('level: None\nresources:') }],
    });
  });

  it('says that the policy is not known where nobody told it, and no more', async () => {
    const { ask } = setUp();
    const whys = reasonsOf(await ask('?cluster=shop&q=verb:get'), 'shop').map(({ why }) => why);
    expect(whys).toContain('policy_unknown');
    expect(whys).toContain('not_counted');
    expect(whys).not.toContain('policy');
  });

  it('knows the policies that a topic applied on arrival, and their time', async () => {
    const { ask, parts } = setUp();
    const topic = parts.registry.getAuditFeature('shop').topic!;
    parts.registry.putPolicy(topic, { policy: drops, note: '', madeBy: 'admin' });
    const found = reasonsOf(await ask('?cluster=shop&q=objectRef.resource:secrets'), 'shop').find(({ why }) => why === 'policy');
    expect(found).toMatchObject({ by: 'arrival', topic, verdict: 'usual', rules: [{ rule: 0, droppedEvents: 0 }] });
  });

  it('tells clusters without auditing, and clusters that sent nothing', async () => {
    const { ask } = setUp([]);
    const answer = await ask('?q=verb:get');
    expect(reasonsOf(answer, 'dark').map(({ why }) => why)).toContain('disabled');
    expect(reasonsOf(answer, 'shop').map(({ why }) => why)).toContain('nothing_sent');
  });

  it('tells what lies before the oldest event, after the newest, and before retention', async () => {
    const { ask } = setUp();
    const oldest = '2023-11-14T22:13:20.000Z';
    expect(reasonsOf(await ask('?cluster=shop&to=2023-11-01'), 'shop')).toContainEqual({ why: 'before_first', oldest, isAll: true });
    expect(reasonsOf(await ask('?cluster=shop&from=2023-11-15'), 'shop')).toContainEqual({ why: 'after_last', newest: oldest });
    const past = reasonsOf(await ask('?cluster=shop&from=2020-01-01'), 'shop');
    expect(past).toContainEqual(expect.objectContaining({ why: 'retention', retentionDays: expect.any(Number) }));
  });

  it('leaves out one condition after the other where nothing is found', async () => {
    const { ask, parts } = setUp();
    const answer = await ask('?q=verb:get AND user.username:bob');
    expect(answer).toMatchObject({ count: 0, relaxed: [], isImpossible: false });
    const reader = createFakeReader([]);
    const api = createApi({
      parts: { ...parts, reader: { ...reader, count: async ({ query }) => (query.type === 'term' && query.field.name === 'verb' ? 41 : 0) } },
      onError: () => {},
    });
    const { relaxed } = (await api.inject({ url: '/api/v1/unseen?q=verb:get AND user.username:bob', headers: asAdmin })).json<UnseenAnswer>();
    expect(relaxed).toEqual([{ without: 'term', text: 'user.username:"bob"', q: 'verb:"get"', count: 41 }]);
  });

  it('sees a query that nothing can match, and what such requests never have', async () => {
    const { ask } = setUp();
    expect(await ask('?q=verb:get AND verb:list')).toMatchObject({ isImpossible: true });
    expect(await ask('?q=verb:get AND requestObject.spec:*')).toMatchObject({ isImpossible: false, never: ['requestObject'] });
    expect(await ask('?q=stage:RequestReceived AND responseStatus.code:403')).toMatchObject({ never: ['stage'] });
  });

  it('refuses what is no query, no cluster and no policy', async () => {
    const { api, tell } = setUp();
    const status = async (url: string): Promise<number> => (await api.inject({ url, headers: asAdmin })).statusCode;
    expect(await status('/api/v1/unseen?q=((')).toBe(400);
    expect(await status('/api/v1/unseen?cluster=nowhere')).toBe(404);
    expect((await tell('rules: []')).statusCode).toBe(400);
    expect((await tell(drops)).json()).toMatchObject({ version: 1, yaml: drops });
    expect((await tell(drops)).json()).toMatchObject({ version: 1 });
    expect((await api.inject({ method: 'DELETE', url: '/api/v1/clusters/shop/policy', headers: asAdmin })).statusCode).toBe(204);
    expect((await api.inject({ url: '/api/v1/clusters/shop/policy', headers: asAdmin })).json()).toMatchObject({ version: 2, yaml: null });
  });
});
