// Words, phrases, prefixes and substrings from what was typed without a field, or after the name of a body.
import { cutWords, hasWord } from '../audit/words.ts';
import type { Query, TextMatch, TextTerm } from './ast.ts';
import { fail, textOf, type Character, type Run } from './lex.ts';

const forms = 'Write a word, "a phrase", begin* or *part*.';

/** The text term of a run; `*` alone is null (the caller knows what it means there). */
export function textQuery(text: string, run: Run, scope: TextTerm['scope']): Query | null {
  const stars = run.characters.filter(isStar).length;
  if (run.characters.length > 0 && stars === run.characters.length) return null;
  const match = stars === 0 ? phrase(text, run, run.characters, false) : withStars(text, run, stars);
  return { type: 'text', scope, match, span: { from: run.from, to: run.to } };
}

function withStars(text: string, run: Run, stars: number): TextMatch {
  const { characters } = run;
  const first = isStar(characters[0]);
  const last = isStar(characters[characters.length - 1]);
  if (stars === 2 && first && last) return substring(text, run, characters.slice(1, -1));
  if (stars !== 1 || !last) fail(text, run.from, 'bad_value', 'Wildcards in text stand at the end of a word, or on both sides of a part.', forms);
  return phrase(text, run, characters.slice(0, -1), true);
}

function substring(text: string, run: Run, characters: readonly Character[]): TextMatch {
  const part = textOf(characters).toLowerCase();
  refuseOne(text, run);
  if (!hasWord(part)) fail(text, run.from, 'bad_value', 'There is no letter or number to look for.', forms);
  return { kind: 'substring', part };
}

function phrase(text: string, run: Run, characters: readonly Character[], prefix: boolean): TextMatch {
  const meant = textOf(characters);
  refuseOne(text, run);
  const words = cutWords(meant);
  if (!hasWord(meant) || words.length === 0) fail(text, run.from, 'bad_value', 'There is no letter or number to look for.', forms);
  if (prefix && !/[\p{L}\p{N}_]$/u.test(meant.toLowerCase())) fail(text, run.from, 'bad_value', 'The `*` does not follow a word.', forms);
  return { kind: 'words', words, prefix };
}

function refuseOne(text: string, run: Run): void {
  if (run.characters.some((character) => !character.isPlain && character.text === '?'))
    fail(text, run.from, 'bad_value', 'A `?` cannot stand in text.', `${forms} In quotes a ? is plain.`);
}

function isStar(character: Character): boolean {
  return !character.isPlain && character.text === '*';
}
