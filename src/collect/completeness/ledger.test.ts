// The books: reports that come twice, processes that begin anew, counts that a crash interrupts.
import { beforeEach, describe, expect, it } from 'vitest';
import { openControlDatabase, type ControlDatabase } from '../../store/control/control-database.ts';
import { createArrivals, type Arrival } from './arrivals.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { InstanceReport, Scrape } from './report.ts';
import { seqsThrough } from '../../store/seq-ranges.ts';

const now = 1_700_000_000_000;
let database: ControlDatabase;
let ledger: Ledger;
beforeEach(() => {
  database = openControlDatabase({ path: ':memory:', now: () => now });
  database.run("insert into regions (name) values ('r')");
  database.run("insert into clusters (name, region, display_name, created_at) values ('prod', 'r', '', 1)");
  ledger = createLedger({ database, now: () => now });
});

const scrape = (start: number, at: number, events: number): Scrape => ({
  start,
  begun: at - 5,
  ended: at,
  mark: 'a'.repeat(16),
  events,
  failed: {},
  levels: {},
});
const take = (scrapes: readonly Scrape[], more: Partial<InstanceReport> = {}) =>
  ledger.take('prod', 'm1', { now, scrapes, missed: [], lag: null, canaries: [], trouble: null, ...more }, 'agent:m1');
const lives = () => ledger.epochs('prod', 'm1').map((life) => ({ ...life, events: ledger.scrapes('prod', 'm1', life.epoch).map(({ events }) => events) }));

describe('the ledger', () => {
  it('takes a report once, however often it comes', () => {
    const record = { id: 'f'.repeat(32), file: '/a', from: 5, bytes: null, events: null, why: 'truncated', at: now, sentence: 's' };
    for (let k = 0; k < 3; k += 1) take([scrape(1000, 5000, 10), scrape(1000, 6000, 12)], { missed: [record] });
    expect(lives()).toEqual([{ epoch: 1000, start: 1000, isWhole: false, events: [10, 12] }]);
    expect(ledger.missed('prod', 0)).toEqual([{ ...record, instance: 'm1' }]);
  });

  it('begins a new life with a new start, counted from its beginning; a start that is told a second off is the same', () => {
    take([scrape(1000, 5000, 10), scrape(2000, 6000, 12), scrape(50_000, 60_000, 3), scrape(50_000, 61_000, 4)]);
    expect(lives()).toEqual([
      { epoch: 1000, start: 1000, isWhole: false, events: [10, 12] },
      { epoch: 50_000, start: 50_000, isWhole: true, events: [3, 4] },
    ]);
  });

  it('counters that run back under one start are counted anew, from then on only', () => {
    take([scrape(1000, 5000, 10), scrape(1000, 6000, 4), scrape(1000, 7000, 9)]);
    expect(lives()).toEqual([
      { epoch: 1000, start: 1000, isWhole: false, events: [10] },
      { epoch: 5995, start: 1000, isWhole: false, events: [4, 9] },
    ]);
  });

  it('tells two API servers behind one address', () => {
    take([scrape(10_000, 50_000, 10), scrape(20_000, 51_000, 500), scrape(10_000, 52_000, 11), scrape(20_000, 53_000, 501)]);
    expect(lives().map(({ events }) => events)).toEqual([[10], [500, 501]]);
    take([scrape(10_000, 54_000, 12)]);
    expect(ledger.instances()[0].trouble).toContain('several API servers');
  });

  it('refuses more API servers than a cluster can have, and keeps nothing of the report', () => {
    for (let k = 0; k < 1000; k += 1) ledger.put('prod', `i${k}`, { sources: [], access: null });
    expect(() => take([scrape(1000, 5000, 10)])).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(lives()).toEqual([]);
  });
});

describe('arrivals', () => {
  const arrival = (seq: number, times: readonly number[]): Arrival => ({
    seq,
    cluster: 'prod',
    source: 'agent:m1',
    receivedAt: now,
    received: times.length,
    counts: { accepted: times.length, duplicates: 0, quarantined: 1, dropped: 0 },
    times,
  });

  it('count each body once: a block that is handed over again after a crash changes nothing', () => {
    const arrivals = createArrivals({ database, lateMs: 3_600_000 });
    const block = [arrival(1, [now * 1000]), arrival(2, [now * 1000 - 5_000_000, (now + 5000) * 1000, (now - 7_200_000) * 1000])];
    arrivals.count(block, seqsThrough(2));
    // Another process, the same block and one more.
    createArrivals({ database, lateMs: 3_600_000 }).count([...block, arrival(3, [])], seqsThrough(3));
    // Too large for an event: in quarantine by itself.
    arrivals.countOversize('prod', 'agent:m1', now);
    expect(arrivals.countedThrough()).toBe(3);
    expect(arrivals.list('prod', 0, now + 1)).toMatchObject([{ received: 4, accepted: 4, quarantined: 4, late: 1, future: 1, skew: -5000, delay: 7_200_000 }]);
  });
});
