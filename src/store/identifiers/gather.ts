// The words of identifiers of one received body, as they are met: which word, in the event at which place.
import { hashWord } from './hash-word.ts';

/** An event with more of them may hold any word. */
const maxPerEvent = 16_384;
/** A body with more of them is not indexed. */
const maxPerBody = 1 << 20;
/** Places are kept in 20 bits; further ones are not told apart. */
export const farPlace = (1 << 20) - 1;

const seenSlots = 1 << 12;

export interface GatheredWords {
  /** Each `hash × 2²⁰ + place`, ascending. */
  readonly pairs: Float64Array;
  /** Events that may hold any word. */
  readonly overfull: readonly number[];
}

export class WordGatherer {
  private pairs = new Float64Array(4_096);
  private count = 0;
  private place = 0;
  private ofEvent = 0;
  private readonly overfull: number[] = [];
  /** Repeats within an event are mostly seen here. */
  private readonly seen = new Uint32Array(seenSlots);
  private readonly seenAt = new Int32Array(seenSlots).fill(-1);

  /** All words until the next call are of the event at `place`. */
  begin(place: number): void {
    this.place = Math.min(place, farPlace);
    this.ofEvent = 0;
  }

  addHash(hash: number): void {
    const slot = hash & (seenSlots - 1);
    if (this.seen[slot] === hash && this.seenAt[slot] === this.place) return;
    this.seen[slot] = hash;
    this.seenAt[slot] = this.place;
    this.ofEvent += 1;
    if (this.ofEvent > maxPerEvent) {
      if (this.overfull.at(-1) !== this.place) this.overfull.push(this.place);
      return;
    }
    if (this.count > maxPerBody) return;
    if (this.count === this.pairs.length) this.grow();
    this.pairs[this.count++] = hash * (farPlace + 1) + this.place;
  }

  addWord(word: string): void {
    this.addHash(hashWord(word));
  }

  /** Null where there were too many. */
  finish(): GatheredWords | null {
    if (this.count > maxPerBody || this.overfull.includes(farPlace)) return null;
    return { pairs: this.pairs.subarray(0, this.count).sort(), overfull: this.overfull };
  }

  private grow(): void {
    const larger = new Float64Array(this.pairs.length * 2);
    larger.set(this.pairs);
    this.pairs = larger;
  }
}
