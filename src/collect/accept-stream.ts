// Takes a body that is too large to be held: each part of whole events is a body of its own, spooled and synced while the next one comes.
import { AppError } from '../lib/app-error.ts';
import { BodySplitter, type SplitLimits, type SplitPiece } from '../audit/split-body.ts';
import type { IncomingBody, IncomingStream, IngestAnswer, StoredCounts } from './ingest.ts';

/** What became of one part. */
export interface PartAnswer extends IngestAnswer {
  /** Where nothing in it is an event: what its sender would be told, if it were all. */
  readonly unreadable: AppError | null;
}

export interface StreamOptions extends SplitLimits {
  readonly acceptPart: (body: IncomingBody) => Promise<PartAnswer>;
  /** Keeps an event that is too large, piece by piece; resolves when it is on disk. */
  readonly keepOversize: (body: IncomingStream, pieces: AsyncIterable<Uint8Array>) => Promise<void>;
}

/** One part is synced while the next is read: more would only cost memory. */
const partsAtOnce = 2;

/** Answers for all parts together. Throws what the first failing part throws, or `unreadable` where no part holds an event. */
export async function acceptStream(incoming: IncomingStream, options: StreamOptions): Promise<PartAnswer> {
  const { chunks, announced: _announced, ...to } = incoming;
  const answers: Promise<PartAnswer>[] = [];
  const running = new Set<Promise<unknown>>();
  let oversize = 0;
  const start = async (bytes: Uint8Array): Promise<void> => {
    const answer = options.acceptPart({ ...to, bytes });
    answers.push(answer);
    const settled: Promise<unknown> = answer.then(
      () => running.delete(settled),
      () => running.delete(settled),
    );
    running.add(settled);
    if (running.size >= partsAtOnce) await Promise.race(running);
    // A part that was refused ends it: the sender must send all of it again.
    await Promise.race([answer, Promise.resolve()]);
  };
  try {
    const pieces = piecesOf(chunks, options);
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
      if (next.value.kind === 'part') await start(next.value.bytes);
      else {
        oversize += 1;
        await options.keepOversize(incoming, restOfOversize(next.value, pieces));
      }
    }
    return sumOf(await Promise.all(answers), oversize);
  } finally {
    await Promise.allSettled(answers);
  }
}

async function* piecesOf(chunks: AsyncIterable<Uint8Array>, limits: SplitLimits): AsyncGenerator<SplitPiece> {
  const splitter = new BodySplitter(limits);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.finish();
}

/** The pieces of one event; the iterator goes on after them. */
async function* restOfOversize(first: SplitPiece, pieces: AsyncIterator<SplitPiece>): AsyncGenerator<Uint8Array> {
  for (let piece = first; ;) {
    yield piece.bytes;
    if (piece.kind !== 'oversize' || piece.isLast) return;
    const next = await pieces.next();
    if (next.done === true) return;
    piece = next.value;
  }
}

function sumOf(answers: readonly PartAnswer[], oversize: number): PartAnswer {
  const received = answers.reduce((sum, answer) => sum + answer.received, 0);
  const counts = answers.flatMap(({ stored }) => stored ?? []);
  const stored: StoredCounts = {
    accepted: total(counts, 'accepted'),
    duplicates: total(counts, 'duplicates'),
    quarantined: total(counts, 'quarantined') + oversize,
    dropped: total(counts, 'dropped'),
  };
  return { received, unreadable: received > 0 ? null : unreadableOf(answers, oversize), ...(counts.length > 0 ? { stored } : {}) };
}

function unreadableOf(answers: readonly PartAnswer[], oversize: number): AppError | null {
  const told = answers.find(({ unreadable }) => unreadable !== null)?.unreadable ?? null;
  if (told !== null || oversize === 0) return told;
  return new AppError('unreadable_body', 'Every event of the body is larger than one event may be.', {
    hint: 'They are in quarantine. CLUSTER_AUDIT_MAX_EVENT_MB allows more.',
    extra: { reason: 'too_large_event', quarantined: oversize },
  });
}

function total(counts: readonly StoredCounts[], key: keyof StoredCounts): number {
  return counts.reduce((sum, one) => sum + one[key], 0);
}
