// Words, phrases and substrings: found by the index of words where it holds them, else narrowed by a search without case over the columns.
import { isIndexedWord } from '../../audit/words.ts';
import type { TextTerm } from '../../search/ast.ts';
import { scanMark } from '../engine/scan-turns.ts';
import type { WordPlaces } from '../identifiers/find.ts';
import { flag, quoted } from '../schema.ts';
import { hasWords } from '../word-index.ts';
import type { Resolved } from './compile.ts';
import { plainRun, veiled } from './compile-path.ts';
import { bodies, joined, phraseConditions, textColumns, type PhraseConditions } from './compile-phrase.ts';
import { conditionOfWords } from './narrow-identifiers.ts';
import { always, and, exactly, never, or, type Bounds, type ParameterList } from './sql.ts';

export function compileText(term: TextTerm, parameters: ParameterList, { places }: Resolved): Bounds {
  const known = places.get(term);
  const indexed = indexedWords(term);
  if (indexed.length === 0 && known === undefined) return scan(term, parameters);
  const byIndex = indexed.length === 0 ? always : hasWords(parameters.add(indexed, 'Array(String)'));
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
  const candidates = and(found, term.scope === 'event' ? always : `${quoted(term.scope)} != ''`);
  const phrase = phraseConditions(term, parameters);
  const may = mayBe(term, { phrase, known }, parameters);
  const bounds = { may: and(candidates, or(...may)), sure: never };
  if (phrase === null) return bounds;
  const { inSmall: quick, inBodies } = phrase.sure;
  const sure = or(quick, inBodies);
  return sure === never ? bounds : { ...bounds, sure: and(found, sure), steps: { candidates, quick, sure, may } };
}

/** What the text must have beside what the indexes tell, one of these: the first reads bodies. */
function mayBe(
  term: TextTerm,
  { phrase, known }: { readonly phrase: PhraseConditions | null; readonly known: WordPlaces | undefined },
  parameters: ParameterList,
): string[] {
  const { match } = term;
  if (phrase === null || (match.kind === 'words' && match.words.length === 1)) return [or(veiled, lackingText(term, known, parameters))];
  const { inSmall, inBodies } = phrase.may;
  return inSmall === never ? [or(veiled, inBodies)] : [or(veiled, inBodies), inSmall];
}

/** What the words that no index has found, and the beginning of the last one, show in the text. */
function lackingText(term: TextTerm, known: WordPlaces | undefined, parameters: ParameterList): string {
  const { scope, match } = term;
  const texts = scope === 'event' ? [joined(textColumns.filter((column) => !bodies.includes(column))), ...bodies] : [quoted(scope)];
  if (scope !== 'event') return and(...needlesIn(term, texts, allNeedles(term), parameters));
  // Where the events themselves are known they are few, and decided one by one.
  const isLookedFor = (word: string): boolean => !isIndexedWord(word) && (known === undefined || known.bodies.length > 0);
  const rest = match.kind === 'words' ? match.words.filter(isLookedFor) : [];
  const lacking = match.kind === 'words' && match.prefix ? [...rest, match.words[match.words.length - 1]] : rest;
  return and(...needlesIn(term, texts, lacking, parameters));
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
