import { describe, expect, it } from 'vitest';
import { foresee } from './foresee.ts';
import { isRefusal, loadPolicy } from './check.ts';
import { loadArrivalPolicy } from './check-arrival.ts';
import type { Policy } from './policy.ts';
import { openDemand, textsOf, type Attribute, type Demand } from '../audit/demand.ts';

function policyOf(rules: string, head = ''): Policy {
  const loaded = loadPolicy(`apiVersion: audit.k8s.io/v1\nkind: Policy\n${head}rules:\n${rules}`);
  if (isRefusal(loaded)) throw new Error(loaded.message);
  return loaded;
}

function asking(sets: Partial<Record<Attribute, string>>, more: Partial<Demand> = {}): Demand {
  const all = Object.entries(sets).map(([name, text]) => [name, textsOf([text])] as const);
  return { ...openDemand, sets: Object.fromEntries(all), isResource: true, ...more };
}

const secrets = policyOf(`
- level: None
  resources: [{group: "", resources: [secrets]}]
- level: Metadata
  omitStages: [RequestReceived]
`);

describe('foresee', () => {
  it('names the rule that drops every such request', () => {
    const demand = asking({ resource: 'secrets', apiGroup: '', subresource: '', verb: 'get' });
    expect(foresee(secrets, demand)).toEqual({ verdict: 'all', rules: [{ rule: 0, takes: 'all', why: 'dropped', level: 'None', omitStages: [] }] });
  });

  it('says what it takes for granted where group and subresource are open', () => {
    expect(foresee(secrets, asking({ resource: 'secrets' }))).toMatchObject({ verdict: 'usual', rules: [{ rule: 0, takes: 'all' }] });
    const two = policyOf(
      '- {level: None, resources: [{group: "", resources: [pods]}]}\n- {level: None, resources: [{group: apps, resources: [deployments]}]}\n- {level: Metadata}\n',
    );
    const both = { ...asking({}), sets: { resource: textsOf(['pods', 'deployments']) } };
    expect(foresee(two, both)).toMatchObject({ verdict: 'usual', rules: [{ rule: 0 }, { rule: 1 }] });
    expect(foresee(secrets, asking({ resource: 'widgets' }))).toMatchObject({ verdict: 'none', rules: [] });
    expect(foresee(secrets, asking({ verb: 'get' }))).toMatchObject({ verdict: 'some', rules: [{ rule: 0, takes: 'some' }] });
  });

  it('sees a level below what is asked for', () => {
    const demand = asking({ resource: 'pods', apiGroup: '', subresource: '' }, { needs: new Set(['requestObject']) });
    expect(foresee(secrets, demand)).toMatchObject({ verdict: 'all', rules: [{ rule: 1, takes: 'all', why: 'level', level: 'Metadata' }] });
    expect(foresee(secrets, asking({ resource: 'pods', level: 'Request', apiGroup: '', subresource: '' }))).toMatchObject({
      verdict: 'all',
      rules: [{ why: 'level' }],
    });
    const word = asking({ resource: 'pods', apiGroup: '', subresource: '' }, { mayNeed: new Set(['requestObject']) });
    expect(foresee(secrets, word)).toMatchObject({ verdict: 'some', rules: [{ rule: 1, why: 'body' }] });
  });

  it('sees stages that are left out', () => {
    const demand = asking({ resource: 'pods', stage: 'RequestReceived', apiGroup: '', subresource: '' });
    expect(foresee(secrets, demand)).toMatchObject({ verdict: 'all', rules: [{ rule: 1, why: 'stage', omitStages: ['RequestReceived'] }] });
  });

  it('knows that no rule means no event', () => {
    const policy = policyOf('- {level: Metadata, verbs: [create]}\n');
    expect(foresee(policy, asking({ verb: 'get' }))).toMatchObject({ verdict: 'all', rules: [{ rule: null, takes: 'all', why: 'dropped' }] });
    expect(foresee(policy, asking({ verb: 'create' })).verdict).toBe('none');
  });

  it('tells what a rule leaves from what it takes', () => {
    const policy = policyOf('- {level: None, users: [kubelet]}\n- {level: None, verbs: [get]}\n- {level: Metadata}\n');
    expect(foresee(policy, asking({ verb: 'get' })).rules.map(({ rule, takes }) => [rule, takes])).toEqual([
      [0, 'some'],
      [1, 'rest'],
    ]);
    expect(foresee(policy, asking({ verb: 'get' })).verdict).toBe('all');
  });

  it('does not trust the name of what is made: the policy may not have seen it', () => {
    const policy = policyOf('- {level: None, resources: [{group: "", resources: [pods], resourceNames: [web]}]}\n- {level: Metadata}\n');
    const named = { resource: 'pods', apiGroup: '', subresource: '', name: 'web' };
    expect(foresee(policy, asking({ ...named, verb: 'get' })).verdict).toBe('all');
    expect(foresee(policy, asking({ ...named, verb: 'create' })).verdict).toBe('some');
  });

  it('reads wildcards of policies for arrival, and only lowers levels with them', () => {
    const loaded = loadArrivalPolicy('apiVersion: cluster-audit/v1\nkind: Policy\nrules:\n- {level: None, users: ["system:*"]}\n- {level: RequestResponse}\n');
    if (isRefusal(loaded)) throw new Error(loaded.message);
    expect(foresee(loaded, asking({ user: 'system:node:a' }), { isOnArrival: true }).verdict).toBe('all');
    expect(foresee(loaded, asking({ user: 'alice', level: 'Metadata' }), { isOnArrival: true }).verdict).toBe('none');
  });
});
