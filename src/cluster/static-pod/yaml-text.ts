// A YAML text with its nodes: what to read, where it stands, and how to refuse what cannot be edited without risk.
import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { AppError } from '../../lib/app-error.ts';
import { positionAt } from '../../lib/problem.ts';

export interface YamlText {
  readonly text: string;
  /** The first document: the only one that kubelet and kubeadm read. */
  readonly document: Document;
  readonly root: YAMLMap;
  /** How lines end. */
  readonly eol: string;
  /** What it is, for messages: a file's name. */
  readonly name: string;
}

/** Throws AppError `bad_parameter` with the place where the text is no YAML mapping, or repeats a key. */
export function readYaml(name: string, text: string): YamlText {
  const document = (parseAllDocuments(text, { keepSourceTokens: true, merge: true, logLevel: 'silent' }) as Document[])[0];
  if (document === undefined) throw refusal({ text, name }, 0, 'is empty', 'It must hold one YAML document.');
  const error = document.errors[0];
  if (error !== undefined) throw refusal({ text, name }, error.pos[0], `cannot be read: ${error.message.split('\n')[0]}`, 'Mend it first.');
  const root = document.contents;
  if (!isMap(root)) throw refusal({ text, name }, 0, 'holds no mapping in its first document', 'Only the first document of the file counts.');
  return { text, document, root, eol: text.includes('\r\n') ? '\r\n' : '\n', name };
}

/** The content as plain values, aliases and merge keys resolved. */
export function valueOf(yaml: YamlText): unknown {
  return yaml.document.toJS({ maxAliasCount: 1000 }) as unknown;
}

/** The pair of a key in a mapping; merge keys are not looked into. */
export function pairOf(map: YAMLMap, key: string): Pair<Scalar, Node | null> | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key) as Pair<Scalar, Node | null> | undefined;
}

/** The mapping under a key; undefined where it is absent or empty (null). Throws where it is something else or shared by an alias. */
export function mapUnder(yaml: YamlText, map: YAMLMap, key: string): YAMLMap | undefined {
  return collectionUnder(yaml, map, key, isMap, 'mapping');
}

export function seqUnder(yaml: YamlText, map: YAMLMap, key: string): YAMLSeq | undefined {
  return collectionUnder(yaml, map, key, isSeq, 'list');
}

function collectionUnder<T extends YAMLMap | YAMLSeq>(
  yaml: YamlText,
  map: YAMLMap,
  key: string,
  is: (node: unknown) => node is T,
  kind: 'mapping' | 'list',
): T | undefined {
  const pair = pairOf(map, key);
  if (pair === undefined) {
    if (comesFromMerge(yaml, map, key)) throw refusal(yaml, startOf(map), `takes "${key}" from a merge key (<<)`, `Write "${key}" out where it is used.`);
    return undefined;
  }
  const { value } = pair;
  if (isEmpty(value)) return undefined;
  if (isAlias(value)) throw refusal(yaml, startOf(value), `has an alias for "${key}"`, `Write "${key}" out: a change here would change both places.`);
  if (!is(value))
    throw refusal(
      yaml,
      startOf(value!),
      `has no ${kind === 'list' ? 'list' : 'mapping'} as "${key}"`,
      kind === 'list' ? 'It must be a list.' : 'It must be a mapping.',
    );
  refuseShared(yaml, value);
  return value;
}

function comesFromMerge(yaml: YamlText, map: YAMLMap, key: string): boolean {
  return map.items.some(({ key: name }) => isScalar(name) && name.source === '<<') && key in (map.toJS(yaml.document) as object);
}

/** An anchor that something else refers to makes every change here a change there. */
function refuseShared(yaml: YamlText, node: YAMLMap | YAMLSeq): void {
  if (node.anchor === undefined || !yaml.text.includes(`*${node.anchor}`)) return;
  throw refusal(
    yaml,
    startOf(node),
    `shares this part by the anchor &${node.anchor}`,
    'Write it out at both places: a change here would change the other one.',
  );
}

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (isScalar(value) && value.value === null);
}

/** A scalar's text, or undefined for anything else. */
export function textOf(node: unknown): string | undefined {
  return isScalar<string | number | boolean | bigint | null>(node) && node.value !== null ? String(node.value) : undefined;
}

export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Where the content of a node ends, without the comments and blank lines behind it. */
export function contentEnd(node: Node | Pair): number {
  if (isPair(node)) {
    const { key, value } = node as Pair<Node, Node | null>;
    return value?.range == null ? contentEnd(key) : contentEnd(value);
  }
  const last = isCollection(node) && node.flow !== true ? (node.items.at(-1) as Node | Pair | undefined) : undefined;
  return last === undefined ? node.range![1] : contentEnd(last);
}

/** An error about one place of a text; the command line draws it. */
export function refusal({ text, name }: { text: string; name: string }, offset: number, what: string, hint: string): AppError {
  const position = positionAt(text, offset);
  return new AppError('bad_parameter', `${name}:${position.line}:${position.column} ${what}: it is left as it is.`, { hint, position, extra: { query: text } });
}
