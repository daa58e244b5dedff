// Stored requests through a candidate policy, against the same decided by hand on the imported lines.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';

interface Event {
  readonly level: string;
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username?: string; readonly groups?: readonly string[] };
  readonly objectRef?: {
    readonly resource: string;
    readonly subresource?: string;
    readonly apiGroup?: string;
    readonly name?: string;
    readonly namespace?: string;
  };
  readonly requestObject?: unknown;
  readonly responseObject?: unknown;
}
interface Sum {
  readonly events: number;
  readonly bytes: number;
}

const lines = ['everything', 'hostile-raw'].flatMap((name) => splitLines(gunzipSync(readFileSync(`examples/${name}.ndjson.gz`))));
const events = lines.map((line) => ({ bytes: line.length, event: JSON.parse(line.toString('utf8')) as Event }));
const sum = (chosen: typeof events): Sum => ({ events: chosen.length, bytes: chosen.reduce((all, { bytes }) => all + bytes, 0) });

/** The length of a body as it was written: what is left when the text before and after it is known. */
function lengthOf(line: Buffer, body: 'requestObject' | 'responseObject'): number {
  const text = line.toString('latin1');
  const start = text.indexOf(`,"${body}":`);
  if (start < 0) return 0;
  const next = body === 'requestObject' ? text.indexOf(',"responseObject":', start) : -1;
  const end = next < 0 ? text.lastIndexOf(',"requestReceivedTimestamp":') : next;
  return end - start;
}

