// Statements that read the text of every event take turns, on one core each: ingest and questions that an index answers go on beside them.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClickHouseSettings } from '@clickhouse/client';
import type { Engine } from './engine.ts';

/** A turn that lasts longer is no longer waited for: whoever reads its rows may be slow, and is in nobody's way then. */
const longestTurnMs = 10_000;

interface Turn {
  readonly settings: ClickHouseSettings;
  /** May be called more than once. */
  end(): void;
}

/** What a statement's asker holds, and lends to others while the statement waits for its turn; `lend` returns how to take it again. */
export interface Lender {
  lend(): () => void;
}

const lenders = new AsyncLocalStorage<Lender>();

/** Runs `work`; while a statement of it waits for its turn, `lender` lends. */
export function lendingWhileWaiting<T>(lender: Lender, work: () => T): T {
  return lenders.run(lender, work);
}

const none: Turn = { settings: {}, end: () => {} };

/**
 * A condition that holds always, and tells that its statement searches the text of every event, since no index has narrowed it before. Not one that the engine reckons
 * beforehand: with a constant beside it, a condition on the index of words is no longer told by the index.
 */
export const scanMark = 'odd < 2';

export function isScan(tail: string): boolean {
  return tail.includes(scanMark);
}

interface Queue {
  isTaken: boolean;
  readonly waiting: (() => void)[];
}

const queues = new WeakMap<Engine, Queue>();

/** Resolves when it is this statement's turn, at once where it is no scan. Throws the signal's reason where nobody waits for it any more. */
export async function takeTurn(engine: Engine, tail: string, signal?: AbortSignal): Promise<Turn> {
  if (!isScan(tail)) return none;
  let queue = queues.get(engine);
  if (queue === undefined) queues.set(engine, (queue = { isTaken: false, waiting: [] }));
  if (queue.isTaken) {
    const takeAgain = lenders.getStore()?.lend();
    await waitIn(queue, signal).finally(takeAgain);
  }
  queue.isTaken = true;
  return { settings: { max_threads: 1 }, end: endOf(queue) };
}

function waitIn({ waiting }: Queue, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      waiting.splice(waiting.indexOf(letIn), 1);
      reject(signal!.reason as Error);
    };
    const letIn = () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    };
    if (signal?.aborted === true) reject(signal.reason as Error);
    else {
      waiting.push(letIn);
      signal?.addEventListener('abort', onAbort, { once: true });
    }
  });
}

function endOf(queue: Queue): () => void {
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    const next = queue.waiting.shift();
    if (next === undefined) queue.isTaken = false;
    else next();
  };
  const timer = setTimeout(end, longestTurnMs);
  timer.unref();
  return end;
}
