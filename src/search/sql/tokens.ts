// Cuts the SQL after a pipe into tokens; everything that no token of ours begins with is a problem with its place.
import { fail, insertion } from '../lex.ts';

export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'width' | 'sign' | 'end';
  /** Words, signs and widths (`5m`) as written; names and texts without their quotes. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const signs = ['<>', '<=', '>=', '!=', '||', '(', ')', ',', '.', '*', '+', '-', '/', '%', '=', '<', '>'];

/** The tokens of `text` from `at` on, places counted in the whole text; the last one is `end`. */
export function readTokens(text: string, at: number): Token[] {
  const tokens: Token[] = [];
  for (;;) {
    while (at < text.length && /\s/u.test(text[at])) at += 1;
    if (at >= text.length) break;
    const token = readToken(text, at);
    tokens.push(token);
    at = token.to;
  }
  tokens.push({ kind: 'end', text: '', from: text.length, to: text.length });
  return tokens;
}

/** The token that begins at a place where no blank stands. Throws QueryProblem. */
export function readToken(text: string, from: number): Token {
  const c = text[from];
  if (c === "'" || c === '`' || c === '"') return readQuoted(text, from);
  if (text.startsWith('--', from) || text.startsWith('/*', from) || c === '#')
    fail(text, from, 'query_syntax', 'Comments are not taken here.', 'Leave them out; for "minus a negative number" put a blank or parentheses between.');
  const found = match(word, text, from);
  if (found !== null) return { kind: 'word', text: found, from, to: from + found.length };
  const digits = match(number, text, from);
  if (digits !== null) {
    const tail = match(word, text, from + digits.length) ?? '';
    const to = from + digits.length + tail.length;
    return { kind: tail === '' ? 'number' : 'width', text: digits + tail, from, to };
  }
  const sign = signs.find((candidate) => text.startsWith(candidate, from));
  if (sign !== undefined) return { kind: 'sign', text: sign, from, to: from + sign.length };
  return refuse(text, from);
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** `'text'`, or a name in backticks or double quotes; the quote itself is written twice. */
function readQuoted(text: string, from: number): Token {
  const quote = text[from];
  let value = '';
  for (let k = from + 1; k < text.length; k += 1) {
    if (text[k] !== quote) value += text[k];
    else if (text[k + 1] === quote) {
      value += quote;
      k += 1;
    } else return { kind: quote === "'" ? 'text' : 'name', text: value, from, to: k + 1 };
  }
  return fail(text, from, 'query_syntax', 'A quote is never closed.', `Close it with ${quote}; inside, write it twice.`, insertion(text.length, quote));
}

function refuse(text: string, at: number): never {
  const c = String.fromCodePoint(text.codePointAt(at)!);
  if (c === ';') fail(text, at, 'query_syntax', 'Only one statement is taken.', 'Remove the semicolon and what follows it.');
  if (c === '|') fail(text, at, 'query_syntax', 'There is one pipe only.', 'Write the second step as part of the SELECT.');
  if (c === '[' || c === '{') fail(text, at, 'query_syntax', `${c} has no meaning in SQL here.`, 'Lists are written (a, b, c).');
  return fail(text, at, 'query_syntax', `${JSON.stringify(c)} has no meaning in SQL here.`, "Text stands in 'quotes', names in `backticks`.");
}
