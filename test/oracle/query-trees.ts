// A second judge of the query language: queries as trees, decided by walking them, printed with as few parentheses as the precedence allows.
import { BlockList, isIP } from 'node:net';
import { compareExactly, spread, wordsOf, type Document, type Node } from './document.ts';

export type Tree =
  | { readonly t: 'and' | 'or'; readonly items: readonly Tree[]; readonly isSpelled: boolean }
  | { readonly t: 'not'; readonly item: Tree; readonly isDash: boolean }
  | { readonly t: 'test'; readonly field: Field; readonly test: Test }
  /** `field:(…)`: the tests of `tree` are all of `field`. */
  | { readonly t: 'group'; readonly field: Field; readonly tree: Tree };

export interface Field {
  /** As it is written before the colon; '' for text in the whole event. */
  readonly name: string;
  readonly kind: 'text' | 'number' | 'time' | 'address' | 'path' | 'words';
  readonly nodes: (event: Document) => readonly Node[];
}

export type Test =
  | { readonly t: 'equals'; readonly value: string; readonly isQuoted: boolean }
  | { readonly t: 'pattern'; readonly parts: readonly Step[] }
  | { readonly t: 'present' | 'absent' }
  | { readonly t: 'range'; readonly low: Bound | null; readonly high: Bound | null; readonly isShort: boolean }
  | { readonly t: 'subnet'; readonly address: string; readonly bits: number }
  | { readonly t: 'phrase' | 'prefix' | 'part'; readonly value: string; readonly isQuoted: boolean };

/** A test that each value is put to by itself. */
type ValueTest = Extract<Test, { readonly t: 'equals' } | { readonly t: 'pattern' } | { readonly t: 'range' } | { readonly t: 'subnet' }>;
type Step = { readonly s: string } | '*' | '?';

export interface Bound {
  readonly value: string;
  readonly isIncluded: boolean;
}

const rank = { or: 0, and: 1, not: 2, test: 3, group: 3 };

/** The query text of a tree. */
export function printTree(tree: Tree, outer = 0, field?: Field): string {
  const text = printBare(tree, field);
  return rank[tree.t] < outer ? `(${text})` : text;
}

function printBare(tree: Tree, field?: Field): string {
  if (tree.t === 'test')
    return field === undefined && tree.field.name !== '' ? `${tree.field.name}:${printTest(tree.test, tree.field)}` : printTest(tree.test, tree.field);
  if (tree.t === 'group') return `${tree.field.name}:(${printTree(tree.tree, 0, tree.field)})`;
  if (tree.t === 'not') return `${tree.isDash ? '-' : 'NOT '}${printTree(tree.item, tree.isDash ? 3 : 2, field)}`;
  const word = tree.t === 'or' ? ' OR ' : tree.isSpelled ? ' AND ' : ' ';
  return tree.items.map((item) => printTree(item, rank[tree.t] + 1, field)).join(word);
}

export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function escape(text: string): string {
  return text.replace(/[^\p{L}\p{N}_./@]/gu, '\\$&');
}

function printTest(test: Test, field: Field): string {
  switch (test.t) {
    case 'present':
      return '*';
    case 'absent':
      return '""';
    case 'equals':
      return test.isQuoted || /^(AND|OR|NOT|TO|)$/.test(test.value) ? quote(test.value) : escape(test.value);
    case 'pattern':
      return test.parts.map((part) => (typeof part === 'string' ? part : escape(part.s))).join('');
    case 'subnet':
      return `${test.address}/${test.bits}`;
    case 'range':
      return printRange(test);
    case 'prefix':
      return `${test.value}*`;
    case 'part':
      return `*${escape(test.value)}*`;
    default:
      return test.isQuoted || field.name === 'nothing' ? quote(test.value) : test.value;
  }
}

function printRange({ low, high, isShort }: Extract<Test, { t: 'range' }>): string {
  const value = (text: string): string => (/[:\s]/.test(text) ? quote(text) : text);
  if (isShort && high === null) return `>${low!.isIncluded ? '=' : ''}${value(low!.value)}`;
  if (isShort && low === null) return `<${high!.isIncluded ? '=' : ''}${value(high!.value)}`;
  return `${low?.isIncluded === false ? '{' : '['}${low === null ? '*' : value(low.value)} TO ${high === null ? '*' : value(high.value)}${high?.isIncluded === false ? '}' : ']'}`;
}

/** What the language says about `tree` and an event. */
export function decide(tree: Tree, event: Document): boolean {
  switch (tree.t) {
    case 'and':
      return tree.items.every((item) => decide(item, event));
    case 'or':
      return tree.items.some((item) => decide(item, event));
    case 'not':
      return !decide(tree.item, event);
    case 'group':
      return decide(tree.tree, event);
    default:
      return decideTest(tree.test, tree.field, event);
  }
}

