// Words, phrases and substrings: found by the index of words where it holds them, else narrowed by a search without case over the columns.
import { isIndexedWord } from '../../audit/words.ts';
import type { TextTerm } from '../../search/ast.ts';
import { scanMark } from '../engine/scan-turns.ts';
import type { WordPlaces } from '../identifiers/find.ts';
import { columns, flag, quoted, receivedColumns } from '../schema.ts';
import type { Resolved } from './compile.ts';
import { plainRun, veiled } from './compile-path.ts';
import { conditionOfWords } from './narrow-identifiers.ts';
import { always, and, exactly, never, or, type Bounds, type ParameterList } from './sql.ts';

/** Every column that holds received text; `kind` and `apiVersion` of the event itself are not text, and `words` repeats what others hold. */
const textColumns = [
  ...receivedColumns.filter((column) => column.kind === 'bytes' && column.name !== 'kind' && column.name !== 'apiVersion'),
  ...columns.filter((column) => column.name === 'head' || column.name === 'rest'),
].map((column) => quoted(column.name));
const bodies = ['requestObject', 'responseObject'];

/** Texts with a quote between them. */
function joined(texts: readonly string[]): string {
  return `concatWithSeparator('"', ${texts.join(', ')})`;
}

/**
 * The same for conditions that few rows come to: the small columns as one text. Of each alone the engine would look through all its values, whichever few of them the
 * rows have.
 */
const joinedTexts = [joined(textColumns.filter((column) => !bodies.map(quoted).includes(column))), ...bodies.map(quoted)];

export function compileText(term: TextTerm, parameters: ParameterList, { places }: Resolved): Bounds {
  const known = places.get(term);
  const indexed = indexedWords(term);
  if (indexed.length === 0 && known === undefined) return scan(term, parameters);
  const byIndex = indexed.length === 0 ? always : `hasAllTokens(words, ${parameters.add(indexed, 'Array(String)')})`;
  const found = and(byIndex, known === undefined ? always : conditionOfWords(term, known, parameters));
  const bounds = isDecidedByIndex(term) && known === undefined ? exactly(found) : narrowed(term, { found, known }, parameters);
  if (!parameters.hasUnindexedRows) return bounds;
  const isIndexed = `bitAnd(flags, ${flag.worded}) != 0`;
  const read = scan(term, parameters);
  return { may: or(and(isIndexed, bounds.may), and(`bitAnd(flags, ${flag.worded}) = 0`, read.may)), sure: and(isIndexed, bounds.sure) };
}

/** Words of the term that an event must have as they are. */
function indexedWords({ match }: TextTerm): string[] {
  if (match.kind !== 'words') return [];
  return [...new Set(match.prefix ? match.words.slice(0, -1) : match.words)].filter(isIndexedWord);
}

/** One whole word anywhere in the event: the index holds exactly the events that have it. */
function isDecidedByIndex({ scope, match }: TextTerm): boolean {
  return scope === 'event' && match.kind === 'words' && match.words.length === 1 && !match.prefix;
}

interface Narrowing {
  /** The condition by indexes. */
  readonly found: string;
  readonly known: WordPlaces | undefined;
}

/** The indexes say which events have all the words; whether they stand as asked is told by the text. */
function narrowed(term: TextTerm, { found, known }: Narrowing, parameters: ParameterList): Bounds {
  const inBody = term.scope === 'event' ? always : `${quoted(term.scope)} != ''`;
  const may = and(found, inBody, or(veiled, textOf(term, known, parameters)));
  const phrase = surePhrase(term, parameters);
  if (phrase === null) return { may, sure: never };
  const { quick, inBodies } = phrase;
  return { may, sure: and(found, or(quick, inBodies)), ...(quick === never ? {} : { quick: { may: and(found, inBody), sure: and(found, quick) } }) };
}

