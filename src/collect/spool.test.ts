import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteFigures } from '../../test/harness/figures.ts';
import type { BodyContext } from '../store/encode-body.ts';
import { createSpoolReader, newestSpooled, type SpoolDamage } from './spool-reader.ts';
import { frameRecord } from './spool-record.ts';
import { openSpool, type Spool } from './spool.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-spool-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const context = (seq: number): BodyContext => ({ seq, cluster: 'c', topic: 't', retentionDays: 30, source: 'admin', receivedAt: 1 });
const open = (maxBytes = 1e9, reserveBytes = 0): Spool => openSpool({ directory: folder, maxBytes, reserveBytes, tail: { ms: 0, bytes: 0 } });
const segment = (): string =>
  path.join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.seg'))!,
  );

async function spoolWith(bodies: readonly Buffer[]): Promise<void> {
  const spool = open();
  await Promise.all(bodies.map((body, k) => spool.append(context(k + 1), body)));
  await spool.close();
}

interface Read {
  readonly seqs: number[];
  readonly bodies: Buffer[];
  readonly damage: SpoolDamage[];
}

async function readAll(spool: Pick<Spool, 'segments'> = open(), after = 0): Promise<Read> {
  const read: Read = { seqs: [], bodies: [], damage: [] };
  const reader = createSpoolReader(spool, after, async (damage) => {
    read.damage.push(damage);
  });
  for (let record = await reader.next(); record !== null; record = await reader.next()) {
    read.seqs.push(record.context.seq);
    read.bodies.push(Buffer.from(record.bytes));
  }
  return read;
}

