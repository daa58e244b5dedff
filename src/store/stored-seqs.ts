// Which arrivals are stored whole, and whether the engine holds rows of any others: as long as it does not, a question need not leave rows out.
import { newestOfSeqs, unionOfSeqs, wholeThrough, type SeqRanges } from './seq-ranges.ts';

/** The arrivals that a question looks at. */
export interface Shown {
  readonly seqs: SeqRanges;
  /**
   * The answer to a question about all rows that the engine holds, where these are the rows of `seqs`; null where they are not, or may not have been while it was
   * answered.
   */
  askAll<T>(question: () => Promise<T>): Promise<T | null>;
}

/** Where writes follow each other, a question about all rows would seldom hold. */
const restMs = 200;

export class StoredSeqs {
  private ranges: SeqRanges = [];
  /** Of the lives before: unknown until it was read. */
  private newestBefore = Infinity;
  private newestBegun = 0;
  /** How many writes were begun, how many of them go on, and when the last of the others ended. */
  private begun = 0;
  private going = 0;
  private endedAt = -Infinity;
  private readonly now: () => number;

  /** `now`: milliseconds, never going back. */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** What is stored whole just now. */
  get shown(): Shown {
    return this.shownAs(this.ranges);
  }

  /** What was shown before. */
  shownAs(seqs: SeqRanges): Shown {
    return {
      seqs,
      askAll: async (question) => {
        const { begun } = this;
        if (!this.isAll(seqs)) return null;
        const answer = await question();
        return this.begun === begun ? answer : null;
      },
    };
  }

  noteStored(seqs: SeqRanges): void {
    this.ranges = unionOfSeqs(this.ranges, seqs);
  }

  /** The newest sequence of which the lives before may have left rows. */
  noteBefore(newest: number): void {
    this.newestBefore = newest;
  }

  /** Runs what writes rows of arrivals up to `newest`. */
  async writing<T>(newest: number, write: () => Promise<T>): Promise<T> {
    this.begun += 1;
    this.going += 1;
    this.newestBegun = Math.max(this.newestBegun, newest);
    try {
      return await write();
    } finally {
      this.going -= 1;
      this.endedAt = this.now();
    }
  }

  private isAll(seqs: SeqRanges): boolean {
    const whole = seqs.length === 1 ? wholeThrough(seqs) : 0;
    const rests = this.going === 0 && this.now() - this.endedAt > restMs;
    return rests && whole > 0 && whole === newestOfSeqs(this.ranges) && whole >= this.newestBefore && whole >= this.newestBegun;
  }
}
