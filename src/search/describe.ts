// A query in words: what each part of it asks, for explanations.
import type { Bound, Query, Term, TextTerm, WildcardPart } from './ast.ts';
import { printFieldName } from './field-name.ts';

/** A part of a query. `says` with parts: how they go together. */
export interface Description {
  readonly says: string;
  readonly parts?: readonly Description[];
}

export function describeQuery(query: Query): Description {
  switch (query.type) {
    case 'all':
      return { says: 'every event' };
    case 'and':
      return { says: 'all of these hold', parts: query.items.map(describeQuery) };
    case 'or':
      return { says: 'at least one of these holds', parts: query.items.map(describeQuery) };
    case 'not':
      return { says: 'this does not hold', parts: [describeQuery(query.item)] };
    case 'text':
      return { says: describeText(query) };
    case 'term':
      return { says: describeTerm(query) };
  }
}

/** Names of the fields that a query asks, each once, in order. */
export function fieldsOf(query: Query): readonly string[] {
  const found = new Set<string>();
  const visit = (part: Query): void => {
    if (part.type === 'and' || part.type === 'or') for (const item of part.items) visit(item);
    else if (part.type === 'not') visit(part.item);
    else if (part.type === 'term') found.add(nameOf(part));
    else if (part.type === 'text' && part.scope !== 'event') found.add(part.scope);
  };
  visit(query);
  return [...found];
}

/** The name of what a term asks, as it is written. */
export function nameOf({ field, root, path }: Term): string {
  return path.length === 0 ? field.name : `${root}.${printFieldName(path)}`;
}

function describeText({ scope, match }: TextTerm): string {
  const where = scope === 'event' ? 'somewhere in the event' : `in ${scope}`;
  if (match.kind === 'substring') return `a text ${where} holds ${JSON.stringify(match.part)}, without case`;
  const words = JSON.stringify(match.words.join(' '));
  if (match.prefix)
    return match.words.length === 1 ? `a word ${where} begins with ${words}` : `the words ${words} stand together ${where}, the last one may go on`;
  return match.words.length === 1 ? `the word ${words} stands ${where}` : `the words ${words} stand together ${where}`;
}

function describeTerm(term: Term): string {
  const name = nameOf(term);
  const { test } = term;
  const subject = term.field.kind === 'list' || term.path.length > 0 ? `a value of ${name}` : name;
  switch (test.op) {
    case 'present':
      return `${name} is there`;
    case 'equals':
      return `${subject} is ${JSON.stringify(test.value)}`;
    case 'wildcard':
      return `${subject} looks like ${test.pattern.map(printPart).join('')}`;
    case 'cidr':
      return `${subject} is an address in ${test.value}`;
    case 'range':
      return describeRange(subject, term.field.kind === 'time' ? 'time' : 'number', test.low, test.high);
  }
}

const bounds = {
  number: { low: ['more than', 'at least'], high: ['less than', 'at most'], any: 'a number' },
  time: { low: ['after', 'at or after'], high: ['before', 'at or before'], any: 'a time' },
} as const;

function describeRange(subject: string, kind: 'number' | 'time', low: Bound | null, high: Bound | null): string {
  if (low !== null && low === high) return `${subject} is ${shown(low)}`;
  const words = bounds[kind];
  const parts = [
    ...(low === null ? [] : [`${words.low[Number(low.inclusive)]} ${shown(low)}`]),
    ...(high === null ? [] : [`${words.high[Number(high.inclusive)]} ${shown(high)}`]),
  ];
  return `${subject} is ${parts.length === 0 ? words.any : parts.join(' and ')}`;
}

function shown({ value, micros }: Bound): string {
  return micros === undefined ? value : new Date(micros / 1000).toISOString();
}

function printPart(part: WildcardPart): string {
  if ('any' in part) return '*';
  return 'one' in part ? '?' : part.literal;
}