describe('the spool', () => {
  it('gives back what was appended, in order and byte for byte, from any place on', async () => {
    const bodies = [Buffer.from('one'), Buffer.alloc(20_000_000, 7), Buffer.alloc(0), Buffer.from([0, 255])];
    await spoolWith(bodies);
    const { seqs, bodies: found, damage } = await readAll();
    expect([seqs, damage]).toEqual([[1, 2, 3, 4], []]);
    expect(found.every((bytes, k) => bytes.equals(bodies[k]))).toBe(true);
    expect((await readAll(open(), 2)).seqs).toEqual([3, 4]);
    expect(await newestSpooled(open())).toBe(4);
  });

  it('goes on where an earlier life ended between making a file and writing to it', async () => {
    await spoolWith([Buffer.from('one'), Buffer.from('two')]);
    writeFileSync(path.join(folder, '0000000000000003.seg'), '');
    const spool = open();
    expect(await newestSpooled(spool)).toBe(2);
    await spool.append(context(3), Buffer.from('three'));
    expect(spool.isHealthy()).toBe(true);
    await spool.close();
    expect((await readAll()).seqs).toEqual([1, 2, 3]);
  });

  it('passes over a torn tail, wherever it broke, without calling it damage', async () => {
    await spoolWith([Buffer.from('first body'), Buffer.from('second body')]);
    const whole = readFileSync(segment());
    const firstEnd = whole.indexOf('first body') + 10;
    for (let length = firstEnd; length < whole.length; length += 1) {
      writeFileSync(segment(), whole.subarray(0, length));
      const { seqs, damage } = await readAll();
      expect([length, seqs, damage]).toEqual([length, [1], []]);
      expect(await newestSpooled(open())).toBe(1);
    }
  });

  it('tells damage with its bytes and reads on after it', async () => {
    await spoolWith(['first body', 'second body', 'third body'].map((text) => Buffer.from(text)));
    const whole = readFileSync(segment());
    const damaged = Buffer.from(whole);
    damaged[whole.indexOf('second body') + 3] ^= 1;
    writeFileSync(segment(), damaged);
    const { seqs, damage } = await readAll();
    expect(seqs).toEqual([1, 3]);
    expect(damage.map(({ bytes }) => Buffer.from(bytes).includes('sec'))).toEqual([true]);
    writeFileSync(segment(), whole);
    appendFileSync(segment(), Buffer.alloc(5000, 0x43));
    const after = await readAll();
    expect([after.seqs, after.damage.map(({ bytes }) => bytes.length)]).toEqual([[1, 2, 3], [5000]]);
  });

  it('reads what is appended while it is being read, over several segments', async () => {
    const spool = open();
    const reader = createSpoolReader(spool, 0, () => Promise.reject(new Error('no damage here')));
    for (let seq = 1; seq <= 40; seq += 1) {
      await spool.append(context(seq), Buffer.alloc(5_000_000, seq));
      if (seq % 4 === 0) for (let expected = seq - 3; expected <= seq; expected += 1) expect((await reader.next())?.context.seq).toBe(expected);
    }
    expect(await reader.next()).toBe(null);
    expect(spool.segments().length).toBeGreaterThan(2);
    spool.trim(30);
    expect(spool.segments()[0].lastSeq).toBeGreaterThan(30);
    await spool.close();
  });

  it('goes on after a trim of everything, and forgets only what is stored', async () => {
    const spool = open();
    await spool.append(context(1), Buffer.alloc(5_000_000));
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
    spool.trim(1);
    expect(readdirSync(folder)).toEqual([]);
    await spool.append(context(2), Buffer.from('next'));
    spool.trim(1);
    await spool.close();
    expect((await readAll()).seqs).toEqual([2]);
  });

  it('keeps what is stored for a while, within a limit, and gives it no room of what waits', async () => {
    const kept = openSpool({ directory: folder, maxBytes: 10_000_000, reserveBytes: 0, tail: { ms: 60_000, bytes: 40_000_000 } });
    for (let seq = 1; seq <= 12; seq += 1) await kept.append(context(seq), Buffer.alloc(9_000_000, seq));
    kept.trim(11);
    expect((await readAll(kept)).seqs.at(-1)).toBe(12);
    expect(kept.tailSize()).toBeLessThanOrEqual(40_000_000);
    expect(kept.tailSize()).toBeGreaterThan(20_000_000);
    expect(kept.size()).toBeLessThan(19_000_000);
    kept.trim(12);
    expect(kept.size()).toBe(0);
    kept.requireRoom(9_000_000);
    await kept.append(context(13), Buffer.from('next'));
    expect((await readAll(kept, 12)).seqs).toEqual([13]);
    await kept.close();
    // A later life keeps it, too; one that keeps nothing forgets what is stored, and only that.
    const later = openSpool({ directory: folder, maxBytes: 1e9, reserveBytes: 0 });
    await newestSpooled(later);
    later.trim(13);
    expect(later.tailSize()).toBeGreaterThan(20_000_000);
    const last = open();
    await newestSpooled(last);
    last.trim(13);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('has room up to its budget and down to the reserve of the disk', async () => {
    const spool = open(10_000);
    spool.requireRoom(50_000);
    await spool.append(context(1), Buffer.alloc(9000));
    expect(() => spool.requireRoom(500)).not.toThrow();
    expect(() => spool.requireRoom(2000)).toThrow(expect.objectContaining({ code: 'unavailable', retryAfter: 10 }) as Error);
    await spool.close();
    expect(() => open(1e9, 1e18).requireRoom(1)).toThrow(expect.objectContaining({ code: 'unavailable', retryAfter: 30 }) as Error);
  });
});

/** Long in `npm run torture`: 100,000. */
const flips = Number(process.env.SPOOL_FLIPS ?? 3000);
const seed = Number(process.env.SPOOL_SEED ?? Date.now() % 1e6);

it(
  `of ${flips} random damages (seed ${seed}) each is seen, and every other record is served`,
  async () => {
    let state = seed;
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      return Math.floor((state / 0x80000000) * below);
    };
    const bodies = Array.from({ length: 8 }, (_, k) => Buffer.from(`body ${k} `.repeat(1 + random(30))));
    const whole = Buffer.concat(bodies.flatMap((body, k) => [...frameRecord(context(k + 1), body)]));
    const ends = bodies.map((_, k) => Buffer.concat(bodies.slice(0, k + 1).flatMap((body, j) => [...frameRecord(context(j + 1), body)])).length);
    const file = path.join(folder, `${'1'.padStart(16, '0')}.seg`);
    for (let round = 0; round < flips; round += 1) {
      const at = random(whole.length);
      const bit = 1 << random(8);
      const isCut = round % 4 === 0;
      const bytes = isCut ? whole.subarray(0, at) : Buffer.from(whole);
      if (!isCut) bytes[at] ^= bit;
      writeFileSync(file, bytes);
      const hit = ends.findIndex((end) => at < end);
      const segments = [{ file, firstSeq: 1, lastSeq: 8, size: bytes.length, storedAt: null }];
      const { seqs, damage } = await readAll({ segments: () => segments });
      const wanted = isCut ? ends.slice(0, hit).map((_, k) => k + 1) : ends.map((_, k) => k + 1).filter((seq) => seq !== hit + 1);
      expect([round, at, bit, seqs]).toEqual([round, at, bit, wanted]);
      if (!isCut) expect(damage.reduce((sum, one) => sum + one.bytes.length, 0)).toBe(ends[hit] - (hit === 0 ? 0 : ends[hit - 1]));
    }
    noteFigures({ damages: flips, seed, seen: flips });
  },
  20_000 + flips * 20,
);
