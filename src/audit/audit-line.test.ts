// Real lines of a kube-apiserver that dropped events, and every kind of line that is none.
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createAuditLineReader, parseAuditLine } from './audit-line.ts';
import { BodyReader } from './read-body.ts';
import { EventScan } from './scan-event.ts';

const folder = existsSync('../shared/corpus/apiserver-stderr.log.gz') ? '../shared/corpus' : 'examples';
const log = gunzipSync(readFileSync(`${folder}/apiserver-stderr.log.gz`))
  .toString('utf8')
  .split('\n');
// eslint-disable-next-line typescript/no-explicit-any -- read freely
const recover = (lines: readonly string[]): { plugin: string; event: any }[] => {
  const reader = createAuditLineReader();
  return lines.flatMap((line) => {
    const found = reader.next(line);
    return found === null ? [] : [{ plugin: found.plugin, event: JSON.parse(found.json) as unknown }];
  });
};

describe('a log of kube-apiserver', () => {
  it('gives an event for each AUDIT line, and each can be taken in', () => {
    const told = log.filter((line) => / AUDIT: id="/.test(line));
    const found = recover(log);
    expect(told.length).toBeGreaterThan(300);
    expect(found.length).toBe(told.length);
    for (const [k, { plugin, event }] of found.entries()) {
      expect(told[k]).toContain(`id="${event.auditID}" stage="${event.stage}"`);
      expect(told[k].slice(0, 20)).toBe(event.requestReceivedTimestamp.slice(0, 20));
      const { username = '<none>' } = event.user;
      // Go writes other letters than ASCII in its own way; the exact case below has them.
      if (/^[ -~]*$/.test(username)) expect(told[k]).toContain(`method="${event.verb}" user=${JSON.stringify(username)}`);
      expect(told[k]).toContain(`response="${event.responseStatus?.code ?? '<deferred>'}"`);
      expect(plugin).not.toBe('unknown');
      const reader = new BodyReader(new TextEncoder().encode(JSON.stringify(event)), new EventScan());
      expect(reader.next()).toBe('event');
    }
  });

  it('reads one exactly', () => {
    expect(
      recover([
        `E1123 05:27:42.900 30611 metrics.go:109] Error in audit plugin 'webhook' affecting 1 audit events: Post "http://127.0.0.1:1": refused`,
        'Impacted events:',
        String.raw`2026-11-23T05:27:42.90077656Z AUDIT: id="4e-1" stage="ResponseComplete" ip="10.0.0.9" method="patch" user="ad\"min\n" groups="\"system:masters\",\"a\\\"b\"" as="root" asgroups="<lookup>" user-agent="k\x1b[2J\u202e\U0001f600\xff" namespace="default" uri="/apis/apps/v1/namespaces/shop/deployments/web/scale?dryRun=All" response="500"`,
      ]),
    ).toEqual([
      {
        plugin: 'webhook',
        event: {
          kind: 'Event',
          apiVersion: 'audit.k8s.io/v1',
          level: 'Metadata',
          auditID: '4e-1',
          stage: 'ResponseComplete',
          requestURI: '/apis/apps/v1/namespaces/shop/deployments/web/scale?dryRun=All',
          verb: 'patch',
          user: { username: 'ad"min\n', groups: ['system:masters', 'a"b'] },
          impersonatedUser: { username: 'root' },
          userAgent: 'k\u001b[2J\u202e\u{1f600}\ufffd',
          objectRef: { resource: 'deployments', namespace: 'shop', name: 'web', apiGroup: 'apps', apiVersion: 'v1', subresource: 'scale' },
          responseStatus: { metadata: {}, code: 500 },
          requestReceivedTimestamp: '2026-11-23T05:27:42.900776Z',
          annotations: {
            'cluster-audit/recovered': 'dropped by kube-apiserver, webhook: Post "http://127.0.0.1:1": refused',
            'cluster-audit/claimed-ip': '10.0.0.9',
          },
        },
      },
    ]);
  });

  it('reads them as container runtimes write them, in parts, too', () => {
    const line = log.find((one) => one.includes(' AUDIT: '))!;
    const bare = recover([line])[0].event;
    const time = '2026-11-23T05:27:43.1Z stderr';
    expect(recover([`${time} F ${line}`])[0].event).toEqual(bare);
    expect(recover([`${time} P ${line.slice(0, 90)}`, `${time} F ${line.slice(90)}`])[0].event).toEqual(bare);
    expect(recover([JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: 'x' })])[0].event).toEqual(bare);
  });

  it.each([
    ['/api/v1/nodes?limit=5', { resource: 'nodes', apiVersion: 'v1' }],
    ['/api/v1/namespaces/shop', { resource: 'namespaces', namespace: 'shop', name: 'shop', apiVersion: 'v1' }],
    ['/api/v1/namespaces/shop/finalize', { resource: 'namespaces', namespace: 'shop', name: 'shop', apiVersion: 'v1', subresource: 'finalize' }],
    ['/api/v1/namespaces/shop/pods/a%2Fb/log', { resource: 'pods', namespace: 'shop', name: 'a/b', apiVersion: 'v1', subresource: 'log' }],
    ['/api/v1/watch/namespaces/shop/pods', { resource: 'pods', namespace: 'shop', apiVersion: 'v1' }],
    ['/healthz', undefined],
    ['/apis/apps', undefined],
  ])('the object of %s', (uri, expected) => {
    expect(recover([`2026-11-23T05:27:42Z AUDIT: id="a" stage="Panic" uri="${uri}"`])[0].event.objectRef).toEqual(expected);
  });

  it('takes nothing else for one, and never throws', () => {
    for (const line of [
      '',
      'AUDIT: id="a" stage="b"',
      'I1123 AUDIT: x',
      '2026-99-99T00:00:00Z AUDIT: id="a" stage="b"',
      '2026-11-23T05:27:42Z AUDIT: stage="b"',
    ])
      expect(parseAuditLine(line)).toBeNull();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        recover([a, `2026-11-23T05:27:42Z AUDIT: id="${a}" stage="${b}" uri="/api/${a}/${b}" groups="${b}"`, `x stderr P ${b}`, a]);
      }),
      { numRuns: 2000 },
    );
  });
});
