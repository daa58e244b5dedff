// A body must get on: a sender that trickles it, or falls silent, gives its place to others.
import type { IncomingMessage } from 'node:http';
import { AppError } from '../lib/app-error.ts';

export interface Pace {
  /** A body may be silent for so long, ms. */
  readonly silentMs: number;
  /** After `graceMs` it must have come at this rate on the whole, bytes a second. */
  readonly graceMs: number;
  readonly bytesPerSecond: number;
}

export const defaultPace: Pace = { silentMs: 30_000, graceMs: 20_000, bytesPerSecond: 1024 };

/** Calls `onSlow` once with what the sender is told; what it returns stops watching. */
export function watchPace(request: IncomingMessage, pace: Pace, onSlow: (error: AppError) => void): () => void {
  let begun = performance.now();
  const { bytesRead: before } = request.socket;
  const everyMs = Math.min(1000, pace.silentMs / 4);
  let last = begun;
  let lookedAt = begun;
  let bytes = 0;
  const look = (): void => {
    const now = performance.now();
    // When nobody looked, nobody read either: a server that is busy blames no sender.
    const late = Math.max(0, now - lookedAt - 2 * everyMs);
    lookedAt = now;
    begun += late;
    last += late;
    const arrived = request.socket.bytesRead - before;
    // What lies here unread is not the sender's delay.
    const isOurs = request.readableLength > 0 || request.complete;
    if (arrived !== bytes || isOurs) last = now;
    bytes = arrived;
    const isSilent = now - last > pace.silentMs;
    const isTrickling = !isOurs && now - begun > pace.graceMs && bytes < ((now - begun) / 1000) * pace.bytesPerSecond;
    if (!isSilent && !isTrickling) return;
    clearInterval(timer);
    onSlow(new AppError('time_limit', 'The body came too slowly.', { hint: `It may be silent for ${pace.silentMs / 1000} s at most. Send it again.` }));
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
