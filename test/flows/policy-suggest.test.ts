// Suggestions, against the imported lines and against the replay of the policy that they make.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplayAnswer } from '../../src/api/contract/policy.ts';
import type { SuggestAnswer } from '../../src/api/contract/suggest.ts';
import { splitLines, TestServer } from '../harness/server.ts';

const policy = `# ours, since May
apiVersion: audit.k8s.io/v1
kind: Policy
rules:
# leases are noise
- level: None
  resources: [{group: coordination.k8s.io, resources: [leases]}]
# and everything else
- level: RequestResponse
`;

interface Event {
  readonly stage: string;
  readonly verb: string;
  readonly user: { readonly username?: string; readonly groups?: readonly string[] };
  readonly objectRef?: { readonly resource?: string; readonly apiGroup?: string; readonly subresource?: string };
}
const lines = splitLines(gunzipSync(readFileSync('examples/everything.ndjson.gz')));
const events = lines.map((line) => ({ bytes: line.length, event: JSON.parse(line.toString('utf8')) as Event }));
const isLease = ({ objectRef }: Event): boolean => objectRef?.apiGroup === 'coordination.k8s.io' && objectRef.resource === 'leases' && !objectRef.subresource;
const isWrite = ({ verb, objectRef }: Event): boolean => objectRef !== undefined && ['create', 'update', 'patch', 'delete', 'deletecollection'].includes(verb);
const isGuarded = ({ user, objectRef }: Event): boolean =>
  user.username === undefined ||
  objectRef?.apiGroup === 'rbac.authorization.k8s.io' ||
  (objectRef?.resource === 'secrets' && objectRef.apiGroup === undefined) ||
  ['exec', 'attach', 'portforward', 'token'].includes(objectRef?.subresource ?? '');

