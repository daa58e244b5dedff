// Which bodies are visible, and who is told when more become so.
import { unionOfSeqs } from '../seq-ranges.ts';
import type { SeqRange } from './arrival-place.ts';

/** Bodies that became visible together, in order of sequence. */
export interface Arrival {
  readonly ranges: readonly SeqRange[];
  /** The times at which their events stand, µs; null where none of them holds an event. */
  readonly times: readonly [oldest: number, newest: number] | null;
}

export interface Arrivals {
  /** Remembers at which times the events of a body stand, until the body becomes visible. */
  written(seq: number, times: readonly number[]): void;
  /** These bodies are visible from now on. They may come in any order, each once; a body of an earlier life of the process needs no `written`. */
  announce(ranges: readonly SeqRange[]): void;
  /** All that is visible. */
  visible(): readonly SeqRange[];
  /** Calls `listener` for each announcement from now on; returns how to stop. */
  listen(listener: (arrival: Arrival) => void): () => void;
}

export function createArrivals(): Arrivals {
  // Sequences begin with 1.
  let visible: readonly SeqRange[] = [[0, 0]];
  const timesOf = new Map<number, readonly [number, number]>();
  const listeners = new Set<(arrival: Arrival) => void>();
  return {
    written: (seq, times) => {
      if (times.length > 0) timesOf.set(seq, spanOf(times));
    },
    announce: (ranges) => {
      visible = unionOfSeqs(visible, ranges);
      const spans: number[] = [];
      for (const [seq, span] of timesOf) {
        if (!ranges.some(([from, to]) => from <= seq && seq <= to)) continue;
        spans.push(...span);
        timesOf.delete(seq);
      }
      for (const listener of listeners) listener({ ranges, times: spans.length === 0 ? null : spanOf(spans) });
    },
    visible: () => visible,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function spanOf(times: readonly number[]): readonly [number, number] {
  return [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
}
