// What can stand at a place of a query: fields, operators, the known values of a field, and the words of SQL after a pipe.
import { fields, type Field } from '../audit/fields.ts';
import { levels, stages } from '../audit/vocabulary.ts';
import { parseFieldName } from './field-name.ts';
import { findPipe, isBlank } from './lex.ts';
import { resolveField } from './resolve-field.ts';
import { sqlFunctions, type SqlFunction } from './sql/functions.ts';

export interface CompletionItem {
  /** What is put in place of `from` … `to`. */
  readonly text: string;
  readonly kind: 'field' | 'operator' | 'value' | 'function' | 'keyword';
  readonly detail?: string;
  /** Events of the range that have the value. */
  readonly count?: number;
}

export interface Completion {
  /** The part of the text that an item replaces, UTF-16 units. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly CompletionItem[];
  /** The field whose stored values belong here, and what is typed of one. */
  readonly values: { readonly field: string; readonly prefix: string } | null;
}

export function completeQuery(text: string, offset: number): Completion {
  const at = Math.max(0, Math.min(offset, text.length));
  const bar = findPipe(text.slice(0, at));
  return bar === null ? completeFilter(text, at) : completeSql(text, at, bar + 1);
}

function completeFilter(text: string, at: number): Completion {
  const { from, field: groupField, mayFollow } = readContext(text.slice(0, at));
  const typed = text.slice(from, at);
  const colon = unquotedColon(typed);
  if (groupField !== null) return completeValue(groupField, typed, from, at);
  if (colon >= 0) return completeValue(typed.slice(0, colon), typed.slice(colon + 1), from + colon + 1, at);
  const operators = (mayFollow ? ['AND', 'OR', 'NOT'] : ['NOT']).filter((word) => word.startsWith(typed.toUpperCase()));
  return { from, to: at, items: [...fieldItems(typed, ':'), ...operators.map((word) => ({ text: `${word} `, kind: 'operator' as const }))], values: null };
}

interface Context {
  /** Where the term at the end begins. */
  readonly from: number;
  /** The field before the open parenthesis, if any: then values stand here. */
  readonly field: string | null;
  /** Whether a term stands before, so that AND and OR make sense. */
  readonly mayFollow: boolean;
}

function readContext(text: string): Context {
  const groups: (string | null)[] = [];
  let from = 0;
  let mayFollow = false;
  for (const at of breaks(text)) {
    const term = text.slice(from, at);
    if (text[at] === '-' && term !== '') continue;
    if (text[at] === '(') groups.push(term.endsWith(':') ? term.slice(0, -1) : (groups.at(-1) ?? null));
    if (text[at] === ')') groups.pop();
    if (text[at] === '(') mayFollow = false;
    else if (term !== '' || text[at] === ')') mayFollow = !/^(AND|OR|NOT)$/.test(term);
    from = at + 1;
  }
  return { from, field: groups.at(-1) ?? null, mayFollow };
}

/** Where terms may end: blanks, parentheses and a leading minus, outside quotes. */
function* breaks(text: string): Generator<number> {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (isBlank(text[at]) || '()-'.includes(text[at]))) yield at;
  }
}

function unquotedColon(text: string): number {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === ':' && !isQuoted) return at;
  }
  return -1;
}

/** Fields whose name, or a part of it, begins so; the nearest first. */
function fieldItems(typed: string, after: string): CompletionItem[] {
  const lower = typed.toLowerCase();
  const rank = ({ name }: Field): number => {
    const own = name.toLowerCase();
    if (own.startsWith(lower)) return 0;
    return own.split('.').some((part) => part.startsWith(lower)) ? 1 : own.includes(lower) && lower.length > 2 ? 2 : 3;
  };
  const fitting = (fields as readonly Field[]).filter((field) => rank(field) < 3);
  fitting.sort((a, b) => rank(a) - rank(b) || Number(b.facet ?? false) - Number(a.facet ?? false));
  return fitting.map(({ name, sentence }) => ({ text: `${name}${after}`, kind: 'field', detail: sentence }));
}

