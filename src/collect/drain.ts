// The hand-over from spool to store: acknowledged bodies in order of arrival, in blocks, one at a time, until each is stored.
import { setTimeout as wait } from 'node:timers/promises';
import type { BodyContext, EncodedBody } from '../store/encode-body.ts';
import type { Store } from '../store/create-store.ts';
import type { CheckpointFile } from './checkpoint.ts';
import { arrivalOf, type Arrivals } from './completeness/arrivals.ts';
import type { ArrivalPolicies, StoredCounts } from './ingest.ts';
import { createSpoolBlocks, type SpoolBlocks } from './spool-blocks.ts';
import type { SpoolDamage } from './spool-reader.ts';
import type { Spool } from './spool.ts';

/** Rows that wait in memory, by the bytes of their bodies: past it they are read back from the spool when it is their turn. */
const maxPendingBytes = 96 * 1024 * 1024;
/** A block: large under load, small and fresh when it is quiet. */
const maxBlockEvents = 20_000;
const maxBlockBytes = 56 * 1024 * 1024;
/** How long a block may gather, ms: a large block costs the engine a fraction of many small ones, and an event must show within a second. */
const gatherMs = 600;
/** When nothing has come for so long, waiting longer gains nothing. */
const quietMs = 80;
/** A block of so many events, or bytes, is large enough to be written at once. */
const enoughEvents = 18_000;
const enoughBytes = 48 * 1024 * 1024;
const gatherStepMs = 20;

export interface DrainOptions {
  readonly store: Pick<Store, 'write' | 'noteStored'>;
  readonly spool: Spool;
  readonly checkpoint: CheckpointFile;
  readonly policies: Pick<ArrivalPolicies, 'count'>;
  readonly arrivals: Pick<Arrivals, 'count'>;
  readonly encode: (bytes: Uint8Array, context: BodyContext) => Promise<EncodedBody>;
  /** The newest sequence that an earlier life left in the spool; 0 = none. */
  readonly leftThrough: number;
  readonly onDamage: (damage: SpoolDamage) => Promise<void>;
  readonly log: { warn(message: string): void; error(message: string): void };
  readonly onStored?: (context: BodyContext, counts: StoredCounts, newest: number | null) => void;
}

interface Pending {
  readonly body: EncodedBody;
  readonly synced: Promise<void>;
}

/** A body's place in the order; it is written when it and all before it are filled. */
export class Slot {
  readonly seq: number;
  /** Bytes as received, which is about what its rows take. */
  readonly size: number;
  pending: Pending | null = null;
  /** Its rows are not kept: they are made again from the spool. */
  isOnDisk = false;

  constructor(seq: number, size: number) {
    this.seq = seq;
    this.size = size;
  }
}

export class Drain {
  private queue: Slot[] = [];
  private pendingBytes = 0;
  /** Bodies up to here that are not stored yet are read from the spool; those in the queue come after them. */
  private diskThrough: number;
  private blocks: SpoolBlocks | null = null;
  private readonly waiting = new Map<number, (counts: StoredCounts) => void>();
  private running: Promise<void> | null = null;
  private closing = false;
  /** The first sequence of the block that is being stored. */
  private writing: number | null = null;
  private readonly options: DrainOptions;

  constructor(options: DrainOptions) {
    this.options = options;
    this.diskThrough = options.leftThrough;
    if (this.isBehind()) this.start();
  }

  /** True while bodies wait that are only in the spool. */
  isBehind(): boolean {
    return this.diskThrough > this.options.checkpoint.current.storedThrough;
  }

  /** The oldest sequence that is not stored; null where nothing waits. */
  oldestWaiting(): number | null {
    if (this.isBehind()) return this.options.checkpoint.current.storedThrough + 1;
    return this.writing ?? this.queue[0]?.seq ?? null;
  }

  /** Keeps the next place in the order for a body of this size. Where memory is full, the spool alone keeps what waits. */
  reserve(seq: number, size: number): Slot {
    const slot = new Slot(seq, size);
    this.queue.push(slot);
    this.pendingBytes += size;
    if (this.pendingBytes > maxPendingBytes && this.queue.length > 1) this.spill();
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
    if (!slot.isOnDisk) this.pendingBytes -= slot.size;
    this.queue = this.queue.filter((other) => other !== slot);
    this.start();
  }

  /** Hands over what is in memory, then stops. What the engine does not take any more stays in the spool. */
  async close(): Promise<void> {
    this.closing = true;
    while (this.running !== null) await this.running;
  }

  /** Resolves when nothing is left to be read from the spool. */
  async caughtUp(): Promise<void> {
    while (this.isBehind()) await wait(gatherStepMs);
  }

