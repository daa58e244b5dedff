// The way of a body: spool and decode at once, acknowledge when synced, then hand over to the store in blocks, one at a time.
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../lib/app-error.ts';
import { encodeBody, type BodyContext, type EncodedBody } from '../store/encode-body.ts';
import type { Store } from '../store/create-store.ts';
import { openCheckpoint, type CheckpointFile } from './checkpoint.ts';
import type { Ingest, IncomingBody, StoredCounts } from './ingest.ts';
import { openQuarantine, type Quarantine } from './quarantine.ts';
import { openSpool, type Spool } from './spool.ts';
import path from 'node:path';

export interface IngestOptions {
  readonly directory: string;
  readonly store: Pick<Store, 'write' | 'noteStored'>;
  readonly now: () => number;
  readonly log: { warn(message: string): void; error(message: string): void };
  /** Told of each stored body, for feature states and metrics. */
  readonly onStored?: (context: BodyContext, counts: StoredCounts) => void;
}

/** Acknowledged but not yet stored: past this many bytes of rows senders have to wait, and past `maxWaitMs` they are told to come back. */
const maxPendingBytes = 96 * 1024 * 1024;
const maxWaitMs = 20_000;
/** A block: large under load, small and fresh when it is quiet. */
const maxBlockEvents = 20_000;
const maxBlockBytes = 32 * 1024 * 1024;
/** How long a block may gather before it is written, ms. */
const gatherMs = 60;

interface Slot {
  readonly seq: number;
  /** Bytes as received, which is about what its rows take. */
  readonly size: number;
  pending: Pending | null;
}

interface Pending {
  readonly size: number;
  readonly body: EncodedBody;
  readonly synced: Promise<void>;
  readonly done: (counts: StoredCounts) => void;
}

/** Opens spool, quarantine and checkpoint, stores what an earlier life acknowledged, and takes bodies from then on. */
export async function createIngest(options: IngestOptions): Promise<Ingest & { readonly quarantine: Quarantine }> {
  const spool = openSpool(path.join(options.directory, 'spool'));
  const quarantine = openQuarantine(path.join(options.directory, 'quarantine'));
  const checkpoint = openCheckpoint(path.join(options.directory, 'spool'));
  options.store.noteStored(checkpoint.current.storedThrough);
  const drain = createDrain(options, spool, checkpoint);
  let seq = await recover(spool, checkpoint, drain);
  let closed = false;

  const accept = async (incoming: IncomingBody): ReturnType<Ingest['accept']> => {
    if (closed) throw new AppError('unavailable', 'The server is stopping.', { retryAfter: 10 });
    await drain.room();
    const receivedAt = options.now();
    const { cluster, topic, retentionDays, source, bytes } = incoming;
    seq += 1;
    const context: BodyContext = { seq, cluster, topic, retentionDays, source, receivedAt };
    // The disk writes while the body is decoded; both must be done before the answer.
    const synced = spool.append(context, bytes);
    synced.catch(() => {});
    const slot = drain.reserve(context.seq, bytes.length);
    let body: EncodedBody;
    try {
      body = await encodeBody(bytes, context);
    } catch (error) {
      slot.drop();
      throw error;
    }
    await keepBad(quarantine, body, bytes);
    const stored = slot.fill(body, synced);
    await synced;
    if (body.rows.length === 0) throw nothingReadable(body, bytes);
    return incoming.waitStored ? { received: body.rows.length, stored: await stored } : { received: body.rows.length };
  };

  return {
    quarantine,
    accept,
    isReady: () => !closed && spool.isHealthy(),
    close: async () => {
      closed = true;
      await drain.close();
      await spool.close();
    },
  };
}

/** Decodes and hands over what was acknowledged before the last stop; returns the newest sequence ever given. */
async function recover(spool: Spool, checkpoint: CheckpointFile, drain: Drain): Promise<number> {
  const { storedThrough, block } = checkpoint.current;
  let newest = storedThrough;
  let unfinished: EncodedBody[] = [];
  for (const { context, bytes } of spool.recovered()) {
    newest = Math.max(newest, context.seq);
    if (context.seq <= storedThrough) continue;
    const body = await encodeBody(bytes, context);
    unfinished.push(body);
    const isBlockEnd = block !== null && context.seq === block[1];
    const isPastBlock = block === null || context.seq > block[1];
    if (isBlockEnd || (isPastBlock && sizeOf(unfinished) > maxBlockBytes)) {
      await drain.write(unfinished);
      unfinished = [];
    }
  }
  if (unfinished.length > 0) await drain.write(unfinished);
  return newest;
}

interface Drain {
  /** Resolves when there is room; throws `unavailable` when there is none for too long. */
  room(): Promise<void>;
  /** Keeps the place of a body in the order; it is written when it and all before it are filled. */
  reserve(seq: number, size: number): { fill(body: EncodedBody, synced: Promise<void>): Promise<StoredCounts>; drop(): void };
  write(bodies: readonly EncodedBody[]): Promise<void>;
  close(): Promise<void>;
}

