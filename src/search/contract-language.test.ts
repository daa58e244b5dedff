import { describe, expect, it } from 'vitest';
import { createMatcher } from './evaluate.ts';
import { parseQuery } from './parse.ts';

// Each sentence of the contract's "Query language" stands here word for word, with queries that hold (✓) and that don't (✗) on one event,
// and with mistakes. The part after the pipe is in sql/sql.test.ts and test/flows/pipelines.test.ts.

const now = Date.UTC(2026, 10, 23, 4, 10) * 1000;
const event = String.raw`{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"RequestResponse","auditID":"a-1","stage":"ResponseComplete",
 "requestURI":"/apis/apps/v1/namespaces/default/deployments/nginx?dryRun=All\u0026fieldManager=kubectl%2Dedit\u0026command=ls\u0026command=-l\u0026empty=",
 "verb":"delete","user":{"username":"alice@example.com","uid":"u-1","groups":["dev","system:masters"],"extra":{"acme.com/team":["blue sky"]}},
 "impersonatedUser":{"username":"bob","groups":["ops"],"extra":{"why":["ticket"]}},
 "sourceIPs":["203.0.113.9","not an address","::ffff:10.1.2.3"],"userAgent":"kubectl/v1.20.2 (linux/amd64)",
 "objectRef":{"resource":"deployments","namespace":"default","name":"nginx","apiGroup":"apps"},
 "responseStatus":{"metadata":{},"code":404,"message":"secret \"kube-system\" nginx:1.19 not found"},
 "requestObject":{"spec":{"replicas":3.0,"unschedulable":true,"big":12345678901234567890,"word":"3","containers":[{"image":"nginx:1.19"},{"image":"redis:6"}],"list":[[1],[2,"two"]],"2":"digit"},
  "a.b":{"c d":"quoted"},"twice":1,"twice":2,"none":null,"empty":"","no":[],"obj":{},"zero":0,"off":false,"html":"\u003cscript\u003ehi\nnginx"},
 "responseObject":{"kind":"Status","reason":"NotFound"},
 "requestReceivedTimestamp":"2026-11-23T04:00:00.000000Z","stageTimestamp":"2026-11-23T04:00:01.500250Z",
 "annotations":{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":"RBAC: allowed by ClusterRoleBinding \"admins\" of ClusterRole \"cluster-admin\" to Group \"dev\""}}`;

const holds = (q: string, text: string | Buffer = event): boolean => {
  const parsed = parseQuery(q, { nowMicros: now });
  if ('problem' in parsed) throw new Error(`${q}: ${parsed.problem.message}`);
  return createMatcher(parsed.query)({ bytes: Buffer.from(text), cluster: 'c1', topic: 't1', source: 's1' });
};
const codeOf = (q: string): string => {
  const parsed = parseQuery(q, { nowMicros: now });
  return 'problem' in parsed ? parsed.problem.code : 'none';
};

interface Case {
  readonly says: string;
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
  /** Code of the problem, and queries that have it. */
  readonly mistakes?: Readonly<Record<string, readonly string[]>>;
}

