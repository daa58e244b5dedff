// What a policy is said to hide, against every event that it would let through: random policies, random queries, all requests of a small world.
import { describe, expect, it } from 'vitest';
import type { Demand } from '../../src/audit/demand.ts';
import { isRefusal, loadPolicy } from '../../src/policy/check.ts';
import { compilePolicy } from '../../src/policy/evaluate.ts';
import { foresee } from '../../src/policy/foresee.ts';
import type { Decision, Policy, RequestAttributes } from '../../src/policy/policy.ts';
import { stagesWritten, type WrittenStage } from '../../src/policy/stages-of-request.ts';
import { takes } from '../../src/policy/takes.ts';
import { widenBodies } from '../../src/policy/usual-demand.ts';
import { demandOf } from '../../src/search/demand-of.ts';
import { createOpenMatcher } from '../../src/search/evaluate.ts';
import { parseQuery } from '../../src/search/parse.ts';
import { openSubject, type OpenSubject } from '../../src/search/read-field.ts';

type Random = () => number;

function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return state / 2 ** 32;
  };
}

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)];
const some = <T>(random: Random, from: readonly T[], share: number): T[] => from.filter(() => random() < share);

const people = [
  { user: null, groups: [] },
  { user: 'alice', groups: ['dev', 'system:authenticated'] },
  { user: 'system:kube-proxy', groups: ['system:authenticated'] },
  { user: 'system:node:a', groups: ['system:nodes', 'system:authenticated'] },
];
const verbs = ['get', 'watch', 'create', 'update', 'delete'];
const kinds = [
  { apiGroup: '', resource: 'pods' },
  { apiGroup: '', resource: 'secrets' },
  { apiGroup: 'apps', resource: 'deployments' },
  { apiGroup: 'example.com', resource: 'secrets' },
];
const subresources = ['', 'status', 'exec'];
const namespaces = ['', 'shop', 'kube-system'];
const names = ['', 'web', 'db'];
const paths = ['/healthz', '/healthz/etcd', '/version', '/api', '/apis/apps'];

const nowhere = { namespace: '', apiGroup: '', apiVersion: '', resource: '', subresource: '', name: '', resourceRequest: false, path: '' };
const requests: readonly RequestAttributes[] = people.flatMap((who) =>
  verbs.flatMap((verb) => [
    ...kinds.flatMap((kind) =>
      subresources.flatMap((subresource) =>
        namespaces.flatMap((namespace) =>
          names.map((name) => ({ ...nowhere, ...who, ...kind, verb, subresource, namespace, name, resourceRequest: true, path: '/api/v1/things' })),
        ),
      ),
    ),
    ...paths.map((path) => ({ ...nowhere, ...who, verb, path })),
  ]),
);

/** The event as kube-apiserver writes it; `named`: the name that only the body told. */
function eventOf(request: RequestAttributes, level: string, { stage, holds }: WrittenStage, named: string): Uint8Array {
  const { user, groups, verb, namespace, apiGroup, resource, subresource, name, path, resourceRequest } = request;
  const shown = name === '' && verb === 'create' && stage !== 'RequestReceived' ? named : name;
  const given = Object.entries({ resource, namespace, name: shown, apiGroup, subresource }).filter(([, text]) => text !== '');
  const uri = `${path}${verb === 'watch' ? '?watch=true' : ''}`;
  const event = {
    kind: 'Event',
    level,
    stage,
    verb,
    requestURI: uri,
    user: user === null ? {} : { username: user, groups },
    ...(resourceRequest ? { objectRef: Object.fromEntries(given) } : {}),
    ...(holds.includes('responseStatus') ? { responseStatus: { code: verb === 'delete' ? 403 : 200 } } : {}),
    ...(holds.includes('requestObject') ? { requestObject: { spec: { replicas: 3, word: 'needle' } } } : {}),
    ...(holds.includes('responseObject') ? { responseObject: { status: 'fine', word: 'needle' } } : {}),
    ...(holds.includes('annotations') ? { annotations: { decision: 'allow' } } : {}),
  };
  return Buffer.from(JSON.stringify(event));
}

const everything: Decision = { level: 'RequestResponse', rule: 0, omitStages: [], omitManagedFields: false };

function eventsOf(request: RequestAttributes, decision: Decision): readonly Uint8Array[] {
  return stagesWritten(decision, request).flatMap((written) => ['', 'web'].map((named) => eventOf(request, decision.level, written, named)));
}

function randomPolicy(random: Random): Policy {
  const rules = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
    const level = pick(random, ['None', 'None', 'Metadata', 'Request', 'RequestResponse']);
    const rule: Record<string, unknown> = { level };
    if (random() < 0.25) rule['users'] = some(random, ['alice', 'system:kube-proxy', 'system:node:a'], 0.5);
    if (random() < 0.2) rule['userGroups'] = some(random, ['dev', 'system:nodes', 'system:authenticated'], 0.5);
    if (random() < 0.4) rule['verbs'] = some(random, verbs, 0.5);
    if (random() < 0.2 && level !== 'None') rule['omitStages'] = [pick(random, ['RequestReceived', 'ResponseComplete'])];
    if (random() < 0.5) rule['resources'] = [randomEntry(random), randomEntry(random)];
    else if (random() < 0.2) rule['nonResourceURLs'] = some(random, ['/healthz*', '/version', '/apis/*', '*'], 0.5);
    if (random() < 0.25 && rule['nonResourceURLs'] === undefined) rule['namespaces'] = some(random, ['shop', 'kube-system', ''], 0.5);
    return rule;
  });
  const loaded = loadPolicy(JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }));
  return isRefusal(loaded) ? randomPolicy(random) : loaded;
}

