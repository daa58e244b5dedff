// Contents that look alike, files that come and go while nobody takes their lines, and state files of other shapes.
import { appendFileSync, copyFileSync, existsSync, readFileSync, renameSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeLog } from './fake-log.ts';

let log: FakeLog;
beforeEach(() => {
  log = new FakeLog();
});
afterEach(() => log.remove());

const distinct = (lines: readonly string[]): string[] => [...new Set(lines)].sort();

/** Waits until each of these lines came; those that came twice are no fault here. */
async function expectAll(lines: readonly string[]): Promise<void> {
  const wanted = distinct(lines);
  await expect.poll(() => distinct(log.delivered).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(wanted.length);
  await wait(50);
  expect(distinct(log.delivered)).toEqual(wanted);
  expect(log.missed).toEqual([]);
}

/** What a program says at each of its starts. */
const greeting = 'Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.';
/** A line of 100 kB whose first 64 KiB a client chose. */
const longLine = (end: string): string => `{"kind":"Event","requestURI":"/${'a'.repeat(100_000)}","auditID":"${end}"}`;

describe.each([
  ['first lines', () => greeting],
  ['first 64 KiB of a line', () => longLine('same')],
])('files with equal %s', (_what, head) => {
  const files = (): string[][] => [0, 1, 2].map(() => [head(), ...log.some(8)]);

  it('are all delivered where they lie there at the start', async () => {
    const [first, second, third] = files();
    log.write(first, log.backup(0));
    log.write(second, log.backup(1));
    log.write(third);
    log.follow({ maxChunkBytes: 200_000 });
    await expectAll([...first, ...second, ...third]);
  });

  it('are all delivered where one follows the other by rotation, also when only the common part was read', async () => {
    const [first, second, third] = files();
    log.write(first.slice(0, 1));
    log.follow();
    await expectAll(first.slice(0, 1));
    log.write(first.slice(1));
    renameSync(log.live, log.backup(0));
    log.write(second);
    await wait(20);
    renameSync(log.live, log.backup(1));
    log.write(third);
    await expectAll([...first, ...second, ...third]);
  });

  it('are all delivered where they were rotated and compressed while it was down', async () => {
    const [first, second, third] = files();
    log.write(first.slice(0, 1));
    log.follow();
    await expectAll(first.slice(0, 1));
    await log.stop();
    log.write(first.slice(1));
    for (const [k, lines] of [second, third].entries()) {
      renameSync(log.live, log.backup(k));
      log.write(lines);
    }
    for (const k of [0, 1]) {
      writeFileSync(`${log.backup(k)}.gz`, gzipSync(readFileSync(log.backup(k))));
      unlinkSync(log.backup(k));
    }
    log.follow();
    await expectAll([...first, ...second, ...third]);
  });

  it('are told apart where one is written in the place of the other', async () => {
    const [first, second] = files();
    log.write(first);
    log.follow();
    await expectAll(first);
    truncateSync(log.live, 0);
    // Longer than the first was before anybody looks.
    const more = [...second, ...log.some(30)];
    log.write(more);
    await expectAll([...first, ...more]);
  });
});

it('a line whose first 64 KiB another one has, too', async () => {
  const [one, two, three] = ['one', 'two', 'three'].map((end) => longLine(end));
  log.write([one], log.backup(0));
  log.write([two], log.backup(1));
  log.write([three]);
  log.follow();
  await expectAll([one, two, three]);
});

describe('while nobody takes lines', () => {
  const away = (): Promise<never> => new Promise(() => {});
  const expectSeen = (files: number): Promise<void> => expect.poll(() => log.follower!.lag().files, { timeout: 5000 }).toBe(files);
  /** A delivery that waits until `open` is called. */
  const gate = (): { readonly deliver: (chunk: { readonly bytes: Uint8Array }) => Promise<void>; readonly open: () => void } => {
    let open: () => void = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { deliver: ({ bytes }) => opened.then(() => log.take(bytes)), open };
  };

  it('a file that appears, rotates and is removed is delivered afterwards', async () => {
    const all = log.write(log.some(3));
    const { deliver, open } = gate();
    log.follow({ deliver, lookMs: 10 });
    await expectSeen(1);
    for (let k = 0; k < 5; k += 1) {
      renameSync(log.live, log.backup(k));
      all.push(...log.write(log.some(10)));
      await expectSeen(k + 2);
      unlinkSync(log.backup(k));
    }
    unlinkSync(log.live);
    await wait(100);
    open();
    await expectAll(all);
  });

  it('a file that was seen and is gone after a restart is told to the byte', async () => {
    log.write(log.some(3));
    log.follow({ deliver: away, lookMs: 10 });
    await expectSeen(1);
    renameSync(log.live, log.backup(0));
    log.write(log.some(20));
    await expectSeen(2);
    renameSync(log.live, log.backup(1));
    const rest = log.write(log.some(2));
    await expectSeen(3);
    // Positions are written a few times a second.
    await expect.poll(() => readFileSync(log.stateFile, 'utf8').split('"offset"').length, { timeout: 5000 }).toBe(4);
    // It is killed: what it holds open goes with it.
    const state = readFileSync(log.stateFile, 'utf8');
    const lost = readFileSync(log.backup(1)).length;
    rmSync(log.backup(1));
    const first = readFileSync(log.backup(0), 'utf8').trimEnd().split('\n');
    log.follower!.close().catch(() => {});
    writeFileSync(log.stateFile, state);
    log.follower = null;
    log.follow();
    await expect.poll(() => log.missed.map(({ why, bytes }) => [why, bytes]), { timeout: 5000 }).toEqual([['rotated_away', lost]]);
    expect(distinct(log.delivered)).toEqual(distinct([...first, ...rest]));
  });
});

describe('a state file', () => {
  const entry = { device: 1, inode: 7, offset: 5, size: 10, name: 'audit.log' };
  const head = { from: 0, bytes: 10, sha256: 'x' };
  it.each([
    '{}',
    '[]',
    'null',
    '{"files":{}}',
    '{"files":[{}]}',
    '{"files":[null]}',
    '{"files":[{"device":1,',
    '',
    '\u0000\u0000\u0000',
    JSON.stringify({ files: [{ ...entry, head: { ...head, bytes: 9e15 } }] }),
    JSON.stringify({ files: [{ ...entry, head: { ...head, from: -4 } }] }),
    JSON.stringify({ files: [{ ...entry, offset: -1, head }] }),
    JSON.stringify({ files: [{ ...entry, head, last: { from: 0, bytes: 9e15, sha256: 'x' } }] }),
  ])('%j costs duplicates and nothing else', async (text) => {
    const all = log.write(log.some(20));
    writeFileSync(log.stateFile, text);
    log.follow();
    await expectAll(all);
  });

  it('of a version that kept less is used as far as it goes', async () => {
    const all = log.write(log.some(20));
    log.follow();
    await expectAll(all);
    await log.stop();
    const { files } = JSON.parse(readFileSync(log.stateFile, 'utf8')) as { files: Record<string, unknown>[] };
    const older = files.map(({ last: _last, birth: _birth, head: known, ...file }) => ({ ...file, head: { ...(known as object), isLine: undefined } }));
    writeFileSync(log.stateFile, JSON.stringify({ files: older }));
    log.delivered = [];
    const more = log.write(log.some(5));
    log.follow();
    expect(await log.received(more.length)).toEqual([...more].sort());
  });

  it('tells an inode that was used again by the time the file was made', async () => {
    const all = log.write(log.some(20));
    log.follow();
    await expectAll(all);
    await log.stop();
    const { files } = JSON.parse(readFileSync(log.stateFile, 'utf8')) as { files: { birth: number }[] };
    expect(files[0].birth).toBeGreaterThan(0);
  });
});

it('a copy beside its original is read once, and both in full where they part', async () => {
  const all = log.write(log.some(30));
  copyFileSync(log.live, `${log.live}.1`);
  log.follow();
  expect(await log.received(all.length)).toEqual([...all].sort());
  await log.stop();
  const mine = log.write(log.some(4));
  const theirs = log.some(6);
  appendFileSync(`${log.live}.1`, theirs.map((line) => `${line}\n`).join(''));
  log.follow();
  await expectAll([...all, ...mine, ...theirs]);
  expect(existsSync(log.stateFile)).toBe(true);
});
