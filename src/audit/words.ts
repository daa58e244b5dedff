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
 * Whether the store's index of words holds this word (as `cutWords` gives it): all but the long ones and those that look like a piece of an
 * identifier that is never repeated (parts of UUIDs, digests, resource versions, fractions of seconds), which would make up most of the index.
 */
export function isIndexedWord(word: string): boolean {
  if (word.length > longestIndexedWord) return false;
  if (!/[0-9]/.test(word)) return true;
  if (/^[0-9]+$/.test(word)) return word.length <= 4;
  if (/^[0-9a-f]+$/.test(word)) return word.length % 4 !== 0;
  return !/^[0-9]{3,}z$/.test(word);
}
