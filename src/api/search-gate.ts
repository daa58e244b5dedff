// How many searches may run at one time: a caller's own limit, so that nobody takes all of the engine, and one for all callers together.
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../lib/app-error.ts';
import { readBearer } from './authenticate.ts';
import { sessionCookie } from './contract/session.ts';
import { readCookie } from './cookies.ts';

export interface GateLimits {
  /** What runs at one time for one caller, and for all of them. */
  readonly perCaller: number;
  readonly total: number;
  /** What may wait for its turn, for one caller and for all of them, and how long. */
  readonly waitingPerCaller: number;
  readonly waitingTotal: number;
  readonly waitMs: number;
}

export interface SearchGate {
  /** Resolves when it is this caller's turn, with how to leave. Throws AppError `busy` or `unavailable` where it does not come, or the signal's reason. */
  enter(caller: string, signal: AbortSignal): Promise<() => void>;
  running(): number;
}

interface Waiting {
  readonly caller: string;
  readonly start: () => void;
}

export function createSearchGate(limits: GateLimits): SearchGate {
  const runningOf = new Map<string, number>();
  let running = 0;
  let queue: readonly Waiting[] = [];
  const isFree = (caller: string): boolean => running < limits.total && (runningOf.get(caller) ?? 0) < limits.perCaller;

  const start = (caller: string): (() => void) => {
    running += 1;
    runningOf.set(caller, (runningOf.get(caller) ?? 0) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      running -= 1;
      const left = runningOf.get(caller)! - 1;
      if (left === 0) runningOf.delete(caller);
      else runningOf.set(caller, left);
      const next = queue.find((waiting) => isFree(waiting.caller));
      next?.start();
    };
  };

  return {
    running: () => running,
    enter: async (caller, signal) => {
      signal.throwIfAborted();
      if (isFree(caller)) return start(caller);
      if (queue.filter((waiting) => waiting.caller === caller).length >= limits.waitingPerCaller) throw tooMany(limits);
      if (queue.length >= limits.waitingTotal) throw overloaded();
      return new Promise((resolve, reject) => {
        const settle = (): void => {
          queue = queue.filter((other) => other !== waiting);
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
        };
        const onAbort = (): void => {
          settle();
          reject(signal.reason as Error);
        };
        const waiting: Waiting = {
          caller,
          start: () => {
            settle();
            resolve(start(caller));
          },
        };
        const timer = setTimeout(() => {
          settle();
          reject((runningOf.get(caller) ?? 0) >= limits.perCaller ? tooMany(limits) : overloaded());
        }, limits.waitMs);
        signal.addEventListener('abort', onAbort);
        queue = [...queue, waiting];
      });
    },
  };
}

function tooMany({ perCaller }: GateLimits): AppError {
  return new AppError('busy', `${perCaller} of your requests run already, and as many as may are waiting.`, {
    retryAfter: 2,
    hint: 'Let some of them end, then ask again.',
  });
}

function overloaded(): AppError {
  return new AppError('unavailable', 'The server runs as many searches as it can.', { retryAfter: 5 });
}

/** Names the caller by their token or session, without keeping it. */
export function callerKey({ headers }: Pick<FastifyRequest, 'headers'>): string {
  const secret = readBearer(headers.authorization) ?? readCookie(headers.cookie, sessionCookie) ?? '';
  return createHash('sha256').update(secret).digest('base64url');
}
