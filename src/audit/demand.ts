// What a question asks of a request, one attribute at a time: made of a query by `search`, held against rules by `policy`.

/** A set of texts, perhaps without end. It may hold more than is meant, never less. */
export interface TextSet {
  /** Every one of them, where they can be counted; null = they cannot. */
  readonly only: readonly string[] | null;
  readonly admits: (text: string) => boolean;
  /** Each of them begins so. */
  readonly head: string;
}

/** Of an attribute that a request lacks the text is ''. `path` is the decoded path of the URL, `code` the decimal of the status. */
export type Attribute =
  'user' | 'verb' | 'apiGroup' | 'resource' | 'subresource' | 'namespace' | 'name' | 'path' | 'level' | 'stage' | 'code' | 'userAgent' | 'cluster' | 'topic';

/** Parts of an event that not every level and stage has. */
export type EventPart = 'requestObject' | 'responseObject' | 'responseStatus' | 'annotations';

/** Holds for every event that a query can match: whatever fails it is surely not found. */
export interface Demand {
  /** An attribute that is left out may be anything. */
  readonly sets: Readonly<Partial<Record<Attribute, TextSet>>>;
  /** For each of these the user has a group in it. */
  readonly groups: readonly TextSet[];
  /** Groups that the user surely does not have. */
  readonly lacksGroup: (group: string) => boolean;
  /** Whether the request was for a resource; null = either. */
  readonly isResource: boolean | null;
  /** Parts without which no event is found. */
  readonly needs: ReadonlySet<EventPart>;
  /** Parts in which what is asked for may stand, and perhaps only there. */
  readonly mayNeed: ReadonlySet<EventPart>;
}

export const anyText: TextSet = { only: null, admits: () => true, head: '' };
/** What is there. */
export const someText: TextSet = { only: null, admits: (text) => text !== '', head: '' };

export function textsOf(texts: readonly string[]): TextSet {
  return { only: [...new Set(texts)], admits: (text) => texts.includes(text), head: texts.length === 1 ? texts[0] : '' };
}

export function complementOf(set: TextSet): TextSet {
  return set === someText ? textsOf(['']) : { only: null, admits: (text) => !set.admits(text), head: '' };
}

export function bothOf(a: TextSet, b: TextSet): TextSet {
  if (areApart(a.head, b.head)) return textsOf([]);
  const known = a.only ?? b.only;
  const admits = (text: string): boolean => a.admits(text) && b.admits(text);
  return { only: known === null ? null : known.filter(admits), admits, head: a.head.length > b.head.length ? a.head : b.head };
}

export function eitherOf(a: TextSet, b: TextSet): TextSet {
  return {
    only: a.only === null || b.only === null ? null : [...new Set([...a.only, ...b.only])],
    admits: (text) => a.admits(text) || b.admits(text),
    head: commonHead(a.head, b.head),
  };
}

/** Neither of two beginnings goes on to the other. */
export function areApart(a: string, b: string): boolean {
  return !a.startsWith(b) && !b.startsWith(a);
}

function commonHead(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

/** Asks nothing. */
export const openDemand: Demand = { sets: {}, groups: [], lacksGroup: () => false, isResource: null, needs: new Set(), mayNeed: new Set() };

/** Of one and of the other; null where no request can be both. */
export function bothDemands(a: Demand, b: Demand): Demand | null {
  const sets: Partial<Record<Attribute, TextSet>> = { ...a.sets };
  for (const [name, set] of Object.entries(b.sets) as [Attribute, TextSet][]) sets[name] = sets[name] === undefined ? set : bothOf(sets[name], set);
  if (Object.values(sets).some(({ only }) => only?.length === 0)) return null;
  if (a.isResource !== null && b.isResource !== null && a.isResource !== b.isResource) return null;
  return {
    sets,
    groups: [...a.groups, ...b.groups],
    lacksGroup: (group) => a.lacksGroup(group) || b.lacksGroup(group),
    isResource: a.isResource ?? b.isResource,
    needs: new Set([...a.needs, ...b.needs]),
    mayNeed: new Set([...a.mayNeed, ...b.mayNeed]),
  };
}

/** Of one or of the other: only what both ask is left. */
export function eitherDemand(a: Demand, b: Demand): Demand {
  const sets: Partial<Record<Attribute, TextSet>> = {};
  for (const [name, set] of Object.entries(a.sets) as [Attribute, TextSet][]) {
    const other = b.sets[name];
    if (other !== undefined) sets[name] = eitherOf(set, other);
  }
  const needs = new Set([...a.needs].filter((part) => b.needs.has(part)));
  const named = [...a.needs, ...b.needs, ...a.mayNeed, ...b.mayNeed];
  return {
    sets,
    groups: a.groups.length > 0 && b.groups.length > 0 ? [eitherOf(a.groups[0], b.groups[0])] : [],
    lacksGroup: (group) => a.lacksGroup(group) && b.lacksGroup(group),
    isResource: a.isResource === b.isResource ? a.isResource : null,
    needs,
    mayNeed: new Set(named.filter((part) => !needs.has(part))),
  };
}
