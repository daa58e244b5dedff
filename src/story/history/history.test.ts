import { describe, expect, it } from 'vitest';
import { parseJson, printJson, type JsonValue } from '../../audit/json-value.ts';
import { event } from '../../../test/harness/story-events.ts';
import { withMember } from './edit-json.ts';
import { findChanges, printChangePath } from './find-changes.ts';
import { changesOf, lastSetBy, managersOf, ownerOf, stateAt } from './look-into.ts';
import { tellHistory } from './tell-history.ts';

const json = (value: unknown): JsonValue => parseJson(Buffer.from(JSON.stringify(value)));
const text = (value: JsonValue | null): unknown => (value === null ? null : JSON.parse(printJson(value)));

const target = { apiGroup: 'apps', resource: 'deployments', namespace: 'shop', name: 'web' };
const objectRef = { apiGroup: 'apps', resource: 'deployments', namespace: 'shop', name: 'web' };
const body = (spec: unknown, version: number, more: Record<string, unknown> = {}) => ({
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: 'u1', resourceVersion: String(version), ...more },
  spec,
});
const at = (second: number) => `2026-11-23T05:00:${String(second).padStart(2, '0')}.000000Z`;
let serial = 0;
const write = (second: number, given: Record<string, unknown>) => {
  serial += 1;
  return { id: `e${serial}`, event: json({ ...event({ object: objectRef, level: 'RequestResponse', ...given }), stageTimestamp: at(second) }) };
};
const tell = (...events: ReturnType<typeof write>[]) => tellHistory(events, target);
const created = write(1, { verb: 'create', code: 201, responseObject: body({ replicas: 1 }, 10, { generation: 1 }) });

