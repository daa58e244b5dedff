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

/** One of the places of those that run at one time. */
export interface GatePlace {
  /** Gives it to others for good. */
  readonly leave: () => void;
  /**
   * Gives it to others while its holder waits for something else, as often as a caller may have places; returns how to take it again, which is at
   * once, even where that makes one more than may run.
   */
  readonly lend: () => () => void;
}

export interface SearchGate {
  /** Resolves when it is this caller's turn. Throws AppError `busy` or `unavailable` where it does not come, or the signal's reason. */
  enter(caller: string, signal: AbortSignal): Promise<GatePlace>;
  running(): number;
}

interface Waiting {
  readonly caller: string;
  readonly start: () => void;
}

export function createSearchGate(limits: GateLimits): SearchGate {
  let queue: readonly Waiting[] = [];
  const places = new Places(limits, () => queue.find((waiting) => places.isFree(waiting.caller))?.start());

  return {
    running: () => places.running,
    enter: async (caller, signal) => {
      signal.throwIfAborted();
      if (places.isFree(caller)) return places.take(caller);
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
            resolve(places.take(caller));
          },
        };
        const timer = setTimeout(() => {
          settle();
          reject(places.hasAll(caller) ? tooMany(limits) : overloaded());
        }, limits.waitMs);
        signal.addEventListener('abort', onAbort);
        queue = [...queue, waiting];
      });
    },
  };
}

/** Who has places, and who lent theirs. */
class Places {
  running = 0;
  private readonly runningOf = new Map<string, number>();
  private readonly lentOf = new Map<string, number>();
  private readonly limits: GateLimits;
  private readonly onFree: () => void;

  /** `onFree` is called when a place has become free. */
  constructor(limits: GateLimits, onFree: () => void) {
    this.limits = limits;
    this.onFree = onFree;
  }

  isFree(caller: string): boolean {
    return this.running < this.limits.total && !this.hasAll(caller);
  }

  hasAll(caller: string): boolean {
    return (this.runningOf.get(caller) ?? 0) >= this.limits.perCaller;
  }

  take(caller: string): GatePlace {
    let isOver = false;
    let isLent = false;
    this.count(caller, 1);
    const takeAgain = (): void => {
      if (!isLent) return;
      isLent = false;
      add(this.lentOf, caller, -1);
      if (!isOver) this.count(caller, 1);
    };
    return {
      leave: () => {
        if (isOver) return;
        isOver = true;
        if (!isLent) this.giveBack(caller);
      },
      lend: () => {
        if (isOver || isLent || (this.lentOf.get(caller) ?? 0) >= this.limits.perCaller) return () => {};
        isLent = true;
        add(this.lentOf, caller, 1);
        this.giveBack(caller);
        return takeAgain;
      },
    };
  }

  private giveBack(caller: string): void {
    this.count(caller, -1);
    this.onFree();
  }

  private count(caller: string, change: 1 | -1): void {
    this.running += change;
    add(this.runningOf, caller, change);
  }
}

function add(counts: Map<string, number>, key: string, change: number): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
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
