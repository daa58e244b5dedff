import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';
import { Document } from '../oracle/document.ts';
import { histories, lastSetters } from '../oracle/object-history.ts';

/** The whole corpora with STORY_CORPUS=full, where they lie beside the checkout. */
const isFull = process.env.STORY_CORPUS === 'full' && existsSync('../shared/corpus');
const folder = isFull ? '../shared/corpus' : 'examples';
/** Objects asked for of each resource: those with the most versions. */
const asked = isFull ? Infinity : 8;
const longForm = 3_600_000;
const corpora = ['tke-policy', 'everything', 'metadata'];
const resources = [
  ['apps', 'deployments', 'Deployment'],
  ['', 'configmaps', 'ConfigMap'],
  ['rbac.authorization.k8s.io', 'clusterrolebindings', 'ClusterRoleBinding'],
  ['', 'namespaces', 'Namespace'],
] as const;
const textOf = (name: string) => gunzipSync(readFileSync(`${folder}/${name}.ndjson.gz`));
const linesOf = (name: string) => splitLines(textOf(name));

interface Version {
  readonly id: string;
  readonly time: string;
  readonly actor: string;
  readonly verb: string;
  readonly code: number;
  readonly body: object | null;
  readonly bodyFrom?: string;
  readonly reason?: string;
}

