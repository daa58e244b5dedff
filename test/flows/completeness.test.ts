// "Is anything missing?": each loss that is made here must be told with its exact number and cause, and nothing else.
import { readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CompletenessInstance, CompletenessResult } from '../../src/api/contract/completeness.ts';
import { TestAgent } from '../harness/agent.ts';
import { FakeApiServer } from '../harness/fake-api-server.ts';
import { TestServer } from '../harness/server.ts';

let server: TestServer;
let agent: TestAgent;
let api: FakeApiServer;

beforeEach(async () => {
  server = new TestServer(['--settle-seconds', '1']);
  await server.start();
  await server.enable('prod');
  server.extra.push('--listen', `127.0.0.1:${new URL(server.url).port}`);
  agent = new TestAgent();
  api = await new FakeApiServer(agent.log).listen();
});
afterEach(async () => {
  await agent.remove();
  await api.close();
  await server.remove();
});

type Hour = CompletenessInstance['hours'][number];

const metricsOf = (one: FakeApiServer): string[] => ['--metrics-url', `${one.url}/metrics`, '--metrics-interval', '1'];
const startAgent = (...more: string[]): void => agent.start(server.url, 'prod', ...metricsOf(api), ...more);
const place = '/api/v1/clusters/prod/completeness';

async function ask(): Promise<CompletenessResult> {
  const answer = await server.get(place);
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.bytes.toString('utf8')}`);
  return answer.json as CompletenessResult;
}

interface Told {
  readonly all: CompletenessResult;
  readonly one: CompletenessInstance;
}

/** The answer once all that was made before now is accounted for. */
async function settled(name = 'master-1'): Promise<Told> {
  const since = Date.now();
  for (const deadline = since + 40_000; Date.now() < deadline; await wait(150)) {
    const all = await ask();
    const one = all.instances.find(({ instance }) => instance === name);
    if (one?.knownTo && Date.parse(one.knownTo) > since && one.missing.atLeast === one.missing.atMost) return { all, one };
  }
  throw new Error(`not settled: ${JSON.stringify(await ask(), null, 1)}\n${agent.stderr}\n${server.stderr}`);
}

const total = (one: CompletenessInstance, read: (hour: Hour) => number): number => one.hours.reduce((all, hour) => all + read(hour), 0);

/** Status, number and causes (summed over the hours): all that is told of losses. */
function lossOf({ one }: Told): { status: string; missing: number; causes: Record<string, number> } {
  const causes: Record<string, number> = {};
  for (const { cause, plugin, events } of one.hours.flatMap((hour) => hour.causes)) {
    const key = plugin === undefined ? cause : `${cause}:${plugin}`;
    causes[key] = (causes[key] ?? 0) + events;
  }
  return { status: one.status, missing: one.missing.atLeast, causes };
}

/** What is stored are those of the made events that were not lost, byte for byte. */
async function expectStored(lost = 0): Promise<void> {
  const stored = new Set((await server.lines('')).map(String));
  const made = api.made.filter((line) => !stored.has(line));
  // The last looks at the counters are made while we look.
  expect(made.length - lost).toBeLessThanOrEqual(3);
  expect(made.length - lost).toBeGreaterThanOrEqual(0);
}

const complete = { status: 'complete', missing: 0, causes: {} };

describe('completeness', () => {
  it('holds through kills of agent and server, outages, rotations and restarts of the API server; drops there are told by number and plugin', async () => {
    api.make(300);
    startAgent();
    const first = await settled();
    expect([first.all.status, lossOf(first)]).toEqual(['complete', complete]);
    expect(total(first.one, ({ made }) => made)).toBe(total(first.one, ({ stored }) => stored));

    // Kills, an outage with a rotation in it, and another life of the API server that dropped something.
    api.make(40);
    await agent.stop('SIGKILL');
    api.make(40);
    startAgent();
    await wait(400);
    await server.stop('SIGKILL');
    api.make(100);
    agent.rotate(true);
    api.make(100);
    await wait(1500);
    await server.start();
    const second = await settled();
    expect(lossOf(second)).toEqual(complete);
    expect(total(second.one, ({ made }) => made)).toBe(total(second.one, ({ stored }) => stored));
    api.fail('log', 7);
    api.make(20);
    expect(lossOf(await settled())).toEqual({ status: 'incomplete', missing: 7, causes: { 'failed_there:log': 7 } });
    api.restart();
    api.make(30);
    api.fail('log', 2);
    const third = await settled();
    expect(lossOf(third)).toEqual({ status: 'incomplete', missing: 9, causes: { 'failed_there:log': 9 } });
    expect(third.one.unaccounted).toEqual([{ from: expect.any(String), to: expect.any(String), why: 'restart' }]);
    await expectStored();

    // Told once in the log, as a metric, and by the exit code of the command.
    await server.stop('SIGKILL');
    await server.start();
    expect(lossOf(await settled())).toMatchObject({ missing: 9 });
    const told = server.stderr.split('\n').filter((line) => line.includes('are missing'));
    expect(told.map((line) => /(\d+) more of master-1/.exec(line)?.[1])).toEqual(['7', '2']);
    expect((await server.get('/metrics')).bytes.toString('utf8')).toContain('cluster_audit_gap_events{cluster="prod"} 9');
    const command = server.cli('completeness', '--cluster', 'prod');
    expect([command.status, command.stdout.toString('utf8')]).toEqual([1, expect.stringMatching(/incomplete .* 9 +failed_there:log 9\n/)]);
  }, 240_000);

  it('what was deleted before it was read is an exact gap: with the record of it where the agent had seen the file, unexplained where it never had', async () => {
    api.isAudited = false;
    api.make(100);
    startAgent();
    await settled();
    await agent.stop('SIGKILL');
    const lost = api.make(57);
    unlinkSync(agent.log);
    api.make(25);
    startAgent();
    const told = await settled();
    expect(lossOf(told)).toEqual({ status: 'incomplete', missing: 57, causes: { agent_missed: 57 } });
    const [cause] = told.one.hours.flatMap((hour) => hour.causes);
    expect(told.all.records).toMatchObject([{ id: cause.records?.[0], instance: 'master-1', kind: 'rotated_away', file: agent.log, bytes: null }]);
    await expectStored(57);

    // A file that came and went while nobody looked.
    await agent.stop('SIGKILL');
    agent.rotate(false);
    api.make(13);
    unlinkSync(agent.log);
    api.make(5);
    startAgent();
    expect(lossOf(await settled())).toEqual({ status: 'incomplete', missing: 70, causes: { agent_missed: 57, unexplained: 13 } });

    // What turns up after all closes the gap by so many, and no more.
    api.write(lost.slice(0, 40));
    await expect.poll(async () => lossOf(await settled()).missing, { timeout: 60_000 }).toBe(30);
  }, 240_000);

  it('counts once what two sources deliver or one sends again; drops by policy, quarantined lines and recovered ones are told as such', async () => {
    const token = (await server.request('/api/v1/clusters/prod/features/audit/tokens', { method: 'POST', json: {} })).json as { id: string; token: string };
    const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n  verbs: [list]\n- level: RequestResponse\n';
    const applied = await server.request('/api/v1/topics/prod-audit/policy', { method: 'PUT', json: { policy } });
    expect([applied.status, applied.bytes.toString('utf8')]).toEqual([200, expect.any(String)]);
    const listing = (line: string): string => line.replace(/"verb":"[^"]*"/, '"verb":"list"');
    const watching = (line: string): string => line.replace(/"verb":"[^"]*"/, '"verb":"get"');
    api.make(50, watching);
    startAgent();
    await settled();
    const before = (await settled()).one;
    const both = api.make(30, watching);
    const first = await server.post('prod', both.slice(0, 20).join('\n'), { token: token.token, type: 'application/x-ndjson' });
    expect(first.status).toBe(200);
    const dropped = api.make(40, listing);
    // The agent forgets what it delivered: all of it comes again.
    await agent.stop('SIGKILL');
    rmSync(path.join(agent.folder, 'state'), { recursive: true });
    startAgent();
    const second = await settled();
    expect(lossOf(second)).toEqual(complete);
    const droppedNow = total(second.one, (hour) => hour.droppedByPolicy) - total(before, (hour) => hour.droppedByPolicy);
    // Of the looks at the counters themselves some may be listings, too.
    expect(droppedNow).toBeGreaterThanOrEqual(dropped.length);
    expect(total(second.one, (hour) => hour.droppedByPolicy)).toBeLessThanOrEqual(api.made.filter((line) => line.includes('"verb":"list"')).length);
    expect(await server.count(`source:"token:${token.id}"`)).toBeGreaterThan(0);

    // A line that is no event any more, and one that was lost there and told in its log.
    api.make(3, (line) => line.slice(0, -30));
    expect(lossOf(await settled())).toEqual({ status: 'incomplete', missing: 3, causes: { quarantined: 3 } });
    const own = path.join(agent.folder, 'kube-apiserver.log');
    const text = gunzipSync(readFileSync('examples/apiserver-stderr.log.gz')).toString('utf8').split('\n');
    const at = text.findIndex((line) => / AUDIT: .*method="patch"/.test(line));
    const now = text[at].replace(/^\S+/, new Date().toISOString());
    writeFileSync(own, `E1126 metrics.go:109] Error in audit plugin 'log' affecting 1 audit events: disk full\n${now}\n`);
    api.fail('log', 2);
    await agent.stop();
    startAgent('--apiserver-log', own);
    const third = await settled();
    expect(lossOf(third)).toEqual({ status: 'incomplete', missing: 5, causes: { quarantined: 3, 'failed_there:log': 2 } });
    expect(third.one.hours.flatMap((hour) => hour.causes).filter(({ cause }) => cause === 'failed_there')).toMatchObject([{ recovered: 1 }]);
  }, 240_000);

  it('server scrapes by itself what has no agent, gives no secret out, and follows nothing; canaries are found again; clocks that are ahead are told', async () => {
    const made = (await server.request('/api/v1/clusters/prod/features/audit/tokens', { method: 'POST', json: {} })).json as { id: string; token: string };
    const instance = '/api/v1/clusters/prod/instances/web-1';
    const put = (url: string) =>
      server.request(instance, { method: 'PUT', json: { sources: [`token:${made.id}`], metrics: { url, token: 'very-secret', everySeconds: 5 } } });
    expect((await put(`${api.url}/metrics`)).json).toEqual({
      instance: 'web-1',
      sources: [`token:${made.id}`],
      metrics: { url: `${api.url}/metrics`, everySeconds: 5 },
    });
    const post = async (lines: readonly string[]) => {
      expect((await server.post('prod', lines.join('\n'), { token: made.token, type: 'application/x-ndjson' })).status).toBe(200);
    };
    api.isAudited = false;
    // Well between two of its looks, which come each five seconds: none is under way while the counters change.
    await wait(8000);
    await post(api.make(60));
    api.fail('webhook', 11);
    api.events += 4;
    const told = await settled('web-1');
    expect(lossOf(told)).toEqual({ status: 'incomplete', missing: 15, causes: { 'failed_there:webhook': 11, unexplained: 4 } });
    expect(JSON.stringify(told.all)).not.toContain('very-secret');
    expect(told.one.unaccounted).toMatchObject([]);

    await post([api.event({ at: Date.now() + 60_000 }), api.event({ at: Date.now() - 48 * 3_600_000 })]);
    const arrival = (await ask()).arrivals.find(({ source }) => source === `token:${made.id}`);
    expect(arrival).toMatchObject({ received: 62, accepted: 62, late: 1, future: 1 });
    expect(arrival!.skewMs).toBeLessThan(-50_000);

    // An address that leads elsewhere.
    const other = await new FakeApiServer(agent.log).listen();
    let asked = 0;
    other.answer = (_request, response) => {
      asked += 1;
      response.end();
    };
    api.answer = (_request, response) => response.writeHead(302, { location: `${other.url}/metrics` }).end();
    await expect.poll(async () => (await ask()).instances[0].trouble, { timeout: 20_000 }).toContain('redirects are not followed');
    expect(asked).toBe(0);
    await other.close();
    expect((await server.request(instance, { method: 'DELETE' })).status).toBe(204);
    expect((await ask()).reasons).toEqual(['no_instance']);

    api.answer = null;
    api.isAudited = true;
    startAgent('--canary');
    await settled();
    await expect.poll(async () => (await ask()).instances[0].canary?.seen ?? 0, { timeout: 20_000 }).toBeGreaterThan(2);
  }, 240_000);
});
