// Wakes those who wait for news of a cluster.

export interface Bell {
  ring(cluster: string): void;
  /** True when it rang, false after `ms` or at the end. */
  wait(cluster: string, ms: number): Promise<boolean>;
  close(): void;
}

export function createBell(): Bell {
  const waiting = new Map<string, Set<(rang: boolean) => void>>();
  let isClosed = false;
  const wake = (cluster: string, rang: boolean): void => {
    const all = waiting.get(cluster);
    waiting.delete(cluster);
    for (const done of all ?? []) done(rang);
  };
  return {
    ring: (cluster) => wake(cluster, true),
    wait: (cluster, ms) =>
      new Promise((resolve) => {
        if (isClosed) return resolve(false);
        const all = waiting.get(cluster) ?? new Set();
        waiting.set(cluster, all);
        const timer = setTimeout(() => end(false), ms);
        const end = (rang: boolean): void => {
          clearTimeout(timer);
          all.delete(end);
          resolve(rang);
        };
        all.add(end);
      }),
    close: () => {
      isClosed = true;
      for (const cluster of waiting.keys()) wake(cluster, false);
    },
  };
}