describe('the history of an object', () => {
  it('dry runs, refusals, reads, other stages and other objects are no versions', () => {
    const { steps } = tell(
      write(1, { verb: 'get', responseObject: body({}, 1) }),
      write(2, { verb: 'update', uri: '/x?dryRun=All', responseObject: body({}, 1) }),
      write(3, { verb: 'update', code: 409 }),
      write(4, { verb: 'update', stage: 'RequestReceived', code: null }),
      write(5, { verb: 'update', object: { ...objectRef, name: 'other' } }),
      write(6, { verb: 'update', object: { ...objectRef, apiGroup: 'extensions' } }),
      write(7, { verb: 'create', code: 201, object: { ...objectRef, subresource: 'exec' } }),
      write(8, { verb: 'delete', requestObject: { dryRun: ['All'] } }),
    );
    expect(steps).toEqual([]);
  });

  it('a name that the server chose is found in the answer', () => {
    const { steps } = tell(write(1, { verb: 'create', code: 201, object: { ...objectRef, name: undefined }, responseObject: body({}, 1) }));
    expect(steps.map(({ verb, isReceived }) => [verb, isReceived])).toEqual([['create', true]]);
  });

  it('writes of a part set their field, and are steps but no versions', () => {
    const { steps } = tell(
      created,
      write(2, {
        verb: 'patch',
        user: { username: 'hpa' },
        object: { ...objectRef, subresource: 'scale' },
        responseObject: { kind: 'Scale', metadata: { name: 'web' }, spec: { replicas: 4 } },
      }),
      write(3, { verb: 'patch', requestObject: { spec: { paused: true } } }),
    );
    expect(steps.map(({ subresource, why }) => [subresource, why])).toEqual([
      ['', null],
      ['scale', 'patched'],
      ['', 'patched'],
    ]);
    expect(text(steps[2].body)).toMatchObject({ spec: { replicas: 4, paused: true } });
  });

  it('a write that changes nothing is marked: by the resourceVersion, or by the bodies, managedFields aside', () => {
    const managed = [{ manager: 'kubectl', time: at(2) }];
    const { steps } = tell(
      created,
      write(2, { verb: 'update', responseObject: body({ replicas: 1 }, 10, { generation: 1 }) }),
      write(3, { verb: 'patch', requestObject: { spec: { replicas: 1 } } }),
      write(4, { verb: 'update', responseObject: body({ replicas: 1 }, 11, { generation: 1, managedFields: managed }) }),
    );
    expect(steps.map(({ isNoOp }) => isNoOp)).toEqual([null, true, true, true]);
  });

  it('deletion ends a life unless the answer shows it waiting; a creation begins the next', () => {
    const waiting = write(2, { verb: 'delete', responseObject: body({}, 11, { deletionTimestamp: at(2), finalizers: ['x'] }) });
    const last = write(3, { verb: 'patch', requestObject: { metadata: { '$deleteFromPrimitiveList/finalizers': ['x'] } } });
    const again = write(4, { verb: 'create', code: 201, responseObject: body({}, 20, { uid: 'u2' }) });
    const gone = write(5, { verb: 'delete', responseObject: { kind: 'Status', status: 'Success' } });
    const { steps } = tell(created, waiting, last, again, gone);
    expect(steps.map(({ life, isEnd, why }) => [life, isEnd, why])).toEqual([
      [0, false, null],
      [0, false, null],
      [0, true, 'patched'],
      [1, false, null],
      [1, true, 'deleted'],
    ]);
  });

  it('says why a body is not there, and names the stretch', () => {
    const { steps, gaps } = tell(
      created,
      write(2, { verb: 'update', level: 'Metadata' }),
      write(3, { verb: 'patch', requestObject: { spec: { replicas: 3 } } }),
      write(4, { verb: 'update', annotations: { 'audit.k8s.io/truncated': 'true' } }),
      write(5, { verb: 'update', responseObject: body({ replicas: 9 }, 30, { generation: 6 }) }),
    );
    expect(steps.map(({ why }) => why)).toEqual([null, 'metadataOnly', 'unknownBefore', 'truncated', null]);
    expect(gaps.map(({ from, to }) => [from, to])).toEqual([
      [at(1), at(5)],
      [at(1), at(5)],
    ]);
    expect(gaps.map(({ why }) => why).join(' ')).toContain('Bodies not recorded between: 3 versions.');
    expect(gaps.map(({ why }) => why).join(' ')).toContain('metadata.generation went from 1 to 6: 1 write between not on record.');
  });

  it('an update that found a version nobody made shows a write that is not on record', () => {
    const { gaps } = tell(
      created,
      write(2, { verb: 'update', requestObject: body({ replicas: 2 }, 15), responseObject: body({ replicas: 2 }, 16, { generation: 2 }) }),
    );
    expect(gaps).toEqual([{ from: at(1), to: at(2), kind: 'version', why: 'The writer found version 15, which no write on record made.' }]);
  });

  it('an object older than its first write on record is so by its own creationTimestamp', () => {
    const { gaps } = tell(write(5, { verb: 'update', responseObject: body({}, 9, { creationTimestamp: '2026-11-01T00:00:00Z' }) }));
    expect(gaps).toEqual([{ from: '2026-11-01T00:00:00Z', to: at(5), kind: 'older', why: 'The object is older than its first write on record.' }]);
  });

  it('deletions of many and of the namespace are named where nothing else tells of the end', () => {
    const many = { verb: 'deletecollection', object: { apiGroup: 'apps', resource: 'deployments', namespace: 'shop' } };
    const [maybe, sure, other, namespace] = [
      write(2, many),
      write(2, { ...many, responseObject: { kind: 'DeploymentList', items: [body({}, 10)] } }),
      write(2, { ...many, responseObject: { kind: 'DeploymentList', items: [] } }),
      write(2, { verb: 'delete', object: { resource: 'namespaces', namespace: 'shop', name: 'shop' } }),
    ];
    expect(tell(created, maybe).gaps[0]).toMatchObject({
      from: at(1),
      to: at(2),
      kind: 'removal',
      why: `A deletion of many deployments by alice (event ${maybe.id}) may have removed it: no event of its own says so.`,
      removal: { id: maybe.id, actor: 'alice', isCertain: false },
    });
    expect(tell(created, sure).gaps[0].why).toContain('removed it');
    expect(tell(created, other).gaps).toEqual([]);
    expect(tell(created, namespace).gaps[0].why).toContain('The deletion of the namespace by alice');
    expect(tell(created, maybe, write(3, { verb: 'delete' })).gaps).toEqual([]);
  });

  it('never throws, whatever an event holds', () => {
    const deep = parseJson(Buffer.from(`${'{"a":'.repeat(9_900)}1${'}'.repeat(9_900)}`));
    const hostile = [
      deep,
      json([1]),
      json('x'),
      json(null),
      json({
        kind: 'Deployment',
        metadata: { name: 'web', generation: 'x', resourceVersion: [], ownerReferences: 7, managedFields: [null, { fieldsV1: 3 }], finalizers: {} },
      }),
    ];
    for (const one of hostile)
      for (const other of hostile) {
        const events = ['create', 'update', 'patch', 'delete'].map((verb, k) => {
          const { id, event: given } = write(k, { verb });
          return { id, event: withMember(withMember(given, ['requestObject'], one), ['responseObject'], other) };
        });
        const history = tellHistory([...events, { id: 'x', event: one }], target);
        expect(history.steps).toHaveLength(4);
        changesOf(history);
        lastSetBy(history, ['a']);
        for (const { body: each } of history.steps) if (each !== null) managersOf(each, ['spec']);
      }
  });
});

