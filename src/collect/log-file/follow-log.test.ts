// The rotation matrix: whatever is done to a log's files, each line whose bytes exist is delivered, and each only once while the follower lives.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeEach, afterEach, describe, expect, it } from 'vitest';
import { FakeLog } from './fake-log.ts';

let log: FakeLog;
beforeEach(() => {
  log = new FakeLog();
});
afterEach(() => log.remove());

describe('following a log', () => {
  it('reads what is there and what comes, never a line without its end', async () => {
    const all = log.write(log.some(300));
    log.follow();
    expect(await log.received(all.length)).toEqual([...all].sort());
    const [cut] = log.some(1);
    appendFileSync(log.live, cut.slice(0, 200));
    await wait(100);
    expect(log.delivered.length).toBe(300);
    appendFileSync(log.live, `${cut.slice(200)}\n`);
    expect(await log.received([...all, cut].length)).toEqual([...all, cut].sort());
    expect(log.follower!.lag()).toEqual({ files: 0, unreadBytes: 0, oldestUnreadAt: null });
  });

  it('waits for a folder and a file that are not there yet', async () => {
    log.live = path.join(log.folder, 'later', 'audit.log');
    log.follow();
    await wait(50);
    mkdirSync(path.dirname(log.live));
    writeFileSync(log.live, '');
    await wait(50);
    const all = log.write(log.some(20));
    expect(await log.received(20)).toEqual(all.sort());
  });

  it('rename: the old file to its end, then the new one, also what is still written into the old one', async () => {
    const all = log.write(log.some(50));
    log.follow();
    expect(await log.received(all.length)).toEqual([...all].sort());
    for (let k = 0; k < 5; k += 1) {
      all.push(...log.write(log.some(7)));
      renameSync(log.live, log.backup(k));
      all.push(...log.write(log.some(1), log.backup(k)));
      all.push(...log.write(log.some(7)));
    }
    expect(await log.received(all.length)).toEqual([...all].sort());
    all.push(...log.write(log.some(2), log.backup(4)));
    expect(await log.received(all.length)).toEqual([...all].sort());
    expect(log.missed).toEqual([]);
  });

  it('two and more rotations while it was down, some compressed by then, one half read', async () => {
    const all = log.write(log.some(80));
    log.follow();
    expect(await log.received(all.length)).toEqual([...all].sort());
    all.push(...log.write(log.some(40)));
    await log.stop();
    const lines = [...new Set(log.delivered)];
    renameSync(log.live, log.backup(0));
    for (let k = 1; k < 4; k += 1) {
      all.push(...log.write(log.some(30)));
      renameSync(log.live, log.backup(k));
    }
    for (const k of [0, 2]) {
      writeFileSync(`${log.backup(k)}.gz`, gzipSync(readFileSync(log.backup(k))));
      unlinkSync(log.backup(k));
    }
    all.push(...log.write(log.some(10)));
    log.delivered = lines;
    log.follow();
    expect(await log.received(all.length)).toEqual([...all].sort());
    await log.stop();
    log.follow();
    await wait(150);
    expect(await log.received(all.length)).toEqual([...all].sort());
    expect(log.missed).toEqual([]);
  });

  it('a file that is compressed while it is read is one file', async () => {
    const all = log.write(log.some(400));
    log.follow({ deliver: async ({ bytes }) => (await wait(5), void log.delivered.push(...Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1))) });
    await wait(20);
    renameSync(log.live, log.backup(0));
    all.push(...log.write(log.some(10)));
    // A compressed file that is not whole yet, then is.
    const packed = gzipSync(readFileSync(log.backup(0)));
    writeFileSync(`${log.backup(0)}.gz`, packed.subarray(0, packed.length / 2));
    await wait(40);
    writeFileSync(`${log.backup(0)}.gz`, packed);
    unlinkSync(log.backup(0));
    expect(await log.received(all.length)).toEqual([...all].sort());
    await wait(300);
    await log.stop();
    log.follow();
    await wait(200);
    expect(await log.received(all.length)).toEqual([...all].sort());
    expect(log.missed).toEqual([]);
  });

  it('copytruncate: the copy is known, NUL bytes are none, and what was cut is told to the byte', async () => {
    const all = log.write(log.some(60));
    log.follow();
    expect(await log.received(all.length)).toEqual([...all].sort());
    copyFileSync(log.live, `${log.live}.1`);
    const before = readFileSync(log.live).length;
    truncateSync(log.live, 0);
    await wait(40);
    // A writer without O_APPEND goes on at its old offset.
    const next = log.some(5);
    writeFileSync(log.live, Buffer.concat([Buffer.alloc(before), Buffer.from(next.map((line) => `${line}\n`).join(''))]));
    all.push(...next);
    expect(await log.received(all.length)).toEqual([...all].sort());
    expect(log.missed).toEqual([]);
    all.push(...log.write(log.some(3)));
    expect(await log.received(all.length)).toEqual([...all].sort());
  });

  it('copytruncate with lines between the copy and the cut', async () => {
    const all = log.write(log.some(30));
    log.follow();
    expect(await log.received(all.length)).toEqual([...all].sort());
    await log.stop();
    const unread = log.write(log.some(4));
    copyFileSync(log.live, `${log.live}.1`);
    log.follow({ deliver: () => new Promise(() => {}) });
    await wait(60);
    const lost = log.write(log.some(2)).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    await wait(60);
    await Promise.race([log.stop(), wait(50)]);
    truncateSync(log.live, 0);
    const next = log.write(log.some(3));
    log.follower = null;
    writeFileSync(log.stateFile, withSize(readFileSync(log.stateFile, 'utf8'), readFileSync(`${log.live}.1`).length + lost));
    log.follow();
    expect(await log.received([...all, ...unread, ...next].length)).toEqual([...all, ...unread, ...next].sort());
    await expect.poll(() => log.missed.length, { timeout: 3000 }).toBe(1);
    expect(log.missed[0]).toMatchObject({ why: 'truncated', bytes: lost });
  });

  it('removed while it is open: read on as long as it is written', async () => {
    const all = log.write(log.some(10));
    log.follow();
    expect(await log.received(all.length)).toEqual([...all].sort());
    const descriptor = openSync(log.live, 'a');
    unlinkSync(log.live);
    const more = log.some(20);
    for (const line of more) writeSync(descriptor, `${line}\n`);
    all.push(...more);
    expect(await log.received(all.length)).toEqual([...all].sort());
    all.push(...log.write(log.some(3)));
    writeSync(descriptor, `${more[0]}\n`);
    expect(await log.received([...all, more[0]].length)).toEqual([...all, more[0]].sort());
    closeSync(descriptor);
    expect(log.missed).toEqual([]);
  });

  it('removed before it was read: told to the byte where it was seen, and that nobody can know where it was not', async () => {
    const all = log.write(log.some(10));
    log.follow();
    expect(await log.received(all.length)).toEqual([...all].sort());
    const isAway = { deliver: () => Promise.reject(new Error('the server is away')) };
    await log.stop();
    renameSync(log.live, log.backup(1));
    log.write(log.some(50), log.backup(2));
    const size = readFileSync(log.backup(2)).length;
    log.write(log.some(5));
    const rest = readFileSync(log.live).length;
    log.follow(isAway);
    await expect.poll(() => log.follower!.lag(), { timeout: 5000 }).toMatchObject({ files: 2, unreadBytes: size + rest });
    await log.stop();
    unlinkSync(log.backup(2));
    unlinkSync(log.live);
    log.delivered = [];
    log.follow();
    await expect
      .poll(() => log.missed.map(({ why, bytes }) => [why, bytes]), { timeout: 5000 })
      .toEqual([
        ['rotated_away', null],
        ['rotated_away', size],
      ]);
  });

  it('an inode that is used again is another file', async () => {
    const all = log.write(log.some(20));
    log.follow();
    expect(await log.received(all.length)).toEqual([...all].sort());
    await log.stop();
    rmSync(log.live);
    // The same inode is very likely taken again by the next file; the position alone would skip its first lines.
    all.push(...log.write(log.some(40)));
    const state = JSON.parse(readFileSync(log.stateFile, 'utf8')) as { files: { inode: number }[] };
    state.files[0].inode = Number(execFileSync('stat', ['-c', '%i', log.live]).toString('utf8'));
    writeFileSync(log.stateFile, JSON.stringify(state));
    log.follow();
    expect(await log.received(all.length)).toEqual([...all].sort());
  });

  it('rotations every millisecond', async () => {
    log.follow();
    const all: string[] = [];
    for (let k = 0; k < 200; k += 1) {
      all.push(...log.write(log.some(2)));
      renameSync(log.live, path.join(log.folder, `audit-2026-11-23T05-07-00.${String(k).padStart(3, '0')}.log`));
      await wait(1);
    }
    all.push(...log.write(log.some(2)));
    expect(await log.received(all.length)).toEqual([...all].sort());
    expect(log.missed).toEqual([]);
  });

  it('a line over the limit is told, and its neighbours are delivered', async () => {
    const all = log.write(log.some(3));
    const long = `{"kind":"Event","x":"${'y'.repeat(200_000)}"}`;
    appendFileSync(log.live, `${long}\n`);
    all.push(...log.write(log.some(3)));
    log.follow({ maxLineBytes: 65_536 });
    expect(await log.received(all.length)).toEqual([...all].sort());
    expect(log.missed).toMatchObject([{ why: 'line_too_long', bytes: long.length + 1 }]);
  });

  it('a rotated file that ends without a line break: an event is taken, half of one is told', async () => {
    const [whole, half] = log.some(2);
    writeFileSync(log.backup(0), whole);
    writeFileSync(log.backup(1), half.slice(0, 300));
    const all = log.write(log.some(2));
    log.follow();
    expect(await log.received([...all, whole].length)).toEqual([...all, whole].sort());
    await expect.poll(() => log.missed, { timeout: 3000 }).toMatchObject([{ why: 'torn_line', bytes: 300, from: 0 }]);
  });

  it('the oldest is read first, and the live end does not wait for it', async () => {
    for (let k = 0; k < 5; k += 1) log.write(log.some(400), log.backup(k));
    const newest = log.write(log.some(1))[0];
    const order: string[] = [];
    log.follow({
      deliver: async ({ bytes, file }) => void order.push(path.basename(file), ...(Buffer.from(bytes).includes(newest.slice(0, 80)) ? ['newest'] : [])),
    });
    await expect.poll(() => order.filter((one) => one === path.basename(log.backup(4))).length, { timeout: 10_000 }).toBeGreaterThan(20);
    expect(order.indexOf('newest')).toBeLessThan(3);
    const files = order.filter((one) => one.startsWith('audit-'));
    expect(files).toEqual([...files].sort());
  });

  it('a damaged state file costs duplicates, nothing else', async () => {
    const all = log.write(log.some(30));
    log.follow();
    expect(await log.received(all.length)).toEqual([...all].sort());
    await log.stop();
    writeFileSync(log.stateFile, '{"files":[{');
    log.follow();
    expect(await log.received([...all, ...all].length)).toEqual([...all, ...all].sort());
  });
});

function withSize(state: string, size: number): string {
  const { files } = JSON.parse(state) as { files: { size: number }[] };
  return JSON.stringify({ files: files.map((file) => ({ ...file, size })) });
}
