// Edits of a YAML text by splices: what is not touched stays byte for byte, and what was put in comes out to the byte.
import { isCollection, isScalar, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { contentEnd, isEmpty, pairOf, refusal, startOf, type YamlText } from './yaml-text.ts';

/** Text that takes the place of `text.slice(start, end)`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What stands in a list or under a key, as plain values; keys are written in their order. */
export type Plain = string | boolean | readonly Plain[] | { readonly [key: string]: Plain };

export function splice(text: string, { start, end, text: put }: Splice): string {
  return text.slice(0, start) + put + text.slice(end);
}

/** An item behind the last one. */
export function appendItem(yaml: YamlText, seq: YAMLSeq, value: Plain): Splice {
  if (seq.flow === true || seq.items.length === 0) return appendFlow(yaml, seq, JSON.stringify(value));
  const dash = dashOf(yaml, seq, seq.items.length - 1);
  const indent = indentBefore(yaml, dash);
  return insertLines(
    yaml,
    contentEnd(seq),
    linesOf(value).map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}`),
  );
}

/** A pair behind the last one. */
export function appendPair(yaml: YamlText, map: YAMLMap, key: string, value: Plain): Splice {
  if (map.flow === true || map.items.length === 0) return appendFlow(yaml, map, `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const indent = keyIndent(yaml, map);
  return insertLines(
    yaml,
    contentEnd(map),
    pairLines(key, value).map((line) => indent + line),
  );
}

/** Fills a key that has no content (nothing, `null`, `{}`, `[]`); `was` is what stood between its colon and the new content's end. */
export function fillPair(yaml: YamlText, map: YAMLMap, key: string, value: Plain): { splice: Splice; was: string } {
  const pair = pairOf(map, key)!;
  const start = afterColon(yaml, pair);
  const end = Math.max(start, pair.value?.range?.[1] ?? start);
  const newline = yaml.text.indexOf('\n', end);
  const lineEnds = newline < 0 ? yaml.text.length : newline - (yaml.text[newline - 1] === '\r' ? 1 : 0);
  if (map.flow === true || yaml.text.slice(end, lineEnds).trim() !== '')
    return { splice: { start, end, text: ` ${JSON.stringify(value)}` }, was: yaml.text.slice(start, end) };
  const indent = keyIndent(yaml, map);
  const lines = pairLines(key, value).slice(1);
  return { splice: { start, end: lineEnds, text: lines.map((line) => yaml.eol + indent + line).join('') }, was: yaml.text.slice(start, lineEnds) };
}

/** Takes back what `fillPair` began, once nothing is left in it; null while something is. */
export function emptyPair(yaml: YamlText, map: YAMLMap, key: string, was: string): Splice | null {
  const pair = pairOf(map, key);
  if (pair === undefined || !hasNothing(pair.value)) return null;
  const start = afterColon(yaml, pair);
  return { start, end: Math.max(start, pair.value?.range?.[1] ?? start), text: was };
}

/** Whether a value is absent, null, or a collection with nothing in it. */
export function hasNothing(value: unknown): boolean {
  return isEmpty(value) || (isCollection(value) && value.items.length === 0);
}

function afterColon(yaml: YamlText, pair: Pair<Node, Node | null>): number {
  return yaml.text.indexOf(':', contentEnd(pair.key)) + 1;
}

function keyIndent(yaml: YamlText, map: YAMLMap): string {
  const first = startOf(map.items[0].key as Node);
  return yaml.text.slice(yaml.text.lastIndexOf('\n', first - 1) + 1, first).replaceAll(/[^ ]/g, ' ');
}

/** Another text for a scalar on one line, in the way it is quoted now. */
export function replaceScalar(yaml: YamlText, node: Node, value: string): Splice {
  const [start, end] = node.range!;
  const raw = yaml.text.slice(start, end);
  if (!isScalar(node) || node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL' || raw.includes('\n'))
    throw refusal(yaml, start, 'has a value over several lines', 'Write it on one line.');
  if (node.anchor !== undefined) throw refusal(yaml, start, `shares this value by the anchor &${node.anchor}`, 'Write it out at both places.');
  const text = raw.startsWith("'") ? `'${value.replaceAll("'", "''")}'` : raw.startsWith('"') || !isPlain(value) ? JSON.stringify(value) : value;
  return { start, end, text };
}

/** Takes an item out, with its line. */
export function removeItem(yaml: YamlText, seq: YAMLSeq, index: number): Splice {
  if (seq.flow === true) return removeFlow(seq.items as readonly Node[], index);
  const dash = dashOf(yaml, seq, index);
  indentBefore(yaml, dash);
  return removeLines(yaml, dash, contentEnd(seq.items[index] as Node));
}

/** Takes a pair out, with its lines. */
export function removePair(yaml: YamlText, map: YAMLMap, key: string): Splice {
  const pair = pairOf(map, key)!;
  if (map.flow === true) return removeFlow(map.items as readonly Pair[], map.items.indexOf(pair));
  indentBefore(yaml, startOf(pair.key));
  return removeLines(yaml, startOf(pair.key), isEmpty(pair.value) ? contentEnd(pair.key) + 1 : contentEnd(pair));
}

/** Whether a text may stand unquoted. */
export function isPlain(value: string): boolean {
  return /^[\w./-][\w./=:,@%+-]*$/.test(value) && !value.endsWith(':') && !/^(?:true|false|yes|no|on|off|y|n|null|[-+.\d][\d._:eExX]*)$/i.test(value);
}

function appendFlow(yaml: YamlText, collection: YAMLMap | YAMLSeq, item: string): Splice {
  const last = collection.items.at(-1) as Node | Pair | undefined;
  if (last === undefined) {
    const start = startOf(collection) + 1;
    return { start, end: start, text: item };
  }
  const at = contentEnd(last);
  const begin = firstOf(last);
  const lineStart = yaml.text.lastIndexOf('\n', begin - 1) + 1;
  const before = yaml.text.slice(lineStart, begin);
  return { start: at, end: at, text: lineStart > startOf(collection) && before.trim() === '' ? `,${yaml.eol}${before}${item}` : `, ${item}` };
}

function removeFlow(items: readonly (Node | Pair)[], index: number): Splice {
  const end = contentEnd(items[index]);
  if (index > 0) return { start: contentEnd(items[index - 1]), end, text: '' };
  return { start: firstOf(items[0]), end: items.length > 1 ? firstOf(items[1]) : end, text: '' };
}

function firstOf(node: Node | Pair): number {
  return 'key' in node ? startOf(node.key as Node) : startOf(node);
}

function dashOf(yaml: YamlText, seq: YAMLSeq, index: number): number {
  const token = seq.srcToken;
  const dash = token?.type === 'block-seq' ? token.items[index]?.start.find(({ type }) => type === 'seq-item-ind') : undefined;
  if (dash === undefined) throw refusal(yaml, startOf(seq), 'has a list that cannot be edited', 'Write it as a plain list, an item a line.');
  return dash.offset;
}

/** The blanks before a place; refuses where something else stands on its line. */
function indentBefore(yaml: YamlText, offset: number): string {
  const indent = yaml.text.slice(yaml.text.lastIndexOf('\n', offset - 1) + 1, offset).replace(/^\uFEFF/, '');
  if (indent.trim() !== '') throw refusal(yaml, offset, 'has something else before this on its line', 'Give it a line of its own.');
  return indent;
}

/** Puts lines in behind the line where some content ends. */
function insertLines(yaml: YamlText, contentEnds: number, lines: readonly string[]): Splice {
  const at = lineEnd(yaml, contentEnds);
  const isOpen = at === yaml.text.length && !yaml.text.endsWith('\n');
  const text = lines.join(yaml.eol);
  return { start: at, end: at, text: isOpen ? yaml.eol + text : text + yaml.eol };
}

function removeLines(yaml: YamlText, begins: number, contentEnds: number): Splice {
  const start = yaml.text.lastIndexOf('\n', begins - 1) + 1;
  const end = lineEnd(yaml, contentEnds);
  if (end === yaml.text.length && !yaml.text.endsWith('\n')) return { start: start - (yaml.text[start - 2] === '\r' ? 2 : 1), end, text: '' };
  return { start, end, text: '' };
}

/** Behind the line break of the line where some content ends. */
function lineEnd(yaml: YamlText, contentEnds: number): number {
  if (yaml.text[contentEnds - 1] === '\n') return contentEnds;
  const newline = yaml.text.indexOf('\n', contentEnds);
  const rest = yaml.text.slice(contentEnds, newline < 0 ? undefined : newline).trim();
  if (rest !== '' && !rest.startsWith('#')) throw refusal(yaml, contentEnds, 'has something else behind this on its line', 'Give it a line of its own.');
  return newline < 0 ? yaml.text.length : newline + 1;
}

function pairLines(key: string, value: Plain): readonly string[] {
  const name = isPlain(key) ? key : JSON.stringify(key);
  if (typeof value !== 'object') return [`${name}: ${scalarText(value)}`];
  const isList = Array.isArray(value);
  return [`${name}:`, ...linesOf(value).map((line) => (isList ? line : `  ${line}`))];
}

/** Block lines as kubeadm writes them: lists without indentation. */
function linesOf(value: Plain): readonly string[] {
  if (typeof value !== 'object') return [scalarText(value)];
  if (Array.isArray(value)) return value.flatMap((item: Plain) => linesOf(item).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)));
  return Object.entries(value).flatMap(([key, item]) => pairLines(key, item));
}

function scalarText(value: string | boolean): string {
  return typeof value === 'string' && !isPlain(value) ? JSON.stringify(value) : String(value);
}