const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const vocabulary: Readonly<Record<string, readonly string[]>> = { level: levels, stage: stages, verb: verbs, actor: ['human', 'admin', 'component'] };
/** What each of these forms of a value means. */
export const formSentences = [
  'at least',
  'less than',
  'from … to …',
  'in the last 15 minutes',
  'before',
  'an address range',
  'there is a body',
  'the field is there',
  'the field is missing',
] as const;
export type FormSentence = (typeof formSentences)[number];
type Form = readonly [text: string, detail: FormSentence];

const forms: Readonly<Record<string, readonly Form[]>> = {
  number: [
    ['>=', 'at least'],
    ['<', 'less than'],
    ['[400 TO 499]', 'from … to …'],
  ],
  time: [
    ['>=-15m', 'in the last 15 minutes'],
    ['<', 'before'],
    ['["2026-11-23" TO now]', 'from … to …'],
  ],
  ip: [['10.0.0.0/8', 'an address range']],
  body: [['*', 'there is a body']],
};

function completeValue(name: string, typed: string, from: number, to: number): Completion {
  const parts = parseFieldName(name.replace(/^-/, ''));
  const found = parts === null ? null : resolveField(parts);
  if (found === null) return { from, to, items: [], values: null };
  const { field, path } = found;
  const prefix = typed.replace(/^"/, '').replace(/\\(.)/gsu, '$1');
  const known = (path.length === 0 ? (vocabulary[field.name] ?? []) : []).filter((value) => value.startsWith(prefix));
  const kind = path.length > 0 ? 'json' : field.kind;
  const shown: readonly Form[] = typed === '' ? [...(forms[kind] ?? []), ['*', 'the field is there'], ['""', 'the field is missing']] : [];
  const hasValues = path.length > 0 || !['object', 'body', 'time'].includes(field.kind);
  return {
    from,
    to,
    items: [
      ...known.map((text) => ({ text, kind: 'value' as const })),
      ...unique(shown).map(([text, detail]) => ({ text, kind: 'operator' as const, detail })),
    ],
    values: hasValues && !/^[<>[{]/.test(typed) ? { field: name.replace(/^-/, ''), prefix } : null,
  };
}

function unique(pairs: readonly Form[]): readonly Form[] {
  return [...new Map(pairs.map((pair) => [pair[0], pair])).values()];
}

/** A value as it is written after a colon. */
export function writeValue(value: string): string {
  return /^[\p{L}\p{N}_./@][\p{L}\p{N}_./@-]*$/u.test(value) && !/^(AND|OR|NOT|TO)$/.test(value) ? value : `"${value.replace(/["\\]/g, String.raw`\$&`)}"`;
}

const keywords = [
  'SELECT',
  'WHERE',
  'GROUP BY',
  'HAVING',
  'ORDER BY',
  'LIMIT',
  'AS',
  'AND',
  'OR',
  'NOT',
  'IN (',
  'LIKE',
  'BETWEEN',
  'IS NULL',
  'CASE WHEN',
  'INTERVAL',
];
const shorthands = ['count', 'count by ', 'top 10 ', 'histogram 1m', 'SELECT '];

function completeSql(text: string, at: number, begin: number): Completion {
  const typed = /`[^`]*$|[A-Za-z0-9_.]*$/.exec(text.slice(begin, at))![0];
  const from = at - typed.length;
  const isFirst = text.slice(begin, from).trim() === '';
  const word = typed.replace(/^`/, '');
  if (isFirst)
    return {
      from,
      to: at,
      items: shorthands.filter((item) => item.toLowerCase().startsWith(word.toLowerCase())).map((item) => ({ text: item, kind: 'keyword' })),
      values: null,
    };
  const columns = fieldItems(word, '').map((item) => ({ ...item, text: item.text.includes('.') ? `\`${item.text}\`` : item.text }));
  if (typed.startsWith('`')) return { from, to: at, items: columns, values: null };
  const functions = (sqlFunctions as readonly SqlFunction[])
    .filter(({ name }) => word !== '' && name.toLowerCase().startsWith(word.toLowerCase()))
    .map(({ name, form }) => ({ text: `${name}(`, kind: 'function' as const, detail: form }));
  const words = keywords.filter((item) => item.toLowerCase().startsWith(word.toLowerCase())).map((item) => ({ text: `${item} `, kind: 'keyword' as const }));
  return { from, to: at, items: [...columns, ...functions, ...words], values: null };
}
