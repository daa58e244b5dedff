import { describe, expect, it } from 'vitest';
import { conditionsOf } from './refine-query.ts';
import { conditionsOfPlace, readPlace, splitResource, writePlace, writeResource } from './object-place.ts';
import { rbacPlaces } from './place-of-event.ts';

describe('an object as people write it', () => {
  it.each([
    ['deployment shop/web', ['apps', 'deployments', 'shop', 'web']],
    ['deploy/web -n shop', ['apps', 'deployments', 'shop', 'web']],
    ['deployments.apps shop/web', ['apps', 'deployments', 'shop', 'web']],
    ['kubectl delete pod web-1 -n shop', ['', 'pods', 'shop', 'web-1']],
    ['pod web-1', ['', 'pods', 'default', 'web-1']],
    ['node n1', ['', 'nodes', '', 'n1']],
    ['ns shop', ['', 'namespaces', '', 'shop']],
    ['clusterrolebinding ops', ['rbac.authorization.k8s.io', 'clusterrolebindings', '', 'ops']],
    ['widgets.acme.io shop/w1', ['acme.io', 'widgets', 'shop', 'w1']],
    ['/apis/apps/v1/namespaces/shop/deployments/web', ['apps', 'deployments', 'shop', 'web']],
  ])('%s', (typed, [apiGroup, resource, namespace, name]) => {
    const place = { apiGroup, resource, namespace, name };
    expect(readPlace(typed)).toEqual(place);
    expect(splitResource(writeResource(place))).toEqual({ apiGroup, resource });
    if (!typed.startsWith('ns')) expect(readPlace(writePlace(place))).toEqual(place);
  });

  it.each(['', 'alice', 'pods', 'who deleted it?', '((', '10.0.0.1'])('%j names none', (typed) => {
    expect(readPlace(typed)).toBe(null);
  });

  it('becomes conditions that can be read again', () => {
    const place = { apiGroup: '', resource: 'pods', namespace: 'shop', name: 'a "b" \\' };
    expect(conditionsOf(conditionsOfPlace(place)).length).toBe(4);
  });
});

describe('the binding and the role that allowed a request', () => {
  it('are places of their own', () => {
    expect(rbacPlaces('RBAC: allowed by RoleBinding "ops/shop" of Role "edit" to User "bob"')).toEqual({
      binding: { apiGroup: 'rbac.authorization.k8s.io', resource: 'rolebindings', namespace: 'shop', name: 'ops' },
      role: { apiGroup: 'rbac.authorization.k8s.io', resource: 'roles', namespace: 'shop', name: 'edit' },
    });
    expect(rbacPlaces('RBAC: allowed by RoleBinding "ops/shop" of ClusterRole "edit" to Group "x"')?.role).toMatchObject({
      resource: 'clusterroles',
      namespace: '',
    });
    expect(rbacPlaces('RBAC: allowed by ClusterRoleBinding "a \\" of Role \\"b" of ClusterRole "c" to User "d"')).toMatchObject({
      binding: { resource: 'clusterrolebindings', name: 'a " of Role "b' },
      role: { resource: 'clusterroles', name: 'c' },
    });
    expect(rbacPlaces('')).toBe(null);
  });
});
