// The hand-over from spool to store: acknowledged bodies in order of arrival, in blocks, one at a time, until each is stored.
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../lib/app-error.ts';
import type { BodyContext, EncodedBody } from '../store/encode-body.ts';
import type { Store } from '../store/create-store.ts';
import type { CheckpointFile } from './checkpoint.ts';
import type { ArrivalPolicies, StoredCounts } from './ingest.ts';
import type { Spool } from './spool.ts';

/** Acknowledged but not yet stored: past this many bytes of bodies senders have to wait, and past `maxWaitMs` they are told to come back. */
const maxPendingBytes = 96 * 1024 * 1024;
const maxWaitMs = 20_000;
/** A block: large under load, small and fresh when it is quiet. */
const maxBlockEvents = 20_000;
export const maxBlockBytes = 56 * 1024 * 1024;
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
  readonly log: { warn(message: string): void; error(message: string): void };
  readonly onStored?: (context: BodyContext, counts: StoredCounts) => void;
}

interface Pending {
  readonly body: EncodedBody;
  readonly synced: Promise<void>;
  readonly done: (counts: StoredCounts) => void;
}

/** A body's place in the order; it is written when it and all before it are filled. */
export class Slot {
  /** Bytes as received, which is about what its rows take. */
  readonly size: number;
  pending: Pending | null = null;

  constructor(size: number) {
    this.size = size;
  }
}

export class Drain {
  private queue: Slot[] = [];
  private pendingBytes = 0;
  private running: Promise<void> | null = null;
  private closing = false;
  private readonly options: DrainOptions;

  constructor(options: DrainOptions) {
    this.options = options;
  }

  /** Resolves when there is room for another body; throws `unavailable` when there is none for too long. */
  async room(): Promise<void> {
    const deadline = performance.now() + maxWaitMs;
    while (this.pendingBytes > maxPendingBytes) {
      if (performance.now() > deadline) throw new AppError('unavailable', 'More was acknowledged than the engine has stored so far.', { retryAfter: 10 });
      await wait(25);
    }
  }

  /** Keeps the next place in the order for a body of this size. */
  reserve(size: number): Slot {
    const slot = new Slot(size);
    this.queue.push(slot);
    this.pendingBytes += size;
    return slot;
  }

  /** Fills a place; resolves when the body's events are stored. */
  fill(slot: Slot, body: EncodedBody, synced: Promise<void>): Promise<StoredCounts> {
    return new Promise((done) => {
      slot.pending = { body, synced, done };
      this.start();
    });
  }

  /** Gives a place up, for a body that could not be taken. */
  drop(slot: Slot): void {
    this.queue = this.queue.filter((other) => other !== slot);
    this.pendingBytes -= slot.size;
    this.start();
  }

  /** Stores these bodies as one block and notes it; tries until it works, because what was acknowledged has no other way to go. */
  async write(bodies: readonly EncodedBody[]): Promise<readonly StoredCounts[]> {
    const { checkpoint, store, spool, policies, onStored } = this.options;
    const first = bodies[0].context.seq;
    const last = bodies[bodies.length - 1].context.seq;
    checkpoint.begin(first, last);
    const token = `${checkpoint.current.stream}:${first}-${last}`;
    const counts = await this.persistently(() => store.write(bodies, token));
    const judged = bodies.filter(({ outcomes }) => outcomes.length > 0);
    if (judged.length > 0)
      await this.persistently(async () =>
        policies.count(judged.map(({ context: { seq, topic, receivedAt }, outcomes }) => ({ seq, topic, receivedAt, outcomes }))),
      );
    checkpoint.stored(last);
    store.noteStored(last);
    spool.trim(last);
    return bodies.map((body, k) => {
      const stored = { ...counts[k], quarantined: body.bad.length, dropped: body.received - body.rows.length };
      onStored?.(body.context, stored);
      return stored;
    });
  }

  /** Hands over what is there, then stops. What the engine does not take any more stays in the spool. */
  async close(): Promise<void> {
    this.closing = true;
    while (this.running !== null) await this.running;
  }

  private start(): void {
    this.running ??= this.run()
      .catch((error: unknown) => this.options.log.error(`handing over to the store stopped: ${(error as Error).message}`))
      .finally(() => {
        this.running = null;
        if (!this.closing && this.queue[0]?.pending !== null && this.queue.length > 0) this.start();
      });
  }

  private async run(): Promise<void> {
    for (;;) {
      await this.gather();
      const block = this.takeBlock();
      if (block.length === 0) return;
      await this.store(block.map(({ pending }) => pending!));
      this.pendingBytes -= block.reduce((sum, { size }) => sum + size, 0);
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
    if (durable.length === 0) return;
    const counts = await this.write(durable.map(({ body }) => body));
    durable.forEach(({ done, body }, k) => {
      done(counts[k]);
      body.release();
    });
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
