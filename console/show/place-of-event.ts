// The objects that an event speaks of: the one that was asked for, and the binding and the role that allowed it.
import { rbacOf } from '../../src/audit/derive.ts';
import { stringOf, valueAt } from './json-span.ts';
import type { ObjectPlace } from './object-place.ts';
import type { EventFacts, EventParts } from './read-event.ts';
import type { EventRow } from './split-answer.ts';

/** Null where there is no single object, or its name is not on record. */
export function placeOfEvent(row: Pick<EventRow, 'cluster'>, { object }: Pick<EventFacts, 'object'>, { responseObject }: EventParts) {
  if (object === null || object.resource === '' || row.cluster === '') return null;
  // A name that the server chose stands in the answer only.
  const name = object.name !== '' ? object.name : (stringOf(valueAt(responseObject, 'metadata', 'name')) ?? '');
  const { apiGroup, resource, namespace } = object;
  return name === '' ? null : { cluster: row.cluster, apiGroup, resource, namespace, name };
}

const apiGroup = 'rbac.authorization.k8s.io';

/** By the authorizer's reason: `RBAC: allowed by RoleBinding "ops/shop" of Role "edit" to …`; null where it names none. */
export function rbacPlaces(reason: string): { readonly binding: ObjectPlace; readonly role: ObjectPlace } | null {
  const { binding, role } = rbacOf(reason);
  if (binding === '' || role === '') return null;
  const isClusterBinding = reason.startsWith('RBAC: allowed by ClusterRoleBinding ');
  const slash = binding.lastIndexOf('/');
  // A RoleBinding is written as name/namespace.
  const [name, namespace] = isClusterBinding || slash < 0 ? [binding, ''] : [binding.slice(0, slash), binding.slice(slash + 1)];
  // Quotes inside a name are escaped: this stands outside of both.
  const isClusterRole = reason.includes('" of ClusterRole "');
  return {
    binding: { apiGroup, resource: isClusterBinding ? 'clusterrolebindings' : 'rolebindings', namespace, name },
    role: { apiGroup, resource: isClusterRole ? 'clusterroles' : 'roles', namespace: isClusterRole ? '' : namespace, name: role },
  };
}