function decideTest(test: Test, field: Field, event: Document): boolean {
  const whole = field.nodes(event);
  const isThere = whole.some((node) => node.t !== 'null' && !(node.t === 'string' && node.s === '') && !(node.t === 'array' && node.items.length === 0));
  if (test.t === 'present' || test.t === 'absent') return isThere === (test.t === 'present');
  if (test.t === 'phrase' || test.t === 'prefix' || test.t === 'part') return decideText(test.t, test.value, textsOf(event, field.name));
  return spread([...whole]).some((node) => decideValue(test as ValueTest, field, node));
}

function decideValue(test: ValueTest, field: Field, node: Node): boolean {
  if (test.t === 'range') return isWithin(test, field, node);
  if (test.t === 'subnet') return node.t === 'string' && isInSubnet(node.s, test.address, test.bits);
  if (test.t === 'pattern') return node.t === 'string' && matchesPattern(node.s, test.parts);
  if (node.t === 'string')
    return field.kind === 'time'
      ? micros(node.s) === micros(test.value)
      : node.s === test.value || (field.kind === 'address' && isSameAddress(node.s, test.value));
  if (node.t === 'number') return field.kind !== 'text' && compareExactly(node.s, test.value) === 0;
  return node.t === 'boolean' && field.kind === 'path' && node.s === test.value;
}

function isWithin({ low, high }: Extract<Test, { t: 'range' }>, field: Field, node: Node): boolean {
  const compare = (bound: string): number | undefined => {
    if (field.kind !== 'time') return node.t === 'number' ? compareExactly(node.s, bound) : undefined;
    const own = node.t === 'string' ? micros(node.s) : undefined;
    return own === undefined ? undefined : own - micros(bound)!;
  };
  const accepts = (bound: Bound | null, sign: 1 | -1): boolean => {
    if (bound === null) return field.kind === 'time' ? node.t === 'string' && micros(node.s) !== undefined : node.t === 'number';
    const difference = compare(bound.value);
    return difference !== undefined && (difference * sign > 0 || (difference === 0 && bound.isIncluded));
  };
  return accepts(low, 1) && accepts(high, -1);
}

/** Microseconds of an RFC 3339 time or a date; further digits don't count. */
export function micros(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[-+]\d\d:\d\d))?$/.exec(text);
  if (match === null) return undefined;
  const ms = Date.parse(`${match[1]}T${match[2] ?? '00:00:00'}${match[4] ?? 'Z'}`);
  return Number.isNaN(ms) ? undefined : ms * 1000 + Number((match[3] ?? '').slice(0, 6).padEnd(6, '0'));
}

/** Stars by the table of which prefixes match which: no pattern is slow. */
function matchesPattern(text: string, parts: readonly Step[]): boolean {
  const characters = [...text];
  let reached = new Set([0]);
  for (const step of parts.flatMap((part): Step[] => (typeof part === 'string' ? [part] : [...part.s].map((s) => ({ s }))))) {
    const next = new Set<number>();
    for (const at of reached) {
      if (step === '*') for (let k = at; k <= characters.length && !next.has(k); k += 1) next.add(k);
      else if (at < characters.length && (step === '?' || step.s === characters[at])) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(characters.length);
}

const unmapped = (text: string): string => text.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');

function isInSubnet(text: string, address: string, bits: number): boolean {
  const [own, net] = [unmapped(text), unmapped(address)];
  if (isIP(own) === 0 || isIP(own) !== isIP(net)) return false;
  const family = isIP(net) === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(net, bits, family);
  return list.check(own, family);
}

function isSameAddress(text: string, address: string): boolean {
  return isIP(unmapped(address)) !== 0 && isInSubnet(text, address, isIP(unmapped(address)) === 4 ? 32 : 128);
}

interface Texts {
  readonly lower: readonly string[];
  readonly words: readonly (readonly string[])[];
}
const known = new WeakMap<Document, Map<string, Texts>>();

function textsOf(event: Document, scope: string): Texts {
  const ofEvent = known.get(event) ?? new Map<string, Texts>();
  known.set(event, ofEvent);
  const found = ofEvent.get(scope);
  if (found !== undefined) return found;
  const all = event.texts(scope === '' ? 'event' : (scope as 'requestObject' | 'responseObject'));
  const texts = { lower: all.map((text) => text.toLowerCase()), words: all.map(wordsOf) };
  ofEvent.set(scope, texts);
  return texts;
}

function decideText(kind: 'phrase' | 'prefix' | 'part', value: string, { lower, words }: Texts): boolean {
  if (kind === 'part') return lower.some((text) => text.includes(value.toLowerCase()));
  if (kind === 'prefix') return words.some((list) => list.some((word) => word.startsWith(value.toLowerCase())));
  const wanted = wordsOf(value);
  return words.some((list) => list.some((_, from) => wanted.every((word, k) => list[from + k] === word)));
}
