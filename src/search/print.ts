// A query tree as text that parses to the same tree: what saved searches, links and explanations show.
import type { Bound, Query, Term, TextTerm, WildcardPart } from './ast.ts';

export function printQuery(query: Query): string {
  switch (query.type) {
    case 'all':
      return '*';
    case 'and':
      return query.items.map((item) => operand(item, item.type === 'and' || item.type === 'or')).join(' AND ');
    case 'or':
      return query.items.map((item) => operand(item, item.type === 'or')).join(' OR ');
    case 'not':
      return `NOT ${operand(query.item, query.item.type === 'and' || query.item.type === 'or')}`;
    case 'text':
      return printText(query);
    case 'term':
      return printTerm(query);
  }
}

function operand(query: Query, needsParentheses: boolean): string {
  return needsParentheses ? `(${printQuery(query)})` : printQuery(query);
}

function printText({ scope, match }: TextTerm): string {
  const field = scope === 'event' ? '' : `${scope}:`;
  if (match.kind === 'substring') return `${field}*${escapeCharacters(match.part)}*`;
  return match.prefix ? `${field}${match.words.join('-')}*` : `${field}${quote(match.words.join(' '))}`;
}

function printTerm({ field, root, path, test }: Term): string {
  const name = path.length === 0 ? field.name : [root, ...path.map(printKey)].join('.');
  switch (test.op) {
    case 'present':
      return `${name}:*`;
    case 'equals':
    case 'cidr':
      return `${name}:${quote(test.value)}`;
    case 'wildcard':
      return `${name}:${test.pattern.map(printPart).join('')}`;
    case 'range':
      return `${name}:${printRange(test.low, test.high, field.kind === 'time')}`;
  }
}

function printRange(low: Bound | null, high: Bound | null, isTime: boolean): string {
  if (isTime && low !== null && low === high) return quote(low.value);
  const open = low === null || low.inclusive ? '[' : '{';
  const close = high === null || high.inclusive ? ']' : '}';
  return `${open}${printBound(low)} TO ${printBound(high)}${close}`;
}

function printBound(bound: Bound | null): string {
  return bound === null ? '*' : quote(bound.value);
}

function printKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : quote(key);
}

function printPart(part: WildcardPart): string {
  if ('any' in part) return '*';
  return 'one' in part ? '?' : escapeCharacters(part.literal);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, String.raw`\$&`)}"`;
}

/** `\` before everything that is no letter, number or harmless mark. */
function escapeCharacters(text: string): string {
  return text.replace(/[^\p{L}\p{N}_./@-]/gu, String.raw`\$&`).replace(/^-/, String.raw`\-`);
}
