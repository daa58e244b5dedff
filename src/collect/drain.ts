// The hand-over from spool to store: new bodies and a backlog in turn, in blocks, one at a time, until each is stored.
import { setTimeout as wait } from 'node:timers/promises';
import type { BodyContext, EncodedBody } from '../store/encode-body.ts';
import type { Store } from '../store/create-store.ts';
import { hasSeq, newestOfSeqs, unionOfSeqs, wholeThrough } from '../store/seq-ranges.ts';
import { seqsOf, type CheckpointFile } from './checkpoint.ts';
import { DiskLane } from './disk-lane.ts';
import type { ArrivalPolicies, StoredCounts } from './ingest.ts';
import { LiveLane, type Slot } from './live-lane.ts';
import { createSpoolBlocks } from './spool-blocks.ts';
import type { SpoolDamage } from './spool-reader.ts';
import type { Spool } from './spool.ts';

const stepMs = 20;
/** How often the state of the store, and the age of what the spool keeps, are looked at. */
const lookMs = 1000;
/** With so many gaps the backlog goes first: each is a condition in every search, and a number in every cursor. */
const maxRanges = 64;
const rewriteEvents = 10_000;
const rewriteBytes = 28 * 1024 * 1024;

export interface DrainOptions {
  readonly store: Pick<Store, 'write' | 'noteStored' | 'guard'>;
  readonly spool: Spool;
  readonly checkpoint: CheckpointFile;
  readonly policies: Pick<ArrivalPolicies, 'count'>;
  readonly encode: (bytes: Uint8Array, context: BodyContext) => Promise<EncodedBody>;
  /** The newest sequence that was ever given out: what is not stored up to there is in the spool. */
  readonly newest: number;
  readonly onDamage: (damage: SpoolDamage) => Promise<void>;
  readonly log: { warn(message: string): void; error(message: string): void };
  readonly onStored?: (context: BodyContext, counts: StoredCounts, newest: number | null) => void;
}

export class Drain {
  private readonly live: LiveLane;
  private readonly disk: DiskLane;
  private readonly waiting = new Map<number, (counts: StoredCounts) => void>();
  private running: Promise<void> | null = null;
  private closing = false;
  private readonly looking: NodeJS.Timeout;
  private readonly options: DrainOptions;

  constructor(options: DrainOptions) {
    this.options = options;
    this.live = new LiveLane(options.newest);
    this.disk = new DiskLane({ ...options, through: options.newest });
    this.looking = setInterval(() => this.look(), lookMs);
    this.looking.unref();
    if (this.disk.isBehind()) this.start();
  }

  /** True while bodies wait that are only in the spool. */
  isBehind(): boolean {
    return this.disk.isBehind();
  }

  /** Keeps the next place in the order for a body of this size. Where memory is full, the spool alone keeps what waits. */
  reserve(seq: number, size: number): Slot {
    const slot = this.live.reserve(seq, size);
    if (this.live.isOverfull()) this.spill();
    return slot;
  }

  /** Fills a place; resolves when the body's events are stored. */
  fill(slot: Slot, body: EncodedBody, synced: Promise<void>): Promise<StoredCounts> {
    return new Promise((done) => {
      this.waiting.set(slot.seq, done);
      synced.catch(() => this.waiting.delete(slot.seq));
      if (slot.isOnDisk) body.release();
      else slot.pending = { body, synced };
      this.start();
    });
  }

  /** Gives a place up, for a body that could not be taken. */
  drop(slot: Slot): void {
    this.live.drop(slot);
    this.start();
  }

