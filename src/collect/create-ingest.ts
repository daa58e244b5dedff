// The way of a body: spool and decode at once, acknowledge when synced, then hand over to the store in blocks, one at a time.
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../lib/app-error.ts';
import { encodeBody, type BodyContext, type EncodedBody } from '../store/encode-body.ts';
import type { Store } from '../store/create-store.ts';
import type { Arrivals } from './completeness/arrivals.ts';
import { openCheckpoint, type CheckpointFile } from './checkpoint.ts';
import { Drain, type DrainOptions } from './drain.ts';
import { acceptStream, type PartAnswer, type StreamOptions } from './accept-stream.ts';
import type { ArrivalPolicies, Ingest, IngestAnswer, IncomingBody, StoredCounts } from './ingest.ts';
import { createTurns } from './create-turns.ts';
import { openQuarantine, type Quarantine } from './quarantine.ts';
import { newestOfSeqs, seqsThrough, wholeThrough } from '../store/seq-ranges.ts';
import { newestSpooled, type SpoolDamage } from './spool-reader.ts';
import { isFull, openSpool, type Spool } from './spool.ts';

export interface IngestOptions {
  readonly directory: string;
  readonly store: Pick<Store, 'write' | 'noteStored' | 'newestSeq' | 'guard'>;
  /** Bytes of bodies that may wait for the engine. */
  readonly spoolBytes: number;
  /** Bytes of the disk that are left free. */
  readonly reserveBytes: number;
  /** Bodies that are too large to be held are taken in parts of about this size. */
  readonly partBytes: number;
  readonly maxEventBytes: number;
  /** Bytes that the quarantine may hold. */
  readonly quarantineBytes: number;
  readonly now: () => number;
  readonly log: { warn(message: string): void; error(message: string): void };
  readonly policies: ArrivalPolicies;
  readonly arrivals: Arrivals;
  /** Told of each stored body, with the time of its newest event (µs; null without one), for metrics. */
  readonly onStored?: (context: BodyContext, counts: StoredCounts, newest: number | null) => void;
}

export interface CreatedIngest extends Ingest {
  readonly quarantine: Quarantine;
  /** Bytes in the spool that wait for the engine, and that are stored and kept for a while. */
  spoolSize(): { readonly waitingBytes: number; readonly tailBytes: number };
  /** The events that a cluster has by now are being deleted: they must not come back. */
  forget(cluster: string): void;
  /** Resolves with true when all that was acknowledged before the call is stored; with false where that takes longer. */
  storedWithin(ms: number): Promise<boolean>;
}

/** Bodies decoded at one time: there is one thread for it, and each takes more memory than its bytes. */
const encodedAtOnce = 2;

/** A start waits so long for what an earlier life left; the rest is stored while new bodies come. */
const maxCatchUpMs = 3000;
const lookMs = 20;

/** Opens spool, quarantine and checkpoint, goes on storing what an earlier life acknowledged, and takes bodies from then on. */
export async function createIngest(options: IngestOptions): Promise<CreatedIngest> {
  const { policies, now } = options;
  const directory = path.join(options.directory, 'spool');
  const spool = openSpoolOf(options, directory);
  const quarantine = openQuarantine(path.join(options.directory, 'quarantine'), options.quarantineBytes);
  const checkpoint = openCheckpoint(directory);
  const encode = encodeUnder(policies);
  const onDamage = keepDamage(quarantine, options);
  let seq = await takeUp(options, spool, checkpoint);
  const drain = await startDrain({ ...options, spool, checkpoint, encode, newest: seq, onDamage });
  let closed = false;
  const turns = createTurns(encodedAtOnce);

  const acceptPart = async (incoming: IncomingBody): Promise<PartAnswer> => {
    if (closed) throw new AppError('unavailable', 'The server is stopping.', { retryAfter: 10 });
    const { bytes } = incoming;
    spool.requireRoom(bytes.length);
    seq += 1;
    const context = contextOf(incoming, seq, now());
    // The disk writes while the body is decoded; both must be done before the answer.
    const synced = spool.append(context, bytes);
    synced.catch(() => {});
    const slot = drain.reserve(seq, bytes.length);
    let body: EncodedBody | null = null;
    try {
      body = await turns.run(() => encode(bytes, context));
      await keepBad(quarantine, body, bytes);
    } catch (error) {
      // Its place must not hold up those behind it.
      drain.drop(slot);
      body?.release();
      throw isFull(error) ? noRoom(error) : error;
    }
    const unreadable = body.received === 0 ? nothingReadable(body, bytes) : null;
    const stored = drain.fill(slot, body, synced);
    await synced;
    return { received: body.received, unreadable, ...(incoming.waitStored ? { stored: await stored } : {}) };
  };
  const streaming = { partBytes: options.partBytes, maxEventBytes: options.maxEventBytes, acceptPart, keepOversize: keepOversize(quarantine, options) };

  return {
    quarantine,
    accept: async (body) => answerOf(await acceptPart(body)),
    acceptStream: async (body) => {
      // Better refused at once than after half of it.
      spool.requireRoom(body.announced ?? 0);
      return answerOf(await acceptStream(body, streaming));
    },
    isReady: () => !closed && spool.isHealthy(),
    spoolSize: () => ({ waitingBytes: spool.size(), tailBytes: spool.tailSize() }),
    forget: (cluster) => checkpoint.forget(cluster, seq, spool.segments()[0]?.firstSeq ?? seq),
    storedWithin: (ms) => waitStored(drain, seq, ms),
    close: async () => {
      closed = true;
      await drain.close();
      await spool.close();
      quarantine.close();
    },
  };
}

