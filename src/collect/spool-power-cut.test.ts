// Power cuts: at every point of a run of appends, new segments and trims, and for every way in which what was not synced may be torn, what was acknowledged is read back.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { noteFigures } from '../../test/harness/figures.ts';
import type { BodyContext } from '../store/encode-body.ts';
import { realDisk, type SpoolDisk, type SpoolFile } from './spool-disk.ts';
import { createSpoolReader, newestSpooled } from './spool-reader.ts';
import { openSpool } from './spool.ts';

/** Long in `npm run torture`: 1,000. */
const operations = Number(process.env.POWER_OPERATIONS ?? 60);
const seed = Number(process.env.POWER_SEED ?? 7);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-power-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const context = (seq: number): BodyContext => ({ seq, cluster: 'c', topic: 't', retentionDays: 30, source: 'admin', receivedAt: 1 });

interface Disk {
  /** What a power cut leaves in any case, by name. */
  readonly durable: ReadonlyMap<string, Buffer>;
  /** Names that may be there or not: made and not synced, removed and not synced. */
  readonly unsure: ReadonlyMap<string, Buffer>;
  /** Bytes that were written behind what is durable. */
  readonly pending: { readonly name: string; readonly bytes: Buffer } | null;
  readonly acked: readonly number[];
  readonly trimmed: number;
}

/** Notes what a power cut would leave after each operation. */
class PowerlessDisk implements SpoolDisk {
  readonly points: Disk[] = [];
  acked: number[] = [];
  trimmed = 0;
  private readonly durable = new Map<string, Buffer>();
  private readonly unsure = new Map<string, Buffer>();
  private pending: Disk['pending'] = null;

  async create(file: string): Promise<SpoolFile> {
    const name = path.basename(file);
    const real = await realDisk.create(file);
    this.unsure.set(name, Buffer.alloc(0));
    this.note();
    return {
      writev: (async (buffers: Uint8Array[]) => {
        this.pending = { name, bytes: Buffer.concat([this.pending?.bytes ?? Buffer.alloc(0), ...buffers]) };
        this.note();
        return real.writev(buffers);
      }) as SpoolFile['writev'],
      writeFile: (bytes) => real.writeFile(bytes),
      datasync: async () => {
        await real.datasync();
        const holder = this.durable.has(name) ? this.durable : this.unsure;
        holder.set(name, readFileSync(file));
        this.pending = null;
        this.note();
      },
      truncate: (size) => real.truncate(size),
      close: () => real.close(),
    };
  }

  async syncFolder(place: string): Promise<void> {
    await realDisk.syncFolder(place);
    for (const [name, bytes] of this.unsure) if (!this.removed.has(name)) this.durable.set(name, bytes);
    this.unsure.clear();
    this.removed.clear();
    this.note();
  }

  remove(file: string): void {
    realDisk.remove(file);
    const name = path.basename(file);
    this.removed.add(name);
    this.unsure.set(name, this.durable.get(name) ?? Buffer.alloc(0));
    this.durable.delete(name);
    this.note();
  }

  note(): void {
    this.points.push({ durable: new Map(this.durable), unsure: new Map(this.unsure), pending: this.pending, acked: [...this.acked], trimmed: this.trimmed });
  }

  private readonly removed = new Set<string>();
}

const bodyOf = (seq: number, size: number): Buffer => Buffer.alloc(size, `body ${seq} `);

/** A run of appends one by one and several at once, of trims, and of segments that come and go. */
async function run(disk: PowerlessDisk, sizes: Map<number, number>): Promise<void> {
  const random = mulberry(seed);
  const spool = openSpool({ directory: folder, maxBytes: 1e12, reserveBytes: 0, disk, segmentBytes: 40_000 });
  let seq = 0;
  for (let operation = 0; operation < operations; operation += 1) {
    if (random() < 0.15 && seq > 0) {
      const through = Math.floor(random() * 2) === 0 ? seq : Math.max(0, seq - 3);
      disk.trimmed = Math.max(disk.trimmed, through);
      spool.trim(disk.trimmed);
      continue;
    }
    const group = Array.from({ length: random() < 0.3 ? 3 : 1 }, () => {
      seq += 1;
      // Now and then one that fills a segment up, so that the next one is begun.
      sizes.set(seq, random() < 0.1 ? 20_000 : Math.floor(random() ** 3 * 9000));
      return seq;
    });
    await Promise.all(group.map(async (one) => (await spool.append(context(one), bodyOf(one, sizes.get(one)!)), disk.acked.push(one))));
    disk.note();
  }
  await spool.close();
}

