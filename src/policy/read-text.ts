// From the text of a policy to its tree, taking and refusing what kube-apiserver's reader (sigs.k8s.io/yaml over go-yaml v2, encoding/json) does.
import { Composer, Parser, isAlias, isCollection, isMap, isScalar, isSeq, type Document, type Node } from 'yaml';
import { resolveScalar } from './resolve-scalar.ts';
import { UnreadableText, type MapEntry, type MapNode, type SourceNode, type Span } from './source-node.ts';

/** Longer texts are refused: no policy is that long, and comparing each rule with all before it takes time. */
export const maxPolicyCharacters = 1 << 18;

export interface ReadText {
  /** null: the text holds no document at all. */
  readonly root: SourceNode | null;
  /** The first place of a second document, which is ignored. */
  readonly ignored: Span | null;
  /** JSON is read key by key in the order of the text, YAML sorted by key: it matters for keys that differ in case alone. */
  readonly isJson: boolean;
}

/** The tree of a policy text. What cannot be read is an `UnreadableText`. */
export function readText(text: string): ReadText {
  if (text.length > maxPolicyCharacters) throw new UnreadableText(`the text is longer than ${maxPolicyCharacters} characters`, { start: 0, end: 0 });
  // U+FEFF is no blank to Go: JSON behind a byte order mark is read as YAML.
  const isJson = /^[^\S\ufeff]*\{/.test(text);
  if (isJson) checkJson(text);
  else checkCharacters(text);
  try {
    const { first, second } = composeFirst(text, isJson);
    if (first === null || first.contents === null) return { root: null, ignored: second, isJson };
    return { root: new Conversion(first, isJson).convert(first.contents), ignored: second, isJson };
  } catch (error) {
    // The YAML library reads nested nodes by recursion.
    if (error instanceof RangeError) throw new UnreadableText('the text is nested too deep to be read', { start: 0, end: 0 });
    throw error;
  }
}

function checkJson(text: string): void {
  try {
    JSON.parse(text.replace(/^[^\S\ufeff]+/, ''));
  } catch (error) {
    const at = /position (\d+)/.exec(String(error));
    const skipped = text.length - text.replace(/^[^\S\ufeff]+/, '').length;
    const start = at === null ? text.length : Number(at[1]) + skipped;
    throw new UnreadableText(
      'this begins with "{" and is not valid JSON',
      { start, end: start },
      'A text that begins with "{" is read as JSON, never as YAML.',
    );
  }
}

/** What libyaml's reader lets through. */
function checkCharacters(text: string): void {
  // eslint-disable-next-line no-control-regex
  const bad = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (bad !== null)
    throw new UnreadableText(
      'control characters are not allowed',
      { start: bad.index, end: bad.index + 1 },
      'Remove the character or write it as an escape in double quotes.',
    );
}

interface Composed {
  readonly first: Document.Parsed | null;
  readonly second: Span | null;
}

/** Only the first document is parsed by kube-apiserver; mistakes in later ones are never seen. */
function composeFirst(text: string, isJson: boolean): Composed {
  const composer = new Composer({ version: isJson ? '1.2' : '1.1', schema: 'failsafe', strict: false, uniqueKeys: false, logLevel: 'silent' });
  let first: Document.Parsed | null = null;
  for (const token of new Parser().parse(text)) {
    for (const document of composer.next(token)) {
      if (first !== null) return { first, second: { start: document.range[0], end: document.range[1] } };
      first = checkDocument(document, isJson);
    }
  }
  for (const document of composer.end()) {
    if (first !== null) return { first, second: { start: document.range[0], end: document.range[1] } };
    first = checkDocument(document, isJson);
  }
  return { first, second: null };
}

function checkDocument(document: Document.Parsed, isJson: boolean): Document.Parsed {
  const error = document.errors[0];
  if (error !== undefined) throw new UnreadableText(error.message, { start: error.pos[0], end: error.pos[1] });
  const directive = document.directives.yaml;
  if (!isJson && directive.explicit === true && directive.version !== '1.1')
    throw new UnreadableText('found incompatible YAML document', { start: 0, end: 0 }, 'Leave the %YAML line out.');
  return document;
}

/** Go-yaml's limit against documents that grow by aliases: how much of all decoding may come from them. */
function allowedAliasShare(decoded: number): number {
  if (decoded <= 400_000) return 0.99;
  if (decoded >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000);
}

class Conversion {
  readonly #targets = new Map<Node, Node>();
  readonly #open = new Set<Node>();
  readonly #isJson: boolean;
  #decoded = 0;
  #fromAliases = 0;
  #aliasDepth = 0;

  constructor(document: Document.Parsed, isJson: boolean) {
    this.#isJson = isJson;
    if (document.contents !== null) this.#bindAliases(document.contents);
  }

  /** An alias means the latest anchor of its name that was opened before it. */
  #bindAliases(root: Node): void {
    const anchors = new Map<string, Node>();
    const waiting: Node[] = [root];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target === undefined) throw new UnreadableText(`unknown anchor '${node.source}' referenced`, spanOf(node));
        this.#targets.set(node, target);
        continue;
      }
      const anchor = (node as { anchor?: string }).anchor;
      if (anchor !== undefined) anchors.set(anchor, node);
      if (!isCollection(node)) continue;
      const children: Node[] = [];
      for (const item of node.items) {
        if (isMap(node))
          for (const child of [(item as { key: unknown }).key, (item as { value: unknown }).value])
            if (child !== null && child !== undefined) children.push(child as Node);
        if (isSeq(node)) children.push(item as Node);
      }
      waiting.push(...children.reverse());
    }
  }

  convert(node: Node | null, fallback: Span = { start: 0, end: 0 }): SourceNode {
    this.#count(node, fallback);
    if (node === null) return { type: 'scalar', value: null, span: fallback };
    if (isAlias(node)) return this.#follow(node, (target) => this.convert(target));
    if (isScalar(node)) return { type: 'scalar', value: this.#scalar(node), span: spanOf(node) };
    if (isMap(node)) return this.#map(node);
    if (isSeq(node)) return { type: 'list', items: node.items.map((item) => this.convert(item as Node | null, spanOf(node))), span: spanOf(node) };
    throw new UnreadableText('this cannot be read', fallback);
  }

  #follow<T>(alias: Node, then: (target: Node) => T): T {
    const target = this.#targets.get(alias)!;
    if (this.#open.has(target)) throw new UnreadableText('the anchor contains itself', spanOf(alias));
    this.#open.add(target);
    this.#aliasDepth += 1;
    const result = then(target);
    this.#aliasDepth -= 1;
    this.#open.delete(target);
    return result;
  }

  #count(node: Node | null, fallback: Span): void {
    this.#decoded += 1;
    if (this.#aliasDepth > 0) this.#fromAliases += 1;
    if (this.#fromAliases > 100 && this.#decoded > 1000 && this.#fromAliases / this.#decoded > allowedAliasShare(this.#decoded))
      throw new UnreadableText('document contains excessive aliasing', node === null ? fallback : spanOf(node));
  }

  #scalar(node: Node): string | number | boolean | null {
    const { source, type, tag, value } = node as { source?: string; type?: string; tag?: string; value?: unknown };
    const text = typeof value === 'string' ? value : (source ?? '');
    const isPlain = type === 'PLAIN' || type === undefined;
    const resolved = this.#isJson && isPlain ? (JSON.parse(text) as number | boolean | null) : resolveScalar(text, tag, isPlain, spanOf(node));
    if (typeof resolved === 'number' && !Number.isFinite(resolved)) throw new UnreadableText(`${text} has no form in JSON`, spanOf(node));
    return resolved;
  }

  #map(node: Node & { items: { key: unknown; value: unknown }[] }): MapNode {
    const entries = new Map<string, MapEntry>();
    const merged = new Set<string>();
    const repeated: { key: string; keySpan: Span }[] = [];
    for (const pair of node.items) {
      const keyNode = pair.key as Node | null;
      const value = pair.value as Node | null;
      const keySpan = spanOf(keyNode ?? node);
      if (!this.#isJson && isMergeKey(keyNode)) {
        for (const entry of this.#merge(value, keySpan)) {
          entries.set(entry.key, entry);
          merged.add(entry.key);
        }
        continue;
      }
      const key = this.#key(keyNode, keySpan);
      if (entries.has(key) && !merged.has(key)) repeated.push({ key, keySpan: entries.get(key)!.keySpan });
      merged.delete(key);
      entries.set(key, { key, keySpan, value: this.convert(value, keySpan) });
    }
    return { type: 'map', entries, repeated, span: spanOf(node) };
  }

  /** Keys become strings on the way to JSON: `yes:` is "true"; null, lists and maps cannot be keys. */
  #key(node: Node | null, span: Span): string {
    const converted = this.convert(node, span);
    if (converted.type !== 'scalar' || converted.value === null) throw new UnreadableText('this cannot be a key', span, 'Put the key in quotes.');
    return String(converted.value);
  }

  /** go-yaml puts merged keys in where `<<` stands; in a list the earlier map wins. */
  #merge(value: Node | null, span: Span): MapEntry[] {
    if (isAlias(value)) return this.#follow(value, (target) => (isMap(target) ? this.#merge(target, span) : refuseMerge(span)));
    if (isMap(value)) return [...this.#map(value as Node & { items: { key: unknown; value: unknown }[] }).entries.values()];
    if (!isSeq(value)) return refuseMerge(span);
    return [...value.items].reverse().flatMap((item) => (isAlias(item) || isMap(item) ? this.#merge(item as Node, span) : refuseMerge(span)));
  }
}

function refuseMerge(span: Span): never {
  throw new UnreadableText('map merge requires map or sequence of maps as the value', span);
}

function isMergeKey(node: Node | null): boolean {
  if (!isScalar(node) || node.value !== '<<') return false;
  return (node.tag === undefined && (node.type === 'PLAIN' || node.type === undefined)) || node.tag === 'tag:yaml.org,2002:merge';
}

function spanOf(node: Node): Span {
  const range = (node as { range?: readonly [number, number, number] | null }).range;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}
