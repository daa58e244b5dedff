// Changes a query by one condition at a time: what a click on a value, a facet or a chip does to the text in the box.
import type { Query } from '../../src/search/ast.ts';
import { findPipe } from '../../src/search/lex.ts';
import { parseQuery } from '../../src/search/parse.ts';
import { printQuery } from '../../src/search/print.ts';

/** One condition that every match must meet, as text of the language. */
export interface Condition {
  readonly text: string;
  readonly isNegated: boolean;
}

const options = { nowMicros: 0 };

/** The part of a query before its pipe: which events it is about. Undefined where that is all of them. */
export function filterOf(q: string | undefined): string | undefined {
  const filter = cutAtPipe(q ?? '').filter.trim();
  return filter === '' || filter === '*' ? undefined : filter;
}

/** The query with another filter before its pipe. */
export function withFilter(q: string | undefined, filter: string | undefined): string | undefined {
  const { stage } = cutAtPipe(q ?? '');
  return stage === null ? filter : `${filter ?? '*'} | ${stage}`;
}

/** Whether the query makes a table. */
export function hasPipe(q: string | undefined): boolean {
  return q !== undefined && findPipe(q) !== null;
}

function cutAtPipe(q: string): { readonly filter: string; readonly stage: string | null } {
  const bar = findPipe(q);
  return bar === null ? { filter: q, stage: null } : { filter: q.slice(0, bar), stage: q.slice(bar + 1).trim() };
}

/** The conditions of a query in order, of those before its pipe; a single one where it is no conjunction, none where it is empty or cannot be read. */
export function conditionsOf(q: string | undefined): readonly Condition[] {
  return itemsOf(q)?.map(conditionOf) ?? [];
}

/** `field:value` as text, with the value in quotes; a value of '' asks for its absence. */
export function writeCondition(field: string, value: string): string {
  return value === '' ? `NOT ${field}:*` : `${field}:${quoted(value)}`;
}

/** Everything that was done to an object or to what is below it. Without a name it is the namespace's list that was asked for. */
export function conditionsOfObject(object: {
  readonly apiGroup: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}): string {
  const parts = [
    ['objectRef.resource', object.resource],
    ['objectRef.apiGroup', object.apiGroup],
    ['objectRef.namespace', object.namespace],
    ['objectRef.name', object.name],
  ] as const;
  return parts
    .filter(([, value]) => value !== '')
    .map(([field, value]) => writeCondition(field, value))
    .join(' AND ');
}

/** Adds a condition; one that is there already goes, or is turned round where the other sense was asked for. */
export function toggleCondition(q: string | undefined, text: string, isNegated: boolean): string | undefined {
  const items = itemsOf(q);
  const wanted = single(text);
  if (wanted === null) return q;
  const item: Query = isNegated ? negation(wanted) : wanted;
  if (items === null) return q;
  const others = items.filter((one) => !isSame(one, item) && !isSame(one, negation(item)));
  const wasThere = items.some((one) => isSame(one, item));
  return printAll(q, wasThere ? others : [...others, item]);
}

/** Takes the condition at an index of `conditionsOf` away. */
export function dropCondition(q: string | undefined, index: number): string | undefined {
  const items = itemsOf(q) ?? [];
  return printAll(
    q,
    items.filter((_, k) => k !== index),
  );
}

/** Turns the condition at an index round: what matched it is left out from now on. */
export function turnCondition(q: string | undefined, index: number): string | undefined {
  const items = itemsOf(q) ?? [];
  return printAll(
    q,
    items.map((item, k) => (k === index ? negation(item) : item)),
  );
}

export type Sense = 'included' | 'excluded' | null;

/** Whether a condition is part of the query as it stands, or turned round; null = neither. */
export function senseOf(q: string | undefined, text: string): Sense {
  return sensesOf(q)(text);
}

/** `senseOf` for many conditions: the query is read once, and no condition is while there is nothing to find it in. */
export function sensesOf(q: string | undefined): (text: string) => Sense {
  const items = new Set((itemsOf(q) ?? []).map(printQuery));
  return (text) => {
    const wanted = items.size === 0 ? null : single(text);
    if (wanted === null) return null;
    if (items.has(printQuery(wanted))) return 'included';
    return items.has(printQuery(negation(wanted))) ? 'excluded' : null;
  };
}

/** Null where the text is no query: it is left as it is, because somebody is still writing it. */
function itemsOf(q: string | undefined): readonly Query[] | null {
  const query = single(cutAtPipe(q ?? '').filter);
  if (query === null) return null;
  if (query.type === 'all') return [];
  return query.type === 'and' ? query.items : [query];
}

function single(text: string): Query | null {
  const parsed = parseQuery(text, options);
  return 'query' in parsed ? parsed.query : null;
}

function conditionOf(item: Query): Condition {
  return item.type === 'not' ? { text: printQuery(item.item), isNegated: true } : { text: printQuery(item), isNegated: false };
}

function negation(item: Query): Query {
  return item.type === 'not' ? item.item : { type: 'not', item };
}

function isSame(a: Query, b: Query): boolean {
  return printQuery(a) === printQuery(b);
}

/** These conditions in place of those of `q`, whose pipe stays. */
function printAll(q: string | undefined, items: readonly Query[]): string | undefined {
  return withFilter(q, items.length === 0 ? undefined : printQuery(items.length === 1 ? items[0] : { type: 'and', items }));
}

function quoted(value: string): string {
  return /^[A-Za-z0-9_.-]*[A-Za-z0-9]$/.test(value) && !/^(AND|OR|NOT|TO|now)$/.test(value) && !value.startsWith('-')
    ? value
    : `"${value.replace(/["\\]/g, String.raw`\$&`)}"`;
}
