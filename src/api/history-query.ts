// Which events tell of an object: its own writes, those that named it only in the answer, and removals of many that reached it.
import { stages } from '../audit/vocabulary.ts';
import type { Query, Term, Test } from '../search/ast.ts';
import { resolveField, type FieldPath } from '../search/resolve-field.ts';
import type { ObjectTarget } from '../story/history/read-write.ts';

/** Writes that name the object, and removals of many that reach it; `hasStatus` false: without writes of its status. */
export function historyQuery(target: ObjectTarget, hasStatus: boolean): Query {
  const own = all(
    ofResource(target),
    inNamespace(target),
    equals('objectRef.name', target.name),
    any(...['create', 'update', 'patch', 'delete'].map((verb) => equals('verb', verb))),
    ...(hasStatus ? [] : [not(equals('objectRef.subresource', 'status'))]),
  );
  return all(successful(), any(own, ...removals(target)));
}

/** Creations that left the name to the server: it stands in the answer only. Null where the server would not have chosen this name. */
export function namedByServerQuery(target: ObjectTarget): Query | null {
  if (!chosenName.test(target.name)) return null;
  const nameless = all(equals('verb', 'create'), absent('objectRef.name'), absent('objectRef.subresource'));
  return all(successful(), ofResource(target), inNamespace(target), nameless, equals('responseObject.metadata.name', target.name));
}

/** Writes of objects that one of these owns, as the answer says, or what was sent. `namespace` '' = in any. */
export function ownedQuery(namespace: string, uids: readonly string[]): Query {
  const owned = uids.flatMap((uid) => ['responseObject', 'requestObject'].map((body) => equals(`${body}.${ownersPath}`, uid)));
  const near: readonly Query[] = namespace === '' ? [] : [equals('objectRef.namespace', namespace)];
  return all(successful(), ...near, any(...['create', 'update', 'patch'].map((verb) => equals('verb', verb))), any(...owned));
}

const ownersPath = 'metadata.ownerReferences.uid';

/** By what the objects of `ownedQuery` are told apart: group, resource, namespace, name in the address and in the answer, uid, and the owner's uid in either body. */
export const ownedFields = [
  'objectRef.apiGroup',
  'objectRef.resource',
  'objectRef.namespace',
  'objectRef.name',
  'responseObject.metadata.name',
  'responseObject.metadata.uid',
  `responseObject.${ownersPath}`,
  `requestObject.${ownersPath}`,
].map(fieldOf);

/** What k8s.io/apiserver pkg/storage/names makes of generateName: five or more letters and digits of this alphabet at the end. */
const chosenName = /[bcdfghjklmnpqrstvwxz2456789]{5}$/;

function successful(): Query {
  return all(
    equals('stage', stages[2]),
    term('responseStatus.code', { op: 'range', low: { value: '200', inclusive: true }, high: { value: '299', inclusive: true } }),
  );
}

function ofResource({ resource, apiGroup }: ObjectTarget): Query {
  return all(equals('objectRef.resource', resource), apiGroup === '' ? absent('objectRef.apiGroup') : equals('objectRef.apiGroup', apiGroup));
}

/** A namespace is named as its own namespace in its address. */
function inNamespace({ resource, apiGroup, namespace }: ObjectTarget): Query {
  if (resource === 'namespaces' && apiGroup === '') return { type: 'all' };
  return namespace === '' ? absent('objectRef.namespace') : equals('objectRef.namespace', namespace);
}

function removals(target: ObjectTarget): readonly Query[] {
  const { namespace } = target;
  const many = all(
    equals('verb', 'deletecollection'),
    ofResource(target),
    namespace === '' ? absent('objectRef.namespace') : any(equals('objectRef.namespace', namespace), absent('objectRef.namespace')),
  );
  const whole = all(
    equals('verb', 'delete'),
    equals('objectRef.resource', 'namespaces'),
    absent('objectRef.apiGroup'),
    absent('objectRef.subresource'),
    equals('objectRef.name', namespace),
  );
  return namespace === '' ? [many] : [many, whole];
}

function all(...items: readonly Query[]): Query {
  return { type: 'and', items };
}

function any(...items: readonly Query[]): Query {
  return { type: 'or', items };
}

function not(item: Query): Query {
  return { type: 'not', item };
}

function absent(name: string): Query {
  return not(term(name, { op: 'present' }));
}

function equals(name: string, value: string): Query {
  return term(name, { op: 'equals', value });
}

function term(name: string, test: Test): Term {
  return { type: 'term', ...fieldOf(name), test };
}

function fieldOf(name: string): FieldPath {
  const found = resolveField(name.split('.').map((text) => ({ text, isQuoted: false })));
  if (found === null) throw new TypeError(`there is no field ${name}`);
  return found;
}
