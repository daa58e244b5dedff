// Does something again and again while something longer is under way.
import { setTimeout as wait } from 'node:timers/promises';

/** Settles as `work` does; `look` runs every `everyMs` until then, one at a time, and is never left running. */
export async function meanwhile(work: Promise<void>, everyMs: number, look: () => Promise<void>): Promise<void> {
  let isDone = false;
  const over = work
    .catch(() => {})
    .then(() => {
      isDone = true;
    });
  while (!isDone) {
    const rest = new AbortController();
    await Promise.race([over, wait(everyMs, undefined, { signal: rest.signal, ref: false }).catch(() => {})]);
    rest.abort();
    if (!isDone) await look();
  }
  await work;
}
