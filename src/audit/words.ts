// The one word rule that parser, evaluator and documentation share: lower-cased, then cut into runs of letters, numbers and `_`.

const word = /[\p{L}\p{N}_]+/gu;

/** The words of a text, in order. */
export function cutWords(text: string): string[] {
  return text.toLowerCase().match(word) ?? [];
}

/** Whether a text holds a letter or a number at all (and not `_` alone): what a search term needs. */
export function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

/** Longer words (encoded bytes, mostly) are not worth an index. */
export const longestIndexedWord = 64;

/**
 * Whether the engine's index of words holds this word (as `cutWords` gives it): all but the long ones and those with a digit. Most of those are
 * pieces of identifiers, addresses and times, which stand in few events each: for them there is another index (store/identifiers).
 */
export function isIndexedWord(word: string): boolean {
  return word.length <= longestIndexedWord && !/[0-9]/.test(word);
}
