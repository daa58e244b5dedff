// How long the page's main thread is busy at a stretch: in its own time on the processor, so that other programs of the machine have no share in it.
import type { BrowserContext, Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds on the processor. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Begins to watch; the answer ends it and gives the longest task in milliseconds. */
export async function watchTasks(context: BrowserContext, page: Page): Promise<() => Promise<number>> {
  const session = await context.newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    // One by one: an array of hundreds of thousands is too much for the arguments of a call.
    for (const event of value as unknown as TraceEvent[]) events.push(event);
  });
  await session.send('Tracing.start', { transferMode: 'ReportEvents', categories: '-*,toplevel,disabled-by-default-devtools.timeline' });
  return async () => {
    const ended = new Promise((resolve) => {
      session.once('Tracing.tracingComplete', resolve);
    });
    await session.send('Tracing.end');
    await ended;
    await session.detach();
    return longestOf(events);
  };
}

function longestOf(events: readonly TraceEvent[]): number {
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`);
  const tasks = events.filter(({ name, pid, tid }) => name.endsWith('RunTask') && threads.includes(`${pid} ${tid}`));
  if (tasks.length === 0) throw new Error('no task was seen');
  return tasks.reduce((longest, { tdur = 0 }) => Math.max(longest, tdur / 1000), 0);
}
