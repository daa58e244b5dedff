// The backlog on its way to the store: bodies that are only in the spool, read back oldest first, in blocks.
import type { EncodedBody } from '../store/encode-body.ts';
import { firstGap } from '../store/seq-ranges.ts';
import type { Checkpoint } from './checkpoint.ts';
import { createSpoolBlocks, type SpoolBlocks, type SpoolBlocksOptions } from './spool-blocks.ts';
import type { Spool } from './spool.ts';

/** Half of a live block: a new body waits for at most one of these. */
const maxBlockEvents = 10_000;
const maxBlockBytes = 28 * 1024 * 1024;

export interface DiskLaneOptions extends Pick<SpoolBlocksOptions, 'encode' | 'onDamage'> {
  readonly spool: Spool;
  readonly checkpoint: { readonly current: Checkpoint };
  /** Bodies up to here that are not stored are read from the spool. */
  readonly through: number;
}

/** `bodies` none: nothing of these sequences is left; they were refused, or are damaged and told so. */
export interface DiskBlock {
  readonly first: number;
  readonly last: number;
  readonly bodies: readonly EncodedBody[];
}

export class DiskLane {
  private through: number;
  private blocks: { readonly of: SpoolBlocks; next: number } | null = null;
  private readonly options: DiskLaneOptions;

  constructor(options: DiskLaneOptions) {
    this.options = options;
    this.through = options.through;
  }

  /** True while bodies wait that are only in the spool. */
  isBehind(): boolean {
    return firstGap(this.options.checkpoint.current.stored, this.through) !== null;
  }

  /** Takes over the bodies up to this sequence. */
  take(through: number): void {
    this.through = Math.max(this.through, through);
  }

  /** The next block; null where it is not written to the spool yet. */
  async next(): Promise<DiskBlock | null> {
    const { spool, checkpoint } = this.options;
    const { stored, block } = checkpoint.current;
    // A block that was on its way when the process ended is written again as that very block.
    const [first, last] = block ?? firstGap(stored, this.through)!;
    const isAllThere = spool.isIdle();
    const blocks = this.from(first);
    const bodies = await blocks.of.next(last, block !== null);
    const newest = bodies.at(-1)?.context.seq ?? last;
    if (bodies.length === 0 && block === null && !isAllThere && !blocks.of.isPast(last)) return null;
    blocks.next = (block === null ? newest : last) + 1;
    return { first, last: blocks.next - 1, bodies };
  }

  /** A block could not be written: it is read again. */
  again(): void {
    this.blocks = null;
  }

  private from(first: number): { readonly of: SpoolBlocks; next: number } {
    const { spool, encode, onDamage } = this.options;
    if (this.blocks?.next !== first)
      this.blocks = { of: createSpoolBlocks({ spool, after: first - 1, encode, onDamage, maxEvents: maxBlockEvents, maxBytes: maxBlockBytes }), next: first };
    return this.blocks;
  }
}
