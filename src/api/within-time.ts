// Gives a search its turn and its time, and ends it when nobody waits for the answer any more.
import type { FastifyReply } from 'fastify';
import { AppError } from '../lib/app-error.ts';
import { lendingWhileWaiting } from '../store/engine/scan-turns.ts';
import type { ApiLimits } from './api-parts.ts';
import { callerKey } from './search-gate.ts';

/**
 * Runs `work` when it is the caller's turn, with a signal that fires at the limit (then throws `time_limit`, whether or not the work
 * heeds it) and when the client has gone. Its place is free again when the work has really ended.
 */
export async function withinTime<T>(
  reply: FastifyReply,
  { searchMs, searches }: Pick<ApiLimits, 'searchMs' | 'searches'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const stop = abortWithClient(reply, abort);
  let timer: NodeJS.Timeout | undefined;
  try {
    const place = await searches.enter(callerKey(reply.request), abort.signal);
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const error = new AppError('time_limit', `The search took longer than ${searchMs / 1000} s.`, {
          hint: 'Give a shorter time range, or a field that narrows it.',
        });
        reject(error);
        abort.abort(error);
      }, searchMs);
    });
    return await Promise.race([lendingWhileWaiting(place, () => work(abort.signal)).finally(place.leave), limit]);
  } catch (error) {
    // What was ended from outside says no more than that: the signal says why.
    throw abort.signal.aborted && !(error instanceof AppError) ? abort.signal.reason : error;
  } finally {
    clearTimeout(timer);
    stop();
  }
}

/** Aborts when the connection closes before the answer is out. Returns how to stop listening. */
export function abortWithClient(reply: FastifyReply, abort: AbortController): () => void {
  const onClose = () => {
    if (!reply.raw.writableFinished) abort.abort(new AppError('unavailable', 'The client has gone.'));
  };
  reply.raw.on('close', onClose);
  return () => reply.raw.off('close', onClose);
}