function randomEntry(random: Random) {
  const resources = some(random, ['pods', 'secrets', 'deployments', 'pods/*', '*/status', 'pods/exec', '*'], 0.25);
  const resourceNames = resources.length > 0 && random() < 0.2 ? [pick(random, ['web', 'db'])] : [];
  return { group: pick(random, ['', '', 'apps', 'example.com']), resources, resourceNames };
}

const terms = [
  'verb:get',
  'verb:create',
  'verb:(get OR watch)',
  'verb:*e*',
  'user.username:alice',
  'user.username:system*',
  'user.groups:dev',
  'user.groups:"system:nodes"',
  'actor:human',
  'actor:component',
  'objectRef.resource:secrets',
  'objectRef.resource:pods',
  'objectRef.resource:(pods OR deployments)',
  'objectRef.apiGroup:apps',
  'objectRef.apiGroup:""',
  'objectRef.subresource:""',
  'objectRef.subresource:exec',
  'objectRef.namespace:shop',
  'objectRef.namespace:kube*',
  'objectRef.name:web',
  'objectRef.name:*',
  'objectRef:*',
  'requestURI:"/healthz"',
  'requestURI:/healthz*',
  'requestURI:"/api/v1/things"',
  'stage:RequestReceived',
  'stage:ResponseComplete',
  'level:RequestResponse',
  'level:Metadata',
  'responseStatus.code:403',
  'responseStatus.code:<300',
  'requestObject.spec.replicas:3',
  'requestObject:needle',
  'responseObject:fine',
  'annotations.decision:allow',
  'needle',
];

function randomQuery(random: Random, depth = 0): string {
  const count = 1 + Math.floor(random() * 3);
  const parts = Array.from({ length: count }, () => {
    const part = depth < 2 && random() < 0.2 ? `(${randomQuery(random, depth + 1)})` : pick(random, terms);
    return random() < 0.2 ? `NOT ${part}` : part;
  });
  return parts.join(random() < 0.25 ? ' OR ' : ' AND ');
}

interface Asked {
  readonly demand: Demand | null;
  readonly matches: (subject: OpenSubject) => boolean;
}

function readAsked(text: string): Asked {
  const parsed = parseQuery(text, { nowMicros: 0 });
  if ('problem' in parsed) throw new Error(`${text}: ${parsed.problem.message}`);
  return { demand: demandOf(parsed.query), matches: createOpenMatcher(parsed.query) };
}

const subjectOf = (bytes: Uint8Array): OpenSubject => openSubject({ bytes, cluster: 'a', topic: 'b', source: 'c' });
/** All that each request could leave, opened once. */
const everyEvent = requests.map((request) => eventsOf(request, everything).map(subjectOf));

/** What was said about one policy and one query, and is not so. */
function refute(policy: Policy, { demand, matches }: Asked, places: readonly number[]): { readonly verdict: string; readonly wrong: readonly unknown[] } {
  const matching = places.filter((place) => everyEvent[place].some(matches));
  if (demand === null) return { verdict: 'impossible', wrong: matching.map((place) => requests[place]) };
  const decide = compilePolicy(policy);
  const { verdict } = foresee(policy, demand);
  const asked = widenBodies(demand);
  const taken = policy.rules.map((rule) => takes(rule, asked, false));
  const wrong = places.filter((place) => {
    const request = requests[place];
    const isUsual = request.subresource === '' && request.apiGroup !== 'example.com';
    const isHidden = verdict === 'all' || (verdict === 'usual' && isUsual);
    return isHidden && eventsOf(request, decide(request)).map(subjectOf).some(matches);
  });
  const mistaken = matching.filter((place) => {
    const rule = decide(requests[place]).rule ?? policy.rules.length;
    // The rule that decides may take such requests, and none before it takes all of them.
    return taken[rule] === 'none' || taken.slice(0, rule).includes('all');
  });
  return { verdict, wrong: [...wrong, ...mistaken].map((place) => requests[place]) };
}

describe('what a policy is said to hide', () => {
  it('is hidden, in every request of a small world', () => {
    const random = createRandom(20_260_131);
    const seen = new Map<string, number>();
    for (let round = 0; round < 700; round += 1) {
      const text = randomQuery(random);
      const policy = randomPolicy(random);
      const places = requests.map((_, place) => place).filter(() => random() < 0.05);
      const { verdict, wrong } = refute(policy, readAsked(text), places);
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
      expect({ text, policy, wrong }).toEqual({ text, policy, wrong: [] });
    }
    // Each verdict was put to the test.
    for (const verdict of ['all', 'usual', 'some', 'none', 'impossible']) expect(seen.get(verdict), verdict).toBeGreaterThan(5);
  });
});
