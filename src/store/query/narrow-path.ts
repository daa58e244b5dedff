// Terms on paths into bodies: what must be in an event for such a term to match, by the indexes of words and by the numbers behind a key.
import { isIndexedWord } from '../../audit/words.ts';
import type { Bound, Term, Test } from '../../search/ast.ts';
import type { WordPlaces } from '../identifiers/find.ts';
import { flag, quoted } from '../schema.ts';
import { hasWords } from '../word-index.ts';
import { conditionOfWords, wordsOfPath } from './narrow-identifiers.ts';
import { always, and, or, type ParameterList } from './sql.ts';

/** By both indexes of words: the keys of the path are text of the event, and so is a value that is no number. */
export function narrowByWords(term: Term, parameters: ParameterList, places: WordPlaces | undefined): string {
  const words = [...new Set(wordsOfPath(term))].filter(isIndexedWord);
  const found = words.length === 0 ? always : hasWords(parameters.add(words, 'Array(String)'));
  const narrowed = and(found, places === undefined ? always : conditionOfWords(term, places, parameters));
  return parameters.hasUnindexedRows && narrowed !== always ? or(`bitAnd(flags, ${flag.worded}) = 0`, narrowed) : narrowed;
}

/** Doubles are not exact: what lies so near to a bound may be on either side. */
const slack = 1e-9;

/** Behind the last key stands a number in the range, or a list, of which nothing is said; `always` where the test asks for no number. */
export function numbersBehindKey(term: Term, parameters: ParameterList): string {
  const [low, high] = rangeOf(term.test);
  const key = term.path[term.path.length - 1];
  // Keys that JSON always writes as they are, unless the event is veiled.
  if ((low === null && high === null) || !/^[A-Za-z0-9_.-]+$/.test(key)) return always;
  const column = quoted(term.root!);
  const behind = String.raw`"${key.replaceAll('.', String.raw`\.`)}"\s*:\s*`;
  const isIn = and(low === null ? always : `n >= ${low}`, high === null ? always : `n <= ${high}`);
  const numbers = `extractAll(${column}, ${parameters.string(`${behind}(-?[0-9][0-9.eE+-]*)`)})`;
  // What does not read as a double passes.
  const any = `arrayExists(n -> ifNull(${isIn}, 1), arrayMap(x -> toFloat64OrNull(x), ${numbers}))`;
  return or(any, `match(${column}, ${parameters.string(String.raw`${behind}\[`)})`);
}

function rangeOf(test: Test): readonly [number | null, number | null] {
  if (test.op !== 'range') return [null, null];
  return [edge(test.low, -1), edge(test.high, 1)];
}

/** The bound moved outward a little; null where a double cannot hold it. */
function edge(bound: Bound | null, direction: 1 | -1): number | null {
  if (bound === null) return null;
  const number = Number(bound.value);
  if (!Number.isFinite(number) || Math.abs(number) > 1e15) return null;
  return number + direction * Math.max(slack, Math.abs(number) * slack);
}
