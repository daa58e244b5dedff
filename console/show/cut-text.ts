// Shortens long texts away from the page, where what looks for tokens in the whole of them holds nobody up.
import { findTokens } from './find-tokens.ts';
import { piecesToText, type Piece } from './to-pieces.ts';

/** The first `max` characters, ending before a token that would be cut in two, since half a token is not known for one. Never splits a surrogate pair. */
export function cutText(text: string, max: number): { readonly text: string; readonly cut: number } {
  if (text.length <= max) return { text, cut: 0 };
  const straddling = findTokens(text).find(({ from, to }) => from < max && to > max);
  const end = straddling?.from ?? max;
  const unit = text.charCodeAt(end - 1);
  const shown = text.slice(0, unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end);
  return { text: shown, cut: text.length - shown.length };
}

/** The text with its tokens named instead of shown: for texts that are drawn line by line, where a line alone does not show that it is part of a key. */
export function maskText(text: string): string {
  let at = 0;
  const pieces: Piece[] = [];
  for (const { from, to, kind } of findTokens(text)) {
    pieces.push({ type: 'text', text: text.slice(at, from) }, { type: 'hidden', kind, length: to - from });
    at = to;
  }
  return piecesToText([...pieces, { type: 'text', text: text.slice(at) }]);
}
