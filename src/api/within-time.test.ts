// How a search ends that nobody waits for any more, or whose time is over: with the reason, whatever the work itself says of it.
import { EventEmitter } from 'node:events';
import type { FastifyReply } from 'fastify';
import { expect, it } from 'vitest';
import { AppError } from '../lib/app-error.ts';
import { createSearchGate } from './search-gate.ts';
import { withinTime } from './within-time.ts';

const searches = createSearchGate({ perCaller: 2, total: 2, waitingPerCaller: 0, waitingTotal: 0, waitMs: 10 });

function begin(searchMs: number, work: (signal: AbortSignal) => Promise<string>) {
  const raw = Object.assign(new EventEmitter(), { writableFinished: false });
  const reply = { raw, request: { headers: {} } } as unknown as FastifyReply;
  const result = withinTime(reply, { searchMs, searches }, work).catch((error: unknown) => error);
  return { result, leave: () => raw.emit('close') };
}

/** As Node.js's streams end where their signal does. */
const ending = (signal: AbortSignal): Promise<string> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('The operation was aborted', 'AbortError')));
  });

it('says that the client has gone, not that something was aborted', async () => {
  const { result, leave } = begin(60_000, ending);
  await expect.poll(() => searches.running()).toBe(1);
  leave();
  expect(await result).toMatchObject({ code: 'unavailable', message: 'The client has gone.' });
  expect(searches.running()).toBe(0);
});

it('says that its time is over', async () => {
  expect(await begin(20, ending).result).toMatchObject({ code: 'time_limit' });
  await expect.poll(() => searches.running()).toBe(0);
});

it('leaves other errors as they are', async () => {
  const failed = new Error('a mistake of ours');
  expect(await begin(60_000, () => Promise.reject(failed)).result).toBe(failed);
  const told = new AppError('bad_value', 'told');
  expect(await begin(60_000, () => Promise.reject(told)).result).toBe(told);
});
