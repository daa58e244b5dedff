// JSON text for the raw view: as received, but with the secrets in its strings hidden, however they are escaped.
import { findTokens, isSecretKey, type SecretRange } from './find-tokens.ts';
import { pushSeen, type Piece } from './to-pieces.ts';

/** The pieces of JSON `text`. A string that hides nothing keeps its own spelling. */
export function rawPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let copied = 0;
  let previous: { readonly content: string; readonly end: number } | null = null;
  for (let from = text.indexOf('"'); from >= 0;) {
    const end = endOfString(text, from);
    const content = contentOf(text.slice(from, end));
    const isValue = previous !== null && /^\s*:\s*$/.test(text.slice(previous.end, from));
    const secrets = secretsIn(content, isValue ? (previous as { content: string }).content : null);
    if (secrets.length > 0) {
      append(pieces, text.slice(copied, from + 1));
      appendHidden(pieces, content, secrets);
      copied = end - 1;
    }
    previous = { content, end };
    from = text.indexOf('"', end);
  }
  append(pieces, text.slice(copied));
  return pieces;
}

function endOfString(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === 0x5c) i += 1;
    else if (c === 0x22) return i + 1;
  }
  return text.length;
}

function contentOf(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return JSON.parse(literal) as string;
  } catch {
    // Broken off: what is there is looked through as it stands.
    return literal.slice(1);
  }
}

function secretsIn(content: string, key: string | null): readonly SecretRange[] {
  if (content !== '' && isSecretKey(key)) return [{ from: 0, to: content.length, kind: 'token' }];
  return findTokens(content);
}

/** The strings were looked through one by one: looking over the text again would find secrets across quotes. */
function append(pieces: Piece[], text: string): void {
  pushSeen(pieces, text, true);
}

function appendHidden(pieces: Piece[], content: string, secrets: readonly SecretRange[]): void {
  let at = 0;
  for (const { from, to, kind } of secrets) {
    append(pieces, escaped(content.slice(at, from)));
    pieces.push({ type: 'hidden', kind, length: to - from });
    at = to;
  }
  append(pieces, escaped(content.slice(at)));
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