function createDrain(options: IngestOptions, spool: Spool, checkpoint: CheckpointFile): Drain {
  // In order of sequence; null = reserved, not decoded yet.
  let queue: Slot[] = [];
  let pendingBytes = 0;
  let running: Promise<void> | null = null;
  let closing = false;

  const write = async (bodies: readonly EncodedBody[]): Promise<readonly StoredCounts[]> => {
    const first = bodies[0].context.seq;
    const last = bodies[bodies.length - 1].context.seq;
    checkpoint.begin(first, last);
    const token = `${checkpoint.current.stream}:${first}-${last}`;
    const counts = await persistently(options, () => options.store.write(bodies, token), () => closing);
    checkpoint.stored(last);
    options.store.noteStored(last);
    spool.trim(last);
    return bodies.map((body, k) => {
      const stored = { ...counts[k], quarantined: body.bad.length };
      options.onStored?.(body.context, stored);
      return stored;
    });
  };

  const takeBlock = (): Pending[] => {
    const block: Pending[] = [];
    let events = 0;
    let bytes = 0;
    while (queue.length > 0 && queue[0].pending !== null && (block.length === 0 || (events < maxBlockEvents && bytes < maxBlockBytes))) {
      const pending = queue.shift()!.pending!;
      block.push(pending);
      events += pending.body.rows.length;
      bytes += pending.body.buffer.length;
    }
    return block;
  };

  const run = async (): Promise<void> => {
    for (;;) {
      if (!closing) await wait(gatherMs);
      const block = takeBlock();
      if (block.length === 0) break;
      // What could not be synced was refused to its sender: it must not appear.
      const outcomes = await Promise.allSettled(block.map(({ synced }) => synced));
      const durable = block.filter((_, k) => outcomes[k].status === 'fulfilled');
      if (durable.length > 0) {
        const counts = await write(durable.map(({ body }) => body));
        durable.forEach(({ done }, k) => done(counts[k]));
      }
      pendingBytes -= block.reduce((sum, { size }) => sum + size, 0);
    }
  };

  const start = (): void => {
    running ??= run()
      .catch((error: unknown) => options.log.error(`handing over to the store stopped: ${(error as Error).message}`))
      .finally(() => {
        running = null;
        if (!closing && queue.length > 0 && queue[0].pending !== null) start();
      });
  };

  return {
    write: async (bodies) => {
      await write(bodies);
    },
    room: async () => {
      for (const deadline = performance.now() + maxWaitMs; pendingBytes > maxPendingBytes; await wait(25))
        if (performance.now() > deadline) throw new AppError('unavailable', 'More was acknowledged than the engine has stored so far.', { retryAfter: 10 });
    },
    reserve: (seq, size) => {
      const slot: Slot = { seq, size, pending: null };
      pendingBytes += size;
      queue.push(slot);
      return {
        fill: (body, synced) => {
          return new Promise((done) => {
            slot.pending = { size, body, synced, done };
            start();
          });
        },
        drop: () => {
          queue = queue.filter((other) => other !== slot);
          pendingBytes -= size;
          start();
        },
      };
    },
    close: async () => {
      closing = true;
      while (queue.length > 0 && running !== null) await running;
      await running;
    },
  };
}

/** Tries until it works: what was acknowledged has no other way to go. Gives up only when the program ends; the spool then has it. */
async function persistently<T>(options: IngestOptions, work: () => Promise<T>, isClosing: () => boolean): Promise<T> {
  for (let delay = 250; ; delay = Math.min(delay * 2, 5000)) {
    try {
      return await work();
    } catch (error) {
      options.log.warn(`a block is not stored yet: ${(error as Error).message}`);
      if (isClosing() && delay > 2000) throw error;
      await wait(delay);
    }
  }
}

async function keepBad(quarantine: Quarantine, body: EncodedBody, bytes: Uint8Array): Promise<void> {
  const { cluster, source, receivedAt } = body.context;
  for (const { from, to, reason } of body.bad) await quarantine.keep({ cluster, source, receivedAt, reason, bytes: bytes.subarray(from, to) });
}

function nothingReadable(body: EncodedBody, bytes: Uint8Array): AppError {
  const [first] = body.bad;
  const reason = first === undefined ? 'empty' : first.reason;
  return new AppError('unreadable_body', bytes.length === 0 ? 'The body is empty.' : `Nothing in the body is an audit event (${reason}).`, {
    hint: 'Send an EventList or Event of audit.k8s.io/v1 as JSON, or one Event a line as NDJSON.',
    extra: { reason, quarantined: body.bad.length },
  });
}

function sizeOf(bodies: readonly EncodedBody[]): number {
  return bodies.reduce((sum, body) => sum + body.buffer.length, 0);
}
