// A field's name by itself, as parameters and SQL hold it: parts between dots, a part in quotes taken whole.
import { textOf, type Run } from './lex.ts';
import type { NamePart } from './resolve-field.ts';

/** The parts of a name such as `annotations."authorization.k8s.io/decision"`; null where a quote is never closed or text follows one. */
export function parseFieldName(text: string): readonly NamePart[] | null {
  const parts: NamePart[] = [];
  let at = 0;
  for (;;) {
    const end = text[at] === '"' ? closingQuote(text, at) : nextDot(text, at);
    if (end === null) return null;
    const isQuoted = text[at] === '"';
    parts.push({ text: isQuoted ? text.slice(at + 1, end - 1).replace(/\\(.)/gsu, '$1') : text.slice(at, end), isQuoted });
    if (end >= text.length) return parts;
    if (text[end] !== '.') return null;
    at = end + 1;
  }
}

/** Cuts a name at its unescaped dots; a quoted run is one part. */
export function nameParts(runs: readonly Run[]): NamePart[] {
  const parts: { text: string; isQuoted: boolean }[] = [{ text: '', isQuoted: false }];
  for (const run of runs)
    for (const piece of run.isQuoted ? [textOf(run.characters)] : run.characters) {
      const last = parts[parts.length - 1];
      if (typeof piece === 'string') {
        last.text += piece;
        last.isQuoted = true;
      } else if (piece.text === '.' && !piece.isPlain) parts.push({ text: '', isQuoted: false });
      else last.text += piece.text;
    }
  return parts;
}

/** The name that `parseFieldName` reads back. */
export function printFieldName(parts: readonly string[]): string {
  return parts.map((part) => (/^[A-Za-z0-9_-]+$/.test(part) ? part : `"${part.replace(/["\\]/g, String.raw`\$&`)}"`)).join('.');
}

function nextDot(text: string, from: number): number {
  const dot = text.indexOf('.', from);
  return dot < 0 ? text.length : dot;
}

function closingQuote(text: string, from: number): number | null {
  for (let k = from + 1; k < text.length; k += 1) {
    if (text[k] === '\\') k += 1;
    else if (text[k] === '"') return k + 1;
  }
  return null;
}