const sentences: readonly Case[] = [
  {
    says: 'A superset of what the seed’s product accepts (Lucene style), one grammar for API, CLI, console and rules',
    yes: ['objectRef.resource:deployments AND objectRef.name:"nginx" AND verb:"delete"', 'verb:(delete OR get) AND NOT level:None'],
  },
  { says: '`field:value`, the value right after the colon.', yes: ['verb:delete'], mistakes: { query_syntax: ['verb: delete', 'verb:'] } },
  {
    says: 'field is the JSON path in the event (`verb`, `level`, `stage`, `user.username`, `user.groups`, `sourceIPs`, `userAgent`, `objectRef.resource`, `objectRef.namespace`, `objectRef.name`, `responseStatus.code`, `requestURI`, `auditID`, `annotations."authorization.k8s.io/decision"`, `requestObject.spec.replicas`, …)',
    yes: [
      'verb:delete level:RequestResponse stage:ResponseComplete user.username:alice@example.com user.groups:dev sourceIPs:203.0.113.9',
      'userAgent:"kubectl/v1.20.2 (linux/amd64)" objectRef.resource:deployments objectRef.namespace:default objectRef.name:nginx',
      'responseStatus.code:404 requestURI:\\/apis* auditID:a-1 annotations."authorization.k8s.io/decision":allow requestObject.spec.replicas:3',
    ],
  },
  {
    says: 'or a derived field of §4: `cluster`, `topic`, `source`, `actor`, `sourceIP`, `client.name` and `client.version`, `uri.<parameter>`, `rbac.binding` and `rbac.role`, `durationMs`',
    yes: [
      'cluster:c1 topic:t1 source:s1 actor:admin sourceIP:10.1.2.3 client.name:kubectl client.version:v1.20.2',
      'uri.dryRun:All uri.fieldManager:kubectl-edit uri.command:ls uri.command:"-l"',
      'rbac.binding:admins rbac.role:cluster-admin durationMs:1500.250',
    ],
    no: ['sourceIP:203.0.113.9', 'uri.empty:*', 'uri.limit:*'],
  },
  {
    says: 'A path is cut at dots, a part in quotes is taken whole, digits are names and not indexes',
    yes: ['requestObject."a.b"."c d":quoted', 'requestObject.spec.2:digit'],
    no: ['requestObject.a.b:*', 'requestObject.spec.containers.0.image:*'],
  },
  {
    says: 'a path steps through lists (`requestObject.spec.containers.image:nginx*` looks at every container).',
    yes: [
      'requestObject.spec.containers.image:nginx*',
      'requestObject.spec.containers.image:redis*',
      'requestObject.spec.list:2',
      'requestObject.spec.list:two',
    ],
    no: ['requestObject.spec.containers.image:busybox*'],
  },
  { says: 'Of a key given twice the last counts.', yes: ['requestObject.twice:2'], no: ['requestObject.twice:1'] },
  {
    says: 'Names that are neither in the field table nor below `requestObject`, `responseObject`, `annotations`, `uri` or `user.extra` (also of `impersonatedUser`) are an `unknown_field` error.',
    yes: ['impersonatedUser.extra.why:ticket', 'user.extra."acme.com/team":"blue sky"', 'responseObject.reason:NotFound'],
    mistakes: { unknown_field: ['werb:get', 'objectref.name:x', 'user.name:x', 'objectRef.name.x:y', 'responseStatus.metadata.x:1', 'Verb:delete'] },
  },
  {
    says: 'All fields but the two bodies themselves compare as whole values, case-sensitively, quoted or not (`userAgent:kubectl` does not find `kubectl/v1.20`; `userAgent:kubectl*` does).',
    yes: ['userAgent:kubectl*', 'objectRef.name:"nginx"'],
    no: ['userAgent:kubectl', 'userAgent:"kubectl"', 'verb:Delete', 'objectRef.name:ngin', 'responseObject.reason:notfound'],
  },
  {
    says: 'Unquoted, `*` stands for any run of characters and `?` for one; in quotes both are plain; `\\` before any character means that character.',
    yes: ['verb:d*e', 'verb:del?te', 'verb:*', 'verb:d?l*', 'objectRef.name:ngin\\x', 'user.username:alice\\@*'],
    no: ['verb:"d*e"', 'verb:"del?te"', 'verb:d\\*e', 'verb:delete?'],
  },
  {
    says: 'On a JSON path the operand equals a string by its characters, a number by its exact decimal value (3 = 3.0), `true` and `false` a boolean.',
    yes: [
      'requestObject.spec.replicas:3',
      'requestObject.spec.replicas:3.00',
      'requestObject.spec.word:3',
      'requestObject.spec.big:12345678901234567890',
      'requestObject.spec.unschedulable:true',
      'requestObject.off:false',
    ],
    no: ['requestObject.spec.word:3.0', 'requestObject.spec.big:12345678901234567891', 'requestObject.spec.unschedulable:1', 'requestObject.none:null'],
  },
  { says: 'Lists match if any element does.', yes: ['user.groups:dev', 'user.groups:system:masters', 'impersonatedUser.groups:ops'], no: ['user.groups:ops'] },
  {
    says: '`field:*` = there, and not null, `""` or `[]` (`{}`, 0 and false are there).',
    yes: ['requestObject.obj:*', 'requestObject.zero:*', 'requestObject.off:*', 'objectRef:*', 'requestObject:*'],
    no: ['requestObject.none:*', 'requestObject.empty:*', 'requestObject.no:*', 'objectRef.subresource:*'],
  },
  {
    says: 'A missing field matches no positive term, so `NOT field:x` finds the events without the field; `field:""` = `NOT field:*`.',
    yes: ['NOT objectRef.subresource:exec', 'objectRef.subresource:""', 'requestObject.empty:""', '-uri.limit:5'],
    no: ['objectRef.subresource:exec', 'verb:""', 'objectRef.subresource:e*'],
  },
  {
    says: 'Numbers and times: `>`, `>=`, `<`, `<=` before the value (a value that holds a colon or a blank stands in quotes)',
    yes: [
      'responseStatus.code:>403',
      'responseStatus.code:>=404',
      'responseStatus.code:<405',
      'responseStatus.code:<=404',
      'stageTimestamp:>="2026-11-23T04:00:01Z"',
      'stageTimestamp:<"2026-11-23T05:00:02+01:00"',
      'stageTimestamp:>=-15m',
      'stageTimestamp:<now',
      'durationMs:>1.5e3',
    ],
    no: ['responseStatus.code:>404', 'stageTimestamp:>-5m', 'durationMs:<1500.25'],
  },
  {
    says: '`[a TO b]` inclusive, `{a TO b}` exclusive, `*` for an open end; on a JSON path they compare JSON numbers only.',
    yes: [
      'responseStatus.code:[400 TO 404]',
      'responseStatus.code:{403 TO 405}',
      'responseStatus.code:[404 TO *]',
      'responseStatus.code:{* TO 405}',
      'stageTimestamp:[2026-11-23 TO 2026-11-24]',
      'requestObject.spec.replicas:[3 TO 3]',
      'requestObject.spec.big:>12345678901234567889',
    ],
    no: ['responseStatus.code:{404 TO 500]', 'responseStatus.code:[400 TO 404}', 'requestObject.spec.word:>=3', 'requestObject.spec.unschedulable:>=0'],
  },
  {
    says: 'Ranges on text fields, text for a number, wildcards in numbers and times are `bad_value` with the right form as hint.',
    mistakes: {
      bad_value: [
        'verb:[a TO b]',
        'verb:>a',
        'responseStatus.code:many',
        'responseStatus.code:4*',
        'stageTimestamp:2026*',
        'durationMs:?',
        'stageTimestamp:soon',
        'requestObject.a:>x',
        'uri.limit:>5',
        'sourceIPs:>10.0.0.0',
      ],
    },
  },
  {
    says: 'Addresses: an address, a wildcard over its text, or CIDR, v4 and v6 (`::ffff:a.b.c.d` is the v4 address); an entry that is no address matches only as text.',
    yes: [
      'sourceIPs:203.0.113.9',
      'sourceIPs:203.0.*',
      'sourceIPs:203.0.113.0/24',
      'sourceIPs:10.0.0.0/8',
      'sourceIPs:10.1.2.3',
      'sourceIP:"::ffff:10.1.2.3"',
      'sourceIPs:"not an address"',
      'sourceIPs:not*',
      'NOT sourceIPs:"2001:db8::/32"',
    ],
    no: ['sourceIPs:203.0.114.0/24', 'sourceIPs:10.1.2.4', 'sourceIP:203.0.113.9'],
    mistakes: { bad_value: ['sourceIPs:10.0.0.0/33', 'sourceIPs:x/8'] },
  },
  {
    says: '`field:(a OR b)`.',
    yes: ['verb:(get OR delete)', 'verb:(NOT get)', 'responseStatus.code:(>=400 <500)', 'requestObject:(replicas image)'],
    no: ['verb:(get OR list)', 'verb:(delete AND get)'],
  },
  {
    says: '`AND`, `OR`, `NOT` (also a leading `-`), upper-case; parentheses; a blank between terms is AND; AND binds tighter than OR.',
    yes: ['verb:delete OR verb:get AND verb:list', 'verb:delete level:RequestResponse', 'verb:delete AND -verb:get', 'NOT (verb:get OR verb:list)'],
    no: ['(verb:delete OR verb:get) AND verb:list', 'verb:delete and verb:delete', '-verb:delete'],
    mistakes: { query_syntax: ['AND verb:get', 'verb:get OR', '(verb:get', 'verb:get)'] },
  },
  { says: '`*` alone = everything.', yes: ['*', '', '  '] },
  { says: '`actor`: else `admin` = group `system:masters` or `kubeadm:cluster-admins`', yes: ['actor:admin'], no: ['actor:human', 'actor:component'] },
  {
    says: 'Text: a bare word or `"a phrase"` looks in the whole event: every scalar value (numbers, true and false as written, null not), and the keys inside the bodies, annotations and `extra`.',
    yes: ['alice', '404', 'true', '"3 0"', 'replicas', 'decision', 'team', 'why', '"not found"', 'NotFound'],
    no: ['null', 'alicia', '"found not"'],
  },
  {
    says: 'The envelope’s own field names and the event’s own kind and apiVersion are not text.',
    no: ['requestURI', 'stage', 'auditID', 'objectRef', 'Event', 'audit'],
  },
  {
    says: '`requestObject:word`, `responseObject:word` look in one body, keys and values.',
    yes: ['requestObject:unschedulable', 'requestObject:redis', 'responseObject:Status', 'responseObject:kind'],
    no: ['requestObject:alice', 'responseObject:redis'],
  },
  {
    says: 'JSON escapes are resolved first (`\\u003cscript` is text `<script`); bytes that are not UTF-8 read as U+FFFD.',
    yes: ['script', 'nginx', '*\\<script\\>hi*', '"hi nginx"'],
    no: ['u003cscript', 'nnginx'],
  },
  {
    says: 'Words: lower-cased, then cut into runs of Unicode letters (\\p{L}), numbers (\\p{N}) and `_`.',
    yes: ['NGINX', 'notfound', '2', 'Blue'],
    no: ['ngin', 'found_not'],
  },
  {
    says: 'A phrase is consecutive words inside one string; an unquoted term with other characters is the phrase of its words (`kube-system`, `nginx:1.19` in quotes because of the colon).',
    yes: ['kube-system', '"nginx:1.19"', '"nginx 1 19"', 'alice@example.com', '"blue sky"'],
    no: ['system-kube', '"dev system:masters"', '"nginx redis"'],
  },
  { says: '`ngin*` = a word that begins so.', yes: ['ngin*', 'NGIN*', 'kube-sys*', 'requestObject:unsched*'], no: ['ginx*'] },
  {
    says: '`*part*` = a substring inside one string, without case, allowed to be slower.',
    yes: ['*GINX*', '*x:1.19*'.replace(':', '\\:'), '*ube-sys*', 'requestObject:*schedul*'],
    no: ['*nginx-redis*', 'responseObject:*schedul*'],
  },
  { says: 'A term with no letter or number is `bad_value`.', mistakes: { bad_value: ['---', '"!?"', '*-*', '_', 'requestObject:"--"'] } },
  {
    says: 'A `|` in q anywhere but `/query` is `bad_value`.',
    mistakes: { bad_value: ['verb:get | count', 'a|b', '|'] },
    yes: ['NOT requestURI:"a|b"', 'NOT requestURI:a\\|b'],
  },
  {
    says: 'These work unchanged too (from the seed product’s troubleshooting page): `objectRef.resource:nodes AND requestObject:unschedulable` · `objectRef.resource:deployments AND objectRef.name:"nginx" AND verb:"delete"`.',
    yes: ['objectRef.resource:deployments AND objectRef.name:"nginx" AND verb:"delete"', 'objectRef.resource:deployments AND requestObject:unschedulable'],
    no: ['objectRef.resource:nodes AND requestObject:unschedulable'],
  },
  {
    says: 'q longer than 16,000 characters or nested over 100 deep is `query_syntax`.',
    yes: [`${'('.repeat(100)}verb:delete${')'.repeat(100)}`],
    mistakes: { query_syntax: ['a'.repeat(16_001), `${'('.repeat(101)}a${')'.repeat(101)}`, `${'-'.repeat(101)}a`] },
  },
];

