import { describe, expect, it } from 'vitest';
import { createMatcher } from './evaluate.ts';
import { parseQuery } from './parse.ts';

const event = String.raw`{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Request","auditID":"a-1","stage":"ResponseComplete",
 "requestURI":"/api/v1/pods?limit=500\u0026fieldManager=kubectl%2Dapply\u0026x=","verb":"patch","user":{"username":"alice","groups":["dev","ops"],"extra":{"acme.com/project":["p1"]}},
 "sourceIPs":["203.0.113.9","::ffff:10.0.0.7"],"userAgent":"kubectl/v1.20.2 (linux/amd64)","responseStatus":{"metadata":{},"code":200},
 "requestObject":{"a":1,"a":3.0,"big":123456789012345678901234567890,"huge":1e400,"on":true,"none":null,"list":[[{"n":7}],{"n":8}],"html":"\u003cscript\u003e\nnginx","empty":"","no":[],"obj":{},"__proto__":"p"},
 "requestReceivedTimestamp":"2026-11-23T04:00:00.000500Z","stageTimestamp":"2026-11-23T04:00:00.002000Z"}`;

function matches(q: string, bytes: Uint8Array = Buffer.from(event)): boolean {
  const result = parseQuery(q, { nowMicros: 0 });
  if ('problem' in result) throw new Error(`${q}: ${result.problem.message}`);
  return createMatcher(result.query)({ bytes, cluster: 'c1', topic: 't1', source: 's1' });
}

describe('createMatcher', () => {
  it.each([
    'verb:p*t*h',
    'verb:*tch',
    'verb:pat*',
    'verb:*a*c*',
    'verb:patch',
    'verb:"patch"',
    'verb:p?tc?',
    'user.groups:ops',
    'cluster:c1',
    'topic:t1',
    'source:s1',
    'requestObject.a:3',
    'requestObject.a:3.00',
    'requestObject.a:"3"',
    'requestObject.big:123456789012345678901234567890',
    'requestObject.big:>123456789012345678901234567889',
    'requestObject.huge:1e400',
    'requestObject.huge:>1e399',
    'requestObject.on:true',
    'requestObject.list.n:7',
    'requestObject.list.n:8',
    'requestObject.list.n:>7',
    'requestObject.__proto__:p',
    'requestObject.obj:*',
    'NOT requestObject.none:*',
    'NOT requestObject.empty:*',
    'NOT requestObject.no:*',
    'requestObject.missing:""',
    'sourceIPs:10.0.0.7',
    'sourceIP:10.0.0.0/24',
    'sourceIPs:"::ffff:10.0.0.7"',
    'NOT sourceIP:203.0.113.9',
    'sourceIPs:203.0.*',
    'client.name:kubectl',
    'client.version:v1.20.2',
    'uri.limit:500',
    'uri.fieldManager:kubectl-apply',
    'actor:human',
    'durationMs:1.5',
    'durationMs:[1.5 TO 1.500]',
    'NOT durationMs:>1.5',
    'script',
    '"script nginx"',
    'nginx',
    'ngin*',
    '*ipt\\>*',
    'requestObject:html',
    '500',
    'true',
    '1e400',
    '"00 00"',
    'project',
    'p1',
    'stageTimestamp:"2026-11-23T05:00:00.002+01:00"',
    'stageTimestamp:[2026-11-23 TO 2026-11-24]',
    'user.extra."acme.com/project":p1',
    'impersonatedUser:""',
    'objectRef:""',
  ])('%s matches', (q) => {
    expect(matches(q)).toBe(true);
  });

  it.each([
    'verb:pa*x*ch',
    'verb:patch*h',
    'verb:Patch',
    'verb:pat',
    'requestObject.a:1',
    'requestObject.big:123456789012345678901234567891',
    'requestObject.list.n:9',
    'requestObject.list.0.n:7',
    'uri.x:*',
    'responseObject:*',
    'null',
    'audit',
    'verb',
    'level',
    'requestObject:alice',
    'u003cscript',
    'ngi',
    '"alice dev"',
    'user.groups:de',
    'responseStatus.code:2e1',
    'requestObject.on:1',
  ])('%s does not match', (q) => {
    expect(matches(q)).toBe(false);
  });

  it('reads bytes that are not UTF-8 as U+FFFD, and lone surrogates as themselves', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"auditID":"a","stage":"Panic","requestObject":{"k":"caf'),
      Buffer.from([0xe9]),
      Buffer.from(' noir","s":"x\\ud83dy"}}'),
    ]);
    expect(matches('requestObject.k:"caf\ufffd noir"', bytes)).toBe(true);
    expect(matches('noir', bytes)).toBe(true);
    expect(matches('requestObject.s:x?y', bytes)).toBe(true);
  });

  it('walks a million levels without stack', () => {
    const deep = Buffer.from(`{"requestObject":${'{"a":'.repeat(500_000)}"bottom"${'}'.repeat(500_000)}}`);
    expect(matches('bottom', deep)).toBe(true);
    expect(matches('requestObject.a.a:*', deep)).toBe(true);
  });
});
