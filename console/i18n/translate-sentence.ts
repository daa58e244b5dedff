// Says in another language what the server or a node said in English: finds the template that a sentence was made from, and puts its values into the translated one.

/**
 * English templates with their translations. `{}` stands where a value is put in; in the translation `{1}` is the first of them as it is, and `{~1}` the
 * first one translated, where it is a sentence or a word of the catalogue itself.
 */
export type Catalogue = Readonly<Record<string, string>>;

/** The sentence in the other language; null where no template fits. */
export type Translate = (text: string) => string | null;

interface Template {
  /** What stands before, between and behind the values. */
  readonly literals: readonly string[];
  readonly weight: number;
  /** A template of signs alone counts only where a value in it has a translation. */
  readonly hasWords: boolean;
  readonly parts: readonly Part[];
}

type Part = string | { readonly value: number; readonly isWords: boolean };

/** Sentences within a sentence and attempts that led nowhere, together. */
const mostLookUps = 100;
/** So many ends of a sentence are tried where several follow one another. */
const mostEnds = 10;
/** Longer ones hold a value that nobody reads whole. */
const longest = 20_000;

/** Compiled once; a look-up takes time in proportion to the text, whatever stands in it. */
export function createTranslator(catalogue: Catalogue): Translate {
  const whole = new Map<string, string>();
  const byWord = new Map<string, Template[]>();
  const open: Template[] = [];
  for (const [english, other] of Object.entries(catalogue)) {
    if (!english.includes('{}')) whole.set(english, other);
    else {
      const template = compile(english, other);
      const word = firstWord(template.literals[0]);
      if (word === null) open.push(template);
      else byWord.set(word, [...(byWord.get(word) ?? []), template]);
    }
  }
  const heaviestFirst = (templates: readonly Template[]) => templates.toSorted((a, b) => b.weight - a.weight);
  const lists = new Map([...byWord].map(([word, templates]) => [word, heaviestFirst([...templates, ...open])]));
  const others = heaviestFirst(open);
  const candidates = (text: string): readonly Template[] => lists.get(firstWord(text) ?? '') ?? others;

  /** `left`: how many look-ups one sentence may still take. */
  const translate = (text: string, left: { lookUps: number }): string | null => {
    const exact = whole.get(text);
    left.lookUps -= 1;
    if (exact !== undefined || left.lookUps < 0) return exact ?? null;
    const inner: Translate = (part) => translate(part, left);
    const several = oneByOne(text, inner);
    if (several !== null) return several;
    for (const template of candidates(text)) {
      const said = sayWith(template, text, inner);
      if (said !== null) return said;
    }
    return null;
  };
  // A single word is no sentence: it has a translation only within one.
  return (text) => (text.length <= longest && /\S\s+\S/.test(text) ? translate(text, { lookUps: mostLookUps }) : null);
}

function compile(english: string, other: string): Template {
  const literals = english.split('{}');
  const letters = literals.join('');
  const parts = other.split(/(\{~?\d+\})/).map((piece): Part => {
    const hole = /^\{(~?)(\d+)\}$/.exec(piece);
    return hole === null ? piece : { value: Number(hole[2]) - 1, isWords: hole[1] !== '' };
  });
  return { literals, weight: letters.length, hasWords: /[A-Za-z]/.test(letters), parts };
}

/** Up to the first blank, with it; null where none tells the first word's end. */
function firstWord(text: string): string | null {
  const end = text.indexOf(' ');
  return end < 0 ? null : text.slice(0, end + 1);
}

function sayWith({ literals, hasWords, parts }: Template, text: string, translate: Translate): string | null {
  const values = valuesIn(literals, text);
  if (values === null) return null;
  let isTranslated = hasWords;
  const said = parts.map((part) => {
    if (typeof part === 'string') return part;
    const value = values[part.value];
    const words = part.isWords ? translate(value) : null;
    isTranslated ||= words !== null;
    return words ?? value;
  });
  return isTranslated ? join(said) : null;
}

const endsInHan = /[\p{Script=Han}，。：；、（）] ?$/u;
const beginsWithHan = /^ ?[\p{Script=Han}，。：；、（）]/u;

/** Blanks stand around Latin letters: where a value turns out to be Chinese, there is none between it and the Chinese beside it. */
function join(pieces: readonly string[]): string {
  return pieces.reduce((text, piece) => (endsInHan.test(text) && beginsWithHan.test(piece) ? text.trimEnd() + piece.trimStart() : text + piece), '');
}

/** What stands in the places of a template; null where the text was not made from it. Each literal is looked for once, from left to right. */
function valuesIn(literals: readonly string[], text: string): readonly string[] | null {
  const [first] = literals;
  const last = literals[literals.length - 1];
  const end = text.length - last.length;
  if (!text.startsWith(first) || !text.endsWith(last) || end < first.length) return null;
  const values: string[] = [];
  let at = first.length;
  for (const literal of literals.slice(1, -1)) {
    const next = find(text, literal, at);
    if (next < 0 || next + literal.length > end) return null;
    values.push(text.slice(at, next));
    at = next + literal.length;
  }
  values.push(text.slice(at, end));
  return values;
}

/** A value in quotes is stepped over: what stands in it ends nothing. */
function find(text: string, literal: string, at: number): number {
  const behind = text.indexOf(literal, quoteEnd(text, at));
  return behind < 0 ? text.indexOf(literal, at) : behind;
}

function quoteEnd(text: string, at: number): number {
  if (text[at] !== '"') return at;
  for (let k = at + 1; k < text.length; k += 1) {
    if (text[k] === '\\') k += 1;
    else if (text[k] === '"') return k + 1;
  }
  return at;
}

/** Sentences that follow one another, where the first of them and the rest both have a translation. */
function oneByOne(text: string, translate: Translate): string | null {
  let at = text.indexOf('. ');
  for (let tries = 0; at >= 0 && tries < mostEnds; tries += 1) {
    const rest = translate(text.slice(at + 2));
    const first = rest === null ? null : translate(text.slice(0, at + 1));
    if (first !== null) return first + rest;
    at = text.indexOf('. ', at + 2);
  }
  return null;
}
