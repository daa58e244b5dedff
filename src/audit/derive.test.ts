import { describe, expect, it } from 'vitest';
import { actorOf, clientOf, observedAddress, rbacOf, uriParameters } from './derive.ts';

describe('actorOf', () => {
  it.each([
    [undefined, [], 'human'],
    ['', ['system:unauthenticated'], 'human'],
    ['joe', [], 'human'],
    ['joe', ['x', 'system:masters'], 'admin'],
    ['kubernetes-admin', ['kubeadm:cluster-admins'], 'admin'],
    ['system:serviceaccount:a:b', ['system:masters'], 'component'],
    ['system:node:x', [], 'component'],
    ['system:admin', ['system:masters'], 'admin'],
    ['system:admin', [], 'human'],
    ['system:anonymous', [], 'human'],
    ['system:unsecured', ['system:masters'], 'admin'],
    ['System:node', [], 'human'],
  ] as const)('of %j in %j is %s', (username, groups, expected) => {
    expect(actorOf(username, groups)).toBe(expected);
  });
});

describe('clientOf', () => {
  it.each([
    ['kubectl/v1.20.2 (linux/amd64) kubernetes/faecb19', 'kubectl', 'v1.20.2'],
    ['Mozilla', 'Mozilla', ''],
    ['Go client/1', 'Go', ''],
    ['a/b/c d', 'a', 'b/c'],
    ['', '', ''],
    ['/v1', '', 'v1'],
  ])('reads %j', (userAgent, name, version) => {
    expect(clientOf(userAgent)).toEqual({ name, version });
  });
});

describe('rbacOf', () => {
  it('reads binding and role as they stand in the quotes', () => {
    const reason = 'RBAC: allowed by ClusterRoleBinding "cluster-admin" of ClusterRole "admin" to Group "system:masters"';
    expect(rbacOf(reason)).toEqual({ binding: 'cluster-admin', role: 'admin' });
    expect(rbacOf('RBAC: allowed by RoleBinding "a/ns" of Role "b\\"c" to User "u"')).toEqual({ binding: 'a/ns', role: 'b"c' });
  });

  it('finds nothing in other reasons', () => {
    for (const reason of [
      '',
      'RBAC: ',
      'RBAC: allowed by RoleBinding "a" of Role "b"',
      'x RBAC: allowed by RoleBinding "a" of Role "b" to User "u"',
      'RBAC: allowed by RoleBinding "a of Role',
    ])
      expect(rbacOf(reason)).toEqual({ binding: '', role: '' });
  });
});

describe('rbacOf', () => {
  it('reads names of megabytes', () => {
    const name = 'a\\"'.repeat(5_000_000);
    expect(rbacOf(`RBAC: allowed by ClusterRoleBinding "${name}" of ClusterRole "r" to Group "g"`).role).toBe('r');
    expect(rbacOf(`RBAC: allowed by ClusterRoleBinding "${name}`).binding).toBe('');
  });
});

describe('uriParameters', () => {
  it('reads on behind a #, as the API server does', () => {
    expect(uriParameters('/x?a=1#&dryRun=All')).toEqual([
      ['a', '1#'],
      ['dryRun', 'All'],
    ]);
  });

  it('decodes names and values in order, and keeps what is no escape', () => {
    expect(uriParameters('/x?a=1&b=%20+%2B&a=2&c&&=d&%65=%E4%BD%A0&f=%zz%4&g=h=i')).toEqual([
      ['a', '1'],
      ['b', '  +'],
      ['a', '2'],
      ['c', ''],
      ['', 'd'],
      ['e', '\u4f60'],
      ['f', '%zz%4'],
      ['g', 'h=i'],
    ]);
    expect(uriParameters('/x?a=%FF')).toEqual([['a', '\ufffd']]);
    expect(uriParameters('/x')).toEqual([]);
  });
});

describe('observedAddress', () => {
  it('is the last of the list', () => {
    expect(observedAddress(['1.1.1.1', '2.2.2.2'])).toBe('2.2.2.2');
    expect(observedAddress([])).toBeFalsy();
  });
});