  private spill(): void {
    for (const slot of this.queue) {
      slot.isOnDisk = true;
      slot.pending?.body.release();
      slot.pending = null;
      this.pendingBytes -= slot.size;
      this.diskThrough = Math.max(this.diskThrough, slot.seq);
    }
    this.queue = [];
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
        if (!this.closing && (this.isBehind() || (this.queue.length > 0 && this.queue[0].pending !== null))) this.start();
      });
  }

  private async run(): Promise<void> {
    for (;;) {
      if (this.isBehind()) {
        // What is only in the spool may wait for the next start.
        if (this.closing) return;
        await this.storeFromDisk();
        continue;
      }
      await this.gather();
      if (this.isBehind()) continue;
      const block = this.takeBlock();
      if (block.length === 0) return;
      this.writing = block[0].seq;
      await this.store(block.map(({ pending }) => pending!));
      this.writing = null;
      this.pendingBytes -= block.reduce((sum, { size }) => sum + size, 0);
    }
  }

  /** One block of what is in the spool. */
  private async storeFromDisk(): Promise<void> {
    const { checkpoint, spool, encode, onDamage } = this.options;
    const { storedThrough, block } = checkpoint.current;
    this.blocks ??= createSpoolBlocks({ spool, after: storedThrough, encode, onDamage, maxEvents: maxBlockEvents, maxBytes: maxBlockBytes });
    // A block that was on its way when the process ended is written again as that very block.
    const through = block === null ? this.diskThrough : block[1];
    const bodies = await this.blocks.next(through, block !== null);
    if (bodies.length > 0) await this.write(bodies);
    else if (block !== null) await this.persistently(async () => checkpoint.stored(block[1]));
    else if (this.blocks.isPast(through) || spool.isIdle()) this.leaveDisk();
    else await wait(gatherStepMs);
    for (const body of bodies) body.release();
    if (!this.isBehind()) this.leaveDisk();
  }

  /** All of it is stored, or is damaged and told so: nothing up to there is waited for any more. */
  private leaveDisk(): void {
    this.diskThrough = 0;
    this.blocks = null;
  }

  /** Stores these bodies as one block and notes it; tries until it works, because what was acknowledged has no other way to go. */
  private async write(bodies: readonly EncodedBody[]): Promise<void> {
    const { checkpoint, store, spool, policies, arrivals, onStored } = this.options;
    const first = bodies[0].context.seq;
    const last = bodies[bodies.length - 1].context.seq;
    await this.persistently(async () => checkpoint.begin(first, last));
    const token = `${checkpoint.current.stream}:${first}-${last}`;
    const counts = await this.persistently(() => store.write(bodies, token));
    const judged = bodies.filter(({ outcomes }) => outcomes.length > 0);
    if (judged.length > 0)
      await this.persistently(async () =>
        policies.count(judged.map(({ context: { seq, topic, receivedAt }, outcomes }) => ({ seq, topic, receivedAt, outcomes }))),
      );
    const stored = bodies.map((body, k) => ({ ...counts[k], quarantined: body.bad.length, dropped: body.received - body.rows.length }));
    await this.persistently(async () => arrivals.count(bodies.map((body, k) => arrivalOf(body, stored[k]))));
    await this.persistently(async () => checkpoint.stored(last));
    store.noteStored(last);
    spool.trim(last);
    for (const [k, body] of bodies.entries()) {
      onStored?.(body.context, stored[k], newestOf(body));
      this.waiting.get(body.context.seq)?.(stored[k]);
      this.waiting.delete(body.context.seq);
    }
  }

  /** Waits while a block grows: no longer than an event may wait, and not at all when nothing more comes or it is large already. */
  private async gather(): Promise<void> {
    const deadline = performance.now() + gatherMs;
    let known = -1;
    let grownAt = performance.now();
    for (let now = grownAt; !this.closing && now < deadline; now = performance.now()) {
      if (this.queue.length !== known) grownAt = now;
      known = this.queue.length;
      if (now - grownAt >= quietMs || this.isEnough()) return;
      await wait(gatherStepMs);
    }
  }

  private isEnough(): boolean {
    let events = 0;
    let bytes = 0;
    for (const { pending, size } of this.queue) {
      if (pending === null) break;
      events += pending.body.rows.length;
      bytes += size;
    }
    return events >= enoughEvents || bytes >= enoughBytes;
  }

  private takeBlock(): Slot[] {
    const block: Slot[] = [];
    let events = 0;
    let bytes = 0;
    while (this.queue.length > 0 && (block.length === 0 || (events < maxBlockEvents && bytes < maxBlockBytes))) {
      const { pending } = this.queue[0];
      if (pending === null) break;
      block.push(this.queue.shift()!);
      events += pending.body.rows.length;
      bytes += pending.body.buffer.length;
    }
    return block;
  }

  /** What could not be synced was refused to its sender: it must not appear. */
  private async store(block: readonly Pending[]): Promise<void> {
    const outcomes = await Promise.allSettled(block.map(({ synced }) => synced));
    const durable = block.filter((_, k) => outcomes[k].status === 'fulfilled');
    if (durable.length > 0) await this.write(durable.map(({ body }) => body));
    for (const { body } of block) body.release();
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
