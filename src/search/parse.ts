// The grammar of queries: terms, AND, OR, NOT and parentheses (Lucene style), by recursive descent with a bounded depth.
import { positionAt, type Problem } from '../lib/problem.ts';
import type { Query } from './ast.ts';
import { nameParts } from './field-name.ts';
import { fail, failPipe, insertion, isBlank, QueryProblem, readQuoted, readUnquoted, skipBlanks, type Run } from './lex.ts';
import { textQuery } from './parse-text.ts';
import { rangeQuery, valueQuery, type ValueContext } from './parse-value.ts';
import { resolveField, suggestField, type FieldPath } from './resolve-field.ts';

export const maxQueryLength = 16_000;
export const maxQueryDepth = 100;

export type ParsedQuery = { readonly query: Query } | { readonly problem: Problem };

/** Parses a query; an empty one is everything. `nowMicros` is what relative times in it count from. Never throws on what a person types. */
export function parseQuery(text: string, options: { readonly nowMicros: number }): ParsedQuery {
  if (text.length > maxQueryLength) {
    const message = `The query has ${text.length} characters; ${maxQueryLength} are allowed.`;
    return { problem: { code: 'query_syntax', message, position: positionAt(text, maxQueryLength), hint: 'Cut it in several queries.' } };
  }
  try {
    return { query: new Parser(text, options.nowMicros).parse() };
  } catch (error) {
    if (error instanceof QueryProblem) return { problem: error.problem };
    throw error;
  }
}

/** What a piece of a query is: for colours. */
export type PieceKind = 'field' | 'colon' | 'operator' | 'bracket' | 'comparison' | 'value' | 'string' | 'text';
export type TellPiece = (kind: PieceKind, from: number, to: number) => void;

/** Reads on from a place and tells of every piece, as far as the text can be read; answers where reading ended. */
export function readPieces(text: string, from: number, tell: TellPiece): number {
  const parser = new Parser(text, 0, { from, tell });
  try {
    parser.goOn();
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
  }
  return parser.place;
}

/** What a primary means depends on where it stands: alone, or as a value of the field before the parenthesis. */
type Scope = ValueContext | null;

class Parser {
  private at: number;
  private depth = 0;
  private readonly text: string;
  private readonly nowMicros: number;
  private readonly tell: TellPiece;

  constructor(text: string, nowMicros: number, { from = 0, tell = () => {} }: { readonly from?: number; readonly tell?: TellPiece } = {}) {
    this.text = text;
    this.nowMicros = nowMicros;
    this.at = from;
    this.tell = tell;
  }

  get place(): number {
    return this.at;
  }

  /** As `parse`, behind something that could not be read: an operator may stand first. */
  goOn(): void {
    this.skip();
    while (this.keyword('AND') || this.keyword('OR'));
    this.parse();
  }

  parse(): Query {
    this.skip();
    if (this.at >= this.text.length) return { type: 'all' };
    const query = this.disjunction(null);
    if (this.at < this.text.length)
      fail(this.text, this.at, 'query_syntax', 'A parenthesis is closed that was never opened.', 'Remove it, or write it in quotes.', {
        from: this.at,
        to: this.at + 1,
        text: '',
      });
    return query;
  }

  private disjunction(scope: Scope): Query {
    const items = [this.conjunction(scope)];
    while (this.keyword('OR')) items.push(this.conjunction(scope));
    return items.length === 1 ? items[0] : { type: 'or', items };
  }

  private conjunction(scope: Scope): Query {
    const items = [this.negation(scope)];
    for (;;) {
      if (this.keyword('AND')) items.push(this.negation(scope));
      else if (this.at >= this.text.length || this.text[this.at] === ')' || this.peeksKeyword('OR')) break;
      else items.push(this.negation(scope));
    }
    return items.length === 1 ? items[0] : { type: 'and', items };
  }

  private negation(scope: Scope): Query {
    const isMinus = this.text[this.at] === '-' && this.at + 1 < this.text.length && !isBlank(this.text[this.at + 1]) && this.text[this.at + 1] !== ')';
    if (isMinus) this.piece('operator', 1);
    else if (!this.keyword('NOT')) return this.primary(scope);
    this.deeper();
    const item = this.negation(scope);
    this.depth -= 1;
    return { type: 'not', item };
  }

