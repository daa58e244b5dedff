// The sending of chosen files, from the first byte to the last, for as long as the window is there.
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { noProgress, openFiles, type OpenProgress } from '../../query/open-files.ts';

interface Sent {
  readonly cluster: string;
  readonly total: number;
  readonly progress: OpenProgress;
}

export type OpeningState =
  { readonly phase: 'asking' } | (Sent & { readonly phase: 'sending' | 'done' | 'stopped' }) | (Sent & { readonly phase: 'failed'; readonly error: unknown });

export interface Opening {
  readonly state: OpeningState;
  start(files: readonly File[], cluster: string): void;
  stop(): void;
  reset(): void;
}

export function useOpening(): Opening {
  const client = useQueryClient();
  const [state, setState] = useState<OpeningState>({ phase: 'asking' });
  const abort = useRef<AbortController | null>(null);
  const run = async (files: readonly File[], cluster: string): Promise<void> => {
    const total = files.reduce((sum, { size }) => sum + size, 0);
    const controller = new AbortController();
    abort.current = controller;
    let progress = noProgress;
    const show = (phase: 'sending' | 'done' | 'stopped') => setState({ phase, cluster, total, progress });
    show('sending');
    try {
      const onProgress = (next: OpenProgress) => {
        progress = next;
        if (!controller.signal.aborted) show('sending');
      };
      await openFiles(files, { cluster, signal: controller.signal, onProgress });
      show('done');
    } catch (error) {
      if (controller.signal.aborted) show('stopped');
      else setState({ phase: 'failed', cluster, total, progress, error });
    }
    // Lists and counts of what was there before know nothing of these events.
    await client.invalidateQueries();
  };
  return {
    state,
    start: (files, cluster) => void run(files, cluster),
    stop: () => abort.current?.abort(),
    reset: () => setState({ phase: 'asking' }),
  };
}