/** What may be there of bytes that were written and not synced: nothing, pages up to any place, a hole before pages that came first. */
function* tears(bytes: Buffer): Generator<Buffer> {
  yield Buffer.alloc(0);
  yield bytes;
  yield Buffer.alloc(bytes.length);
  for (const page of [512, 4096]) {
    const pages = Math.ceil(bytes.length / page);
    // Of long ones the first and the last pages: what lies between is torn in the same way.
    for (let k = 1; k < pages; k = k === 4 && pages > 12 ? pages - 4 : k + 1) {
      yield bytes.subarray(0, k * page);
      const zeroed = Buffer.from(bytes);
      zeroed.fill(0, k * page);
      yield zeroed;
      const hole = Buffer.from(bytes);
      hole.fill(0, 0, k * page);
      yield hole;
    }
  }
  yield bytes.subarray(0, bytes.length - 1);
}

async function readAfter(place: string, trimmed: number): Promise<Map<number, Buffer>> {
  const spool = openSpool({ directory: place, maxBytes: 1e12, reserveBytes: 0 });
  await newestSpooled(spool);
  const reader = createSpoolReader(spool, trimmed, async () => {});
  const found = new Map<number, Buffer>();
  for (let record = await reader.next(); record !== null; record = await reader.next()) found.set(record.context.seq, Buffer.from(record.bytes));
  return found;
}

/** The next life acknowledges what comes, and the one after it finds that. */
async function goesOn(place: string, trimmed: number): Promise<boolean> {
  const spool = openSpool({ directory: place, maxBytes: 1e12, reserveBytes: 0 });
  const next = Math.max(await newestSpooled(spool), trimmed) + 1;
  await spool.append(context(next), bodyOf(next, 100));
  await spool.close();
  return (await readAfter(place, trimmed)).has(next);
}

it(
  `at every point of ${operations} operations (seed ${seed}) what was acknowledged is there after a power cut`,
  async () => {
    const disk = new PowerlessDisk();
    const sizes = new Map<number, number>();
    await run(disk, sizes);
    let cuts = 0;
    for (const { durable, unsure, pending, acked, trimmed } of disk.points) {
      const wanted = acked.filter((seq) => seq > trimmed);
      for (const torn of pending === null ? [Buffer.alloc(0)] : tears(pending.bytes)) {
        for (const hasUnsure of unsure.size > 0 ? [false, true] : [false]) {
          cuts += 1;
          const place = mkdtempSync(path.join(folder, 'after-'));
          for (const [name, bytes] of hasUnsure ? [...durable, ...unsure] : durable)
            writeFileSync(path.join(place, name), pending?.name === name ? Buffer.concat([bytes, torn]) : bytes);
          const found = await readAfter(place, trimmed);
          expect([cuts, wanted.filter((seq) => !found.has(seq))]).toEqual([cuts, []]);
          for (const [seq, bytes] of found) expect(bytes.equals(bodyOf(seq, sizes.get(seq)!))).toBe(true);
          expect([cuts, await goesOn(place, trimmed)]).toEqual([cuts, true]);
          rmSync(place, { recursive: true });
        }
      }
    }
    expect(cuts).toBeGreaterThan(operations * 2);
    noteFigures({ operations, seed, 'points of a cut': disk.points.length, 'disks read back': cuts, 'acknowledged and lost': 0, 'starts refused': 0 });
  },
  60_000 + operations * 3000,
);

function mulberry(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
