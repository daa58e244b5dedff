import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';

const [line] = splitLines(gunzipSync(readFileSync('examples/metadata.ndjson.gz')));
const feature = (cluster: string): string => `/api/v1/clusters/${cluster}/features/audit`;

describe('clusters, the audit feature, topics and tokens answer as promised', () => {
  const server = new TestServer();
  beforeAll(() => server.start());
  afterAll(() => server.remove());

  const put = async (place: string, json: unknown): Promise<{ status: number; json: Record<string, unknown> }> => {
    const answer = await server.request(place, { method: 'PUT', json });
    return { status: answer.status, json: answer.json };
  };
  const region = { region: 'guangzhou' };

  it('a cluster is added, listed, changed, and the same again changes nothing', async () => {
    const first = await put('/api/v1/clusters/one', { ...region, displayName: 'The first' });
    expect([first.status, first.json]).toEqual([200, expect.objectContaining({ name: 'one', region: 'guangzhou', displayName: 'The first' })]);
    expect((await put('/api/v1/clusters/one', { ...region, displayName: 'The first' })).json).toEqual(first.json);
    expect((await server.request('/api/v1/clusters/one')).json).toEqual(first.json);
    expect((await put('/api/v1/clusters/one', { ...region, displayName: 'Renamed' })).json.displayName).toBe('Renamed');
    const { clusters } = (await server.request('/api/v1/clusters')).json as { clusters: { name: string }[] };
    expect(clusters.map(({ name }) => name)).toEqual(['one']);
    expect((await server.request('/api/v1/clusters/none')).json.code).toBe('not_found');
  });

  it.each(['A', 'under_score', '-a', 'a-', '.a', 'a.', 'a'.repeat(64), 'ä', 'a b', '%2e%2e'])('the name %s is refused', async (name) => {
    const answer = await put(`/api/v1/clusters/${name.startsWith('%') ? name : encodeURIComponent(name)}`, region);
    expect([answer.status, answer.json.code]).toEqual(name.startsWith('%') ? [expect.any(Number), expect.any(String)] : [400, 'bad_parameter']);
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it.each(['a', '0', 'a.b-c', 'a'.repeat(63)])('the name %s is taken', async (name) => {
    expect((await put(`/api/v1/clusters/${name}`, region)).status).toBe(200);
  });

  it('enabling makes a topic and a token that is shown once, and events turn Enabling into Enabled', async () => {
    expect((await server.request(feature('one'))).json).toMatchObject({ state: 'Disabled' });
    const made = await put(feature('one'), { enabled: true });
    expect(made.json).toMatchObject({
      state: 'Enabling',
      logset: expect.any(String),
      topic: expect.any(String),
      ingest: { token: expect.any(String), url: `${server.url}/ingest/v1/one` },
    });
    const { token } = made.json.ingest as { token: string };
    const again = await put(feature('one'), { enabled: true });
    expect([again.status, again.json.ingest, again.json.topic]).toEqual([200, undefined, made.json.topic]);
    expect((await server.request(feature('one'))).bytes.includes(token)).toBe(false);
    const { ingest: _shownOnce, ...rest } = made.json;
    expect((await server.request(feature('one'))).json).toEqual(rest);
    expect((await server.post('one', line, { token })).status).toBe(200);
    expect((await server.request(feature('one'))).json.state).toBe('Enabled');
  });

  it('a topic that another cluster uses is refused, one of the same name and content changes nothing', async () => {
    const { topic } = (await server.request(feature('one'))).json as { topic: string };
    await put('/api/v1/clusters/two', region);
    const refused = await put(feature('two'), { enabled: true, topic });
    expect([refused.status, refused.json.code]).toEqual([409, 'conflict']);
    expect((await server.request(feature('two'))).json.state).toBe('Disabled');
    const logset = await put('/api/v1/logsets/archive', {});
    expect([logset.status, (await put('/api/v1/logsets/archive', {})).json]).toEqual([200, logset.json]);
    const own = await put('/api/v1/topics/two-audit', { logset: 'archive', retentionDays: 90 });
    expect(own.json).toMatchObject({ name: 'two-audit', logset: 'archive', retentionDays: 90 });
    expect((await put('/api/v1/topics/two-audit', { logset: 'archive', retentionDays: 90 })).json).toEqual(own.json);
    expect((await put(feature('two'), { enabled: true, logset: 'archive', topic: 'two-audit' })).json).toMatchObject({ topic: 'two-audit', logset: 'archive' });
    const names = async (what: string): Promise<string[]> =>
      ((await server.request(`/api/v1/${what}`)).json as Record<string, { name: string }[]>)[what].map(({ name }) => name);
    expect(await names('topics')).toEqual(expect.arrayContaining([topic, 'two-audit']));
    expect(await names('logsets')).toContain('archive');
    expect((await server.request('/api/v1/topics/two-audit')).json.retentionDays).toBe(90);
    expect((await put('/api/v1/topics/x', { logset: 'no-such-logset', retentionDays: 1 })).status).toBe(404);
  });

  it('bodies that are not as described are refused with the place of the mistake', async () => {
    for (const json of [{}, { region: 7 }, { ...region, colour: 'red' }, [], 'text']) {
      const answer = await put('/api/v1/clusters/wrong', json);
      expect([JSON.stringify(json), answer.status, answer.json.code]).toEqual([JSON.stringify(json), 400, 'bad_parameter']);
    }
    expect((await server.request('/api/v1/clusters/wrong')).status).toBe(404);
    for (const json of [{}, { enabled: 'yes' }, { enabled: true, topic: 'Bad Name' }]) expect((await put(feature('one'), json)).status).toBe(400);
  });

  it('tokens are made, work for their cluster alone, and end when deleted', async () => {
    const made = await server.request(`${feature('one')}/tokens`, { method: 'POST' });
    expect(made.json).toEqual({ id: expect.any(String), token: expect.any(String) });
    const { id, token } = made.json as { id: string; token: string };
    expect((await server.post('one', line, { token })).status).toBe(200);
    expect((await server.post('two', line, { token })).json.code).toBe('forbidden');
    expect((await server.request('/api/v1/events', { token })).status).toBeGreaterThanOrEqual(401);
    expect((await server.request(`${feature('one')}/tokens/${id}`, { method: 'DELETE' })).status).toBeLessThan(300);
    expect((await server.post('one', line, { token })).json.code).toBe('unauthenticated');
    expect((await server.request(`${feature('one')}/tokens/${id}`, { method: 'DELETE' })).status).toBe(404);
  });

  it('webhook-config is a kubeconfig whose address and token a sender can use', async () => {
    const answer = await server.request('/api/v1/clusters/one/webhook-config', { method: 'POST' });
    const config = parse(answer.bytes.toString('utf8')) as {
      kind: string;
      clusters: [{ cluster: { server: string } }];
      users: [{ user: { token?: string } }];
      contexts: unknown[];
      'current-context': string;
    };
    expect([answer.status, config.kind, config.contexts.length, typeof config['current-context']]).toEqual([200, 'Config', 1, 'string']);
    const address = new URL(config.clusters[0].cluster.server);
    const { token } = config.users[0].user;
    // kube-apiserver appends ?timeout=30s, and over plain http sends no token of a user.
    const sent = await server.request(`${address.pathname}?timeout=30s`, {
      method: 'POST',
      body: line,
      token: null,
      headers: { 'content-type': 'application/json' },
    });
    expect([address.origin, sent.status]).toEqual([server.url, 200]);
    if (token !== undefined) expect((await server.post('one', line, { token })).status).toBe(200);
  });

  it('disabling closes ingest and keeps what is stored; enabling again opens it', async () => {
    const before = await server.count('', { cluster: 'one' });
    expect((await put(feature('one'), { enabled: false })).json.state).toBe('Disabled');
    expect((await server.post('one', line)).json.code).toBe('audit_disabled');
    expect(await server.count('', { cluster: 'one' })).toBe(before);
    expect((await put(feature('one'), { enabled: true })).status).toBe(200);
    expect((await server.post('one', line)).status).toBe(200);
  });

  it('what was acknowledged is there after kill -9', async () => {
    await put('/api/v1/clusters/survivor', { ...region, displayName: 'last' });
    const { ingest } = (await put(feature('survivor'), { enabled: true })).json as { ingest: { token: string } };
    await server.stop('SIGKILL');
    await server.start();
    expect((await server.request('/api/v1/clusters/survivor')).json).toMatchObject({ displayName: 'last' });
    expect((await server.post('survivor', line, { token: ingest.token })).json).toMatchObject({ accepted: 1 });
  });
});