/** What the text must have beside what the indexes tell. */
function textOf(term: TextTerm, known: WordPlaces | undefined, parameters: ParameterList): string {
  const { scope, match } = term;
  const texts = scope === 'event' ? joinedTexts : [quoted(scope)];
  if (match.kind === 'words' && match.words.length > 1 && match.words.every(isPlainWord)) return loosePhrase(texts, match.words, parameters);
  if (scope !== 'event') return and(...needlesIn(term, texts, allNeedles(term), parameters));
  // Where the events themselves are known they are few, and decided one by one.
  const isLookedFor = (word: string): boolean => !isIndexedWord(word) && (known === undefined || known.bodies.length > 0);
  const rest = match.kind === 'words' ? match.words.filter(isLookedFor) : [];
  const lacking = match.kind === 'words' && match.prefix ? [...rest, match.words[match.words.length - 1]] : rest;
  return and(...needlesIn(term, texts, lacking, parameters));
}

function isPlainWord(word: string): boolean {
  return /^[a-z0-9_]+$/.test(word);
}

/** Characters of no word, and escapes, whose letters are none of a word. */
const apart = String.raw`(?:[^a-z0-9_]|\\[bfnrt]|\\u[0-9a-f]{4})+`;

/** The words follow each other somewhere: in an event that is not veiled a phrase cannot stand otherwise. */
function loosePhrase(texts: readonly string[], words: readonly string[], parameters: ParameterList): string {
  const pattern = parameters.string(words.join(apart));
  return or(...texts.map((text) => `match(lower(${text}), ${pattern})`));
}

/** Small columns that phrases usually stand in. */
const phraseColumns = ['responseStatus.message', 'annotations', 'requestURI', 'userAgent'];
/** Characters that stand for themselves in JSON text, belong to no word and end no string. */
const between = String.raw`[ !#-/:;<=>?@\[\]^{|}~]`;

/**
 * Null: nothing is sure. Where the words follow each other in plain text between plain separators, they are a phrase: of quotes and backslashes between them, and of
 * letters beyond ASCII around them, nothing is said here.
 */
function surePhrase({ scope, match }: TextTerm, parameters: ParameterList): { readonly quick: string; readonly inBodies: string } | null {
  if (match.kind !== 'words' || match.prefix || !match.words.every(isPlainWord) || !match.words.some(standsInStrings)) return null;
  const pattern = parameters.string(`(?:^|"|${between})${match.words.join(`${between}+`)}(?:$|"|${between})`);
  const stands = (text: string): string => `match(lower(${text}), ${pattern})`;
  if (scope !== 'event') return { quick: never, inBodies: stands(quoted(scope)) };
  // The quote between columns is an edge, as the beginning and the end of each is, and stands in no phrase.
  return { quick: stands(joined(phraseColumns.map(quoted))), inBodies: or(...bodies.map((body) => stands(quoted(body)))) };
}

/** A word that cannot be a number, true, false or null outside of strings. */
function standsInStrings(word: string): boolean {
  return /^[a-z_]/.test(word) && word !== 'true' && word !== 'false' && word !== 'null';
}

/** Without the index: a search over every column of text. */
function scan(term: TextTerm, parameters: ParameterList): Bounds {
  const inBody = term.scope === 'event' ? always : `${quoted(term.scope)} != ''`;
  const searched = term.scope === 'event' ? textColumns : [quoted(term.scope)];
  return { may: and(inBody, or(veiled, and(scanMark, ...needlesIn(term, searched, allNeedles(term), parameters)))), sure: never };
}

function allNeedles({ match }: TextTerm): readonly string[] {
  return match.kind === 'words' ? match.words : [plainRun(match.part)];
}

function needlesIn({ scope }: TextTerm, texts: readonly string[], needles: readonly string[], parameters: ParameterList): string[] {
  return needles
    .filter((needle) => narrows(needle, scope))
    .map((needle) => {
      const parameter = parameters.string(needle);
      return or(...texts.map((text) => `positionCaseInsensitive(${text}, ${parameter}) > 0`));
    });
}

/** Letters beyond ASCII fold case in ways the engine's search does not know; digits may stand in status codes and timestamps, which are no text columns. */
function narrows(needle: string, scope: TextTerm['scope']): boolean {
  if (!/^[\x20-\x7e]+$/.test(needle)) return false;
  return scope !== 'event' || /[^0-9tz:.\-+ ]/i.test(needle);
}
