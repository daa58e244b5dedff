// The known word that a misspelt one was probably meant to be.

const longestGuess = 60;

/** The nearest of `known`, case aside; null where nothing is near. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  if (word.length > longestGuess || known.length === 0) return null;
  const lower = word.toLowerCase();
  const ranked = known.map((name) => ({ name, distance: distanceOf(lower, name.toLowerCase()) })).sort((a, b) => a.distance - b.distance);
  return ranked[0].distance <= Math.max(2, word.length / 3) ? ranked[0].name : null;
}

/** Levenshtein distance. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let k = 1; k <= b.length; k += 1) next[k] = Math.min(row[k] + 1, next[k - 1] + 1, row[k - 1] + (a[i - 1] === b[k - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
