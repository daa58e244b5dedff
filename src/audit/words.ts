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
