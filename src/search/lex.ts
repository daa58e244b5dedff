// Characters of a query: runs with and without quotes, where `\` makes any character mean itself.
import { positionAt, type Problem } from '../lib/problem.ts';

/** One character (code point) of a query as meant; `isPlain` = written in quotes or after `\`, so that it is never an operator or wildcard. */
export interface Character {
  readonly text: string;
  readonly isPlain: boolean;
}

export interface Run {
  readonly characters: readonly Character[];
  readonly isQuoted: boolean;
  readonly from: number;
  readonly to: number;
}

/** Thrown inside the parser only, and caught by `parseQuery`: what a person typed is never an exception to callers. */
export class QueryProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

export function fail(text: string, at: number, code: 'query_syntax' | 'unknown_field' | 'bad_value', message: string, hint: string): never {
  throw new QueryProblem({ code, message, position: positionAt(text, at), hint });
}

export const isBlank = (character: string | undefined): boolean => character !== undefined && /\s/u.test(character);

export function skipBlanks(text: string, i: number): number {
  while (isBlank(text[i])) i += 1;
  return i;
}

/** The quoted run whose `"` stands at `i`. */
export function readQuoted(text: string, i: number): Run {
  const characters: Character[] = [];
  for (let k = i + 1; k < text.length;) {
    if (text[k] === '"') return { characters, isQuoted: true, from: i, to: k + 1 };
    if (text[k] === '\\') k += 1;
    if (k >= text.length) break;
    const character = String.fromCodePoint(text.codePointAt(k)!);
    characters.push({ text: character, isPlain: true });
    k += character.length;
  }
  return fail(text, i, 'query_syntax', 'A quote is never closed.', 'Close it with ", or write \\" for a quote itself.');
}

/** The run without quotes that begins at `i` and ends before a blank, a parenthesis or one of `stops`. */
export function readUnquoted(text: string, i: number, stops: string): Run {
  const characters: Character[] = [];
  let k = i;
  while (k < text.length) {
    const c = text[k];
    if (c === '\\') {
      if (k + 1 >= text.length) fail(text, k, 'query_syntax', 'Nothing follows the backslash.', 'Write \\\\ for a backslash itself.');
      const character = String.fromCodePoint(text.codePointAt(k + 1)!);
      characters.push({ text: character, isPlain: true });
      k += 1 + character.length;
      continue;
    }
    if (isBlank(c) || c === '(' || c === ')' || stops.includes(c)) break;
    if (c === '|') failPipe(text, k);
    const character = String.fromCodePoint(text.codePointAt(k)!);
    characters.push({ text: character, isPlain: false });
    k += character.length;
  }
  return { characters, isQuoted: false, from: i, to: k };
}

export function failPipe(text: string, at: number): never {
  return fail(text, at, 'bad_value', 'A `|` is not allowed here.', 'Write it in quotes, or as \\|, to search for it.');
}

/** The characters of a run as text. */
export function textOf(characters: readonly Character[]): string {
  return characters.map((character) => character.text).join('');
}
