// An object as people write it, `deployments.apps shop/web`, and as the address of the page and the API name it.
import { findResource } from '../../src/audit/resource-names.ts';
import { ask } from '../../src/search/ask.ts';
import { readResource } from '../../src/story/resources.ts';
import { writeCondition } from './refine-query.ts';

/** Absent parts are ''. */
export interface ObjectPlace {
  readonly apiGroup: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** `deployments.apps` */
export function writeResource({ resource, apiGroup }: Pick<ObjectPlace, 'resource' | 'apiGroup'>): string {
  return apiGroup === '' ? resource : `${resource}.${apiGroup}`;
}

/** The reverse of `writeResource`, word by word: nothing is looked up. */
export function splitResource(text: string): Pick<ObjectPlace, 'resource' | 'apiGroup'> {
  const dot = text.indexOf('.');
  return dot < 0 ? { resource: text, apiGroup: '' } : { resource: text.slice(0, dot), apiGroup: text.slice(dot + 1) };
}

export function writePlace(place: ObjectPlace): string {
  return `${writeResource(place)} ${place.namespace === '' ? '' : `${place.namespace}/`}${place.name}`;
}

/** What a person types for one object: `deploy/web -n shop`, `deployments.apps shop/web`, a kubectl command, a URL. Null where it names none. */
export function readPlace(typed: string): ObjectPlace | null {
  const object = ask(typed)?.object;
  if (object === undefined || object.name === null || object.resource === '') return null;
  const { apiGroup } = object.apiGroup === '' ? readResource(object.resource) : object;
  const known = findResource(object.resource);
  const isNamespaced = known?.isNamespaced ?? object.namespace !== null;
  // Without a namespace kubectl means its default one.
  const namespace = object.namespace ?? 'default';
  return { apiGroup, resource: object.resource, namespace: isNamespaced ? namespace : '', name: object.name };
}

/** The conditions that hold for requests of the object and its parts. */
export function conditionsOfPlace({ apiGroup, resource, namespace, name }: ObjectPlace): string {
  const conditions = [writeCondition('objectRef.resource', resource), writeCondition('objectRef.apiGroup', apiGroup), writeCondition('objectRef.name', name)];
  // A namespace is named as its own namespace by some servers.
  if (resource !== 'namespaces') conditions.push(writeCondition('objectRef.namespace', namespace));
  return conditions.join(' AND ');
}
