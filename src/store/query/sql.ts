// Pieces of SQL with their parameters: values never become part of a statement's text.
import type { Parameters } from '../engine/statements.ts';

export class ParameterList {
  readonly values: Record<string, string | number | readonly string[] | readonly number[]> = Object.create(null) as Record<string, string>;
  private count = 0;
  /** Rows of before the index of words are stored, too: it alone decides nothing. */
  readonly hasUnindexedRows: boolean;

  constructor(hasUnindexedRows = false) {
    this.hasUnindexedRows = hasUnindexedRows;
  }

  /** Adds a value; returns the placeholder that stands for it. */
  add(value: string | number | readonly string[] | readonly number[], type: string): string {
    const name = `p${this.count}`;
    this.count += 1;
    this.values[name] = value;
    return `{${name}:${type}}`;
  }

  /** The same values under the same names, to add to without this one changing. */
  copy(): ParameterList {
    const copy = new ParameterList(this.hasUnindexedRows);
    Object.assign(copy.values, this.values);
    copy.count = this.count;
    return copy;
  }

  string(value: string): string {
    return this.add(value, 'String');
  }

  get parameters(): Parameters {
    return this.values;
  }
}

/** Two conditions around a query: no row outside `may` matches, every row inside `sure` does; what lies between is decided on the event itself. */
export interface Bounds {
  readonly may: string;
  readonly sure: string;
  /** Wider bounds that are found out without reading bodies: what is sure by them is sure; absent where there are no such. */
  readonly quick?: { readonly may: string; readonly sure: string };
}

export const always = '1';
export const never = '0';
export const everything: Bounds = { may: always, sure: always };
export const nothing: Bounds = { may: never, sure: never };
/** The engine cannot tell anything. */
export const unknown: Bounds = { may: always, sure: never };

export function exactly(condition: string): Bounds {
  return { may: condition, sure: condition };
}

export function isExact(bounds: Bounds): boolean {
  return bounds.may === bounds.sure;
}

export function and(...conditions: readonly string[]): string {
  const list = conditions.filter((condition) => condition !== always);
  if (list.includes(never)) return never;
  return list.length === 0 ? always : list.length === 1 ? list[0] : `(${list.join(' AND ')})`;
}

export function or(...conditions: readonly string[]): string {
  const list = conditions.filter((condition) => condition !== never);
  if (list.includes(always)) return always;
  return list.length === 0 ? never : list.length === 1 ? list[0] : `(${list.join(' OR ')})`;
}

export function not(condition: string): string {
  if (condition === always) return never;
  return condition === never ? always : `NOT (${condition})`;
}

export function allOf(bounds: readonly Bounds[]): Bounds {
  const all = { may: and(...bounds.map((item) => item.may)), sure: and(...bounds.map((item) => item.sure)) };
  if (bounds.every(({ quick }) => quick === undefined)) return all;
  const quick = bounds.map((item) => item.quick ?? item);
  return { ...all, quick: { may: and(...quick.map((item) => item.may)), sure: and(...quick.map((item) => item.sure)) } };
}

export function anyOf(bounds: readonly Bounds[]): Bounds {
  return { may: or(...bounds.map((item) => item.may)), sure: or(...bounds.map((item) => item.sure)) };
}

/** What surely matches is surely out, and what cannot match is surely in. */
export function noneOf(bounds: Bounds): Bounds {
  return { may: not(bounds.sure), sure: not(bounds.may) };
}

/** `LIKE` pattern of literal text between wildcards. */
export function likeEscape(literal: string): string {
  return literal.replace(/[\\%_]/g, String.raw`\$&`);
}
