// What a sentence is made of: pieces with roles, which the console styles and everybody else joins into one bounded line.
import { visibleLine } from '../lib/visible.ts';

/** What a piece says: who, what was done, to what, with which values, with which result; `text` is what stands between. */
export type PartRole = 'text' | 'actor' | 'verb' | 'object' | 'value' | 'result';

export interface Part {
  readonly role: PartRole;
  readonly text: string;
  /** It came from the event: hostile, to be drawn as such. */
  readonly isReceived: boolean;
}

export type Phrase = readonly Part[];

/** Longer pieces of an event are cut here already: nobody reads a megabyte in a sentence. */
const maxReceived = 400;

/** Words of ours. */
export function words(role: PartRole, text: string): Part {
  return { role, text, isReceived: false };
}

/** A piece of the event. */
export function received(role: PartRole, text: string): Part {
  return { role, text: text.length > maxReceived ? `${text.slice(0, maxReceived)}…` : text, isReceived: true };
}

/** Phrases with gaps: strings are words between the pieces, null and empty phrases are left out with nothing in their place. */
export function phrase(texts: TemplateStringsArray, ...gaps: readonly (Part | Phrase | null)[]): Phrase {
  const parts: Part[] = [];
  texts.forEach((text, k) => {
    if (text !== '') parts.push(words('text', text));
    const gap = gaps[k] ?? null;
    if (gap === null) return;
    if (isPhrase(gap)) parts.push(...gap);
    else parts.push(gap);
  });
  return parts;
}

function isPhrase(gap: Part | Phrase): gap is Phrase {
  return Array.isArray(gap);
}

/** Several phrases with a separator between them. */
export function joined(phrases: readonly Phrase[], separator: string): Phrase {
  return phrases.flatMap((each, k) => (k === 0 ? each : [words('text', separator), ...each]));
}

/** The longest sentence, characters (UTF-16 units). */
export const maxSentence = 299;

/** What a received piece may take at most; where the whole is too long still, the pieces give way evenly. */
const caps = [120, 96, 72, 56, 44, 34, 26, 20, 14, 8];

/** One line of at most `maxSentence` characters; hidden characters are named. */
export function plainText(parts: Phrase): string {
  for (const cap of caps) {
    const text = parts.map((part) => (part.isReceived ? clip(visibleLine(part.text), cap) : part.text)).join('');
    if (text.length <= maxSentence) return text;
  }
  return clip(parts.map((part) => (part.isReceived ? clip(visibleLine(part.text), 8) : part.text)).join(''), maxSentence);
}

/** The first characters, with an ellipsis where something was cut off; a surrogate pair is never split. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const unit = text.charCodeAt(max - 2);
  return `${text.slice(0, unit >= 0xd800 && unit <= 0xdbff ? max - 2 : max - 1)}…`;
}
