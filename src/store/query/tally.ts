// Counts by value, or by several values, in bounded memory: what does not fit is told, never silently left out.

export interface Counted {
  readonly values: readonly string[];
  readonly count: number;
}

const maxEntries = 200_000;
const maxCharacters = 32_000_000;

export class Tally {
  /** False when some value found no room: each count is still exact, but values are missing. */
  isWhole = true;
  private readonly counts = new Map<string, { readonly values: readonly string[]; count: number }>();
  /** Of all keys together. */
  characters = 0;

  /** Adds `count` to every combination of one value of each list. */
  add(lists: readonly (readonly string[])[], count: number): void {
    if (lists.length === 1) for (const value of lists[0]) this.addOne(value, [value], count);
    else for (const values of combinations(lists)) if (!this.addOne(JSON.stringify(values), values, count)) return;
  }

  get size(): number {
    return this.counts.size;
  }

  entries(): Iterable<Counted> {
    return this.counts.values();
  }

  private addOne(key: string, values: readonly string[], count: number): boolean {
    const known = this.counts.get(key);
    if (known !== undefined) known.count += count;
    else if (this.counts.size >= maxEntries || this.characters + key.length > maxCharacters) {
      this.isWhole = false;
      return false;
    } else {
      this.counts.set(key, { values, count });
      this.characters += key.length;
    }
    return true;
  }
}

export function keyOf(values: readonly string[]): string {
  return values.length === 1 ? values[0] : JSON.stringify(values);
}

function* combinations(lists: readonly (readonly string[])[]): Generator<readonly string[]> {
  if (lists.length === 0) yield [];
  else for (const first of lists[0]) for (const rest of combinations(lists.slice(1))) yield [first, ...rest];
}

/** Counts downward, then the values by their UTF-8 bytes. */
export function compareCounted(a: Counted, b: Counted): number {
  if (a.count !== b.count) return b.count - a.count;
  for (const [k, value] of a.values.entries()) {
    if (value === b.values[k]) continue;
    const order = Buffer.compare(Buffer.from(value), Buffer.from(b.values[k]));
    if (order !== 0) return order;
  }
  return 0;
}
