// What arrives from now on: a count of new events that match, kept by the server's event stream.
import { useEffect, useState } from 'react';
import type { Selection } from './events.ts';
import { withParameters } from './fetch-api.ts';

export interface Tail {
  /** Events since the last `clear`, those that the stream skipped included. */
  readonly count: number;
  readonly isConnected: boolean;
  readonly clear: () => void;
}

/** Counts arrive in bursts: the page is drawn no more often than this, ms. */
const drawMs = 500;

/** Listens while `isOn`; the browser connects again by itself and goes on where it was. */
export function useTail({ q, cluster }: Selection, isOn: boolean): Tail {
  const [count, setCount] = useState(0);
  const [isConnected, setConnected] = useState(false);
  useEffect(() => {
    if (!isOn) return;
    let waiting = 0;
    const stream = new EventSource(withParameters('/api/v1/tail', { q, cluster }));
    const draw = setInterval(() => {
      if (waiting > 0) setCount((before) => before + waiting);
      waiting = 0;
    }, drawMs);
    stream.addEventListener('open', () => setConnected(true));
    stream.addEventListener('error', () => setConnected(false));
    stream.addEventListener('event', () => (waiting += 1));
    stream.addEventListener('skipped', (message) => (waiting += skippedOf((message as MessageEvent<string>).data)));
    return () => {
      clearInterval(draw);
      stream.close();
      setConnected(false);
      setCount(0);
    };
  }, [q, cluster, isOn]);
  return { count, isConnected, clear: () => setCount(0) };
}

function skippedOf(data: string): number {
  const { count } = JSON.parse(data) as { count?: unknown };
  return typeof count === 'number' ? count : 0;
}