  private primary(scope: Scope): Query {
    const c = this.text[this.at];
    if (c === undefined || c === ')')
      fail(this.text, this.at, 'query_syntax', 'Something to look for is missing here.', 'Write a word, a field:value or a group in parentheses.');
    if (c === '(') return this.group(scope);
    if (c === '|') failPipe(this.text, this.at);
    for (const word of ['AND', 'OR'] as const)
      if (this.peeksKeyword(word)) fail(this.text, this.at, 'query_syntax', `${word} has nothing on its left.`, 'Write it in quotes to search for the word.');
    return scope === null ? this.term() : this.value(scope);
  }

  private group(scope: Scope): Query {
    const opened = this.at;
    this.deeper();
    this.piece('bracket', 1);
    this.skip();
    const query = this.disjunction(scope);
    if (this.text[this.at] !== ')')
      fail(this.text, opened, 'query_syntax', 'A parenthesis is never closed.', 'Close it with ).', insertion(this.text.trimEnd().length, ')'));
    this.piece('bracket', 1);
    this.depth -= 1;
    this.skip();
    return query;
  }

  /** A field with what is asked of it, or text. */
  private term(): Query {
    const from = this.at;
    const runs: Run[] = [];
    for (;;) {
      const run = this.text[this.at] === '"' ? readQuoted(this.text, this.at) : readUnquoted(this.text, this.at, ':"');
      if (run.to === this.at) break;
      runs.push(run);
      this.at = run.to;
    }
    if (this.text[this.at] === ':') return this.fieldTerm(from, runs);
    this.requireText(from, runs);
    this.tell(runs[0].isQuoted ? 'string' : 'text', from, this.at);
    this.expectEnd();
    this.skip();
    return textQuery(this.text, runs[0], 'event') ?? { type: 'all' };
  }

  private requireText(from: number, runs: readonly Run[]): void {
    if (runs.length > 1)
      fail(this.text, runs[1].from, 'query_syntax', 'A quote begins or ends in the middle of a word.', 'Put a blank before or after the quotes.');
    if (!runs[0].isQuoted && runs[0].characters.length === 0)
      fail(this.text, from, 'query_syntax', 'This cannot be read.', 'Write a word, a field:value or a group in parentheses.');
    if (!runs[0].isQuoted && (this.text[from] === '[' || this.text[from] === '{'))
      fail(this.text, from, 'query_syntax', 'A range belongs to a field.', 'Write field:[a TO b], or put the text in quotes.');
  }

  private fieldTerm(from: number, runs: readonly Run[]): Query {
    this.tell('field', from, this.at);
    const parts = nameParts(runs);
    const name = parts.map((part) => part.text).join('.');
    const target = parts.length === 0 ? null : resolveField(parts);
    if (target === null) {
      const suggestion = suggestField(name);
      const hint =
        suggestion === null
          ? 'GET /api/v1/fields lists them; text with a colon stands in quotes.'
          : `Did you mean ${suggestion}? Text with a colon stands in quotes.`;
      const fix = suggestion === null ? undefined : { from, to: this.at, text: suggestion };
      fail(this.text, from, 'unknown_field', `There is no field ${name.length > 60 ? `${name.slice(0, 60)}…` : name || '(empty)'}.`, hint, fix);
    }
    this.piece('colon', 1);
    const next = this.text[this.at];
    if (next === undefined || isBlank(next) || next === ')')
      fail(this.text, this.at, 'query_syntax', 'The value is missing.', 'Write it right after the colon; field:"" finds events without the field.');
    const context: ValueContext = { text: this.text, nowMicros: this.nowMicros, target };
    return next === '(' ? this.group(context) : this.value(context);
  }

