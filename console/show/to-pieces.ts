// Takes untrusted text apart into what may be drawn as it is, what is drawn as a small boxed name, and what is never drawn.
import { findTokens, type SecretKind, type SecretRange } from './find-tokens.ts';

export type Piece =
  | { readonly type: 'text'; readonly text: string }
  /** A character that cannot be seen or that moves its neighbours. */
  | { readonly type: 'mark'; readonly name: string }
  | { readonly type: 'hidden'; readonly kind: SecretKind; readonly length: number };

export interface PieceOptions {
  /** The whole value is a secret, whatever it looks like. */
  readonly isSecret?: boolean;
  /** Line breaks and tabs lay the text out and are no content (raw JSON, YAML). */
  readonly isLaidOut?: boolean;
}

/** All that leaves no ink: control, format, surrogate, private and unassigned characters, fillers, the Braille blank, every blank but the plain one. */
const unseen = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const names = new Map<number, string>([
  [0xa0, 'NBSP'],
  [0xad, 'SHY'],
  [0x85, 'NEL'],
  [0x61c, 'ALM'],
  [0x200b, 'ZWSP'],
  [0x200c, 'ZWNJ'],
  [0x200d, 'ZWJ'],
  [0x200e, 'LRM'],
  [0x200f, 'RLM'],
  [0x2028, 'LSEP'],
  [0x2029, 'PSEP'],
  [0x202a, 'LRE'],
  [0x202b, 'RLE'],
  [0x202c, 'PDF'],
  [0x202d, 'LRO'],
  [0x202e, 'RLO'],
  [0x2060, 'WJ'],
  [0x2066, 'LRI'],
  [0x2067, 'RLI'],
  [0x2068, 'FSI'],
  [0x2069, 'PDI'],
  [0xfeff, 'BOM'],
  [0xfe0e, 'VS15'],
  [0xfe0f, 'VS16'],
  [0x7f, 'DEL'],
  [0x3000, 'IDSP'],
  [0x3164, 'HF'],
]);

const controls = 'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(' ');

/** The short name of a character that cannot be seen: `NUL`, `RLO`, `U+E000`. */
export function nameOfUnseen(code: number): string {
  return controls[code] ?? names.get(code) ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The pieces of `text`, in order. Secrets are looked for in the whole text before anything is cut. */
export function toPieces(text: string, options: PieceOptions = {}): Piece[] {
  const secrets: readonly SecretRange[] = options.isSecret === true && text !== '' ? [{ from: 0, to: text.length, kind: 'token' }] : findTokens(text);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { from, to, kind } of secrets) {
    pushSeen(pieces, text.slice(at, from), options.isLaidOut === true);
    pieces.push({ type: 'hidden', kind, length: to - from });
    at = to;
  }
  pushSeen(pieces, text.slice(at), options.isLaidOut === true);
  return pieces;
}

/** Adds the pieces of text that holds no secret. */
export function pushSeen(pieces: Piece[], text: string, isLaidOut: boolean): void {
  let at = 0;
  for (const match of text.matchAll(unseen)) {
    const code = match[0].codePointAt(0) as number;
    if (isLaidOut && (code === 0x0a || code === 0x09 || code === 0x0d)) continue;
    if (match.index > at) pieces.push({ type: 'text', text: text.slice(at, match.index) });
    pieces.push({ type: 'mark', name: nameOfUnseen(code) });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ type: 'text', text: text.slice(at) });
}

export interface CutPieces {
  readonly pieces: readonly Piece[];
  /** Characters that were cut off. */
  readonly more: number;
}

/** The first `max` characters; a boxed name and a hidden secret count as one. Never splits a surrogate pair. */
export function cutPieces(pieces: readonly Piece[], max: number): CutPieces {
  const total = pieces.reduce((sum, piece) => sum + sizeOf(piece), 0);
  if (total <= max) return { pieces, more: 0 };
  const kept: Piece[] = [];
  let room = max;
  for (const piece of pieces) {
    if (room <= 0) break;
    kept.push(sizeOf(piece) <= room ? piece : shorten(piece, room));
    room -= sizeOf(piece);
  }
  const shown = kept.reduce((sum, piece) => sum + sizeOf(piece), 0);
  return { pieces: kept, more: total - shown };
}

function sizeOf(piece: Piece): number {
  return piece.type === 'text' ? piece.text.length : 1;
}

function shorten(piece: Piece, room: number): Piece {
  if (piece.type !== 'text') return piece;
  const splitsPair = isHighSurrogate(piece.text.charCodeAt(room - 1));
  return { type: 'text', text: piece.text.slice(0, splitsPair ? room - 1 : room) };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** What a copy gets: nothing hidden, nothing unseen, so that it can be pasted into a terminal. */
export function piecesToText(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if (piece.type === 'text') return piece.text;
      return piece.type === 'mark' ? `⟨${piece.name}⟩` : `⟨${piece.kind}, ${piece.length} characters, not shown⟩`;
    })
    .join('');
}