describe('the query language keeps the contract', () => {
  for (const { says, yes = [], no = [], mistakes = {} } of sentences)
    it(says, () => {
      const found = { yes: yes.filter((q) => holds(q)), no: no.filter((q) => !holds(q)) };
      expect(found).toEqual({ yes, no });
      for (const [code, queries] of Object.entries(mistakes)) expect(queries.map((q) => [q, codeOf(q)])).toEqual(queries.map((q) => [q, code]));
    });

  it('`actor`: `component` = username begins `system:` (service accounts and nodes too) except `system:admin`, `system:anonymous`, `system:unsecured`; else `human`, also with no user. The authenticated user counts, not the impersonated one.', () => {
    const of = (username: string | null, groups: string[] = []): string[] => {
      const text = JSON.stringify({
        auditID: 'a',
        stage: 'Panic',
        user: username === null ? undefined : { username, groups },
        impersonatedUser: { username: 'system:node:x' },
      });
      return ['component', 'admin', 'human'].filter((actor) => holds(`actor:${actor}`, text));
    };
    expect([of('system:serviceaccount:a:b'), of('system:node:n', ['system:masters']), of('system:kube-proxy')]).toEqual([
      ['component'],
      ['component'],
      ['component'],
    ]);
    expect([of('system:admin'), of('system:anonymous'), of('system:unsecured'), of('alice'), of(null)]).toEqual([
      ['human'],
      ['human'],
      ['human'],
      ['human'],
      ['human'],
    ]);
    expect([of('system:admin', ['system:masters']), of('alice', ['kubeadm:cluster-admins'])]).toEqual([['admin'], ['admin']]);
  });

  it('bytes that are not UTF-8 read as U+FFFD', () => {
    const text = Buffer.concat([Buffer.from('{"auditID":"a","stage":"Panic","requestObject":{"k":"caf'), Buffer.from([0xe9]), Buffer.from('"}}')]);
    expect([holds('requestObject.k:"caf\ufffd"', text), holds('caf', text), holds('café', text)]).toEqual([true, true, false]);
  });

  it('A mistake is answered with its position, a caret line and a suggestion; nothing is ever silently ignored.', () => {
    const parsed = parseQuery('verb:get AND\nuser.usrname:x', { nowMicros: now });
    expect(parsed).toEqual({
      problem: {
        code: 'unknown_field',
        message: 'There is no field user.usrname.',
        hint: expect.stringContaining('user.username'),
        position: { offset: 13, line: 2, column: 1 },
        fix: { from: 13, to: 25, text: 'user.username' },
      },
    });
  });
});
