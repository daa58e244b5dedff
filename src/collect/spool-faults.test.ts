// A disk that fails at each place where the spool touches it: nothing is acknowledged then, and no descriptor that failed is written or synced again.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteFigures } from '../../test/harness/figures.ts';
import type { BodyContext } from '../store/encode-body.ts';
import { realDisk, type SpoolDisk, type SpoolFile } from './spool-disk.ts';
import { createSpoolReader } from './spool-reader.ts';
import { openSpool, type Spool } from './spool.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-spool-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const context = (seq: number): BodyContext => ({ seq, cluster: 'c', topic: 't', retentionDays: 30, source: 'admin', receivedAt: 1 });
const places = ['create', 'writev', 'datasync', 'syncFolder'] as const;
type Place = (typeof places)[number];

/** A disk that fails at one place with one code, `times` times; it notes the calls on each descriptor after its failure. */
class FailingDisk implements SpoolDisk {
  left: number;
  readonly afterFailure: string[] = [];
  private readonly place: Place;
  private readonly code: string;

  constructor(place: Place, code: string, times: number) {
    this.place = place;
    this.code = code;
    this.left = times;
  }

  async create(file: string): Promise<SpoolFile> {
    this.maybeFail('create');
    const real = await realDisk.create(file);
    let hasFailed = false;
    const through = async <T>(place: string, work: () => Promise<T>): Promise<T> => {
      if (hasFailed && (place === 'writev' || place === 'datasync')) this.afterFailure.push(place);
      try {
        this.maybeFail(place);
      } catch (error) {
        hasFailed = true;
        // A full disk keeps a part of what was written.
        if (place === 'writev') await real.writeFile('torn');
        throw error;
      }
      return work();
    };
    return {
      writev: ((buffers: Uint8Array[]) => through('writev', () => real.writev(buffers))) as SpoolFile['writev'],
      writeFile: (bytes) => real.writeFile(bytes),
      datasync: () => through('datasync', () => real.datasync()),
      truncate: (size) => real.truncate(size),
      close: () => real.close(),
    };
  }

  async syncFolder(place: string): Promise<void> {
    this.maybeFail('syncFolder');
    await realDisk.syncFolder(place);
  }

  remove(file: string): void {
    realDisk.remove(file);
  }

  private maybeFail(place: string): void {
    if (place !== this.place || this.left <= 0) return;
    this.left -= 1;
    throw Object.assign(new Error(`${this.code}: simulated`), { code: this.code });
  }
}

async function append(spool: Spool, seq: number): Promise<boolean> {
  try {
    await spool.append(context(seq), Buffer.from(`body ${seq}`));
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'unavailable', retryAfter: 10 });
    return false;
  }
}

async function readBack(): Promise<number[]> {
  const spool = openSpool({ directory: folder, maxBytes: 1e9, reserveBytes: 0 });
  const reader = createSpoolReader(spool, 0, () => Promise.reject(new Error('no damage here')));
  const seqs: number[] = [];
  for (let record = await reader.next(); record !== null; record = await reader.next()) {
    expect(record.bytes.toString('utf8')).toBe(`body ${record.context.seq}`);
    seqs.push(record.context.seq);
  }
  return seqs;
}

describe('a disk that fails', () => {
  it.each(places.flatMap((place) => [1, 1000].map((times) => [place, times] as const)))(
    'with EIO at %s, %i times: nothing is acknowledged from then on, and nothing is tried again on that descriptor',
    async (place, times) => {
      const disk = new FailingDisk(place, 'EIO', 0);
      const told: string[] = [];
      const spool = openSpool({ directory: folder, maxBytes: 1e9, reserveBytes: 0, disk, onFailure: ({ message }) => told.push(message) });
      const acked: number[] = [];
      // The failure meets the first segment where it is made, and a later record where it is written.
      const failAt = place === 'create' || place === 'syncFolder' ? 1 : 4;
      for (let seq = 1; seq <= 8; seq += 1) {
        if (seq === failAt) disk.left = times;
        if (await append(spool, seq)) acked.push(seq);
      }
      expect(acked).toEqual([1, 2, 3].slice(0, failAt - 1));
      expect(spool.isHealthy()).toBe(false);
      expect(told).toEqual([expect.stringContaining('EIO')]);
      expect(() => spool.requireRoom(1)).toThrow(expect.objectContaining({ code: 'unavailable' }) as Error);
      expect(disk.afterFailure).toEqual([]);
      await spool.close();
      expect(await readBack()).toEqual(acked);
      noteFigures({ [`EIO at ${place}`]: 'nothing acknowledged afterwards' });
    },
  );

  it.each(places.flatMap((place) => ['ENOSPC', 'EDQUOT'].map((code) => [code, place] as const)))(
    'with %s at %s: what waits is refused, and it goes on when there is space again',
    async (code, place) => {
      const disk = new FailingDisk(place, code, 0);
      const spool = openSpool({ directory: folder, maxBytes: 1e9, reserveBytes: 0, disk });
      const acked: number[] = [];
      const failAt = place === 'create' || place === 'syncFolder' ? 1 : 4;
      for (let seq = 1; seq <= 12; seq += 1) {
        if (seq === failAt) disk.left = 3;
        if (await append(spool, seq)) acked.push(seq);
      }
      // Three at once are refused together, three after one another one by one.
      expect(acked).toEqual(Array.from({ length: 12 }, (_, k) => k + 1).filter((seq) => seq < failAt || seq >= failAt + 3));
      expect(spool.isHealthy()).toBe(true);
      expect(disk.afterFailure).toEqual([]);
      await spool.close();
      expect(await readBack()).toEqual(acked);
      expect(readdirSync(folder).every((name) => name.endsWith('.seg'))).toBe(true);
      noteFigures({ [`${code} at ${place}`]: 'refused, went on by itself' });
    },
  );
});
