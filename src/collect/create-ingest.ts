// The way of a body: spool and decode at once, acknowledge when synced, then hand over to the store in blocks, one at a time.
import { AppError } from '../lib/app-error.ts';
import { encodeBody, type BodyContext, type EncodedBody } from '../store/encode-body.ts';
import type { Store } from '../store/create-store.ts';
import { openCheckpoint, type CheckpointFile } from './checkpoint.ts';
import { Drain, maxBlockBytes } from './drain.ts';
import type { ArrivalPolicies, Ingest, IncomingBody, StoredCounts } from './ingest.ts';
import { openQuarantine, type Quarantine } from './quarantine.ts';
import { openSpool, type Spool } from './spool.ts';
import path from 'node:path';

export interface IngestOptions {
  readonly directory: string;
  readonly store: Pick<Store, 'write' | 'noteStored' | 'newestSeq'>;
  readonly now: () => number;
  readonly log: { warn(message: string): void; error(message: string): void };
  readonly policies: ArrivalPolicies;
  /** Told of each stored body, for feature states and metrics. */
  readonly onStored?: (context: BodyContext, counts: StoredCounts) => void;
}

/** Opens spool, quarantine and checkpoint, stores what an earlier life acknowledged, and takes bodies from then on. */
export async function createIngest(options: IngestOptions): Promise<Ingest & { readonly quarantine: Quarantine }> {
  const spool = openSpool(path.join(options.directory, 'spool'));
  const quarantine = openQuarantine(path.join(options.directory, 'quarantine'));
  const checkpoint = openCheckpoint(path.join(options.directory, 'spool'));
  options.store.noteStored(checkpoint.current.storedThrough);
  const { store, policies, log, onStored } = options;
  const drain = new Drain({ store, spool, checkpoint, policies, log, onStored });
  const encode = (bytes: Uint8Array, context: BodyContext): Promise<EncodedBody> =>
    encodeBody(bytes, context, context.policy === undefined ? null : policies.load(context.topic, context.policy));
  // The engine is asked too: a checkpoint that a power cut took back must not give a sequence out twice.
  let seq = Math.max(await recover(spool, checkpoint, drain, encode), await options.store.newestSeq());
  options.store.noteStored(seq);
  let closed = false;

  const accept = async (incoming: IncomingBody): ReturnType<Ingest['accept']> => {
    if (closed) throw new AppError('unavailable', 'The server is stopping.', { retryAfter: 10 });
    await drain.room();
    const receivedAt = options.now();
    const { cluster, topic, retentionDays, source, policy, bytes } = incoming;
    seq += 1;
    const context: BodyContext = { seq, cluster, topic, retentionDays, source, receivedAt, ...(policy === undefined ? {} : { policy }) };
    // The disk writes while the body is decoded; both must be done before the answer.
    const synced = spool.append(context, bytes);
    synced.catch(() => {});
    const slot = drain.reserve(bytes.length);
    let body: EncodedBody;
    try {
      body = await encode(bytes, context);
    } catch (error) {
      drain.drop(slot);
      throw error;
    }
    await keepBad(quarantine, body, bytes);
    const stored = drain.fill(slot, body, synced);
    await synced;
    const { received } = body;
    if (received === 0) throw nothingReadable(body, bytes);
    return incoming.waitStored ? { received, stored: await stored } : { received };
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
async function recover(
  spool: Spool,
  checkpoint: CheckpointFile,
  drain: Drain,
  encode: (bytes: Uint8Array, context: BodyContext) => Promise<EncodedBody>,
): Promise<number> {
  const { storedThrough, block } = checkpoint.current;
  let newest = storedThrough;
  let unfinished: EncodedBody[] = [];
  for (const { context, bytes } of spool.recovered()) {
    newest = Math.max(newest, context.seq);
    if (context.seq <= storedThrough) continue;
    const body = await encode(bytes, context);
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
