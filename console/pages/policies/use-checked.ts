// The text of the editor with everything known about it, a moment after each change.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { KubernetesMinor } from '../../../src/policy/kubernetes-version.ts';
import type { CheckedText } from './check-text.ts';
import type { CheckOrder } from './check-worker.ts';
import { startCheckWorker } from './start-check-worker.ts';

const pauseMs = 200;

export interface Checked {
  /** Null until the first text is checked. */
  readonly checked: CheckedText | null;
  readonly change: (text: string) => void;
}

/** One text at a time is with the worker; of those that come meanwhile only the last is looked at. */
export function useChecked(initial: string, minor: KubernetesMinor): Checked {
  const [checked, setChecked] = useState<CheckedText | null>(null);
  const latest = useRef(initial);
  const order = useRef<((order: CheckOrder) => void) | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const version = useRef(minor);
  useEffect(() => {
    const queue = createQueue(startCheckWorker(), setChecked);
    order.current = queue.order;
    return () => {
      order.current = null;
      clearTimeout(timer.current);
      queue.end();
    };
  }, []);
  useEffect(() => {
    version.current = minor;
    order.current?.({ text: latest.current, minor });
  }, [minor]);
  const change = useCallback((text: string) => {
    latest.current = text;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => order.current?.({ text, minor: version.current }), pauseMs);
  }, []);
  return { checked, change };
}

function createQueue(worker: Worker, onChecked: (checked: CheckedText) => void) {
  let isBusy = false;
  let next: CheckOrder | null = null;
  const send = (order: CheckOrder) => {
    isBusy = true;
    // eslint-disable-next-line unicorn/require-post-message-target-origin -- a worker, no window
    worker.postMessage(order);
  };
  worker.addEventListener('message', ({ data }: MessageEvent<CheckedText>) => {
    isBusy = false;
    onChecked(data);
    if (next === null) return;
    send(next);
    next = null;
  });
  return {
    order: (order: CheckOrder) => {
      if (isBusy) next = order;
      else send(order);
    },
    end: () => worker.terminate(),
  };
}