describe('replay', () => {
  const server = new TestServer();
  beforeAll(async () => {
    await server.start();
    await server.enable('prod');
    for (const name of ['everything', 'hostile-raw']) expect(server.cli('import', `examples/${name}.ndjson.gz`, '--cluster', 'prod').status).toBe(0);
  });
  afterAll(() => server.remove());

  const ask = async (rules: string, more: object = {}) => {
    const policy = `apiVersion: audit.k8s.io/v1\nkind: Policy\n${rules}`;
    const answer = await server.request('/api/v1/policy/replay', {
      method: 'POST',
      body: JSON.stringify({ policy, ...more }),
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.status, answer.bytes.toString('utf8').slice(0, 300)]).toEqual([200, expect.anything()]);
    return answer.json;
  };

  it('of the policy in force keeps everything', async () => {
    const answer = await ask('rules:\n- level: RequestResponse\n');
    expect(answer).toMatchObject({ recorded: sum(events), kept: sum(events), dropped: { events: 0, bytes: 0 }, stripped: { events: 0, bytes: 0 } });
    expect(answer.byRule).toEqual([{ rule: 0, level: 'RequestResponse', recorded: sum(events), kept: sum(events) }]);
  });

  it('drops by user, verb, resource, name, group, path and stage, and says by which rule', async () => {
    const answer = await ask(`omitStages: [RequestReceived]
rules:
- {level: None, userGroups: ["system:nodes"], verbs: [get]}
- {level: None, resources: [{group: "", resources: ["pods/*"]}]}
- {level: None, resources: [{group: "", resources: [configmaps], resourceNames: ["kube-root-ca.crt"]}]}
- {level: None, nonResourceURLs: ["/api*"]}
- {level: RequestResponse}
`);
    const byHand: ((event: Event) => boolean)[] = [
      ({ user, verb }) => user.username !== undefined && verb === 'get' && (user.groups ?? []).includes('system:nodes'),
      ({ objectRef }) => objectRef?.resource === 'pods' && (objectRef.apiGroup ?? '') === '',
      ({ objectRef }) => objectRef?.resource === 'configmaps' && objectRef.subresource === undefined && objectRef.name === 'kube-root-ca.crt',
      ({ objectRef, requestURI }) => objectRef === undefined && requestURI.startsWith('/api'),
      () => true,
    ];
    const ruleOf = (event: Event): number => byHand.findIndex((takes) => takes(event));
    for (const rule of [0, 1, 2, 3, 4]) {
      const taken = events.filter(({ event }) => ruleOf(event) === rule);
      const kept = taken.filter(({ event }) => rule === 4 && event.stage !== 'RequestReceived');
      const told = answer.byRule.find((row: { rule: number }) => row.rule === rule);
      expect([rule, told === undefined]).toEqual([rule, taken.length === 0]);
      if (taken.length > 0)
        expect([rule, told]).toEqual([rule, { rule, level: rule === 4 ? 'RequestResponse' : 'None', recorded: sum(taken), kept: sum(kept) }]);
    }
    const kept = events.filter(({ event }) => ruleOf(event) === 4 && event.stage !== 'RequestReceived');
    expect([answer.candidate, answer.kept]).toEqual([sum(kept), sum(kept)]);
    const pods = events.filter(({ event }) => event.objectRef?.resource === 'pods' && event.objectRef.subresource === undefined);
    const keptPods = kept.filter(({ event }) => pods.some((one) => one.event === event));
    expect(answer.byResource).toContainEqual({ value: 'pods', recorded: sum(pods), kept: sum(keptPods) });
    expect(answer.questions).toContainEqual({ id: 'exec', question: expect.any(String), recorded: expect.any(Number), kept: 0 });
  });

  it('strips bodies to the byte', async () => {
    const plain = splitLines(gunzipSync(readFileSync('examples/everything.ndjson.gz')));
    const taken = plain.reduce((all, line) => all + lengthOf(line, 'requestObject') + lengthOf(line, 'responseObject'), 0);
    const withBodies = plain.filter((line) => lengthOf(line, 'requestObject') + lengthOf(line, 'responseObject') > 0).length;
    await server.enable('plain');
    expect(server.cli('import', 'examples/everything.ndjson.gz', '--cluster', 'plain').status).toBe(0);
    const stripped = await ask('rules:\n- level: Metadata\n', { cluster: ['plain'] });
    expect(stripped).toMatchObject({ recorded: { events: plain.length }, stripped: { events: withBodies, bytes: taken }, dropped: { events: 0 } });
    expect(stripped.questions).toContainEqual({ id: 'changed', question: expect.any(String), recorded: expect.any(Number), kept: 0 });
    expect(stripped.disk.perDay.candidate).toBeLessThan(stripped.disk.perDay.recorded);
  });

  it('estimates what was not recorded from events of that kind that were', async () => {
    await server.enable('thin');
    const all = splitLines(gunzipSync(readFileSync('examples/everything.ndjson.gz'))).filter((line) => !line.includes('"stage":"RequestReceived"'));
    // Half of the events as a policy of level Metadata would have written them.
    const thin = all.map((line, at) => {
      if (at % 2 === 0) return line.toString('utf8');
      const { requestObject: _, responseObject: __, ...rest } = JSON.parse(line.toString('utf8')) as Event;
      return JSON.stringify({ ...rest, level: 'Metadata' });
    });
    const file = path.join(server.data, 'thin.ndjson');
    writeFileSync(file, `${thin.join('\n')}\n`);
    expect(server.cli('import', file, '--cluster', 'thin').status).toBe(0);
    const { missing } = await ask('rules:\n- level: RequestResponse\n', { cluster: ['thin'] });
    const lost = all.filter((_, at) => at % 2 === 1).reduce((bytes, line) => bytes + lengthOf(line, 'requestObject') + lengthOf(line, 'responseObject'), 0);
    expect(missing.events).toBeGreaterThan(0);
    expect(missing.estimatedBytes / lost).toBeGreaterThan(0.3);
    expect(missing.estimatedBytes / lost).toBeLessThan(3);
    expect(missing.arrivals).toBeGreaterThan(0);
    expect((await ask('omitStages: [RequestReceived]\nrules:\n- level: Metadata\n', { cluster: ['thin'] })).missing).toMatchObject({ events: 0, arrivals: 0 });
  });

  it('refuses a policy that kube-apiserver refuses, and answers on the command line', async () => {
    const refused = await server.request('/api/v1/policy/replay', {
      method: 'POST',
      body: JSON.stringify({ policy: 'x: 1' }),
      headers: { 'content-type': 'application/json' },
    });
    expect([refused.status, refused.json.code]).toEqual([400, 'policy_refused']);
    const file = path.join(server.data, 'candidate.yaml');
    writeFileSync(file, 'apiVersion: audit.k8s.io/v1\nrules:\n- level: None\n  verbs: [get]\n- level: Metadata\n');
    const told = server.cli('policy', 'replay', file, '--cluster', 'prod');
    expect([told.status, told.stdout.toString('utf8')]).toEqual([0, expect.stringMatching(/recorded \(policy in force\) +1,572 /)]);
    expect(JSON.parse(server.cli('policy', 'replay', file, '--from', '2000-01-01', '--to', '2000-01-02', '-o', 'json').stdout.toString('utf8'))).toMatchObject({
      recorded: { events: 0, bytes: 0 },
      disk: null,
      range: null,
    });
  });
});
