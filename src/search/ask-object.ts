// Names of objects as people and kubectl write them.
import { readResource } from '../audit/resource-names.ts';
import { equals, type AskedObject } from './asked.ts';

const name = '[a-z0-9][a-z0-9._:-]*';

/**
 * `deployment shop/web`, `deployment/web -n shop`, `deploy web in shop`, `node n1`, `pod web-1`. Resources that Kubernetes does not
 * serve by itself are taken where they carry a group: `widgets.acme.io shop/w1`. Null where it names no object.
 */
export function readObject(words: string): AskedObject | null {
  const match = new RegExp(`^(${name})(?:\\s+|/)(?:(${name})/)?(${name})(?:\\s+(?:-n|--namespace|in(?: namespace)?)[ =](${name}))?$`, 'i').exec(words);
  if (match === null) return null;
  const [, kind, before, object, after] = match;
  const resource = readResource(kind, kind.includes('.'));
  if (resource === null) return null;
  return { ...resource, namespace: after ?? before ?? null, name: object };
}

/** The group is left out: the same object was served under other groups by other servers. */
export function conditionsOfObject({ resource, namespace, name: object }: AskedObject): string[] {
  return [
    ...(resource === '' ? [] : [equals('objectRef.resource', resource)]),
    ...(namespace === null ? [] : [equals('objectRef.namespace', namespace)]),
    ...(object === null ? [] : [equals('objectRef.name', object)]),
  ];
}
