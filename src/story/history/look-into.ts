// Questions to a history: the object at a moment, who last set a field, and whose object it is.
import { parseTimestamp } from '../../audit/timestamp.ts';
import { isArray, isObject, type JsonValue } from '../../audit/json-value.ts';
import { at, listAt, textAt } from '../read-json.ts';
import { isEqual } from './edit-json.ts';
import { findChanges, namesOf, type FieldChange } from './find-changes.ts';
import type { ObjectHistory, Step } from './step.ts';

/** The object at a moment: the last write up to it; null where none is on record. `isGone`: it did not exist. */
export function stateAt({ steps }: ObjectHistory, micros: number): { readonly step: Step; readonly isGone: boolean } | null {
  const step = steps.findLast(({ time }) => (parseTimestamp(time) ?? Infinity) <= micros);
  return step === undefined ? null : { step, isGone: step.isEnd };
}

/** What a step changed against the last known body before it. `unknownBetween`: writes whose bodies nobody knows may have a share in it. */
export interface StepChanges {
  readonly step: Step;
  readonly changes: readonly FieldChange[];
  /** There is no body of this life before it to compare with. */
  readonly isFirst: boolean;
  readonly unknownBetween: number;
}

const nothing: JsonValue = { type: 'object', keys: [], values: [] };

/** Each step with a known body and what changed in it; a creation sets everything. */
export function changesOf({ steps }: ObjectHistory, isAll = false): readonly StepChanges[] {
  const told: StepChanges[] = [];
  let known: Step | null = null;
  let unknown = 0;
  for (const step of steps) {
    if (step.body === null) {
      unknown += step.isEnd ? 0 : 1;
      continue;
    }
    const before: JsonValue | null = known !== null && known.life === step.life ? known.body : null;
    told.push({ step, changes: findChanges(before ?? nothing, step.body, isAll), isFirst: before === null, unknownBetween: unknown });
    known = step;
    unknown = 0;
  }
  return told;
}

export interface FieldSetter {
  readonly step: Step;
  readonly change: FieldChange;
  /** Writes of unknown content between this one and the version before: one of them may have set it. */
  readonly unknownBetween: number;
}

/** The last write that changed a field, or something in it; elements of lists are passed over in `path`. Null where none on record did. */
export function lastSetBy(history: ObjectHistory, path: readonly string[]): FieldSetter | null {
  const told = changesOf(history, path[0] === 'status');
  for (const { step, changes, unknownBetween } of [...told].reverse()) {
    const change = changes.find((each) => concerns(each, path));
    if (change !== undefined) return { step, change, unknownBetween };
  }
  return null;
}

/** The change lies in the field, or it set or took away something that holds the field. */
function concerns({ path, before, after }: FieldChange, field: readonly string[]): boolean {
  const names = namesOf(path);
  if (!names.every((name, k) => k >= field.length || name === field[k])) return false;
  if (names.length >= field.length) return true;
  const rest = field.slice(names.length);
  return !isEqual({ type: 'array', items: valuesBelow(before, rest) }, { type: 'array', items: valuesBelow(after, rest) });
}

/** The values of a path, stepping through lists. */
export function valuesBelow(value: JsonValue | undefined, path: readonly string[]): readonly JsonValue[] {
  let here: readonly JsonValue[] = value === undefined ? [] : [value];
  for (const key of path) here = here.flatMap((each) => (isArray(each) ? each.items : [each])).flatMap((each) => at(each, key) ?? []);
  return here;
}

/** A field manager that owns a field, as the object itself says (metadata.managedFields). */
export interface FieldManager {
  readonly manager: string;
  readonly operation: string;
  readonly time: string;
}

export function managersOf(body: JsonValue, path: readonly string[]): readonly FieldManager[] {
  return listAt(body, 'metadata', 'managedFields')
    .filter((entry) => owns(at(entry, 'fieldsV1'), path))
    .map((entry) => ({ manager: textAt(entry, 'manager') ?? '', operation: textAt(entry, 'operation') ?? '', time: textAt(entry, 'time') ?? '' }));
}

const maxOwned = 10_000;

/** fieldsV1 writes fields as `f:name` and elements of lists as `k:{…}`, `v:…`, `i:…`, which are passed over. */
function owns(fields: JsonValue | undefined, path: readonly string[]): boolean {
  const stack: { readonly value: JsonValue | undefined; readonly depth: number }[] = [{ value: fields, depth: 0 }];
  for (let seen = 0; stack.length > 0 && seen < maxOwned; seen += 1) {
    const { value, depth } = stack.pop()!;
    if (depth === path.length) return true;
    if (!isObject(value)) continue;
    value.keys.forEach((key, k) => {
      if (key === `f:${path[depth]}`) stack.push({ value: value.values[k], depth: depth + 1 });
      else if (/^[kvi]:/.test(key)) stack.push({ value: value.values[k], depth });
    });
  }
  return false;
}

/** An owner of an object (metadata.ownerReferences). */
export interface OwnerReference {
  readonly apiGroup: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** The controller of an object, else its first owner; null where it has none. */
export function ownerOf(body: JsonValue | null): OwnerReference | null {
  const owners = listAt(body ?? undefined, 'metadata', 'ownerReferences');
  const owner = owners.find((each) => at(each, 'controller') === true) ?? owners[0];
  const name = textAt(owner, 'name');
  if (name === undefined) return null;
  const [apiGroup, version] = (textAt(owner, 'apiVersion') ?? '').split('/');
  return { apiGroup: version === undefined ? '' : apiGroup, kind: textAt(owner, 'kind') ?? '', name, uid: textAt(owner, 'uid') ?? '' };
}
