import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { AppError } from '../lib/app-error.ts';
import { watchPace } from './watch-pace.ts';

const pace = { silentMs: 800, graceMs: 1000, bytesPerSecond: 1000 };

/** What a sender is told that sends so many bytes at each step, one step each 50 ms. */
async function told(steps: readonly number[], isRead = true): Promise<string | null> {
  let error: AppError | null = null;
  const server = createServer((incoming: IncomingMessage, answer) => {
    const stop = watchPace(incoming, pace, (slow) => {
      error = slow;
      answer.writeHead(408).end();
    });
    if (isRead) incoming.resume();
    incoming.on('end', () => {
      stop();
      answer.end();
    });
    if (!isRead) setTimeout(() => incoming.resume(), 1500);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const sent = request({ port: (server.address() as AddressInfo).port, method: 'POST' });
  const answered = new Promise((resolve) => {
    sent.once('response', resolve);
    sent.once('error', resolve);
  });
  for (const step of steps) {
    // Below 0: the whole process is busy for so long, ms.
    if (step < 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, -step);
    else sent.write(Buffer.alloc(step, 'x'));
    await wait(50);
  }
  sent.end();
  await answered;
  sent.destroy();
  server.closeAllConnections();
  server.close();
  return error === null ? null : (error as AppError).code;
}

it('lets a steady sender pass, and one whose bytes lie here unread', async () => {
  expect(await told(Array.from({ length: 20 }, () => 1000))).toBeNull();
  expect(await told([500_000, 100], false)).toBeNull();
});

it('blames no sender for a time in which it was busy itself', async () => {
  expect(await told([...Array.from({ length: 10 }, () => 1000), -2500, ...Array.from({ length: 10 }, () => 1000)])).toBeNull();
});

it('stops one that trickles', async () => {
  expect(await told(Array.from({ length: 30 }, () => 1))).toBe('time_limit');
});

it('stops one that falls silent', async () => {
  const silent = (async () => {
    const steps = [5000, ...Array.from({ length: 30 }, () => 0)];
    return told(steps);
  })();
  expect(await silent).toBe('time_limit');
});
