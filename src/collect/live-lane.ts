// New bodies in memory on their way to the store, in order of arrival: what has no room here is left to the spool.
import { setTimeout as wait } from 'node:timers/promises';
import type { EncodedBody } from '../store/encode-body.ts';

/** Rows that wait in memory, by the bytes of their bodies: past it they are read back from the spool when it is their turn. */
const maxPendingBytes = 64 * 1024 * 1024;
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
/** What waited so long (the engine was away) must not hold up what is new: it is left to the spool. */
const staleMs = 5_000;

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
  readonly since = performance.now();

  constructor(seq: number, size: number) {
    this.seq = seq;
    this.size = size;
  }
}

/** Bodies that are synced, and the sequences that are dealt with once these are stored (those of refused bodies among them). */
export interface LiveBlock {
  readonly first: number;
  readonly last: number;
  readonly bodies: readonly EncodedBody[];
  /** Gives the memory back. */
  release(): void;
}

export class LiveLane {
  private queue: Slot[] = [];
  private pendingBytes = 0;
  /** All up to here are stored, being stored, or left to the spool. */
  private after: number;

  /** Of an empty lane whose bodies come after this sequence. */
  constructor(after: number) {
    this.after = after;
  }

  /** Keeps the next place in the order for a body of this size. */
  reserve(seq: number, size: number): Slot {
    const slot = new Slot(seq, size);
    this.queue.push(slot);
    this.pendingBytes += size;
    return slot;
  }

  drop(slot: Slot): void {
    if (!slot.isOnDisk) this.pendingBytes -= slot.size;
    this.queue = this.queue.filter((other) => other !== slot);
  }

  /** Holds more than memory should, or more than one block of what is not new any more. */
  isOverfull(): boolean {
    if (this.queue.length < 2) return false;
    return this.pendingBytes > maxPendingBytes || (this.pendingBytes > maxBlockBytes / 2 && performance.now() - this.queue[0].since > staleMs);
  }

  /** The oldest sequence that waits here; null where none does. */
  oldest(): number | null {
    return this.queue[0]?.seq ?? null;
  }

  hasReady(): boolean {
    return this.queue.length > 0 && this.queue[0].pending !== null;
  }

  /** Leaves all that waits to the spool; returns the newest sequence of it. */
  spill(): number {
    for (const slot of this.queue) {
      slot.isOnDisk = true;
      slot.pending?.body.release();
      slot.pending = null;
      this.pendingBytes -= slot.size;
      this.after = slot.seq;
    }
    this.queue = [];
    return this.after;
  }

  /** Waits while a block grows: no longer than an event may wait, and not at all when nothing more comes or it is large already. */
  async gather(isHurried: () => boolean): Promise<void> {
    const deadline = performance.now() + gatherMs;
    let known = -1;
    let grownAt = performance.now();
    for (let now = grownAt; !isHurried() && now < deadline; now = performance.now()) {
      if (this.queue.length !== known) grownAt = now;
      known = this.queue.length;
      if (now - grownAt >= quietMs || this.isEnough()) return;
      await wait(gatherStepMs);
    }
  }

  /** The next block, or null where none is ready. What could not be synced was refused to its sender: it is left out. */
  async take(): Promise<LiveBlock | null> {
    const slots = this.takeSlots();
    if (slots.length === 0) return null;
    const first = this.after + 1;
    this.after = slots[slots.length - 1].seq;
    const pending = slots.map((slot) => slot.pending!);
    const outcomes = await Promise.allSettled(pending.map(({ synced }) => synced));
    return {
      first,
      last: slots[slots.length - 1].seq,
      bodies: pending.filter((_, k) => outcomes[k].status === 'fulfilled').map(({ body }) => body),
      release: () => {
        for (const { body } of pending) body.release();
        this.pendingBytes -= slots.reduce((sum, { size }) => sum + size, 0);
      },
    };
  }

  private takeSlots(): Slot[] {
    const slots: Slot[] = [];
    let events = 0;
    let bytes = 0;
    while (this.queue.length > 0 && (slots.length === 0 || (events < maxBlockEvents && bytes < maxBlockBytes))) {
      const { pending } = this.queue[0];
      if (pending === null) break;
      slots.push(this.queue.shift()!);
      events += pending.body.rows.length;
      bytes += pending.body.buffer.length;
    }
    return slots;
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
}
