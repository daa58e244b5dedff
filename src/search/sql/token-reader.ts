// The tokens of a statement with a place in them: what both halves of the SQL parser read from.
import type { Fix } from '../../lib/problem.ts';
import { fail, type QueryFault } from '../lex.ts';
import { readTokens, type Token } from './tokens.ts';

export const maxSqlDepth = 100;
const maxNodes = 4_000;

export class TokenReader {
  readonly text: string;
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;
  private nodes = 0;

  constructor(text: string, from: number) {
    this.text = text;
    this.tokens = readTokens(text, from);
  }

  get next(): Token {
    return this.tokens[this.at];
  }

  /** The token `count` after the next one. */
  peek(count: number): Token {
    return this.tokens[Math.min(this.at + count, this.tokens.length - 1)];
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.at += 1;
    return token;
  }

  /** Where the last token taken ended. */
  get end(): number {
    return this.at === 0 ? this.next.from : this.tokens[this.at - 1].to;
  }

  isWord(word: string, count = 0): boolean {
    const token = this.peek(count);
    return token.kind === 'word' && token.text.toLowerCase() === word;
  }

  /** Takes the words if they stand here. */
  words(...words: readonly string[]): boolean {
    if (!words.every((word, k) => this.isWord(word, k))) return false;
    this.at += words.length;
    return true;
  }

  isSign(sign: string, count = 0): boolean {
    const token = this.peek(count);
    return token.kind === 'sign' && token.text === sign;
  }

  sign(sign: string): boolean {
    if (!this.isSign(sign)) return false;
    this.at += 1;
    return true;
  }

  expectSign(sign: string, after: string): void {
    if (!this.sign(sign))
      this.fail(`${sign} is missing after ${after}.`, this.next.kind === 'end' ? 'The statement ends here.' : `Here stands ${this.shown()}.`);
  }

  expectWord(word: string, after: string): void {
    if (!this.words(word))
      this.fail(`${word.toUpperCase()} is missing after ${after}.`, this.next.kind === 'end' ? 'The statement ends here.' : `Here stands ${this.shown()}.`);
  }

  /** A whole number, for LIMIT and the like. */
  wholeNumber(what: string, most: number): number {
    const token = this.next;
    const value = Number(token.text);
    if (token.kind !== 'number' || !Number.isInteger(value)) this.fail(`${what} takes a whole number.`, `Write ${what} 10.`);
    if (value > most) this.fail(`${what} takes at most ${most}.`, 'Ask for less, or for groups of it.', 'bad_value');
    this.take();
    return value;
  }

  /** Runs `read` one level deeper. */
  deeper<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > maxSqlDepth) this.fail(`The statement is nested more than ${maxSqlDepth} deep.`, 'Write it flatter.');
    const result = read();
    this.depth -= 1;
    return result;
  }

  /** Counts a node of the tree. */
  node<T>(made: T): T {
    this.nodes += 1;
    if (this.nodes > maxNodes) this.fail('The statement is too long.', `It may have ${maxNodes} parts.`);
    return made;
  }

  fail(message: string, hint: string, code: QueryFault = 'query_syntax', at = this.next.from): never {
    return fail(this.text, at, code, message, hint);
  }

  /** The next token is no word of ours; `near` is the word that was likely meant, if any. */
  failAt(message: string, near: string | null, otherwise: string): never {
    const { from, to } = this.next;
    const fix: Fix | undefined = near === null ? undefined : { from, to, text: near };
    return fail(this.text, from, 'query_syntax', message, near === null ? otherwise : `Did you mean ${near}?`, fix);
  }

  /** The next token for messages. */
  shown(): string {
    const { kind, text } = this.next;
    if (kind === 'end') return 'the end';
    return text.length > 40 ? `${text.slice(0, 40)}…` : text || "''";
  }
}
