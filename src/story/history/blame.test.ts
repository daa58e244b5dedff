import { describe, expect, it } from 'vitest';
import { parseJson, printJson, type JsonValue } from '../../audit/json-value.ts';
import { event } from '../../../test/harness/story-events.ts';
import { blameOf, leavesOf } from './blame.ts';
import { arrangeFamily } from './family.ts';
import { tellHistory } from './tell-history.ts';

const json = (value: unknown): JsonValue => parseJson(Buffer.from(JSON.stringify(value)));
const target = { apiGroup: 'apps', resource: 'deployments', namespace: 'shop', name: 'web' };
const body = (spec: unknown, more: Record<string, unknown> = {}) => ({
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: 'u1', ...more },
  spec,
});
const write = (second: number, username: string, given: Record<string, unknown>) => ({
  id: `e${second}`,
  event: json({
    ...event({ object: target, level: 'RequestResponse', user: { username }, ...given }),
    stageTimestamp: `2026-11-23T05:00:${String(second).padStart(2, '0')}.000000Z`,
  }),
});
const containers = (...names: string[]) => names.map((name) => ({ name, image: `${name}:1` }));
const blame = (...events: ReturnType<typeof write>[]) => {
  const history = tellHistory(events, target);
  const setters = blameOf(history, history.steps[history.steps.length - 1]);
  return (path: string) => {
    const setter = setters.get(path);
    return setter === undefined ? null : [setter.step.actor, setter.isFirst, setter.unknownBetween];
  };
};

describe('blame', () => {
  it('names for each field who gave it its value, elements of lists by their names', () => {
    const of = blame(
      write(1, 'alice', { verb: 'create', code: 201, responseObject: body({ replicas: 1, template: { spec: { containers: containers('a') } } }) }),
      write(2, 'bob', { verb: 'update', responseObject: body({ replicas: 3, template: { spec: { containers: containers('b', 'a') } } }) }),
      write(3, 'carol', { verb: 'update', responseObject: body({ replicas: 3, template: { spec: { containers: containers('b', 'a') } }, paused: true }) }),
    );
    expect(of('spec.replicas')).toEqual(['bob', false, 0]);
    expect(of('spec.template.spec.containers[name="a"].image')).toEqual(['alice', false, 0]);
    expect(of('spec.template.spec.containers[name="b"].image')).toEqual(['bob', false, 0]);
    expect(of('spec.paused')).toEqual(['carol', false, 0]);
  });

  it('says where an earlier write may have set it: bodies unknown, or the first on record', () => {
    const of = blame(
      write(1, 'alice', { verb: 'update', responseObject: body({ replicas: 1, paused: true }) }),
      write(2, 'bob', { verb: 'update', level: 'Metadata' }),
      write(3, 'carol', { verb: 'update', responseObject: body({ replicas: 2, paused: true }) }),
    );
    expect(of('spec.paused')).toEqual(['alice', true, 0]);
    expect(of('spec.replicas')).toEqual(['carol', false, 1]);
  });

  it('an object made anew owes nothing to the one before it, and a value that comes back was set again', () => {
    const of = blame(
      write(1, 'alice', { verb: 'create', code: 201, responseObject: body({ replicas: 1 }) }),
      write(2, 'bob', { verb: 'delete' }),
      write(3, 'carol', { verb: 'create', code: 201, responseObject: body({ replicas: 1 }, { uid: 'u2' }) }),
      write(4, 'dave', { verb: 'update', responseObject: body({ replicas: 2 }, { uid: 'u2' }) }),
      write(5, 'erin', { verb: 'update', responseObject: body({ replicas: 1 }, { uid: 'u2' }) }),
    );
    expect(of('spec.replicas')).toEqual(['erin', false, 0]);
    expect(of('metadata.uid')).toEqual(['carol', false, 0]);
  });

  it('what lies deeper than anybody looks is one leaf, and what has no body has no blame', () => {
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    const leaves = leavesOf(parseJson(Buffer.from(deep)));
    expect([...leaves.values()].map((value) => printJson(value).length)).toEqual([deep.length - 64 * 6]);
    expect(blame(write(1, 'alice', { verb: 'create', code: 201, level: 'Metadata' }))('spec')).toBe(null);
  });
});

describe('a family', () => {
  const place = (resource: string, name: string) => ({ apiGroup: 'apps', resource, namespace: 'shop', name });
  it('goes from the topmost owner down, each with what it owns, and no reference goes round', () => {
    const members = arrangeFamily({
      owners: [{ ...place('deployments', 'web'), uid: 'd' }],
      self: place('replicasets', 'web-1'),
      uids: ['r0', 'r1'],
      owned: [
        { ...place('pods', 'web-1-b'), uid: 'p2', owner: 'r1' },
        { ...place('pods', 'web-1-a'), uid: 'p1', owner: 'r1' },
        { ...place('pods', 'old'), uid: 'p0', owner: 'r0' },
        { ...place('leases', 'of-a'), uid: 'l', owner: 'p1' },
        // It says that it owns what owns it.
        { ...place('replicasets', 'web-1'), uid: 'r1', owner: 'l' },
        { ...place('pods', 'stray'), uid: 'x', owner: '' },
      ],
    });
    expect(members.map(({ name, relation, depth }) => [name, relation, depth])).toEqual([
      ['web', 'owner', 0],
      ['web-1', 'self', 1],
      ['web-1-a', 'owned', 2],
      ['of-a', 'owned', 3],
      ['web-1-b', 'owned', 2],
      ['old', 'owned', 2],
    ]);
  });
});
