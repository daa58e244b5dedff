// Words that follow each other: some columns hold a text as it reads, others JSON, where a string ends with its quote and characters may be escaped.
import type { TextTerm } from '../../search/ast.ts';
import { fields, type Field } from '../../audit/fields.ts';
import { columns, quoted, receivedColumns } from '../schema.ts';
import { never, or, type ParameterList } from './sql.ts';

export const bodies = ['requestObject', 'responseObject'].map(quoted);

/** Every column that holds received text; `kind` and `apiVersion` of the event itself are not text, and the column `words` repeats what others hold. */
export const textColumns = [
  ...receivedColumns.filter((column) => column.kind === 'bytes' && column.name !== 'kind' && column.name !== 'apiVersion'),
  ...columns.filter((column) => column.name === 'head' || column.name === 'rest'),
].map((column) => quoted(column.name));

const readable = new Set(
  (fields as readonly Field[]).filter(({ storage }) => storage === 'dictionary' || storage === 'string').map(({ name }) => quoted(name)),
);
const smallColumns = textColumns.filter((column) => !bodies.includes(column));
/** The small columns that phrases usually stand in. */
const usualColumns = ['responseStatus.message', 'annotations', 'requestURI', 'userAgent', 'user.username', 'user.groups', 'objectRef.name'].map(quoted);

/**
 * Texts as one: of each column alone the engine would look through all its values, whichever few of them the rows have. Between two stands a quote, at which words
 * end, and a byte that UTF-8 does not have, which belongs to no pattern.
 */
export function joined(texts: readonly string[]): string {
  return texts.length === 1 ? texts[0] : `concatWithSeparator('"\\xff"', ${texts.join(', ')})`;
}

/** How a phrase is looked for in one kind of text. */
interface Pattern {
  /** What may stand between two words of a phrase: nothing else can. */
  readonly apart: string;
  /** What surely stands between two words of one string; beyond ASCII there are letters. */
  readonly between: string;
  /** What a word surely begins behind, and ends before. */
  readonly before: string;
  readonly after: string;
}

const mark = String.raw`[\x00-/:-@\[-^\x60{-\x7f]`;
const plain: Pattern = { apart: '[^a-z0-9_]', between: mark, before: `(?:^|${mark})`, after: `(?:$|${mark})` };
/** Without the quote, at which a string ends, and the backslash, which belongs to what follows it. */
const jsonMark = String.raw`[ !#-/:;<=>?@\[\]^\x60{|}~]`;
const escape = String.raw`\\["\\/bfnrt]`;
const json: Pattern = {
  apart: String.raw`(?:[^a-z0-9_"\\]|${escape}|\\u[0-9a-f]{4})`,
  between: `(?:${jsonMark}|${escape})`,
  before: `(?:^|"|${jsonMark})`,
  after: `(?:$|"|${jsonMark}|${escape})`,
};

/** Conditions on the text of an event that has all the words and is not veiled; those of small columns read no bodies. */
export interface PhraseConditions {
  /** In an event that matches one of these holds. */
  readonly may: InText;
  /** An event of which one of these holds matches. */
  readonly sure: InText;
}

interface InText {
  readonly inSmall: string;
  readonly inBodies: string;
}

/** Null where the words are not plain enough for patterns. */
export function phraseConditions({ scope, match }: TextTerm, parameters: ParameterList): PhraseConditions | null {
  if (match.kind !== 'words' || !match.words.every(isPlainWord)) return null;
  const { words, prefix } = match;
  const own = scope === 'event' ? bodies : [quoted(scope)];
  const may = { plain: lazily(parameters, () => loosely(words, plain)), json: lazily(parameters, () => loosely(words, json)) };
  // Outside of strings words follow each other, too.
  const sureJson = words.some(standsInStrings) ? lazily(parameters, () => surely(words, json)) : null;
  const sure = { plain: lazily(parameters, () => surely(words, plain)), json: sureJson };
  const inText = (small: readonly string[], pattern: KindPatterns): InText => ({
    inSmall: scope === 'event' ? or(stands(small.filter(isReadable), pattern.plain), stands(small.filter(isJson), pattern.json)) : never,
    inBodies: or(...own.map((body) => stands([body], pattern.json))),
  });
  // How the last word goes on is not told by a pattern.
  return { may: inText(smallColumns, may), sure: prefix ? { inSmall: never, inBodies: never } : inText(usualColumns, sure) };
}

/** What to look for in each kind of text, as parameters; null for nothing. */
interface KindPatterns {
  readonly plain: () => string;
  readonly json: (() => string) | null;
}

/** A pattern becomes a parameter when it is used. */
function lazily(parameters: ParameterList, pattern: () => string): () => string {
  let known: string | undefined;
  return () => (known ??= parameters.string(pattern()));
}

function stands(texts: readonly string[], pattern: (() => string) | null): string {
  return pattern === null || texts.length === 0 ? never : `match(lower(${joined(texts)}), ${pattern()})`;
}

function loosely(words: readonly string[], { apart }: Pattern): string {
  return words.join(`${apart}+`);
}

function surely(words: readonly string[], { before, between, after }: Pattern): string {
  return `${before}${words.join(`${between}+`)}${after}`;
}

function isPlainWord(word: string): boolean {
  return /^[a-z0-9_]+$/.test(word);
}

/** A word that cannot be a number, true, false or null outside of strings. */
function standsInStrings(word: string): boolean {
  return /^[a-z_]/.test(word) && word !== 'true' && word !== 'false' && word !== 'null';
}

function isReadable(column: string): boolean {
  return readable.has(column);
}

function isJson(column: string): boolean {
  return !readable.has(column);
}
