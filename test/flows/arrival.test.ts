// A policy on arriving events, against the same decided by hand on the lines; counts, versions and crashes.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TopicPolicyAnswer } from '../../src/api/contract/topic-policies.ts';
import { splitLines, TestServer } from '../harness/server.ts';

interface Event {
  level: string;
  readonly stage: string;
  readonly verb: string;
  readonly userAgent?: string;
  readonly user: { readonly username?: string };
  readonly objectRef?: { readonly resource?: string; readonly apiGroup?: string; readonly subresource?: string };
  readonly responseStatus?: { readonly code?: number };
  requestObject?: Body;
  responseObject?: Body;
  annotations?: Record<string, string>;
}
interface Body {
  metadata?: { managedFields?: unknown };
  readonly items?: readonly Body[];
}

const lines = ['everything', 'modern-1.36'].flatMap((name) => splitLines(gunzipSync(readFileSync(`examples/${name}.ndjson.gz`))));
const policy = `apiVersion: cluster-audit/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: None
  users: ["system:kube-*", "system:node:*"]
  verbs: [get, list, watch]
- level: Metadata
  responseCodes: ["4*"]
- level: None
  userAgents: ["*/leader-election"]
- level: Request
  resources:
  - group: ""
    resources: [configmaps]
- level: RequestResponse
  omitManagedFields: true
`;

/** The rule by hand: its index, the level, and whether managedFields go. */
function decide(event: Event): { rule: number; level: 'None' | 'Metadata' | 'Request' | 'RequestResponse' } {
  const { username = '' } = event.user;
  if (/^system:(kube-|node:)/.test(username) && ['get', 'list', 'watch'].includes(event.verb)) return { rule: 0, level: 'None' };
  if (codeOf(event).startsWith('4')) return { rule: 1, level: 'Metadata' };
  if ((event.userAgent ?? '').endsWith('/leader-election')) return { rule: 2, level: 'None' };
  if (isConfigMap(event)) return { rule: 3, level: 'Request' };
  return { rule: 4, level: 'RequestResponse' };
}

const codeOf = ({ responseStatus }: Event): string => String(responseStatus?.code ?? '');

function isConfigMap({ objectRef: { resource, apiGroup = '', subresource = '' } = {} }: Event): boolean {
  return resource === 'configmaps' && apiGroup === '' && subresource === '';
}

const ranks = ['None', 'Metadata', 'Request', 'RequestResponse'];

/** What has to be stored of a line: null = nothing, the text itself = untouched. */
function expected(line: Buffer): { rule: number; value: Event | null; untouched: boolean } {
  const event = JSON.parse(line.toString('utf8')) as Event;
  const before = JSON.stringify(event);
  const { rule, level } = decide(event);
  if (level === 'None' || event.stage === 'RequestReceived') return { rule, value: null, untouched: false };
  const recorded = event.level;
  if (level === 'Metadata') delete event.requestObject;
  if (level !== 'RequestResponse') delete event.responseObject;
  if (rule === 4) dropManagedFields(event);
  if (JSON.stringify(event) === before) return { rule, value: event, untouched: true };
  const isLower = ranks.indexOf(level) < ranks.indexOf(recorded);
  if (isLower) event.level = level;
  event.annotations = { ...event.annotations, 'cluster-audit/policy': isLower ? `${level} instead of ${recorded}` : 'managedFields left out' };
  return { rule, value: event, untouched: false };
}

function dropManagedFields({ requestObject, responseObject }: Event): void {
  for (const body of [requestObject, responseObject].filter((one) => one !== undefined))
    for (const object of [body, ...(body.items ?? [])]) delete object.metadata?.managedFields;
}

const sortedKeys = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );

