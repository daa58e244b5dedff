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
  /** The same in steps, of which the first read no bodies; absent where that saves nothing. */
  readonly steps?: BoundSteps;
}

export interface BoundSteps {
  /** Wider than `may`. All else is said of rows within it alone, and need not repeat it. */
  readonly candidates: string;
  /** Surely matches by small columns. */
  readonly quick: string;
  /** Surely matches; holds where `quick` does. */
  readonly sure: string;
  /** In a row that matches one of these holds, at least; all but the first read no bodies. */
  readonly may: readonly string[];
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
  return bounds.some(({ steps }) => steps !== undefined) ? { ...all, steps: allSteps(bounds.map(stepsOf)) } : all;
}

function stepsOf(bounds: Bounds): BoundSteps {
  const sure = sureWithin(bounds);
  return bounds.steps ?? { candidates: bounds.may, quick: sure, sure, may: [always] };
}

function allSteps(steps: readonly BoundSteps[]): BoundSteps {
  const split = steps.filter(({ may }) => may.length > 1);
  return {
    candidates: and(...steps.map(({ candidates }) => candidates)),
    quick: and(...steps.map(({ quick }) => quick)),
    sure: and(...steps.map(({ sure }) => sure)),
    // Of two that are told by bodies or by small columns, each may be told by either.
    may:
      split.length === 1
        ? split[0].may.map((way) => and(way, ...steps.filter((item) => item !== split[0]).map(({ may }) => or(...may))))
        : [and(...steps.map(({ may }) => or(...may)))],
  };
}

/** What is sure of a row that is known to lie within `may`. */
export function sureWithin(bounds: Bounds): string {
  return bounds.steps?.sure ?? (isExact(bounds) ? always : bounds.sure);
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
