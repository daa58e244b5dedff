// The index of words: how it is made, and how it is asked.

/** How the engine cuts the column `words`: at blanks alone, for the program has cut the words already. */
const tokenizer = "splitByString([' '])";

export const wordIndex = `INDEX IF NOT EXISTS ix_words words TYPE text(tokenizer = ${tokenizer}, posting_list_codec = 'bitpacking')`;

/** The condition for rows that have all words of a parameter: of WHERE and PREWHERE, where the index is asked. Elsewhere see `readWords`. */
export function hasWords(parameter: string): string {
  return `hasAllTokens(words, ${parameter})`;
}

const asked = /hasAllTokens\(words, (\{\w+:Array\(String\)\})\)/g;

/**
 * An expression of any other place (columns of a SELECT, arguments of a function), where the engine does not ask the index: told nothing else, it would cut the words
 * anew, at underscores too.
 */
export function readWords(expression: string): string {
  return expression.replaceAll(asked, (_, parameter: string) => `hasAllTokens(words, ${parameter}, '${tokenizer.replaceAll("'", String.raw`\'`)}')`);
}