describe('a policy on arrival', () => {
  const server = new TestServer();
  const file = path.join(server.data, 'arrival.yaml');
  const inputs = ['everything', 'modern-1.36'].map((name) => `examples/${name}.ndjson.gz`);
  const unique = [...new Map(lines.map((line) => [line.toString('latin1'), line])).values()];
  const wanted = unique.map((line) => ({ line, ...expected(line) }));
  const kept = wanted.filter(({ value }) => value !== null);

  beforeAll(async () => {
    await server.start();
    for (const cluster of ['ruled', 'free']) await server.enable(cluster);
    writeFileSync(file, policy);
  });
  afterAll(() => server.remove());

  const topic = async (): Promise<TopicPolicyAnswer> => (await server.get('/api/v1/topics/ruled-audit/policy')).json as TopicPolicyAnswer;

  it('leaves every byte alone where there is none', async () => {
    expect(server.cli('import', ...inputs, '--cluster', 'free').status).toBe(0);
    const stored = await server.lines('', { cluster: 'free' });
    expect(stored.map(String).sort()).toEqual(unique.map(String).sort());
  });

  it('keeps, strips and drops exactly what its rules say; every other byte stays', async () => {
    const applied = server.cli('policy', 'topic', 'apply', 'ruled-audit', file, '--note', 'quiet components');
    expect([applied.status, applied.stderr]).toEqual([0, '']);
    const imported = server.cli('import', ...inputs, '--cluster', 'ruled');
    expect(imported.stdout.toString('utf8')).toContain(`dropped by policy ${lines.length - kept.length}`);
    const stored = await server.lines('', { cluster: 'ruled' });
    expect(stored.length).toBe(kept.length);
    const texts = new Set(stored.map((line) => line.toString('latin1')));
    for (const { line } of kept.filter(({ untouched }) => untouched)) expect(texts.has(line.toString('latin1'))).toBe(true);
    const values = (events: unknown[]): string[] => events.map(sortedKeys).sort();
    expect(values(stored.map((line) => JSON.parse(line.toString('utf8'))))).toEqual(values(kept.map(({ value }) => value)));
  });

  it('counts what it took away, by rule, and calls it dropped by policy', async () => {
    const json = await topic();
    for (const rule of [0, 1, 2, 3, 4]) {
      const mine = wanted.filter((one) => one.rule === rule);
      const dropped = mine.filter(({ value }) => value === null);
      const stripped = mine.filter(({ value, untouched }) => value !== null && !untouched);
      const found = json.outcomes.find((one) => one.rule === rule);
      expect([rule, found?.dropped.events ?? 0, found?.dropped.bytes ?? 0, found?.stripped.events ?? 0]).toEqual([
        rule,
        dropped.length,
        dropped.reduce((sum, { line }) => sum + line.length, 0),
        stripped.length,
      ]);
    }
    expect(json.dropped.events).toBe(wanted.length - kept.length);
    const metrics = (await server.request('/metrics')).bytes.toString('utf8');
    expect(metrics).toContain(`cluster_audit_stored_events_total{cluster="ruled",outcome="dropped"} ${wanted.length - kept.length}`);
  });

  it('stores the same again once, stripped or not', async () => {
    const before = await server.count('', { cluster: 'ruled' });
    expect(server.cli('import', inputs[0], '--cluster', 'ruled').stdout.toString('utf8')).toMatch(/^accepted 0, /);
    expect(await server.count('', { cluster: 'ruled' })).toBe(before);
  });

  it('answers a body of which nothing is kept, and wait=stored says so', async () => {
    const dropped = wanted.filter(({ value }) => value === null).slice(0, 3);
    const body = Buffer.concat(dropped.flatMap(({ line }) => [line, Buffer.from('\n')]));
    const answer = await server.post('ruled', body, { type: 'application/x-ndjson' });
    expect([answer.status, answer.json]).toEqual([200, { received: 3, accepted: 0, duplicates: 0, quarantined: 0, dropped: 3 }]);
  });

  it('goes on after kill -9 with the version that each body came under, and counts once', async () => {
    const before = (await topic()).dropped.events;
    const [dropped] = wanted.filter(({ value }) => value === null);
    for (let round = 0; round < 20; round += 1) {
      const answer = await server.post('ruled', dropped.line, { wait: false });
      expect(answer.json).toEqual({ received: 1 });
    }
    await server.stop('SIGKILL');
    await server.start();
    await server.post('ruled', dropped.line);
    expect((await topic()).dropped.events).toBe(before + 21);
  });

  it('refuses a policy that would not do what is written, and keeps the old one', async () => {
    for (const [text, code] of [
      ['apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- {level: None, users: ["system:*"]}\n', 'literal_star'],
      ['apiVersion: cluster-audit/v1\nkind: Policy\nrules:\n- {level: None, user: ["a"]}\n', 'unknown_field'],
      ['{', 'policy_syntax'],
    ]) {
      const answer = await server.request('/api/v1/topics/ruled-audit/policy', { method: 'PUT', json: { policy: text } });
      expect([answer.status, answer.json.code, answer.json.problem]).toEqual([400, 'policy_refused', code]);
    }
    expect((await topic()).version).toBe(1);
    expect((await server.request('/api/v1/topics/none/policy', { method: 'PUT', json: { policy } })).status).toBe(404);
  });

  it('has versions: the same text is none, who and when stand there, back and off are new ones', async () => {
    const same = await server.request('/api/v1/topics/ruled-audit/policy', { method: 'PUT', json: { policy } });
    expect(same.json.version).toBe(1);
    const second = policy.replace('"system:node:*"', '"system:apiserver"');
    writeFileSync(file, second);
    expect(server.cli('policy', 'topic', 'apply', 'ruled-audit', file, '-o', 'json').status).toBe(0);
    const diff = server.cli('policy', 'topic', 'diff', 'ruled-audit', '1', '2');
    expect([diff.status, diff.stdout.toString('utf8')]).toEqual([1, expect.stringMatching(/^-.*system:node:[^]*^\+.*system:apiserver/m)]);
    expect(server.cli('policy', 'topic', 'rollback', 'ruled-audit', '1').status).toBe(0);
    expect(server.cli('policy', 'topic', 'off', 'ruled-audit').stdout.toString('utf8')).toContain('every byte is kept');
    const json = await topic();
    expect(json.versions.map(({ version, yaml, madeBy, note }) => [version, yaml, madeBy, note])).toEqual([
      [4, null, 'admin', 'taken off'],
      [3, policy, 'admin', 'back to version 1'],
      [2, second, 'admin', ''],
      [1, policy, 'admin', 'quiet components'],
    ]);
    expect(json.versions.every(({ madeAt }) => Math.abs(Date.parse(madeAt) - Date.now()) < 600_000)).toBe(true);
  });

  it('once off, keeps what it dropped before', async () => {
    const before = await server.count('', { cluster: 'ruled' });
    const dropped = wanted.filter(({ value }) => value === null).slice(0, 50);
    const body = Buffer.concat(dropped.flatMap(({ line }) => [line, Buffer.from('\n')]));
    expect((await server.post('ruled', body, { type: 'application/x-ndjson' })).json).toMatchObject({ accepted: 50 });
    expect(await server.count('', { cluster: 'ruled' })).toBe(before + 50);
  });
});
