// Rotated folders of a real kube-apiserver, and random schedules of everything that happens to a log.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { noteFigures } from '../../../test/harness/figures.ts';
import { FakeLog } from './fake-log.ts';

let log: FakeLog;
beforeEach(() => {
  log = new FakeLog();
});
afterEach(() => log.remove());

/** One step of what happens to a log while it is followed. */
const steps: Record<string, (schedule: Schedule) => Promise<void> | void> = {
  write: ({ all, random }) => void all.push(...log.write(log.some(1 + Math.floor(random() * 20)))),
  rotate: (schedule) => {
    if (existsSync(log.live)) renameSync(log.live, log.backup(schedule.backups++));
  },
  pack: () => {
    const [plain] = readdirSync(log.folder)
      .filter((name) => /^audit-.*\.log$/.test(name))
      .sort();
    if (plain === undefined) return;
    const file = path.join(log.folder, plain);
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
    unlinkSync(file);
  },
  pause: ({ random }) => wait(random() * 20),
  restart: async (schedule) => {
    await log.stop();
    // After a crash the state file may be of an earlier moment.
    if (schedule.hasCrashes && schedule.state !== null && schedule.random() < 0.5) writeFileSync(log.stateFile, schedule.state);
    schedule.state = existsSync(log.stateFile) ? readFileSync(log.stateFile, 'utf8') : null;
    log.follow();
  },
};
const often = ['write', 'write', 'write', 'write', 'write', 'rotate', 'rotate', 'pack', 'pause', 'restart'];

interface Schedule {
  readonly all: string[];
  readonly random: () => number;
  readonly hasCrashes: boolean;
  backups: number;
  state: string | null;
}

describe('random schedules', () => {
  const runs = Number(process.env.TAILER_RUNS ?? 12);
  const seed = Number(process.env.TAILER_SEED ?? 1000);
  let delivered = 0;

  it.each(Array.from({ length: runs }, (_, run) => seed + run))('schedule %i: each line once; where positions were lost, at least once', async (number) => {
    const schedule: Schedule = { all: [], random: mulberry(number), hasCrashes: number % 2 === 1, backups: 0, state: null };
    log.follow();
    for (let step = 0; step < 60; step += 1) await steps[often[Math.floor(schedule.random() * often.length)]](schedule);
    const { all, hasCrashes } = schedule;
    await expect.poll(() => new Set(log.delivered).size, { timeout: 15_000 }).toBe(all.length);
    const received = await log.received(all.length);
    expect(hasCrashes ? [...new Set(received)] : received).toEqual([...all].sort());
    expect(log.missed).toEqual([]);
    delivered += all.length;
  });
  afterAll(() => noteFigures({ schedules: runs, 'first seed': seed, lines: delivered, lost: 0 }));
});

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const shared = '../shared/corpus';
describe('folders that a kube-apiserver rotated', () => {
  it.skipIf(!existsSync(shared))(
    'every line of the plain and of the compressed one, once',
    async () => {
      for (const [archive, flags] of [
        ['rotated-plain.tar.gz', 'xzf'],
        ['rotated-gz.tar', 'xf'],
      ] as const) {
        const place = path.join(log.folder, archive);
        mkdirSync(place);
        execFileSync('tar', [flags, path.resolve(shared, archive), '-C', place, '--strip-components=1']);
        const expected = readdirSync(place).flatMap((name) => {
          const bytes = readFileSync(path.join(place, name));
          return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trimEnd().split('\n');
        });
        cpSync(place, `${place}-work`, { recursive: true, preserveTimestamps: true });
        log.live = path.join(`${place}-work`, 'audit.log');
        log.stateFile = `${place}-state.json`;
        log.delivered = [];
        log.follow({ maxChunkBytes: 1 << 20 });
        expect(await log.received(expected.length)).toEqual([...expected].sort());
        await log.stop();
        log.follow({ maxChunkBytes: 1 << 20 });
        await wait(300);
        expect(await log.received(expected.length)).toEqual([...expected].sort());
        await log.stop();
        expect(log.missed).toEqual([]);
      }
    },
    60_000,
  );
});
