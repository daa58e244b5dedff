// The engine's disk fills up, by itself or by somebody else, and its files are damaged: nothing acknowledged is lost, damage is shown, and it goes on by itself.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { noteFigures } from '../harness/figures.ts';
import { splitLines, TestServer } from '../harness/server.ts';

const samples = splitLines(gunzipSync(readFileSync('examples/everything.ndjson.gz'))).map((line) => line.toString('utf8'));
/** Long in `npm run torture`: 20. */
const fillings = Number(process.env.DISK_FILLINGS ?? 2);
const megabyte = 1024 * 1024;
const diskMb = 320;
const reserveMb = 64;

const mount = mkdtempSync(path.join(tmpdir(), 'cluster-audit-disk-'));
const canMount = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMb}m`, 'tmpfs', mount]).status === 0;
if (canMount) spawnSync('umount', [mount]);
else console.warn('skipped: filling a disk needs the right to mount one');

let server: TestServer;
afterEach(async () => {
  await server.remove();
  spawnSync('umount', ['-l', mount]);
});

function makeBody(events: number): { readonly ids: string[]; readonly text: string } {
  const ids: string[] = [];
  const lines = Array.from({ length: events }, () => {
    const id = randomUUID();
    ids.push(id);
    return samples[Math.floor(Math.random() * samples.length)].replace(/"auditID":"[^"]*"/, `"auditID":"${id}"`);
  });
  return { ids, text: lines.join('\n') };
}

async function post(acked: Set<string>, events = 200): Promise<number> {
  const body = makeBody(events);
  const { status } = await server.post('prod', body.text, { wait: false, type: 'application/x-ndjson' });
  if (status === 200) for (const id of body.ids) acked.add(id);
  return status;
}

async function startOn(folder: string | null, ...extra: string[]): Promise<void> {
  server = new TestServer(extra, folder);
  await server.start();
  await server.enable('prod');
}

async function expectOnce(acked: ReadonlySet<string>): Promise<void> {
  const deadline = Date.now() + 120_000;
  const count = async (): Promise<number> => {
    const answer = await server.get('/api/v1/count');
    return answer.status === 200 ? (answer.json.count as number) : -1;
  };
  while ((await count()) < acked.size && Date.now() < deadline) await wait(200);
  const stored = (await server.lines('')).map((line) => /"auditID":"([^"]*)"/.exec(line.toString('utf8'))![1]);
  const there = new Set(stored);
  expect({ stored: stored.length, distinct: there.size, missing: [...acked].filter((id) => !there.has(id)).length }).toEqual({
    stored: acked.size,
    distinct: acked.size,
    missing: 0,
  });
  expect(await count()).toBe(acked.size);
  noteFigures({ events: acked.size, lost: 0, twice: 0, fillings });
}

async function health(): Promise<
  Record<string, unknown> & { state: string; damagedParts: { part: string; rows: number | null; saved: boolean }[]; missing: { events: number } | null }
> {
  return (await server.get('/api/v1/health')).json as never;
}

async function until(what: () => Promise<boolean>, ms = 60_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await what())) {
    if (Date.now() > deadline) throw new Error(`it did not come: ${what.toString()}`);
    await wait(100);
  }
}

const free = (): number => {
  const { bavail, bsize } = statfsSync(mount);
  return bavail * bsize;
};

/** Takes all of the disk but so many bytes. */
function fill(leave: number): void {
  const file = openSync(path.join(mount, 'somebody-else'), 'a');
  const piece = Buffer.alloc(megabyte, 7);
  try {
    while (free() > leave) writeSync(file, piece, 0, Math.min(piece.length, Math.max(4096, free() - leave)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

function giveBack(): void {
  rmSync(path.join(mount, 'somebody-else'), { force: true });
}

describe.runIf(canMount)('on a small disk', () => {
  it('filled by its own events, refuses more with 503, answers on, and goes on by itself when there is space', async () => {
    spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMb}m`, 'tmpfs', mount]);
    await startOn(mount, '--disk-reserve-mb', String(reserveMb));
    const acked = new Set<string>();
    expect(await post(acked)).toBe(200);
    fill((reserveMb + 10) * megabyte);
    const statuses: number[] = [];
    for (let k = 0; k < 60 && statuses.filter((status) => status === 503).length < 3; k += 1) statuses.push(await post(acked));
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(statuses).toContain(503);
    expect((await server.get('/api/v1/count')).status).toBe(200);
    giveBack();
    await until(async () => (await post(acked)) === 200);
    await expectOnce(acked);
    expect((await health()).damagedParts).toEqual([]);
  }, 300_000);

  it(
    `filled by somebody else ${fillings} times while the engine writes and merges, loses nothing and needs no hand`,
    async () => {
      spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMb}m`, 'tmpfs', mount]);
      await startOn(mount, '--disk-reserve-mb', String(reserveMb));
      const acked = new Set<string>();
      let isDone = false;
      const statuses = new Set<number>();
      const senders = Array.from({ length: 2 }, async () => {
        while (!isDone) {
          statuses.add(await post(acked, 300));
          await wait(50);
        }
      });
      for (let round = 0; round < fillings; round += 1) {
        await wait(1500 + Math.random() * 2500);
        fill(0);
        await wait(200 + Math.random() * 2500);
        giveBack();
        await until(async () => (await health()).state === 'ok');
      }
      isDone = true;
      await Promise.all(senders);
      expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
      await until(async () => (await health()).state === 'ok');
      await expectOnce(acked);
      expect((await health()).missing).toBe(null);
    },
    120_000 + fillings * 60_000,
  );
});

interface Damage {
  readonly what: string;
  readonly file: RegExp;
  readonly how: (file: string) => void;
  /** Rows are gone: of the events, those in this part. */
  readonly loses: boolean;
}

function flip(file: string, at = statSync(file).size >> 1): void {
  const bytes = readFileSync(file);
  bytes[at] ^= 1;
  writeFileSync(file, bytes);
}

const cut = (file: string): void => truncateSync(file, statSync(file).size >> 1);

const damages: readonly Damage[] = [
  { what: 'data cut short', file: /^(responseObject|data)\.bin$/, how: cut, loses: true },
  { what: 'checksums cut short', file: /^checksums\.txt$/, how: cut, loses: true },
  { what: 'the count cut short', file: /^count\.txt$/, how: (file) => truncateSync(file, 0), loses: true },
  { what: 'the list of columns gone', file: /^columns\.txt$/, how: unlinkSync, loses: false },
  { what: 'a bit of an index flipped', file: /^skp_idx_ix_ts\.(idx|idx2|cidx)$|^skp_idx_ix_auditID\.(idx|idx2|cidx)$/, how: flip, loses: false },
  { what: 'a bit of the primary index flipped', file: /^primary\.(cidx|idx)$/, how: flip, loses: true },
  { what: 'a bit of the data flipped', file: /^(responseObject|data)\.bin$/, how: flip, loses: true },
];

/** The folders of the parts of the events' table. */
function partsOf(data: string): string[] {
  const found = spawnSync('find', [path.join(data, 'engine/store/store'), '-name', 'columns.txt', '-not', '-path', '*/detached/*', '-newermt', '2000-01-01']);
  return found.stdout
    .toString('utf8')
    .split('\n')
    .filter((file) => file !== '' && readFileSync(file, 'utf8').includes('`auditID`'))
    .map((file) => path.dirname(file))
    .sort();
}

describe('with files damaged while it was stopped', () => {
  it('starts, shows what is damaged and what is missing, and serves the rest', async () => {
    await startOn(null);
    const days = damages.map((_, k) => `2026-10-${String(k + 10)}`);
    // A part a day, each damaged in its own way, and one that stays whole.
    for (const day of [...days, '2026-10-30']) {
      const lines = Array.from({ length: 50 }, (_, k) =>
        samples[k].replace(/"auditID":"[^"]*"/, `"auditID":"${randomUUID()}"`).replaceAll(/(Timestamp":")\d{4}-\d\d-\d\d/g, `$1${day}`),
      );
      expect((await server.post('prod', lines.join('\n'), { type: 'application/x-ndjson' })).json.accepted).toBe(50);
    }
    expect(await server.stop()).toBe(0);
    // What was stored lately would be written again from the spool.
    for (const name of readdirSync(path.join(server.data, 'spool'))) if (name.endsWith('.seg')) unlinkSync(path.join(server.data, 'spool', name));
    const parts = partsOf(server.data);
    expect(parts.length).toBe(damages.length + 1);
    for (const [k, { file, how, what }] of damages.entries()) {
      const name = readdirSync(parts[k]).find((entry) => file.test(entry));
      expect([what, name]).toEqual([what, expect.any(String)]);
      how(path.join(parts[k], name!));
    }
    const definition = spawnSync('find', [path.join(server.data, 'engine/store/store'), '-name', 'events.sql'])
      .stdout.toString('utf8')
      .trim();
    cut(definition);
    await server.start();
    const left = 50 * (1 + damages.filter(({ loses }) => !loses).length);
    await until(async () => {
      const { missing, state } = await health();
      return state === 'ok' && missing !== null && (await server.count('')) === left;
    });
    expect((await server.lines('')).length).toBe(left);
    const { damagedParts, missing, state } = await health();
    expect([state, missing!.events]).toEqual(['ok', 50 * damages.filter(({ loses }) => loses).length]);
    // Cut checksums and counts leave no number of rows in the part; what was written of its bodies tells it all the same.
    expect(damagedParts.filter(({ saved }) => !saved).length).toBe(damages.filter(({ loses }) => loses).length);
    const metrics = (await server.request('/metrics')).bytes.toString('utf8');
    expect(metrics).toContain(`cluster_audit_store_missing_events ${missing!.events}\n`);
    expect(server.stderr + server.stdout).toMatch(/definition .*events\.sql was damaged/);
  }, 300_000);

  it('writes again from the spool what was stored lately', async () => {
    await startOn(null);
    const acked = new Set<string>();
    for (let k = 0; k < 3; k += 1) expect(await post(acked, 100)).toBe(200);
    await expectOnce(acked);
    expect(await server.stop()).toBe(0);
    for (const part of partsOf(server.data)) truncateSync(path.join(part, 'checksums.txt'), 3);
    await server.start();
    await expectOnce(acked);
    await until(async () => (await health()).state === 'ok');
    expect([(await health()).missing, (await health()).damagedParts.length > 0]).toEqual([null, true]);
  }, 300_000);
});
