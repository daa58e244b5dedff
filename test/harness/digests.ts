// What was acknowledged beside what is stored, line by line and without holding the lines: long runs store more than memory takes.
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { adminToken, type TestServer } from './server.ts';

export function digestOf(line: Uint8Array | string): string {
  return createHash('sha1').update(line).digest('base64');
}

/** How often each line is stored, by its digest. */
export async function storedDigests(server: TestServer): Promise<Map<string, number>> {
  const answer = await fetch(`${server.url}/api/v1/export`, { headers: { authorization: `Bearer ${adminToken}` } });
  if (answer.status !== 200 || answer.body === null) throw new Error(`export: ${answer.status} ${await answer.text()}`);
  const times = new Map<string, number>();
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    const bytes = Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      const digest = digestOf(bytes.subarray(from, end));
      times.set(digest, (times.get(digest) ?? 0) + 1);
      from = end + 1;
    }
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) throw new Error('the export broke off within a line');
  return times;
}

/** Waits until so many events are there, or for so long none has come in any more. */
export async function untilStored(server: TestServer, events: number, patienceMs = 60_000): Promise<void> {
  let known = -1;
  let grownAt = Date.now();
  for (;;) {
    const count = await server.count('');
    if (count > known) grownAt = Date.now();
    known = count;
    if (count >= events || Date.now() - grownAt > patienceMs) return;
    await wait(200);
  }
}

/** Waits until all that was acknowledged is there, then holds the store to it: each line byte for byte, once. */
export async function expectOnce(server: TestServer, acked: ReadonlySet<string>): Promise<void> {
  while ((await server.request('/readyz', { token: null })).status !== 200) await wait(20);
  await untilStored(server, acked.size);
  const times = await storedDigests(server);
  const missing = [...acked].filter((digest) => !times.has(digest)).length;
  const twice = [...times.values()].filter((count) => count > 1).length;
  expect({ missing, twice }).toEqual({ missing: 0, twice: 0 });
  expect(await server.count('')).toBe(times.size);
}