describe('the history of objects', () => {
  const server = new TestServer();
  beforeAll(async () => {
    await server.start();
    for (const name of corpora) {
      await server.enable(name);
      expect((await server.post(name, textOf(name), { type: 'application/x-ndjson' })).status).toBe(200);
    }
  }, longForm);
  afterAll(() => server.remove());
  const historyOf = async (cluster: string, group: string, resource: string, key: string, more: Record<string, string> = {}) => {
    const slash = key.indexOf('/');
    const answer = await server.get('/api/v1/objects/history', {
      cluster,
      apiGroup: group,
      resource,
      namespace: key.slice(0, slash),
      name: key.slice(slash + 1),
      ...more,
    });
    if (answer.status !== 200) throw new Error(`${key}: ${answer.status} ${answer.bytes.toString('utf8')}`);
    return answer;
  };

  it.each(corpora.flatMap((cluster) => resources.map(([group, resource, kind]) => ({ cluster, group, resource, kind }))))(
    'every $resource of $cluster: versions, ids and bodies agree with a judge apart',
    async ({ cluster, group, resource, kind }) => {
      const expected = histories(
        linesOf(cluster)
          .filter((line) => line.includes(`"resource":"${resource}"`))
          .map((line) => new Document(line)),
        group,
        resource,
        kind,
      );
      const objects = [...expected].sort(([, a], [, b]) => b.length - a.length).slice(0, asked);
      if (resource === 'deployments') expect(objects.length).toBeGreaterThan(5);
      for (const [key, versions] of objects) {
        const answer = await historyOf(cluster, group, resource, key);
        const told = answer.json.versions as Version[];
        expect(told.map(({ time, actor, verb, code }) => [key, time, actor, verb, code])).toEqual(
          versions.map(({ time, actor, verb, code }) => [key, time, actor, verb, code]),
        );
        expect(told.map(({ bodyFrom }) => bodyFrom === 'answer')).toEqual(versions.map(({ body }) => body !== null));
        const whole = answer.bytes.toString('utf8');
        for (const { body } of versions) if (body !== null && !whole.includes(`"body":${body}}`)) expect.fail(`${key}: ${body}`);
        for (const { body, reason } of told) if (body === null) expect(reason).toBeTypeOf('string');
        const last = told[told.length - 1];
        expect((await server.get(`/api/v1/events/${last.id}`)).bytes.toString('utf8')).toBe(versions[versions.length - 1].document.line.toString('utf8'));
      }
    },
    longForm,
  );

  const scaled = () => {
    const line = linesOf('tke-policy').find(
      (each) =>
        each.includes('"subresource":"scale"') &&
        each.includes('"kind":"Scale"') &&
        each.includes('"resource":"deployments"') &&
        each.includes('"verb":"patch"'),
    )!;
    const event = JSON.parse(line.toString('utf8')) as { objectRef: { namespace: string; name: string }; stageTimestamp: string; user: { username: string } };
    return { ...event.objectRef, time: event.stageTimestamp, user: event.user.username };
  };

  it('the command prints the table, the object at a moment, and who last set a field', async () => {
    const { namespace, name, time, user } = scaled();
    const run = (...more: string[]) => server.cli('history', 'deployment', name, '-n', namespace, '--cluster', 'tke-policy', ...more);
    const table = run();
    expect(table.stdout.toString('utf8')).toMatch(/^TIME +ACTOR +VERB +CODE +CHANGES\n/);
    expect(table.stdout.toString('utf8')).toContain(time);
    const field = run('--field', 'spec.replicas', '--to', new Date(Date.parse(time) + 1).toISOString());
    // Its creation may lie before the captured part: then the scale alone cannot tell.
    if (field.status === 0) expect(field.stdout.toString('utf8')).toContain(user);
    const json = run('-o', 'json');
    expect(JSON.parse(json.stdout.toString('utf8')).versions.length).toBeGreaterThan(0);
    const before = run('--at', '2020-01-01');
    expect([before.status, before.stderr]).toEqual([1, 'nothing is on record of it up to then\n']);
    expect(server.cli('history', 'deployment', 'no-such', '-n', 'shop', '--cluster', 'tke-policy').status).toBe(1);
    expect(server.cli('history', 'deployment', name, '--cluster', 'nowhere').status).toBe(2);
    expect(run('--at', 'soon').status).toBe(2);
  });

  it('a pod leads to its ReplicaSet, its Deployment, and who changed that', async () => {
    await server.enable('chain');
    const at = (second: number) => `2026-11-23T05:00:0${second}.000000Z`;
    const write = (second: number, user: string, resource: string, group: string, name: string, owner: string | null) => {
      const kinds: Record<string, string> = { pods: 'Pod', replicasets: 'ReplicaSet', deployments: 'Deployment' };
      const [ownerKind, ownerName] = owner?.split('/') ?? [];
      const ownerReferences =
        owner === null ? undefined : [{ apiVersion: 'apps/v1', kind: ownerKind, name: ownerName, uid: `uid-${ownerName}`, controller: true }];
      return JSON.stringify({
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        level: 'RequestResponse',
        auditID: `chain-${second}`,
        stage: 'ResponseComplete',
        requestURI: '/x',
        verb: 'create',
        user: { username: user },
        objectRef: { resource, apiGroup: group === '' ? undefined : group, namespace: 'shop', name },
        responseStatus: { code: 201 },
        responseObject: { kind: kinds[resource], metadata: { name, namespace: 'shop', uid: `uid-${name}`, ownerReferences } },
        requestReceivedTimestamp: at(second),
        stageTimestamp: at(second),
      });
    };
    const events = [
      write(1, 'alice', 'deployments', 'apps', 'web', null),
      write(2, 'deployment-controller', 'replicasets', 'apps', 'web-1', 'Deployment/web'),
      write(3, 'replicaset-controller', 'pods', '', 'web-1-x', 'ReplicaSet/web-1'),
      // Later than what it owns: not the cause.
      write(4, 'mallory', 'deployments', 'apps', 'web', null),
    ];
    expect((await server.post('chain', `${events.join('\n')}\n`, { type: 'application/x-ndjson' })).status).toBe(200);
    const { owners } = (await historyOf('chain', '', 'pods', 'shop/web-1-x', { owners: 'true' })).json;
    expect(owners.map(({ kind, name, change }: { kind: string; name: string; change: { actor: string } }) => [kind, name, change.actor])).toEqual([
      ['ReplicaSet', 'web-1', 'deployment-controller'],
      ['Deployment', 'web', 'alice'],
    ]);
    expect(server.cli('history', 'pod', 'web-1-x', '-n', 'shop', '--cluster', 'chain', '--owners').stdout.toString('utf8')).toContain(
      'owner: Deployment web: create by alice at',
    );
    const family = async (group: string, resource: string, name: string) =>
      (await server.get('/api/v1/objects/family', { cluster: 'chain', apiGroup: group, resource, namespace: 'shop', name })).json;
    const told = (relations: readonly string[]) => ['deployments web', 'replicasets web-1', 'pods web-1-x'].map((each, k) => `${each} ${relations[k]} ${k}`);
    const asTold = ({ members }: { members: { resource: string; name: string; relation: string; depth: number }[] }) =>
      members.map(({ resource, name, relation, depth }) => `${resource} ${name} ${relation} ${depth}`);
    expect(asTold(await family('apps', 'deployments', 'web'))).toEqual(told(['self', 'owned', 'owned']));
    expect(asTold(await family('apps', 'replicasets', 'web-1'))).toEqual(told(['owner', 'self', 'owned']));
    expect(asTold(await family('', 'pods', 'web-1-x'))).toEqual(told(['owner', 'owner', 'self']));
    expect(server.cli('history', 'rs', 'web-1', '-n', 'shop', '--cluster', 'chain', '--family').stdout.toString('utf8')).toBe(
      '  deployments.apps shop/web\n*   replicasets.apps shop/web-1\n      pods shop/web-1-x\n',
    );
  });

  it(
    'blame names the writer that a judge finds by comparing the answers one after another',
    async () => {
      const lines = linesOf('everything').filter((line) => line.includes('"resource":"configmaps"') || line.includes('"resource":"deployments"'));
      let compared = 0;
      for (const [group, resource, kind] of resources.slice(0, 2)) {
        const all = histories(
          lines.filter((line) => line.includes(`"resource":"${resource}"`)).map((line) => new Document(line)),
          group,
          resource,
          kind,
        );
        for (const [key, versions] of [...all].sort(([, a], [, b]) => b.length - a.length).slice(0, 6)) {
          // Writes of its parts come in between for others: only what their status does not touch is held to the judge.
          const expected = lastSetters(versions);
          if (expected === null) continue;
          const slash = key.indexOf('/');
          const result = server.cli('history', resource, key.slice(slash + 1), '-n', key.slice(0, slash), '--cluster', 'everything', '--blame', '-o', 'json');
          const { fields } = JSON.parse(result.stdout.toString('utf8')) as { fields: { path: string; setBy: { actor: string; time: string } | null }[] };
          for (const { path, setBy } of fields) {
            const setter = expected.get(path);
            if (setter === undefined) continue;
            compared += 1;
            expect([key, path, setBy?.actor, setBy?.time]).toEqual([key, path, setter.actor, setter.time]);
          }
        }
      }
      expect(compared).toBeGreaterThan(20);
    },
    longForm,
  );

  it('rows of a list carry their sentence where it is asked for', async () => {
    const { events } = (await server.get('/api/v1/events', { cluster: 'tke-policy', sentences: 'en', limit: 1000 })).json;
    for (const { sentence } of events as { sentence: string }[]) expect([sentence.length > 5, sentence.length < 300]).toEqual([true, true]);
  });
});