  /** Hands over what is in memory, then stops. What the engine does not take any more stays in the spool. */
  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.looking);
    while (this.running !== null) await this.running;
  }

  /** Resolves when nothing is left to be read from the spool. */
  async caughtUp(): Promise<void> {
    while (this.isBehind()) await wait(stepMs);
  }

  /** Puts a store that is in doubt right, and lets go of what was kept long enough. */
  private look(): void {
    if (this.isInDoubt()) this.start();
    else this.options.spool.trim(wholeThrough(this.options.checkpoint.current.stored));
  }

  private spill(): void {
    this.disk.take(this.live.spill());
    this.start();
  }

  private start(): void {
    this.running ??= this.run()
      .catch(async (error: unknown) => {
        this.options.log.error(`handing over to the store stopped: ${(error as Error).message}`);
        if (!this.closing) await wait(1000);
      })
      .finally(() => {
        this.running = null;
        if (!this.closing && (this.isBehind() || this.live.hasReady() || this.isInDoubt())) this.start();
      });
  }

  private async run(): Promise<void> {
    for (let isMore = true; isMore;) {
      await this.settle();
      isMore = !(this.closing && this.mustWait()) && (await this.storeNext());
    }
  }

  /** A block of the backlog, then what is new, then the backlog again: neither waits for all of the other. False where nothing is left. */
  private async storeNext(): Promise<boolean> {
    // What is only in the spool may wait for the next start.
    const isBehind = this.isBehind() && !this.closing;
    if (isBehind) await this.storeFromDisk();
    else await this.live.gather(() => this.closing);
    if (!this.closing && this.live.isOverfull()) this.spill();
    if (isBehind && this.options.checkpoint.current.stored.length >= maxRanges) return true;
    return (await this.storeLive()) || (!this.closing && this.isBehind());
  }

  private async storeLive(): Promise<boolean> {
    const block = await this.live.take();
    if (block === null) return false;
    try {
      await this.write(block.first, block.last, block.bodies);
    } catch (error) {
      this.disk.take(block.last);
      throw error;
    } finally {
      block.release();
    }
    return true;
  }

  private async storeFromDisk(): Promise<void> {
    const block = await this.disk.next();
    if (block === null) {
      await wait(stepMs);
      return;
    }
    try {
      await this.write(block.first, block.last, block.bodies);
    } catch (error) {
      this.disk.again();
      throw error;
    } finally {
      for (const body of block.bodies) body.release();
    }
  }

  /** Stores these bodies as one block and notes it; tries until it works, because what was acknowledged has no other way to go. */
  private async write(first: number, last: number, bodies: readonly EncodedBody[]): Promise<void> {
    const { checkpoint, store, spool, policies, onStored } = this.options;
    const seqs = seqsOf(first, last);
    if (bodies.length > 0) await this.persistently(async () => checkpoint.begin(first, last));
    const counts = bodies.length === 0 ? [] : await this.persistently(() => this.writeTrusted(bodies, `${first}-${last}`));
    const judged = bodies.filter(({ outcomes }) => outcomes.length > 0);
    if (judged.length > 0) {
      const outcomes = judged.map(({ context: { seq, topic, receivedAt }, outcomes: list }) => ({ seq, topic, receivedAt, outcomes: list }));
      await this.persistently(async () => policies.count(outcomes, unionOfSeqs(checkpoint.current.stored, seqs)));
    }
    await this.persistently(async () => checkpoint.stored(seqs));
    store.noteStored(seqs);
    spool.trim(wholeThrough(checkpoint.current.stored));
    for (const [k, body] of bodies.entries()) {
      const stored = { ...counts[k], quarantined: body.bad.length, dropped: body.received - body.rows.length };
      onStored?.(body.context, stored, newestOf(body));
      this.waiting.get(body.context.seq)?.(stored);
      this.waiting.delete(body.context.seq);
    }
  }

  /** Resolves when the block is stored by an engine that was in no doubt meanwhile: what it took while its disk was full may be gone. */
  private async writeTrusted(bodies: readonly EncodedBody[], name: string): Promise<Awaited<ReturnType<Store['write']>>> {
    const { checkpoint, store } = this.options;
    for (;;) {
      await this.settle();
      const { stream, trial } = checkpoint.current;
      const counts = await store.write(bodies, trial === 0 ? `${stream}:${name}` : `${stream}.${trial}:${name}`);
      if (!this.isInDoubt()) return counts;
      if (this.closing) throw new Error('the engine is in doubt');
    }
  }

  private isInDoubt(): boolean {
    return this.options.store.guard.isInDoubt() || this.options.checkpoint.current.isSuspect;
  }

  private mustWait(): boolean {
    return this.isInDoubt() || !this.options.store.guard.hasRoom();
  }

  /** Waits for room on the disk; where the engine may have lost rows, has it mended and writes again what the spool still holds. */
  private async settle(): Promise<void> {
    const { store, checkpoint } = this.options;
    while (!this.closing && this.mustWait()) {
      if (!store.guard.hasRoom() && !this.isInDoubt()) await wait(stepMs * 5);
      else
        await this.persistently(async () => {
          if (this.closing) return;
          if (store.guard.isInDoubt()) checkpoint.suspect();
          if (!(await store.guard.mend(() => this.closing))) return;
          await this.rewrite();
          await store.guard.report();
          if (!store.guard.isInDoubt()) checkpoint.trust();
        });
    }
  }

  /** Writes what is stored and still in the spool once more: only what is not there any more comes in. */
  private async rewrite(): Promise<void> {
    const { spool, encode, onDamage, checkpoint, store } = this.options;
    const { stored, stream, trial, forgotten } = checkpoint.current;
    const wants = ({ seq, cluster }: BodyContext): boolean => hasSeq(stored, seq) && !forgotten.some((one) => one.cluster === cluster && seq <= one.through);
    const blocks = createSpoolBlocks({ spool, after: 0, wants, encode, onDamage, maxEvents: rewriteEvents, maxBytes: rewriteBytes });
    for (;;) {
      const bodies = await blocks.next(newestOfSeqs(stored), false);
      if (bodies.length === 0) return;
      try {
        await store.write(bodies, `${stream}.${trial}:again:${bodies[0].context.seq}-${bodies[bodies.length - 1].context.seq}`);
      } finally {
        for (const body of bodies) body.release();
      }
    }
  }

  private async persistently<T>(work: () => Promise<T>): Promise<T> {
    for (let delay = 250; ; delay = Math.min(delay * 2, 5000)) {
      try {
        return await work();
      } catch (error) {
        this.options.log.warn(`a block is not stored yet: ${(error as Error).message}`);
        if (this.closing && delay > 2000) throw error;
        await wait(delay);
      }
    }
  }
}

/** The latest time at which an event of the body stands, µs. */
function newestOf({ rows }: EncodedBody): number | null {
  let newest: number | null = null;
  for (const { ts } of rows) if (newest === null || ts > newest) newest = ts;
  return newest;
}
