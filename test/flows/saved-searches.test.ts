// Saved searches from outside: kept over a restart, refused where they could not be asked, and asked by their name.
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminToken, binary, TestServer } from '../harness/server.ts';

const events = ['get', 'delete', 'delete']
  .map((verb, k) => JSON.stringify({ kind: 'Event', auditID: `a${k}`, stage: 'ResponseComplete', verb, stageTimestamp: `2026-11-23T04:0${k}:00Z` }))
  .join('\n');

describe('saved searches', () => {
  const server = new TestServer();
  const ask = (place: string, method = 'GET', json?: unknown) => server.request(place, { method, json });
  const run = (...args: string[]) =>
    spawnSync(binary, ['search', ...args], { encoding: 'utf8', env: { ...process.env, CLUSTER_AUDIT_SERVER: server.url, CLUSTER_AUDIT_TOKEN: adminToken } });

  beforeAll(async () => {
    await server.start();
    await server.enable('shop');
    expect((await server.post('shop', Buffer.from(events))).status).toBe(200);
  });
  afterAll(async () => server.remove());

  it('are kept, changed, renamed and deleted, over a restart', async () => {
    const added = await ask('/api/v1/searches', 'POST', {
      name: '删除操作',
      query: 'verb:delete',
      from: '2026-11-23',
      columns: 'stageTimestamp,sentence,annotations."a,b"',
    });
    expect(added).toMatchObject({ status: 200, json: { name: '删除操作', query: 'verb:delete', cluster: null, from: '2026-11-23', to: null } });
    expect((await ask('/api/v1/searches', 'POST', { name: '删除操作' })).json).toMatchObject({ code: 'conflict', status: 409 });
    await server.stop();
    await server.start();
    const { id, ...content } = (await ask('/api/v1/searches')).json.searches[0];
    expect(id).toBe(added.json.id);
    const { name: _name, createdAt: _createdAt, changedAt: _changedAt, ...kept } = content;
    expect((await ask(`/api/v1/searches/${id}`, 'PUT', { ...kept, name: 'Deletes' })).json).toMatchObject({ id, name: 'Deletes', query: 'verb:delete' });
    const other = (await ask('/api/v1/searches', 'POST', { name: 'By verb', query: '* | count by verb' })).json;
    expect((await ask('/api/v1/searches')).json.searches.map(({ name }: { name: string }) => name)).toEqual(['By verb', 'Deletes']);
    expect((await ask(`/api/v1/searches/${other.id}`, 'DELETE')).status).toBe(204);
    expect((await ask(`/api/v1/searches/${other.id}`, 'DELETE')).status).toBe(404);
    expect((await server.request('/api/v1/searches', { token: null })).status).toBe(401);
  });

  it('are refused where they could not be asked, with the place and the change that mends it', async () => {
    const refused = await ask('/api/v1/searches', 'POST', { name: 'x', query: 'verbb:get' });
    expect(refused.json).toMatchObject({ status: 400, code: 'unknown_field', position: { offset: 0 }, fix: { from: 0, to: 5, text: 'verb' } });
    expect((await ask('/api/v1/searches', 'POST', { name: 'x', query: 'a | SELECT (' })).json).toMatchObject({ code: 'query_syntax' });
    for (const wrong of [{ from: 'soon' }, { columns: 'nothing' }, { name: 'a\nb' }, { name: '' }, { other: 1 }])
      expect((await ask('/api/v1/searches', 'POST', { name: 'x', ...wrong })).json).toMatchObject({ status: 400, code: 'bad_parameter' });
  });

  it('are asked by name on the command line', () => {
    expect(run('--saved', 'Deletes', '-o', 'ndjson').stdout.trim().split('\n')).toHaveLength(2);
    expect(run('--saved', 'Deletes', 'auditID:a2', '-o', 'ndjson').stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(run('--saved', 'Deletes', '* | count', '-o', 'json').stdout).rows).toEqual([['2']]);
    expect(run('--saved', 'Deletes', '--to', '2026-11-23T04:01:30Z', '-o', 'ndjson').stdout.trim().split('\n')).toHaveLength(1);
    const unknown = run('--saved', 'Delets');
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('Did you mean Deletes?')]);
  });
});
