// Each form of the one box, and that whatever is typed becomes a query that parses.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { parseQuery } from './parse.ts';

const q = (typed: string): string | undefined => ask(typed)?.q;
const changed = 'responseStatus.code:<400 AND NOT uri.dryRun:*';

describe('the one box', () => {
  it.each([
    [
      'who deleted deployment shop/web?',
      `objectRef.resource:"deployments" AND objectRef.namespace:"shop" AND objectRef.name:"web" AND verb:(delete OR deletecollection) AND ${changed}`,
    ],
    [
      'Who deleted the deployment web in shop',
      `objectRef.resource:"deployments" AND objectRef.namespace:"shop" AND objectRef.name:"web" AND verb:(delete OR deletecollection) AND ${changed}`,
    ],
    [
      '谁删除了 deployment shop/web',
      `objectRef.resource:"deployments" AND objectRef.namespace:"shop" AND objectRef.name:"web" AND verb:(delete OR deletecollection) AND ${changed}`,
    ],
    ['who read secret shop/db', 'objectRef.resource:"secrets" AND objectRef.namespace:"shop" AND objectRef.name:"db" AND verb:(get OR list OR watch)'],
    ['who listed secrets in shop', 'objectRef.resource:"secrets" AND objectRef.namespace:"shop" AND verb:(list OR watch)'],
    [
      "who exec'd into pod shop/web-1",
      'objectRef.resource:"pods" AND objectRef.namespace:"shop" AND objectRef.name:"web-1" AND objectRef.subresource:(exec OR attach OR portforward OR ephemeralcontainers)',
    ],
    ['who was refused today', 'responseStatus.code:(401 OR 403)'],
    ['what did alice do in the last 2 hours', 'user.username:"alice"'],
    ['alice 做了什么', 'user.username:"alice"'],
    ['what came from 10.0.0.0/8', 'sourceIP:"10.0.0.0/8"'],
    ['来自 10.0.0.9 的请求有哪些？', 'sourceIP:"10.0.0.9"'],
    [
      '谁进入了 pod shop/web-1？',
      'objectRef.resource:"pods" AND objectRef.namespace:"shop" AND objectRef.name:"web-1" AND objectRef.subresource:(exec OR attach OR portforward OR ephemeralcontainers)',
    ],
    ['谁被拒绝了？', 'responseStatus.code:(401 OR 403)'],
    ['deploy/web -n shop', 'objectRef.resource:"deployments" AND objectRef.namespace:"shop" AND objectRef.name:"web"'],
    ['node n1', 'objectRef.resource:"nodes" AND objectRef.name:"n1"'],
    ['widgets.acme.io shop/w1', 'objectRef.resource:"widgets" AND objectRef.namespace:"shop" AND objectRef.name:"w1"'],
    ['secrets', 'objectRef.resource:"secrets"'],
    ['system:serviceaccount:shop:web', 'user.username:"system:serviceaccount:shop:web"'],
    ['carol@example.com', 'user.username:"carol@example.com"'],
    ['10.1.2.3', 'sourceIP:"10.1.2.3"'],
    ['fd00::1', 'sourceIP:"fd00::1"'],
    [
      'kubectl delete deployment web -n shop',
      'verb:(delete OR deletecollection) AND objectRef.resource:"deployments" AND objectRef.namespace:"shop" AND objectRef.name:"web"',
    ],
    [
      'kubectl -n shop exec -it web-1 -c app -- sh',
      'verb:(create OR get) AND objectRef.resource:"pods" AND objectRef.namespace:"shop" AND objectRef.name:"web-1" AND objectRef.subresource:"exec"',
    ],
    [
      'kubectl cp shop/web-1:notes.txt .',
      'verb:(create OR get) AND objectRef.resource:"pods" AND objectRef.namespace:"shop" AND objectRef.name:"web-1" AND objectRef.subresource:"exec"',
    ],
    [
      'kubectl exec deploy/web -n shop -- env',
      'verb:(create OR get) AND objectRef.resource:"pods" AND objectRef.namespace:"shop" AND objectRef.subresource:"exec"',
    ],
    ['kubectl rollout restart deployment/web', 'verb:(patch OR get) AND objectRef.resource:"deployments" AND objectRef.name:"web"'],
    ['kubectl get po --all-namespaces', 'verb:(get OR list OR watch) AND objectRef.resource:"pods"'],
    ['kubectl drain node-7 --ignore-daemonsets', 'verb:patch AND objectRef.resource:"nodes" AND objectRef.name:"node-7"'],
    [
      'https://10.0.0.1:6443/apis/apps/v1/namespaces/shop/deployments/web?dryRun=All',
      'objectRef.resource:"deployments" AND objectRef.namespace:"shop" AND objectRef.name:"web"',
    ],
    ['/api/v1/nodes', 'objectRef.resource:"nodes"'],
    ['/healthz', 'requestURI:/healthz*'],
    ['connection refused by peer', '"connection refused by peer"'],
  ])('%s', (typed, query) => {
    expect(q(typed)).toBe(query);
  });

  it('tells what it understood', () => {
    expect(ask('who deleted deployment shop/web today?')).toMatchObject({
      kind: 'question',
      question: 'who',
      from: '-24h',
      object: { resource: 'deployments', namespace: 'shop', name: 'web' },
    });
    expect(ask('123e4567-e89b-12d3-a456-426614174000')?.kind).toBe('auditID');
    expect(ask('   ')).toBeNull();
  });

  it('makes of anything a query that parses', () => {
    const words = fc.constantFrom(
      'who',
      'deleted',
      'kubectl',
      'delete',
      '-n',
      'pod',
      'shop/web',
      '"',
      '\\',
      'NOT',
      '(',
      'what did',
      'do',
      'in',
      '/',
      'https://a/b',
      '谁删除了',
      ':',
      '|',
      '*',
      '--',
      '=',
      '.',
    );
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 8 }).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const query = q(text);
        if (query !== undefined) expect(parseQuery(query, { nowMicros: 0 }), query).toHaveProperty('query');
      }),
      { numRuns: 3000 },
    );
  });
});
