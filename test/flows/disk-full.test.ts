// A disk without a byte left under each place that the program writes to: nothing acknowledged is lost, and it goes on by itself when there is space.
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { TestAgent } from '../harness/agent.ts';
import { digestOf, expectOnce, storedDigests } from '../harness/digests.ts';
import { noteFigures } from '../harness/figures.ts';
import { splitLines, TestServer } from '../harness/server.ts';

const samples = splitLines(gunzipSync(readFileSync('examples/metadata.ndjson.gz'))).map((line) => line.toString('utf8'));
/** How often the disk fills up and is freed. */
const rounds = Number(process.env.DISK_FULL_ROUNDS ?? 2);
const mounted: string[] = [];
const folders: string[] = [];

/** On the disk that is large enough. */
function folderElsewhere(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-elsewhere-'));
  folders.push(folder);
  return folder;
}

function mount(place: string, ...args: string[]): boolean {
  mkdirSync(place, { recursive: true });
  const isDone = spawnSync('mount', [...args, place]).status === 0;
  if (isDone) mounted.push(place);
  return isDone;
}

function unmountAll(): void {
  while (mounted.length > 0) spawnSync('umount', ['-l', mounted.pop()!]);
}

/** Only root may mount, and not in every container. */
function mayMount(): boolean {
  const place = mkdtempSync(path.join(tmpdir(), 'cluster-audit-mount-'));
  const isDone = mount(place, '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs');
  unmountAll();
  rmSync(place, { recursive: true, force: true });
  return isDone;
}

/** Takes every byte that is left, and gives it back. */
class Filler {
  private readonly file: string;

  constructor(folder: string) {
    this.file = path.join(folder, 'filler');
  }

  /** In a process of its own: here it would hold up the senders, whose answers are timed. */
  async fill(): Promise<void> {
    await once(spawn('sh', ['-c', 'cat /dev/zero >>"$0" 2>/dev/null', this.file], { stdio: 'ignore' }), 'exit');
  }

  free(): void {
    rmSync(this.file, { force: true });
  }
}

const isAble = mayMount();
if (!isAble) console.info('disk-full: skipped, because nothing may be mounted here; src/collect/spool-faults.test.ts fails the same calls without it');

/** 100 in `npm run torture`, which has the machine to itself. */
const maxRefusedMs = Number(process.env.REFUSED_MS ?? 5000);

