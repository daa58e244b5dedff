// Characters of a query: runs with and without quotes, where `\` makes any character mean itself.
import { positionAt, type Fix, type Problem } from '../lib/problem.ts';

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

export type QueryFault = 'query_syntax' | 'unknown_field' | 'bad_value';

export function fail(text: string, at: number, code: QueryFault, message: string, hint: string, fix?: Fix): never {
  throw new QueryProblem({ code, message, position: positionAt(text, at), hint, ...(fix === undefined ? {} : { fix }) });
}

/** A fix that only adds. */
export function insertion(at: number, text: string): Fix {
  return { from: at, to: at, text };
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
  const isCut = /(?<!\\)(?:\\\\)*\\$/.test(text);
  const fix = isCut ? undefined : insertion(text.length, '"');
  return fail(text, i, 'query_syntax', 'A quote is never closed.', 'Close it with ", or write \\" for a quote itself.', fix);
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

/** The first `|` that is not in quotes nor after a backslash: what makes a table begins behind it. Null where there is none. */
export function findPipe(text: string): number | null {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at];
    if (c === '\\') at += 1;
    else if (c === '"') isQuoted = !isQuoted;
    else if (c === '|' && !isQuoted) return at;
  }
  return null;
}

/** The characters of a run as text. */
export function textOf(characters: readonly Character[]): string {
  return characters.map((character) => character.text).join('');
}
