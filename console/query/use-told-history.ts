// A history as the page shows it: the steps, and each with its changes and its body when asked. A worker of its own holds the bodies.
import { useEffect, useState } from 'react';
import type { ShownHistory, ShownVersion } from '../show/history-work.ts';
import type { HistoryOrder, HistoryReply } from './history-worker.ts';
import { startHistoryWorker } from './start-history-worker.ts';

export interface ToldHistory {
  readonly shown: ShownHistory;
  readonly isAll: boolean;
  /** The changes and the body of a step; null where there is no such step. Never settles once the history is let go. */
  readonly ask: (id: string) => Promise<ShownVersion | null>;
}

/** Null until the bytes are taken apart; while they are taken apart anew what was there stays. */
export function useToldHistory(bytes: Uint8Array | undefined, isAll: boolean): ToldHistory | null {
  const [told, setTold] = useState<ToldHistory | null>(null);
  useEffect(() => {
    if (bytes === undefined) return undefined;
    const worker = startHistoryWorker();
    const waiting = new Map<number, (version: ShownVersion | null) => void>();
    let serial = 0;
    const ask = (id: string) =>
      new Promise<ShownVersion | null>((resolve) => {
        serial += 1;
        waiting.set(serial, resolve);
        send(worker, { serial, type: 'version', id });
      });
    worker.addEventListener('message', ({ data }: MessageEvent<HistoryReply>) => {
      if (data.type === 'open') setTold({ shown: data.shown, isAll, ask });
      else waiting.get(data.serial)?.(data.version);
      waiting.delete(data.serial);
    });
    send(worker, { serial, type: 'open', bytes, isAll });
    return () => worker.terminate();
  }, [bytes, isAll]);
  return told;
}

function send(worker: Worker, order: HistoryOrder): void {
  // eslint-disable-next-line unicorn/require-post-message-target-origin -- a worker, no window
  worker.postMessage(order);
}

/** One step with its changes and its body; null until it comes. */
export function useVersion(told: ToldHistory | null, id: string | null): ShownVersion | null {
  const [version, setVersion] = useState<{ readonly of: ToldHistory; readonly version: ShownVersion | null } | null>(null);
  useEffect(() => {
    if (told === null || id === null) return undefined;
    let isWanted = true;
    void told.ask(id).then((answer) => {
      if (isWanted) setVersion({ of: told, version: answer });
    });
    return () => {
      isWanted = false;
    };
  }, [told, id]);
  return version?.of === told && version?.version?.id === id ? version.version : null;
}
