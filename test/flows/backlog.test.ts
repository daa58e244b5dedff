// A backlog drains beside new bodies: with the engine stopped events go on being acknowledged, and once it is back a fresh one shows at once while the rest still comes in.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { untilStored } from '../harness/digests.ts';
import { enginePid } from '../harness/engine-process.ts';
import { noteFigures } from '../harness/figures.ts';
import { splitLines, TestServer } from '../harness/server.ts';

const samples = splitLines(gunzipSync(readFileSync('examples/everything.ndjson.gz'))).map((line) => line.toString('utf8'));
/** Long in `npm run torture`: 200 bodies of 1,000 events. */
const bodies = Number(process.env.BACKLOG_BODIES ?? 60);
const eventsPerBody = 1000;
const kills = Number(process.env.BACKLOG_KILLS ?? 2);
/** Enough for what does not have to be seen while it drains. */
const fewBodies = Math.min(bodies, 20);

let server: TestServer;
afterEach(() => server.remove());

function makeBody(events: number): { readonly ids: string[]; readonly text: string } {
  const ids: string[] = [];
  const lines = Array.from({ length: events }, () => {
    const id = randomUUID();
    ids.push(id);
    return samples[Math.floor(Math.random() * samples.length)].replace(/"auditID":"[^"]*"/, `"auditID":"${id}"`);
  });
  return { ids, text: lines.join('\n') };
}

async function post(acked: Set<string>, body = makeBody(eventsPerBody)): Promise<void> {
  const { status } = await server.post('prod', body.text, { wait: false, type: 'application/x-ndjson' });
  expect(status).toBe(200);
  for (const id of body.ids) acked.add(id);
}

async function startServer(): Promise<void> {
  server = new TestServer();
  await server.start();
  await server.enable('prod');
}

/** Bodies acknowledged while the engine is frozen; its process id. */
async function freezeAndFill(acked: Set<string>, backlog = bodies): Promise<number> {
  const frozen = enginePid(server.pid);
  process.kill(frozen, 'SIGSTOP');
  for (let k = 0; k < backlog; k += 1) await post(acked);
  return frozen;
}

/** How many of these events are searchable. */
async function countOf(ids: readonly string[]): Promise<number> {
  return server.count(`auditID:(${ids.join(' OR ')})`);
}

async function untilReady(): Promise<void> {
  while ((await server.request('/readyz', { token: null })).status !== 200) await wait(20);
}

async function expectOnce(acked: ReadonlySet<string>): Promise<void> {
  await untilStored(server, acked.size);
  const stored = (await server.lines('')).map((line) => /"auditID":"([^"]*)"/.exec(line.toString('utf8'))![1]);
  const there = new Set(stored);
  expect({ stored: stored.length, distinct: there.size, missing: [...acked].filter((id) => !there.has(id)).length }).toEqual({
    stored: acked.size,
    distinct: acked.size,
    missing: 0,
  });
  expect(await server.count('')).toBe(stored.length);
  noteFigures({ events: acked.size, lost: 0, twice: 0, kills });
}

/** Every row of a list, page by page from a cursor on, by id. */
async function follow(cursor: string, first: readonly string[]): Promise<string[]> {
  const ids = [...first];
  for (let at: string | null = cursor; at !== null;) {
    const { json } = await server.get('/api/v1/events', { cursor: at, limit: 10_000 });
    ids.push(...(json.events as { id: string }[]).map(({ id }) => id));
    at = json.cursor as string | null;
  }
  return ids;
}

interface Drained {
  /** Fresh bodies that were searchable while some of the backlog was not. */
  readonly early: number;
  /** How long each fresh body took to be searchable, ms. */
  readonly order: readonly number[];
  /** The first page of a list that was asked for while the backlog drained. */
  readonly first: { readonly cursor: string; readonly ids: readonly string[] } | null;
}

/** Until a backlog of so many bodies is there, each fresh body is waited for before the next is sent. */
async function drainBesideFresh(acked: Set<string>, backlog: number): Promise<Drained> {
  const frozen = await freezeAndFill(acked, backlog);
  process.kill(frozen, 'SIGCONT');
  const order: number[] = [];
  let early = 0;
  let first: Drained['first'] = null;
  for (let all = 0; all < acked.size && order.length < 400;) {
    const fresh = makeBody(5);
    await post(acked, fresh);
    const sent = Date.now();
    while ((await countOf(fresh.ids)) < fresh.ids.length && Date.now() - sent < 60_000) await wait(20);
    order.push(Date.now() - sent);
    all = await server.count('');
    if (all < acked.size) early += 1;
    if (first === null && all < acked.size) {
      const { json } = await server.get('/api/v1/events', { limit: 50, fold: 'false' });
      first = { cursor: json.cursor as string, ids: (json.events as { id: string }[]).map(({ id }) => id) };
    }
  }
  return { early, order, first };
}

describe(`a backlog of ${bodies * eventsPerBody} events`, () => {
  it('lets fresh events through while it drains; a cursor shows what was there at its first page, all comes in once', async () => {
    await startServer();
    const acked = new Set<string>();
    let drained: Drained;
    // A machine that is busy with other things may drain all of it before it answers us: then a longer backlog is needed to see anything.
    for (let rounds = 1; ; rounds *= 2) {
      drained = await drainBesideFresh(acked, rounds * bodies);
      if (drained.early > 1 || rounds === 4) break;
    }
    const { early, order, first } = drained;
    // Fresh events were searchable while much of the backlog was not.
    expect(early).toBeGreaterThan(1);
    const seen = await follow(first!.cursor, first!.ids);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeLessThan(acked.size);
    await expectOnce(acked);
    // The same cursor shows the same rows after all has come, and after a restart.
    await server.stop();
    await server.start();
    await untilReady();
    expect(await follow(first!.cursor, first!.ids)).toEqual(seen);
    expect(process.env.BACKLOG_MS === undefined || order.every((ms) => ms < Number(process.env.BACKLOG_MS))).toBe(true);
  }, 600_000);

  it(`killed ${kills} times while it drains and fresh bodies come, stores all of it once`, async () => {
    await startServer();
    const acked = new Set<string>();
    const frozen = await freezeAndFill(acked);
    process.kill(frozen, 'SIGCONT');
    for (let round = 0; round < kills; round += 1) {
      await post(acked, makeBody(5));
      await wait(300 + Math.random() * 1500);
      await post(acked, makeBody(5));
      await server.stop('SIGKILL');
      await server.start();
      await untilReady();
    }
    await expectOnce(acked);
  }, 600_000);

  it('stores an event once that is in the backlog and in a fresh body', async () => {
    await startServer();
    const acked = new Set<string>();
    const frozen = await freezeAndFill(acked, fewBodies);
    const body = makeBody(200);
    await post(acked, body);
    process.kill(frozen, 'SIGCONT');
    await post(acked, body);
    await expectOnce(acked);
  }, 400_000);
});
