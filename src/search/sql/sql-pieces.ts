// The pieces of a SELECT or a shorthand after a pipe, for colours: told also while it cannot be read as a whole.
import { isBlank, QueryProblem } from '../lex.ts';
import { castTypes, intervalUnits } from './ast.ts';
import { findFunction } from './functions.ts';
import { readToken, type Token } from './tokens.ts';

export type SqlPieceKind = 'keyword' | 'function' | 'field' | 'string' | 'value' | 'bracket' | 'comparison';

const keywords: ReadonlySet<string> = new Set([
  ...'select distinct from events where group by having order asc desc nulls first last limit offset as and or not in like ilike between is null'.split(' '),
  ...'case when then else end cast interval true false'.split(' '),
  ...intervalUnits,
  ...castTypes,
]);
/** Words that begin a shorthand, each meaning something else further on. */
const openers = new Set(['count', 'top', 'histogram']);

export function readSqlPieces(text: string, begin: number, tell: (kind: SqlPieceKind, from: number, to: number) => void): void {
  let isFirst = true;
  for (let at = begin; at < text.length;) {
    if (isBlank(text[at])) {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    if (token !== null) tell(kindOf(text, token, isFirst), token.from, token.to);
    isFirst = false;
    at = token?.to ?? at + 1;
  }
}

/** Null for what is no token; a quote that is never closed goes to the end. */
function tokenAt(text: string, at: number): Token | null {
  try {
    return readToken(text, at);
  } catch (error) {
    if (!(error instanceof QueryProblem)) throw error;
    return '\'`"'.includes(text[at]) ? { kind: text[at] === "'" ? 'text' : 'name', text: '', from: at, to: text.length } : null;
  }
}

function kindOf(text: string, token: Token, isFirst: boolean): SqlPieceKind {
  switch (token.kind) {
    case 'text':
      return 'string';
    case 'number':
    case 'width':
      return 'value';
    case 'sign':
      return '(),.'.includes(token.text) ? 'bracket' : 'comparison';
    case 'word':
      return kindOfWord(text, token, isFirst);
    default:
      return 'field';
  }
}

function kindOfWord(text: string, { text: word, from, to }: Token, isFirst: boolean): SqlPieceKind {
  const lower = word.toLowerCase();
  if (isFirst && openers.has(lower)) return 'keyword';
  // `user.groups` is a name, whatever its parts are called.
  if (text[from - 1] === '.' || text[to] === '.') return 'field';
  if (/^\s*\(/.test(text.slice(to, to + 20)) && findFunction(lower) !== undefined) return 'function';
  return keywords.has(lower) ? 'keyword' : 'field';
}
