// Gives a search its time, and ends it when nobody waits for the answer any more.
import type { FastifyReply } from 'fastify';
import { AppError } from '../lib/app-error.ts';

/**
 * Runs `work` with a signal that fires at the limit (then throws `time_limit`, whether or not the work heeds it)
 * and when the client has gone.
 */
export async function withinTime<T>(reply: FastifyReply, limitMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const stop = abortWithClient(reply, abort);
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new AppError('time_limit', `The search took longer than ${limitMs / 1000} s.`, {
        hint: 'Give a shorter time range, or a field that narrows it.',
      });
      reject(error);
      abort.abort(error);
    }, limitMs);
  });
  try {
    return await Promise.race([work(abort.signal), limit]);
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
