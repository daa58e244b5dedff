// Queries written by hand, at least two for each sentence of the language, each beside a plain predicate in code.
import { compareExactly, spread, v4, type Document } from './document.ts';

export interface WrittenQuery {
  readonly q: string;
  readonly is: (event: Document) => boolean;
}

const inRange = (value: number | undefined, low: number, high: number): boolean => value !== undefined && value >= low && value <= high;
const write = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
const leaf = (event: Document, ...path: string[]) => spread(event.at(...path));
const decision = (event: Document): string | undefined => event.string('annotations', 'authorization.k8s.io/decision');

export const writtenQueries: readonly WrittenQuery[] = [
  { q: '', is: () => true },
  { q: '*', is: () => true },
  // field:value, whole and case-sensitive
  { q: 'verb:delete', is: (e) => e.string('verb') === 'delete' },
  { q: 'verb:"delete"', is: (e) => e.string('verb') === 'delete' },
  { q: 'verb:Delete', is: (e) => e.string('verb') === 'Delete' },
  { q: 'userAgent:kubectl', is: (e) => e.string('userAgent') === 'kubectl' },
  { q: 'userAgent:kubectl*', is: (e) => e.string('userAgent')?.startsWith('kubectl') === true },
  { q: 'user.username:system:kube-scheduler', is: (e) => e.string('user', 'username') === 'system:kube-scheduler' },
  // wildcards, escapes, quotes
  { q: 'objectRef.resource:*s', is: (e) => e.string('objectRef', 'resource')?.endsWith('s') === true },
  { q: 'verb:?et', is: (e) => /^.et$/u.test(e.string('verb') ?? '') },
  { q: 'objectRef.name:"*"', is: (e) => e.string('objectRef', 'name') === '*' },
  { q: String.raw`requestURI:\/readyz`, is: (e) => e.string('requestURI') === '/readyz' },
  { q: 'requestURI:*limit=*', is: (e) => e.string('requestURI')?.includes('limit=') === true },
  // JSON paths: strings, numbers by value, booleans, lists stepped through, quoted parts
  {
    q: 'requestObject.spec.replicas:3',
    is: (e) => leaf(e, 'requestObject', 'spec', 'replicas').some((n) => n.t === 'number' && compareExactly(n.s, '3') === 0),
  },
  {
    q: 'requestObject.spec.replicas:3.0',
    is: (e) => leaf(e, 'requestObject', 'spec', 'replicas').some((n) => n.t === 'number' && compareExactly(n.s, '3') === 0),
  },
  { q: 'requestObject.spec.containers.image:nginx*', is: (e) => e.strings('requestObject', 'spec', 'containers', 'image').some((s) => s.startsWith('nginx')) },
  {
    q: 'requestObject.spec.template.spec.containers.image:nginx*',
    is: (e) => e.strings('requestObject', 'spec', 'template', 'spec', 'containers', 'image').some((s) => s.startsWith('nginx')),
  },
  { q: 'responseObject.metadata.labels."app.kubernetes.io/name":*', is: (e) => e.has('responseObject', 'metadata', 'labels', 'app.kubernetes.io/name') },
  { q: 'annotations."authorization.k8s.io/decision":forbid', is: (e) => decision(e) === 'forbid' },
  { q: 'NOT annotations."authorization.k8s.io/decision":allow', is: (e) => decision(e) !== 'allow' },
  { q: 'user.extra."authentication.kubernetes.io/pod-name":*', is: (e) => e.has('user', 'extra', 'authentication.kubernetes.io/pod-name') },
  {
    q: 'requestObject.automountServiceAccountToken:false OR requestObject.spec.paused:true',
    is: (e) =>
      [...leaf(e, 'requestObject', 'automountServiceAccountToken')].some((n) => n.t === 'boolean' && n.s === 'false') ||
      leaf(e, 'requestObject', 'spec', 'paused').some((n) => n.t === 'boolean' && n.s === 'true'),
  },
  // lists match if any element does
  { q: 'user.groups:system:masters', is: (e) => e.strings('user', 'groups').includes('system:masters') },
  { q: 'user.groups:system:serviceaccounts*', is: (e) => e.strings('user', 'groups').some((s) => s.startsWith('system:serviceaccounts')) },
  { q: 'impersonatedUser.username:*', is: (e) => e.has('impersonatedUser', 'username') },
  // presence and absence
  { q: 'objectRef:*', is: (e) => e.has('objectRef') },
  { q: 'NOT responseObject:*', is: (e) => !e.has('responseObject') },
  { q: 'user.uid:""', is: (e) => !e.has('user', 'uid') },
  { q: 'NOT objectRef.namespace:default', is: (e) => e.string('objectRef', 'namespace') !== 'default' },
  // numbers and times
  { q: 'responseStatus.code:403', is: (e) => e.number('responseStatus', 'code') === 403 },
  { q: 'responseStatus.code:>=400', is: (e) => inRange(e.number('responseStatus', 'code'), 400, Infinity) },
  { q: 'responseStatus.code:[400 TO 404}', is: (e) => inRange(e.number('responseStatus', 'code'), 400, 403.999) },
  { q: 'responseStatus.code:{200 TO *]', is: (e) => inRange(e.number('responseStatus', 'code'), 200.001, Infinity) },
  { q: 'durationMs:>1.5', is: (e) => e.durationMicros !== undefined && e.durationMicros > 1500 },
  { q: 'durationMs:[0 TO 0]', is: (e) => e.durationMicros === 0 },
  {
    q: 'requestObject.spec.replicas:>2',
    is: (e) => leaf(e, 'requestObject', 'spec', 'replicas').some((n) => n.t === 'number' && compareExactly(n.s, '2') === 1),
  },
  {
    q: 'stageTimestamp:>="2026-11-23T04:53:20Z" AND stageTimestamp:<"2026-11-23T04:54:00.5Z"',
    is: (e) => inRange(e.micros('stageTimestamp'), Date.UTC(2026, 10, 23, 4, 53, 20) * 1000, Date.UTC(2026, 10, 23, 4, 54, 0, 500) * 1000 - 1),
  },
  {
    q: 'requestReceivedTimestamp:["2026-11-23T05:53:20+01:00" TO "2026-11-23T06:00:00+01:00"]',
    is: (e) => inRange(e.micros('requestReceivedTimestamp'), Date.UTC(2026, 10, 23, 4, 53, 20) * 1000, Date.UTC(2026, 10, 23, 5, 0, 0) * 1000),
  },
  // addresses
  { q: 'sourceIPs:127.0.0.1', is: (e) => e.strings('sourceIPs').some((s) => v4(s) === v4('127.0.0.1')) },
  { q: 'sourceIPs:198.51.0.0/16', is: (e) => e.strings('sourceIPs').some((s) => v4(s) !== undefined && Math.floor(v4(s)! / 65536) === 198 * 256 + 51) },
  {
    q: 'sourceIP:127.0.0.0/8 AND NOT sourceIP:127.0.0.1',
    is: (e) => v4(e.sourceIP ?? '') !== undefined && Math.floor(v4(e.sourceIP!)! / 2 ** 24) === 127 && v4(e.sourceIP!) !== v4('127.0.0.1'),
  },
  { q: 'sourceIPs:127.1*', is: (e) => e.strings('sourceIPs').some((s) => s.startsWith('127.1')) },
  // groups of values, operators, precedence, negation
  { q: 'verb:(create OR update OR patch)', is: (e) => ['create', 'update', 'patch'].includes(e.string('verb') ?? '') },
  {
    q: 'objectRef.resource:(pods OR services) verb:(NOT get)',
    is: (e) => ['pods', 'services'].includes(e.string('objectRef', 'resource') ?? '') && e.string('verb') !== 'get',
  },
  {
    q: 'verb:get OR verb:list AND responseStatus.code:200',
    is: (e) => e.string('verb') === 'get' || (e.string('verb') === 'list' && e.number('responseStatus', 'code') === 200),
  },
  {
    q: '(verb:get OR verb:list) AND responseStatus.code:200',
    is: (e) => ['get', 'list'].includes(e.string('verb') ?? '') && e.number('responseStatus', 'code') === 200,
  },
  { q: '-actor:component -verb:get', is: (e) => e.actor !== 'component' && e.string('verb') !== 'get' },
  { q: 'NOT (verb:get OR verb:watch OR verb:list) actor:human', is: (e) => !['get', 'watch', 'list'].includes(e.string('verb') ?? '') && e.actor === 'human' },
  // derived fields
  { q: 'actor:human', is: (e) => e.actor === 'human' },
  { q: 'actor:admin verb:(create OR update OR patch OR delete OR deletecollection)', is: (e) => e.actor === 'admin' && write.has(e.string('verb') ?? '') },
  { q: 'client.name:kubectl', is: (e) => e.client[0] === 'kubectl' },
  { q: 'client.version:v1.20.2', is: (e) => e.client[1] === 'v1.20.2' },
  { q: 'rbac.role:cluster-admin', is: (e) => e.rbac[1] === 'cluster-admin' },
  { q: 'rbac.binding:system:controller:*', is: (e) => e.rbac[0].startsWith('system:controller:') },
  { q: 'uri.limit:500', is: (e) => e.uri('limit').includes('500') },
  { q: 'uri.watch:true OR uri.dryRun:All', is: (e) => e.uri('watch').includes('true') || e.uri('dryRun').includes('All') },
  // text
  { q: 'forbidden', is: (e) => e.hasPhrase('forbidden') },
  { q: 'Forbidden NOT secrets', is: (e) => e.hasPhrase('forbidden') && !e.hasPhrase('secrets') },
  { q: '"connection closed early"', is: (e) => e.hasPhrase('connection closed early') },
  { q: 'kube-system', is: (e) => e.hasPhrase('kube-system') },
  { q: 'ngin*', is: (e) => e.hasPhrase('ngin', 'event', true) },
  { q: '*admin-bind*', is: (e) => e.hasPart('admin-bind') },
  { q: '"nginx:1.19"', is: (e) => e.hasPhrase('nginx:1.19') },
  { q: '403', is: (e) => e.hasPhrase('403') },
  { q: 'script', is: (e) => e.hasPhrase('script') },
  { q: 'requestObject:unschedulable', is: (e) => e.hasPhrase('unschedulable', 'requestObject') },
  { q: 'requestObject:(replicas OR "last applied")', is: (e) => e.hasPhrase('replicas', 'requestObject') || e.hasPhrase('last applied', 'requestObject') },
  { q: 'responseObject:managedFields', is: (e) => e.hasPhrase('managedfields', 'responseObject') },
  { q: 'responseObject:*uid* AND NOT requestObject:*', is: (e) => e.hasPart('uid', 'responseObject') && !e.has('requestObject') },
  // the seed product's own
  {
    q: 'objectRef.resource:nodes AND requestObject:unschedulable',
    is: (e) => e.string('objectRef', 'resource') === 'nodes' && e.hasPhrase('unschedulable', 'requestObject'),
  },
  { q: 'objectRef.resource:deployments AND verb:"delete"', is: (e) => e.string('objectRef', 'resource') === 'deployments' && e.string('verb') === 'delete' },
];
