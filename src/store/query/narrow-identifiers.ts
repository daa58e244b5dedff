// Terms narrowed by the words of identifiers that a matching event must have.
import { parseDecimal } from '../../audit/decimal.ts';
import { cutWords, isIndexedWord } from '../../audit/words.ts';
import type { Term, TextTerm } from '../../search/ast.ts';
import { conditionOfPlaces, type WordPlaces } from '../identifiers/find.ts';
import { areOfPlainUuid, isOfPlainTime } from '../identifiers/forms.ts';
import { quoted } from '../schema.ts';
import { or, type ParameterList } from './sql.ts';

/** Words of the term that an event must have, and of which its body's index tells; none for terms on fields of their own column. */
export function identifierWords(term: Term | TextTerm): readonly string[] {
  const words = term.type === 'text' ? wordsOfText(term) : wordsOfPath(term);
  return [...new Set(words)].filter((word) => !isIndexedWord(word) && !isOfPlainTime(word));
}

function wordsOfText({ match }: TextTerm): readonly string[] {
  if (match.kind !== 'words') return [];
  return match.prefix ? match.words.slice(0, -1) : match.words;
}

const pathRoots = new Set(['requestObject', 'responseObject', 'user.extra']);

/** The keys of a path and what it equals are text of the event, but for numbers, which can be written in many ways. */
export function wordsOfPath({ root, path, test }: Term): readonly string[] {
  if (root === null || path.length === 0 || !pathRoots.has(root)) return [];
  const texts = test.op === 'equals' && parseDecimal(test.value) === null ? [...path, test.value] : path;
  return texts.flatMap(cutWords);
}

/** The condition for the events that `places` names. An auditID of the usual form is in no body's index: its own column tells. */
export function conditionOfWords(term: Term | TextTerm, places: WordPlaces, parameters: ParameterList): string {
  const found = conditionOfPlaces(places);
  if (term.type !== 'text' || term.scope !== 'event' || term.match.kind !== 'words') return found;
  const { words, prefix } = term.match;
  if (!areOfPlainUuid(words, prefix)) return found;
  const run = parameters.string(words.join('-'));
  return or(found, words.join('-').length === 36 ? `${quoted('auditID')} = ${run}` : `position(${quoted('auditID')}, ${run}) > 0`);
}
