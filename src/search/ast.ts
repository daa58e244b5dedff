// A query as a tree: what the parser makes, the printer prints, the evaluator decides and the store compiles.
import type { Field, OpenRoot } from '../audit/fields.ts';

/** Where a node stood in the query text, in UTF-16 units; nodes made by programs have none. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type Query =
  | { readonly type: 'all' }
  | { readonly type: 'and'; readonly items: readonly Query[] }
  | { readonly type: 'or'; readonly items: readonly Query[] }
  | { readonly type: 'not'; readonly item: Query }
  | Term
  | TextTerm;

/** `field:…`: a field of the table (`path` empty), or a path below an open root (`field` is the root's field, `path` what is below it). */
export interface Term {
  readonly type: 'term';
  readonly field: Field;
  readonly root: OpenRoot | null;
  /** Keys below the root, already unquoted; empty for a field of the table. */
  readonly path: readonly string[];
  readonly test: Test;
  readonly span?: Span;
}

export type Test =
  /** `field:*`: there, and not null, "" or []. */
  | { readonly op: 'present' }
  /** A whole value. `""` is never an `equals`: the parser turns it into NOT present. */
  | { readonly op: 'equals'; readonly value: string }
  /** Unquoted with wildcards: literal parts and `any` (run of characters) / `one` (one character). */
  | { readonly op: 'wildcard'; readonly pattern: readonly WildcardPart[] }
  /** An address range in CIDR form, on ip fields. */
  | { readonly op: 'cidr'; readonly value: string }
  /** `>x`, `[a TO b]` …; null = open end. On number fields and JSON paths the operands are decimal numbers, on time fields times. */
  | { readonly op: 'range'; readonly low: Bound | null; readonly high: Bound | null };

export type WildcardPart = { readonly literal: string } | { readonly any: true } | { readonly one: true };

export interface Bound {
  /** As written (a number, or a time expression: printing keeps it). */
  readonly value: string;
  readonly inclusive: boolean;
  /** On time fields: the instant in microseconds since the epoch, resolved when parsed. */
  readonly micros?: number;
}

/** A bare word, phrase, prefix or substring: in the whole event, or in one body. */
export interface TextTerm {
  readonly type: 'text';
  readonly scope: 'event' | 'requestObject' | 'responseObject';
  readonly match: TextMatch;
  readonly span?: Span;
}

export type TextMatch =
  /** Consecutive words inside one string, already cut and lower-cased; `prefix`: the last word only has to begin so. */
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly prefix: boolean }
  /** `*part*`: lower-cased characters inside one string. */
  | { readonly kind: 'substring'; readonly part: string };