describe('looking into a history', () => {
  const history = tell(
    created,
    write(10, { verb: 'patch', user: { username: 'bob' }, requestObject: { spec: { replicas: 3 } } }),
    write(20, { verb: 'update', level: 'Metadata', user: { username: 'eve' } }),
    write(30, {
      verb: 'update',
      user: { username: 'carol' },
      responseObject: body({ replicas: 3, template: { spec: { containers: [{ name: 'app', image: 'x:2' }] } } }, 40),
    }),
    write(40, { verb: 'delete', responseObject: { kind: 'Status' } }),
  );
  const micros = (second: number) => Date.parse(at(second)) * 1000;

  it('tells the object at a moment', () => {
    expect(stateAt(history, micros(0))).toBeNull();
    expect(text(stateAt(history, micros(15))!.step.body)).toMatchObject({ spec: { replicas: 3 } });
    expect(stateAt(history, micros(10))!.step.actor).toBe('bob');
    expect(stateAt(history, micros(50))!.isGone).toBe(true);
  });

  it('tells who last set a field, and where others may have had a share in it', () => {
    expect(lastSetBy(history, ['spec', 'replicas'])).toMatchObject({
      step: { actor: 'bob' },
      unknownBetween: 0,
      change: { before: { text: '1' }, after: { text: '3' } },
    });
    expect(lastSetBy(history, ['spec', 'template', 'spec', 'containers', 'image'])).toMatchObject({ step: { actor: 'carol' }, unknownBetween: 1 });
    expect(lastSetBy(history, ['spec', 'paused'])).toBeNull();
  });

  it('tells what changed, elements of lists by their names, bookkeeping hidden unless asked for', () => {
    const before = json({
      metadata: { resourceVersion: '1', labels: { 'a.b': 'x' } },
      spec: {
        containers: [
          { name: 'a', image: '1' },
          { name: 'b', image: '1' },
        ],
        args: [1, 2],
      },
    });
    const after = json({
      metadata: { resourceVersion: '2', labels: { 'a.b': 'y' } },
      spec: {
        containers: [
          { name: 'b', image: '2' },
          { name: 'a', image: '1' },
        ],
        args: [1, 3],
      },
    });
    expect(findChanges(before, after).map(({ path }) => printChangePath(path))).toEqual([
      'metadata.labels."a.b"',
      'spec.containers[name="b"].image',
      'spec.args[1]',
    ]);
    expect(findChanges(before, after, true).map(({ path }) => printChangePath(path))).toContain('metadata.resourceVersion');
  });

  it('reads field managers and owners from the object itself', () => {
    const object = json({
      metadata: {
        managedFields: [
          {
            manager: 'kubectl',
            operation: 'Apply',
            time: at(1),
            fieldsV1: { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { 'f:image': {} } } } } } },
          },
          { manager: 'hpa', operation: 'Update', time: at(2), fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
        ],
        ownerReferences: [
          { apiVersion: 'v1', kind: 'Node', name: 'n' },
          { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'u', controller: true },
        ],
      },
    });
    expect(managersOf(object, ['spec', 'template', 'spec', 'containers', 'image']).map(({ manager }) => manager)).toEqual(['kubectl']);
    expect(managersOf(object, ['spec', 'replicas'])).toEqual([{ manager: 'hpa', operation: 'Update', time: at(2) }]);
    expect(ownerOf(object)).toEqual({ apiGroup: 'apps', kind: 'ReplicaSet', name: 'web-1', uid: 'u' });
    expect(ownerOf(json({ metadata: {} }))).toBeNull();
  });
});
