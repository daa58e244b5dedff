// A query cut into the pieces that its own parser sees, for colours: the part before the pipe, the pipe, what follows it.
import { isBlank, findPipe } from './lex.ts';
import { readPieces, type PieceKind } from './parse.ts';
import { readSqlPieces, type SqlPieceKind } from './sql/sql-pieces.ts';

export interface Piece {
  readonly kind: PieceKind | SqlPieceKind | 'pipe';
  readonly from: number;
  readonly to: number;
}

/** Behind so many mistakes the rest stays plain: each takes a search for what was meant. */
const maxMistakes = 50;

/** In order and apart from each other. A mistake ends neither the reading nor the colours: it goes on behind it. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const tell = (kind: Piece['kind'], from: number, to: number) => void pieces.push({ kind, from, to });
  const bar = findPipe(text);
  const filter = bar === null ? text : text.slice(0, bar);
  for (let at = 0, mistakes = 0; at < filter.length && mistakes < maxMistakes; mistakes += 1) {
    const ended = readPieces(filter, at, tell);
    if (filter[ended] === '"' && isOpen(filter, ended)) {
      tell('string', ended, filter.length);
      break;
    }
    at = Math.max(at + 1, behind(filter, ended));
  }
  if (bar === null) return pieces;
  tell('pipe', bar, bar + 1);
  readSqlPieces(text, bar + 1, tell);
  return pieces;
}

/** Behind the term or the parenthesis that could not be read. */
function behind(text: string, ended: number): number {
  if (text[ended] === ')') return ended + 1;
  let at = ended;
  while (at < text.length && !isBlank(text[at])) at += 1;
  return at;
}

/** Whether the quote at a place is never closed. */
function isOpen(text: string, quote: number): boolean {
  return !/^"(?:[^"\\]|\\.)*"/su.test(text.slice(quote));
}
