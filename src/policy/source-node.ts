// The tree of a policy text, each node with its place: what YAML or JSON reading yields and decoding takes.

/** UTF-16 offsets into the text, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode {
  readonly type: 'scalar';
  readonly value: string | number | boolean | null;
  readonly span: Span;
}

export interface ListNode {
  readonly type: 'list';
  readonly items: readonly SourceNode[];
  readonly span: Span;
}

export interface MapEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: SourceNode;
}

/** `entries` hold each key once, with the value that counts; `repeated` are the places of keys that were given before. */
export interface MapNode {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly repeated: readonly { readonly key: string; readonly keySpan: Span }[];
  readonly span: Span;
}

export type SourceNode = ScalarNode | ListNode | MapNode;

/** How a message names the type of a node. */
export function typeOf(node: SourceNode): string {
  if (node.type !== 'scalar') return node.type;
  return node.value === null ? 'null' : typeof node.value;
}

/** Types with their article, for messages. */
const nouns: Readonly<Record<string, string>> = {
  list: 'a list',
  map: 'a map',
  object: 'an object',
  string: 'a string',
  boolean: 'a boolean',
  number: 'a number',
  integer: 'an integer',
};

/** How a message speaks of a type. */
export function nounOf(type: string): string {
  return nouns[type] ?? type;
}

/** A text that cannot be read: thrown inside reading only, and caught where reading begins. */
export class UnreadableText extends Error {
  readonly span: Span;
  readonly hint: string | undefined;
  constructor(message: string, span: Span, hint?: string) {
    super(message);
    this.span = span;
    this.hint = hint;
  }
}
