// Derived columns of an event, remembered by the bytes they derive from: the same user agents, users and reasons come again and again.
import { isUtf8 as isUtf8Bytes } from 'node:buffer';
import { actorOf, clientOf, rbacOf } from '../audit/derive.ts';
import { parseJson, isObject, isArray, type JsonValue } from '../audit/json-value.ts';
import { rowString } from './row-writer.ts';

/** Past this many distinct values, or for values longer than `maxKey`, nothing is remembered: clients choose them. */
const maxEntries = 8192;
const maxKey = 4096;

/** A function of bytes with a memory bounded in entries and key size. */
export function remembered<T>(make: (bytes: Uint8Array, from: number, to: number) => T): (b: Buffer, from: number, to: number) => T {
  const known = new Map<string, T>();
  return (b, from, to) => {
    if (to - from > maxKey) return make(b, from, to);
    const key = b.toString('latin1', from, to);
    let value = known.get(key);
    if (value === undefined) {
      if (known.size >= maxEntries) known.clear();
      value = make(b, from, to);
      known.set(key, value);
    }
    return value;
  };
}

/** `client.name` and `client.version` in RowBinary, from the decoded userAgent. */
export const clientValues = remembered((b, from, to) => {
  const { name, version } = clientOf(utf8(b, from, to));
  return Buffer.concat([rowString(name), rowString(version)]);
});

export interface ListValues {
  /** False where it is anything else than a list of well-formed strings: then the event is odd. */
  readonly simple: boolean;
  readonly strings: readonly string[];
  /** The last element in RowBinary. */
  readonly last: Buffer;
}

/** `user.groups` or `sourceIPs`. */
export const listValues = remembered((b, from, to): ListValues => {
  const value = parseJson(b, from, to);
  const strings = isArray(value) ? value.items.filter((item): item is string => typeof item === 'string') : [];
  const simple = isArray(value) && strings.length === value.items.length && strings.every((item) => item.isWellFormed()) && isUtf8(b, from, to);
  return { simple, strings, last: rowString(strings.at(-1) ?? '') };
});

export interface AnnotationValues {
  /** A flat map of strings with distinct keys, readable by any JSON function. */
  readonly plain: boolean;
  readonly isObject: boolean;
  /** `rbac.binding` and `rbac.role` in RowBinary. */
  readonly rbac: Buffer;
}

export const annotationValues = remembered((b, from, to): AnnotationValues => {
  const value = parseJson(b, from, to);
  const reason = isObject(value) ? lastOf(value.keys, value.values, 'authorization.k8s.io/reason') : undefined;
  const { binding, role } = rbacOf(typeof reason === 'string' ? reason : '');
  return { plain: isPlainMap(value) && isUtf8(b, from, to), isObject: isObject(value), rbac: Buffer.concat([rowString(binding), rowString(role)]) };
});

export const noAnnotations: AnnotationValues = { plain: true, isObject: true, rbac: Buffer.concat([rowString(''), rowString('')]) };
export const noClient = Buffer.concat([rowString(''), rowString('')]);
export const noList: ListValues = { simple: true, strings: [], last: rowString('') };

/** `actor` in RowBinary, from user name and groups: few distinct pairs, so one small map of maps is enough. */
export function actorValue(username: string | undefined, groups: readonly string[]): Buffer {
  return actors[actorOf(username, groups)];
}

const actors = { human: rowString('human'), admin: rowString('admin'), component: rowString('component') };

function isPlainMap(value: JsonValue): boolean {
  if (!isObject(value) || new Set(value.keys).size !== value.keys.length) return false;
  return value.keys.every((key) => key.isWellFormed()) && value.values.every((item) => typeof item === 'string' && item.isWellFormed());
}

function lastOf(keys: readonly string[], values: readonly JsonValue[], key: string): JsonValue | undefined {
  const at = keys.lastIndexOf(key);
  return at < 0 ? undefined : values[at];
}

function utf8(b: Uint8Array, from: number, to: number): string {
  return Buffer.from(b.buffer, b.byteOffset + from, to - from).toString('utf8');
}

function isUtf8(b: Uint8Array, from: number, to: number): boolean {
  return isUtf8Bytes(b.subarray(from, to));
}
