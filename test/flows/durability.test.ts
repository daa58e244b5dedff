// What was acknowledged is there, once: with the engine frozen or killed, the server killed again and again, no room left.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOf, expectOnce } from '../harness/digests.ts';
import { enginePid } from '../harness/engine-process.ts';
import { noteFigures } from '../harness/figures.ts';
import { splitLines, TestServer } from '../harness/server.ts';

const samples = splitLines(gunzipSync(readFileSync('examples/everything.ndjson.gz'))).map((line) => line.toString('utf8'));
/** Long in `npm run torture`: 1,000. */
const kills = Number(process.env.SERVER_KILLS ?? 50);
/** Long in `npm run torture`: 100. */
const restarts = Number(process.env.RESTARTS ?? 3);
/** 5,000 in `npm run torture`, which has the machine to itself; beside other tests it only must not hang. The figures say what it was. */
const readyMs = Number(process.env.SERVER_READY_MS ?? 30_000);
/** The same for refusals: 100 in `npm run torture`. */
const refusedMs = Number(process.env.REFUSED_MS ?? 2000);
/** Long in `npm run torture`: 200. */
const engineKills = Number(process.env.ENGINE_KILLS ?? 10);

/** Captured events with identities of their own. */
function makeBody(events: number): { readonly digests: string[]; readonly text: string } {
  const lines = Array.from({ length: events }, () =>
    samples[Math.floor(Math.random() * samples.length)].replace(/"auditID":"[^"]*"/, `"auditID":"${randomUUID()}"`),
  );
  return { digests: lines.map(digestOf), text: lines.join('\n') };
}

/** As a supervisor would: a start that fails is made again. Says how many did; a long run goes on, and is held to none at its end. */
async function startAgain(): Promise<number> {
  for (let failed = 0; ; failed += 1) {
    try {
      await server.start();
      return failed;
    } catch (error) {
      console.warn(String(error).slice(-2000));
      if (failed === 3) throw error;
    }
  }
}

function engineOf(pid: number): number | null {
  try {
    return enginePid(pid);
  } catch {
    return null;
  }
}

let server: TestServer;
afterEach(() => server.remove());

async function startServer(...extra: string[]): Promise<string> {
  server = new TestServer(extra);
  await server.start();
  return server.enable('prod');
}

async function post(acked: Set<string>, body = makeBody(40)): Promise<number> {
  const { status } = await server.post('prod', body.text, { wait: false, type: 'application/x-ndjson' });
  if (status === 200) for (const digest of body.digests) acked.add(digest);
  return status;
}

const spoolBytes = async (): Promise<number> => Number(/^cluster_audit_spool_bytes (\d+)/m.exec((await server.request('/metrics')).bytes.toString('utf8'))![1]);

describe('with the engine frozen', () => {
  it('goes on acknowledging past what memory holds, and stores all of it in order once it is back', async () => {
    await startServer();
    process.kill(enginePid(server.pid), 'SIGSTOP');
    const acked = new Set<string>();
    const bodies = Array.from({ length: 30 }, () => makeBody(2000));
    for (const body of bodies) expect(await post(acked, body)).toBe(200);
    expect(await spoolBytes()).toBeGreaterThan(100 * 1024 * 1024);
    process.kill(enginePid(server.pid), 'SIGCONT');
    for (let more = 0; more < 5; more += 1) expect(await post(acked)).toBe(200);
    await expectOnce(server, acked);
  }, 180_000);

  it('killed with all of that in the spool, is ready again at once and stores it once', async () => {
    await startServer();
    process.kill(enginePid(server.pid), 'SIGSTOP');
    const acked = new Set<string>();
    for (let k = 0; k < 20; k += 1) expect(await post(acked, makeBody(1500))).toBe(200);
    const frozen = enginePid(server.pid);
    await server.stop('SIGKILL');
    process.kill(frozen, 'SIGKILL');
    const started = Date.now();
    await server.start();
    expect(Date.now() - started).toBeLessThan(readyMs);
    expect(await post(acked)).toBe(200);
    await expectOnce(server, acked);
  }, 180_000);

  it('answers 503 with Retry-After at its budget, at once, and goes on by itself', async () => {
    await startServer('--spool-mb', '6');
    process.kill(enginePid(server.pid), 'SIGSTOP');
    const acked = new Set<string>();
    let refused: { status: number; retryAfter: string | null; ms: number } | null = null;
    for (let k = 0; k < 100 && refused === null; k += 1) {
      const body = makeBody(200);
      const started = performance.now();
      const answer = await server.post('prod', body.text, { wait: false, type: 'application/x-ndjson' });
      if (answer.status === 200) for (const digest of body.digests) acked.add(digest);
      else refused = { status: answer.status, retryAfter: answer.headers.get('retry-after'), ms: performance.now() - started };
    }
    expect(refused).toMatchObject({ status: 503, retryAfter: '10' });
    expect(refused!.ms).toBeLessThan(refusedMs);
    process.kill(enginePid(server.pid), 'SIGCONT');
    const deadline = Date.now() + 30_000;
    while ((await post(acked)) !== 200 && Date.now() < deadline) await wait(200);
    await expectOnce(server, acked);
  }, 120_000);
});