  private value(context: ValueContext): Query {
    const from = this.at;
    const c = this.text[this.at];
    if (c === '[' || c === '{') return this.range(context);
    if (c === '<' || c === '>') return this.comparison(context);
    const run = this.operand('');
    this.expectEnd();
    this.skip();
    if (!isTextTarget(context.target)) return valueQuery(context, run);
    if (run.characters.length === 0) return { type: 'not', item: { type: 'term', ...context.target, test: { op: 'present' }, span: { from, to: run.to } } };
    return (
      textQuery(this.text, run, context.target.field.name as 'requestObject') ?? {
        type: 'term',
        ...context.target,
        test: { op: 'present' },
        span: { from, to: run.to },
      }
    );
  }

  private comparison(context: ValueContext): Query {
    const from = this.at;
    const isLow = this.text[this.at] === '>';
    const inclusive = this.text[this.at + 1] === '=';
    this.piece('comparison', inclusive ? 2 : 1);
    const end = { run: this.operand(''), inclusive };
    if (end.run.characters.length === 0) fail(this.text, from, 'query_syntax', 'The comparison has no value.', 'Write it right after the sign: >=400.');
    this.skip();
    return rangeQuery(context, from, end.run.to, isLow ? end : null, isLow ? null : end);
  }

  private range(context: ValueContext): Query {
    const from = this.at;
    const lowInclusive = this.text[this.at] === '[';
    this.piece('bracket', 1);
    this.skip();
    const low = this.operand(']}');
    this.skip();
    if (!this.keyword('TO'))
      fail(this.text, from, 'query_syntax', 'A range is not complete.', 'Write [a TO b] (inclusive) or {a TO b} (exclusive), * for an open end.');
    const high = this.operand(']}');
    this.skip();
    const close = this.text[this.at];
    if (close !== ']' && close !== '}') fail(this.text, from, 'query_syntax', 'A range is never closed.', 'Close it with ] (inclusive) or } (exclusive).');
    this.piece('bracket', 1);
    const to = this.at;
    this.expectEnd();
    this.skip();
    const end = (run: Run, inclusive: boolean) => (isOpen(run) ? null : { run, inclusive });
    return rangeQuery(context, from, to, end(low, lowInclusive), end(high, close === ']'));
  }

  /** A quoted or unquoted value, standing alone. */
  private operand(stops: string): Run {
    if (this.text[this.at] !== '"') {
      const run = readUnquoted(this.text, this.at, `"${stops}`);
      this.piece('value', run.to - this.at);
      if (this.text[this.at] === '"')
        fail(this.text, this.at, 'query_syntax', 'A quote begins in the middle of a value.', 'Put the whole value in quotes, or write \\".');
      return run;
    }
    const run = readQuoted(this.text, this.at);
    this.piece('string', run.to - this.at);
    if (stops === '' || !stops.includes(this.text[this.at] ?? ' ')) this.expectEnd();
    return run;
  }

  private expectEnd(): void {
    const next = this.text[this.at];
    if (next === '|') failPipe(this.text, this.at);
    if (next !== undefined && !isBlank(next) && next !== ')')
      fail(this.text, this.at, 'query_syntax', 'A blank is missing here.', 'Put a blank between terms.', insertion(this.at, ' '));
  }

  /** Steps over an operator that stands alone, with the blanks after it. */
  private keyword(word: string): boolean {
    if (!this.peeksKeyword(word)) return false;
    this.piece('operator', word.length);
    this.skip();
    return true;
  }

  private peeksKeyword(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    const next = this.text[this.at + word.length];
    return next === undefined || isBlank(next) || next === '(' || next === ')';
  }

  /** Steps over a piece and tells of it. */
  private piece(kind: PieceKind, length: number): void {
    if (length > 0) this.tell(kind, this.at, this.at + length);
    this.at += length;
  }

  private deeper(): void {
    this.depth += 1;
    if (this.depth > maxQueryDepth) fail(this.text, this.at, 'query_syntax', `The query is nested more than ${maxQueryDepth} deep.`, 'Write it flatter.');
  }

  private skip(): void {
    this.at = skipBlanks(this.text, this.at);
  }
}

function isTextTarget(target: FieldPath): boolean {
  return target.field.kind === 'body' && target.path.length === 0;
}

function isOpen(run: Run): boolean {
  return !run.isQuoted && run.characters.length === 1 && run.characters[0].text === '*' && !run.characters[0].isPlain;
}
