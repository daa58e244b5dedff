// What an event says for a field: the values that tests look at, that tables show and that CSV cells hold.
import { clientOf, actorOf, observedAddress, rbacOf, uriParameters } from '../audit/derive.ts';
import type { Field } from '../audit/fields.ts';
import { isArray, isNumber, isObject, member, parseJson, printJson, type JsonObject, type JsonValue } from '../audit/json-value.ts';
import { parseTimestamp } from '../audit/timestamp.ts';

/** An event with what the store knows about it. */
export interface Subject {
  /** The whole event as received. */
  readonly bytes: Uint8Array;
  readonly cluster: string;
  readonly topic: string;
  readonly source: string;
}

/** A subject that is parsed when first asked, once. */
export interface OpenSubject extends Subject {
  readonly event: JsonObject;
}

export function openSubject(subject: Subject): OpenSubject {
  let event: JsonObject | undefined;
  return {
    bytes: subject.bytes,
    cluster: subject.cluster,
    topic: subject.topic,
    source: subject.source,
    get event() {
      if (event === undefined) {
        const value = parseJson(subject.bytes);
        event = isObject(value) ? value : { type: 'object', keys: [], values: [] };
      }
      return event;
    },
  };
}

/** The values at a path, stepping through lists; lists at its end are given as lists. */
export function valuesAt(root: JsonValue, path: readonly string[]): readonly JsonValue[] {
  let here: readonly JsonValue[] = [root];
  for (const key of path) {
    const next: JsonValue[] = [];
    for (const value of flatten(here)) {
      if (!isObject(value)) continue;
      const child = member(value, key);
      if (child !== undefined) next.push(child);
    }
    here = next;
  }
  return here;
}

/** Lists replaced by their elements, however deep. */
export function flatten(values: readonly JsonValue[]): readonly JsonValue[] {
  if (!values.some((value) => isArray(value))) return values;
  const flat: JsonValue[] = [];
  const stack = [...values].reverse();
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (isArray(value)) for (let k = value.items.length - 1; k >= 0; k -= 1) stack.push(value.items[k]);
    else flat.push(value);
  }
  return flat;
}

/** The values of a field of the table, or of a path below an open root. */
export function readField(subject: OpenSubject, field: Field, path: readonly string[]): readonly JsonValue[] {
  if (field.origin === 'event') return valuesAt(subject.event, [...field.name.split('.'), ...path]);
  const value = derived(subject, field.name, path);
  return value.filter((item) => item !== '');
}

function derived(subject: OpenSubject, name: string, path: readonly string[]): readonly JsonValue[] {
  const text = (...keys: string[]): string | undefined => lastString(valuesAt(subject.event, keys));
  switch (name) {
    case 'cluster':
      return [subject.cluster];
    case 'topic':
      return [subject.topic];
    case 'source':
      return [subject.source];
    case 'actor':
      return [actorOf(text('user', 'username'), strings(valuesAt(subject.event, ['user', 'groups'])))];
    case 'sourceIP':
      return present(observedAddress(strings(valuesAt(subject.event, ['sourceIPs']))));
    case 'client.name':
      return [clientOf(text('userAgent') ?? '').name];
    case 'client.version':
      return [clientOf(text('userAgent') ?? '').version];
    case 'rbac.binding':
      return [rbacOf(text('annotations', 'authorization.k8s.io/reason') ?? '').binding];
    case 'rbac.role':
      return [rbacOf(text('annotations', 'authorization.k8s.io/reason') ?? '').role];
    case 'uri':
      return uriParameters(text('requestURI') ?? '')
        .filter(([key]) => path.length === 0 || key === path[0])
        .map(([key, value]) => (path.length === 0 ? key : value));
    case 'durationMs':
      return duration(text('requestReceivedTimestamp'), text('stageTimestamp'));
    default:
      throw new TypeError(`no rule derives ${name}`);
  }
}

function duration(received: string | undefined, stage: string | undefined): readonly JsonValue[] {
  const from = received === undefined ? null : parseTimestamp(received);
  const to = stage === undefined ? null : parseTimestamp(stage);
  if (from === null || to === null) return [];
  const micros = to - from;
  const whole = Math.trunc(Math.abs(micros) / 1000);
  return [{ type: 'number', text: `${micros < 0 ? '-' : ''}${whole}.${String(Math.abs(micros) % 1000).padStart(3, '0')}` }];
}

function lastString(values: readonly JsonValue[]): string | undefined {
  const value = values[values.length - 1];
  return typeof value === 'string' ? value : undefined;
}

function strings(values: readonly JsonValue[]): readonly string[] {
  return flatten(values).filter((value): value is string => typeof value === 'string');
}

function present(value: string | undefined): readonly JsonValue[] {
  return value === undefined ? [] : [value];
}

/** A value in one cell: scalars as written, lists and objects as JSON, several values with a comma, absent as ''. */
export function cellText(values: readonly JsonValue[]): string {
  return values.map((value) => (value === null ? '' : typeof value === 'string' ? value : isNumber(value) ? value.text : printJson(value))).join(',');
}