it('leaves the reserve of the disk alone: 503 with Retry-After, and nothing half kept', async () => {
  await startServer('--disk-reserve-mb', '1000000');
  const answer = await server.post('prod', makeBody(1).text, { wait: false });
  expect([answer.status, answer.headers.get('retry-after'), answer.json.code]).toEqual([503, '30', 'unavailable']);
  expect(await server.count('')).toBe(0);
});

it(
  `after the engine is killed ${engineKills} times under load, nothing acknowledged is lost, and no request fails but with 503`,
  async () => {
    await startServer();
    const acked = new Set<string>();
    const statuses = new Set<number>();
    let isDone = false;
    const senders = Array.from({ length: 3 }, async () => {
      while (!isDone) statuses.add(await post(acked));
    });
    for (let done = 0, last = 0; done < engineKills;) {
      await wait(100 + Math.random() * 300);
      const pid = engineOf(server.pid);
      // It is being started just now, or has not ended yet.
      if (pid === null || pid === last) continue;
      process.kill(pid, 'SIGKILL');
      last = pid;
      done += 1;
    }
    isDone = true;
    await Promise.all(senders);
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(acked.size).toBeGreaterThan(500);
    await expectOnce(server, acked);
    noteFigures({
      kills: engineKills,
      'events acknowledged': acked.size,
      lost: 0,
      'stored twice': 0,
      answers: [...statuses].toSorted((a, b) => a - b).join(', '),
    });
  },
  120_000 + engineKills * 20_000,
);

it(
  `after ${kills} kills of the server while events come in, nothing acknowledged is lost, nothing is there twice, and it is ready again soon`,
  async () => {
    await startServer();
    const acked = new Set<string>();
    const times: number[] = [];
    let failedStarts = 0;
    for (let round = 0; round < kills; round += 1) {
      let isDone = false;
      const senders = Array.from({ length: 2 }, async () => {
        // A sender that is cut off knows nothing of its body; it is not acknowledged.
        while (!isDone) await post(acked).catch(() => 0);
      });
      await wait(50 + Math.random() * 250);
      await server.stop('SIGKILL');
      isDone = true;
      await Promise.all(senders);
      const started = Date.now();
      failedStarts += await startAgain();
      while ((await server.request('/readyz', { token: null })).status !== 200) await wait(20);
      times.push(Date.now() - started);
    }
    await expectOnce(server, acked);
    times.sort((a, b) => a - b);
    noteFigures({
      kills,
      'events acknowledged': acked.size,
      lost: 0,
      'stored twice': 0,
      'starts that failed and were made again': failedStarts,
      'restart until ready, median ms': times[times.length >> 1],
      'restart until ready, slowest ms': times.at(-1)!,
    });
    expect(failedStarts).toBe(0);
    expect(times.at(-1)).toBeLessThan(readyMs);
  },
  120_000 + kills * 20_000,
);

it(
  `restarted ${restarts} times while events come in, nothing acknowledged is lost, and no temporary files heap up`,
  async () => {
    await startServer();
    const acked = new Set<string>();
    const begun = Date.now();
    let files = 0;
    for (let round = 0; round < restarts; round += 1) {
      let isDone = false;
      const senders = Array.from({ length: 2 }, async () => {
        while (!isDone) await post(acked).catch(() => 0);
      });
      await wait(100 + Math.random() * 200);
      expect(await server.stop()).toBe(0);
      isDone = true;
      await Promise.all(senders);
      await startAgain();
      // Apart from the engine's parts, which merge, and the spool's segments: one a start, kept for ten minutes after they were stored.
      const now = readdirSync(server.data, { recursive: true }).filter((name) => !/^(?:engine|spool)/.test(String(name))).length;
      expect(readdirSync(path.join(server.data, 'spool')).length).toBeLessThanOrEqual(2 * (round + 2));
      if (round === 0) files = now;
      expect(now).toBeLessThan(files + 5);
    }
    await expectOnce(server, acked);
    noteFigures({ restarts, minutes: (Date.now() - begun) / 60_000, 'events acknowledged': acked.size, lost: 0, 'stored twice': 0 });
  },
  120_000 + restarts * 40_000,
);