describe('suggestions', () => {
  const server = new TestServer();
  const file = path.join(server.data, 'mine.yaml');
  beforeAll(async () => {
    await server.start();
    await server.enable('prod');
    writeFileSync(file, policy);
    expect(server.cli('import', 'examples/everything.ndjson.gz', '--cluster', 'prod').status).toBe(0);
  });
  afterAll(() => server.remove());

  const ask = async (more: object = {}): Promise<SuggestAnswer> => {
    const answer = await server.request('/api/v1/policy/suggest', { method: 'POST', json: { policy, ...more } });
    expect([answer.status, answer.bytes.toString('utf8').slice(0, 200)]).toEqual([200, expect.anything()]);
    return answer.json as SuggestAnswer;
  };
  const replay = async (text: string, q = ''): Promise<ReplayAnswer> =>
    (await server.request('/api/v1/policy/replay', { method: 'POST', json: { policy: text, q } })).json as ReplayAnswer;

  it('tell what the arrival of requests costs, to the byte', async () => {
    const { suggestions, candidate } = await ask();
    const kept = events.filter(({ event }) => !isLease(event));
    expect(candidate.events).toBe(kept.length);
    const arrivals = kept.filter(({ event }) => event.stage === 'RequestReceived');
    expect(suggestions.find(({ kind }) => kind === 'arrivals')?.saves).toEqual({
      events: arrivals.length,
      bytes: arrivals.reduce((sum, { bytes }) => sum + bytes, 0),
    });
  });

  it('tell what the reads of the nodes cost, and leave secrets among them alone', async () => {
    const { suggestions } = await ask();
    const nodes = suggestions.find(({ kind, title }) => kind === 'component_reads' && title.startsWith('Reads by the nodes'))!;
    const named = new Set([...nodes.yaml.matchAll(/resources: \[(.*)\]/g)].flatMap(([, list]) => list.split(', ')));
    const isTaken = ({ user, verb, objectRef }: Event): boolean =>
      user.groups?.includes('system:nodes') === true &&
      ['get', 'list', 'watch'].includes(verb) &&
      named.has([objectRef?.resource, objectRef?.subresource].filter(Boolean).join('/'));
    const mine = events.filter(({ event }) => isTaken(event) && !isLease(event));
    expect(mine.length).toBeGreaterThan(20);
    expect(nodes.saves).toEqual({ events: mine.length, bytes: mine.reduce((sum, { bytes }) => sum + bytes, 0) });
    expect(nodes.yaml).not.toContain('secrets');
    expect(nodes.yaml).toContain('system:nodes');
  });

  it('each saves what the replay of the policy with it saves', async () => {
    const { suggestions, candidate } = await ask();
    expect(suggestions.length).toBeGreaterThan(10);
    for (const { id, saves } of suggestions.slice(0, 12)) {
      const picked = (await ask({ pick: [id] })).picked!;
      const after = await replay(picked.yaml);
      expect([picked.saves, picked.commentsKept]).toEqual([saves, true]);
      expect({ events: candidate.events - after.candidate.events, bytes: candidate.bytes - after.candidate.bytes }).toEqual(saves);
    }
  });

  it('all together hide no write, secret, exec, RBAC or failed login', async () => {
    const { suggestions } = await ask();
    const picked = (await ask({ pick: suggestions.map(({ id }) => id) })).picked!;
    for (const comment of ['# ours, since May', '# leases are noise', '# and everything else']) expect(picked.yaml).toContain(comment);
    const guarded = events.filter(({ event }) => (isWrite(event) || isGuarded(event)) && !isLease(event) && event.stage !== 'RequestReceived');
    const q = 'NOT stage:RequestReceived';
    const writes = await replay(
      picked.yaml,
      `${q} (verb:(create OR update OR patch OR delete OR deletecollection) objectRef.resource:* OR objectRef.resource:secrets OR objectRef.apiGroup:rbac.authorization.k8s.io OR NOT user.username:* OR objectRef.subresource:(exec OR attach OR portforward OR token))`,
    );
    expect(writes.recorded.events - writes.candidate.events).toBe(
      events.filter(({ event }) => (isWrite(event) || isGuarded(event)) && isLease(event) && event.stage !== 'RequestReceived').length,
    );
    expect(writes.candidate.events).toBe(guarded.length);
    const everything = await replay(picked.yaml);
    expect(everything.candidate.bytes).toBeLessThan(0.5 * everything.recorded.bytes);
    const rbac = await replay(picked.yaml, `${q} objectRef.apiGroup:rbac.authorization.k8s.io verb:(create OR update OR patch OR delete)`);
    expect(rbac.questions.find(({ id }) => id === 'rbac')).toMatchObject({ kept: rbac.recorded.events });
  });

  it('hide writes and sensitive things only when allowed, and say that they do', async () => {
    const kinds = async (allow: string[]): Promise<Set<string>> => new Set((await ask({ allow })).suggestions.map(({ kind }) => kind));
    const [plain, writes, both] = [await kinds([]), await kinds(['writes']), await kinds(['writes', 'sensitive'])];
    expect([plain.has('component_writes'), plain.has('sensitive')]).toEqual([false, false]);
    expect([writes.has('component_writes'), writes.has('sensitive')]).toEqual([true, false]);
    expect([both.has('component_writes'), both.has('sensitive')]).toEqual([true, true]);
    const { suggestions } = await ask({ allow: ['writes', 'sensitive'] });
    for (const { kind, isSensitive } of suggestions) if (kind === 'component_writes' || kind === 'sensitive') expect(isSensitive).toBe(true);
  });

  it('name the questions that can no longer be asked', async () => {
    const { suggestions } = await ask();
    const bodies = suggestions.find(({ kind, lost }) => kind === 'bodies' && lost.length > 0)!;
    const [, resource] = /writes of ([a-z]+)$/.exec(bodies.title)!;
    const mine = events.filter(({ event }) => isWrite(event) && event.objectRef?.resource === resource && event.stage === 'ResponseComplete');
    expect(bodies.lost.map(({ id }) => id).slice(0, 2)).toEqual(['changed', 'history']);
    expect(bodies.lost[0].events).toBeLessThanOrEqual(mine.length);
    expect(bodies.lost[0].events).toBeGreaterThan(0);
  });

  it('by the command: a table, the picked policy, its diff; an unknown pick is told', () => {
    const table = server.cli('policy', 'suggest', file);
    expect([table.status, table.stdout.toString('utf8')]).toEqual([0, expect.stringMatching(/SAVES[^]*The stage RequestReceived/)]);
    const picked = server.cli('policy', 'suggest', file, '--pick', '1,2');
    expect([picked.status, picked.stderr]).toEqual([0, expect.stringMatching(/^saves .* of .*%/)]);
    writeFileSync(`${file}.new`, picked.stdout.toString('utf8'));
    expect(server.cli('policy', 'check', `${file}.new`).stdout.toString('utf8')).toContain('accepted');
    expect(server.cli('policy', 'suggest', file, '--pick', '1', '--diff').stdout.toString('utf8')).toMatch(/^\+omitStages: \[RequestReceived\]/m);
    expect(server.cli('policy', 'suggest', file, '--pick', 'nosuch').status).toBe(2);
  });
});