function openSpoolOf({ spoolBytes: maxBytes, reserveBytes, log }: IngestOptions, directory: string): Spool {
  const onFailure = ({ message }: Error): void => log.error(`the spool cannot be written, nothing is taken until a restart: ${message}`);
  return openSpool({ directory, maxBytes, reserveBytes, onFailure });
}

async function startDrain(options: DrainOptions): Promise<Drain> {
  const drain = new Drain(options);
  await Promise.race([drain.caughtUp(), wait(maxCatchUpMs, undefined, { ref: false })]);
  return drain;
}

async function waitStored(drain: Drain, through: number, ms: number): Promise<boolean> {
  const isStored = (): boolean => (drain.oldestWaiting() ?? Infinity) > through;
  for (const deadline = performance.now() + ms; !isStored() && performance.now() < deadline;) await wait(lookMs);
  return isStored();
}

/** Decodes a body under the version of its topic's policy that was in force when it came. */
function encodeUnder(policies: ArrivalPolicies): (bytes: Uint8Array, context: BodyContext) => Promise<EncodedBody> {
  return (bytes, context) => encodeBody(bytes, context, context.policy === undefined ? null : policies.load(context.topic, context.policy));
}

/** Shows what is stored, and says the newest sequence ever given out. */
async function takeUp({ store, arrivals }: Pick<IngestOptions, 'store' | 'arrivals'>, spool: Spool, checkpoint: CheckpointFile): Promise<number> {
  // The engine is asked too: a checkpoint that a power cut took back must not give a sequence out twice. So is who counts arrivals.
  const known = [newestOfSeqs(checkpoint.current.stored), await store.newestSeq(), arrivals.countedThrough()];
  const newest = Math.max(await newestSpooled(spool), ...known);
  // Of a block that was on its way some rows may be there: readers see it when it is whole. What the spool holds no more was stored.
  const oldest = spool.segments().at(0)?.firstSeq ?? newest + 1;
  const { block, stored } = checkpoint.current;
  if (wholeThrough(stored) < oldest - 1) checkpoint.stored(seqsThrough(oldest - 1));
  if (block !== null && block[1] >= oldest) checkpoint.begin(...block);
  store.noteStored(checkpoint.current.stored);
  spool.trim(wholeThrough(checkpoint.current.stored));
  return newest;
}

function contextOf({ cluster, topic, retentionDays, source, policy }: IncomingBody, seq: number, receivedAt: number): BodyContext {
  return { seq, cluster, topic, retentionDays, source, receivedAt, ...(policy === undefined ? {} : { policy }) };
}

function noRoom(cause: unknown): AppError {
  return new AppError('unavailable', 'The disk is full: what is no event could not be kept, and nothing was acknowledged.', {
    cause,
    retryAfter: 10,
    hint: 'Free some space on the disk of the data folder: it goes on by itself then.',
  });
}

function answerOf({ unreadable, ...answer }: PartAnswer): IngestAnswer {
  if (unreadable !== null) throw unreadable;
  return answer;
}

function keepOversize(quarantine: Quarantine, { now, arrivals }: Pick<IngestOptions, 'now' | 'arrivals'>): StreamOptions['keepOversize'] {
  return async ({ cluster, source }, pieces) => {
    const receivedAt = now();
    try {
      await quarantine.keepStream({ cluster, source, receivedAt, reason: 'too_large_event' }, pieces);
      arrivals.countOversize(cluster, source, receivedAt);
    } catch (error) {
      throw isFull(error) ? noRoom(error) : error;
    }
  };
}

function keepDamage(quarantine: Quarantine, { log, now }: IngestOptions): (damage: SpoolDamage) => Promise<void> {
  return async ({ file, from, bytes }) => {
    log.error(`the spool is damaged: ${bytes.length} bytes of ${file} from ${from} on cannot be read any more; they are in quarantine`);
    await quarantine.keep({ cluster: '', source: `spool:${file}:${from}`, receivedAt: now(), reason: 'damaged_spool' }, bytes);
  };
}

async function keepBad(quarantine: Quarantine, body: EncodedBody, bytes: Uint8Array): Promise<void> {
  const { cluster, source, receivedAt } = body.context;
  for (const { from, to, reason } of body.bad) await quarantine.keep({ cluster, source, receivedAt, reason }, bytes.subarray(from, to));
}

function nothingReadable(body: EncodedBody, bytes: Uint8Array): AppError {
  const [first] = body.bad;
  const reason = first === undefined ? 'empty' : first.reason;
  return new AppError('unreadable_body', bytes.length === 0 ? 'The body is empty.' : `Nothing in the body is an audit event (${reason}).`, {
    hint: 'Send an EventList or Event of audit.k8s.io/v1 as JSON, or one Event a line as NDJSON.',
    extra: { reason, quarantined: body.bad.length },
  });
}