describe.skipIf(!isAble)('with a small disk (needs the right to mount)', () => {
  let server: TestServer;
  let acked: Set<string>;
  let token = '';
  const refusedMs: number[] = [];
  const statuses = new Map<number, number>();
  afterEach(async () => {
    await server.stop('SIGKILL');
    unmountAll();
    await server.remove();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  afterAll(() => {
    refusedMs.sort((a, b) => a - b);
    if (refusedMs.length > 0)
      noteFigures({
        rounds,
        'bodies refused': refusedMs.length,
        'refused after, median ms': Math.round(refusedMs[refusedMs.length >> 1]),
        'refused after, slowest ms': Math.round(refusedMs.at(-1)!),
        'acknowledged and lost': 0,
      });
    expect(refusedMs.at(-1) ?? 0).toBeLessThan(maxRefusedMs);
  });

  /** A server of which all but the engine's folder lies on a disk of its own. */
  async function begin(megabytes: number): Promise<Filler> {
    server = new TestServer(['--disk-reserve-mb', '1']);
    const large = folderElsewhere();
    expect(mount(server.data, '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs')).toBe(true);
    expect(mount(path.join(server.data, 'engine'), '--bind', large)).toBe(true);
    acked = new Set();
    await server.start();
    token = await server.enable('prod');
    return new Filler(server.data);
  }

  async function post(events: number, bad = ''): Promise<number> {
    const lines = Array.from({ length: events }, (_, k) => samples[k % samples.length].replace(/"auditID":"[^"]*"/, `"auditID":"${randomUUID()}"`));
    const begun = performance.now();
    const answer = await server.post('prod', [...lines, bad].join('\n'), { wait: false, token, type: 'application/x-ndjson' });
    if (answer.status === 200) for (const line of lines) acked.add(digestOf(line));
    else if (answer.status === 503) {
      refusedMs.push(performance.now() - begun);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    return answer.status;
  }

  it(`spool, checkpoint and control database, ${rounds} times: 503 to senders, problems to others, and it goes on by itself`, async () => {
    const filler = await begin(64);
    for (let round = 0; round < rounds; round += 1) {
      const load = Array.from({ length: 3 }, async () => {
        for (let k = 0; k < 20; k += 1) await post(40);
      });
      await wait(round * 20);
      await filler.fill();
      await Promise.all(load);
      await filler.fill();
      // A disk may be full for one page and not for another: what is acknowledged even now counts.
      for (let k = 0; k < 5; k += 1) await post(400);
      const change = await server.request('/api/v1/clusters/other', { method: 'PUT', json: { region: `region-${round}` } });
      expect([change.status, change.json.code]).toEqual([503, 'unavailable']);
      expect((await server.get('/api/v1/events', { limit: 1 })).status).toBe(200);
      filler.free();
      await expect.poll(() => post(40), { timeout: 10_000 }).toBe(200);
      expect((await server.request('/api/v1/clusters/other', { method: 'PUT', json: { region: `region-${round}` } })).status).toBe(200);
    }
    expect([...statuses.keys()].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(refusedMs.length).toBeGreaterThan(0);
    await expectOnce(server, acked);
    expect(await server.stop()).toBe(0);
    await server.start();
    await expectOnce(server, acked);
  }, 600_000);

  it('the control database alone: events are acknowledged all the same', async () => {
    const filler = await begin(32);
    // The spool on another disk.
    await server.stop();
    const large = folderElsewhere();
    expect(mount(path.join(server.data, 'spool'), '--bind', large)).toBe(true);
    await server.start();
    await filler.fill();
    for (let k = 0; k < 10; k += 1) expect(await post(20)).toBe(200);
    filler.free();
    expect(await post(20)).toBe(200);
    await expectOnce(server, acked);
  }, 120_000);

  it('quarantine: a body whose bad part cannot be kept is refused, not acknowledged', async () => {
    await begin(32);
    await server.stop();
    expect(mount(path.join(server.data, 'quarantine'), '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs')).toBe(true);
    await server.start();
    const filler = new Filler(path.join(server.data, 'quarantine'));
    await filler.fill();
    expect(await post(5, '{"kind":"Event","auditID":7')).toBe(503);
    expect(await post(5)).toBe(200);
    filler.free();
    expect(await post(5, '{"kind":"Event","auditID":7')).toBe(200);
    const { entries } = (await server.get('/api/v1/quarantine')).json as { entries: object[] };
    expect(entries.length).toBe(1);
    const missing = async (): Promise<number> => {
      const stored = await storedDigests(server);
      return [...acked].filter((digest) => !stored.has(digest)).length;
    };
    await expect.poll(missing, { timeout: 60_000 }).toBe(0);
  }, 120_000);

  it("the agent's positions: everything is sent all the same, once", async () => {
    server = new TestServer();
    await server.start();
    await server.enable('prod');
    const agent = new TestAgent();
    try {
      const state = path.join(agent.folder, 'state');
      expect(mount(state, '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs')).toBe(true);
      const filler = new Filler(state);
      await filler.fill();
      const lines = samples.slice(0, 400);
      agent.write(lines);
      agent.start(server.url, 'prod');
      await expect.poll(() => server.count(''), { timeout: 30_000 }).toBe(lines.length);
      await expect.poll(() => agent.stderr, { timeout: 10_000 }).toContain('cannot be written');
      filler.free();
      appendFileSync(agent.log, `${samples[400]}\n`);
      await expect.poll(() => server.count(''), { timeout: 30_000 }).toBe(lines.length + 1);
      expect(await agent.stop()).toBe(0);
      agent.start(server.url, 'prod');
      agent.write([samples[401]]);
      await expect.poll(() => server.count(''), { timeout: 30_000 }).toBe(lines.length + 2);
      await agent.stop();
      // What it had sent before is not sent again: its positions were written as soon as there was space.
      expect(agent.stderr).toMatch(/SIGTERM: sent [0-9.]+ (B|kB) .*nothing waits"}\n$/);
    } finally {
      await agent.stop('SIGKILL');
      unmountAll();
      await agent.remove();
    }
  }, 120_000);
});
