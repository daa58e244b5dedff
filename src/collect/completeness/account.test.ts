// The bounds, on made-up looks at counters: what is told as missing is missing, however busy the API server is.
import { describe, expect, it } from 'vitest';
import { account, type Life } from './account.ts';
import { createMissedPool } from './explain.ts';
import type { KeptScrape, Missed } from './ledger.ts';

const hour = 3_600_000;
const start = 1_700_000_400_000 - (1_700_000_400_000 % hour);

interface Look {
  readonly at: number;
  readonly events: number;
  /** Stored events that stand up to its end, and surely before it. */
  readonly low: number;
  readonly high: number;
  readonly failed?: Record<string, number>;
  readonly quarantined?: number;
}

const scrapeOf = ({ at, events, low, high, failed = {}, quarantined = 0 }: Look): KeptScrape => ({
  begun: at - 5,
  ended: at,
  mark: '0'.repeat(16),
  events,
  failed,
  levels: {},
  sums: { storedLow: low, storedHigh: high, droppedLow: 0, droppedHigh: 0, quarantined, recovered: 0 },
});
const life = (looks: readonly Look[], isWhole = true): Life => ({ epoch: start, start, isWhole, scrapes: looks.map(scrapeOf) });
const log = ['log', 'truncate', 'buffered'];
const nothingMissed = () => createMissedPool([]);
const missingOf = (one: Life) => account([one], log, nothingMissed()).hours.map(({ missing }) => [missing.atLeast, missing.atMost]);

describe('the account of an API server', () => {
  it('calls nothing missing that was on its way at a look, and everything that a quiet look proves', () => {
    // Busy: at every look events stand that the counter does not have yet, and others are counted that may stand after it.
    const busy = [
      { at: start + 1000, events: 100, low: 104, high: 95 },
      { at: start + 2000, events: 200, low: 203, high: 190 },
    ];
    expect(missingOf(life(busy))).toEqual([[0, 10]]);
    // A quiet look later on says that none of it was lost.
    expect(missingOf(life([...busy, { at: start + 3000, events: 300, low: 300, high: 300 }]))).toEqual([[0, 0]]);
    expect(missingOf(life([...busy, { at: start + 3000, events: 307, low: 300, high: 300 }]))).toEqual([[7, 7]]);
    // The best bound of the past holds, whatever a later busy look says.
    expect(
      missingOf(
        life([
          { at: start + 500, events: 57, low: 50, high: 50 },
          { at: start + 900, events: 157, low: 156, high: 140 },
        ]),
      ),
    ).toEqual([[7, 17]]);
  });

  it('tells a loss in the hour in which it turned out, once', () => {
    const looks = [0, 1, 2].map((k) => ({ at: start + k * hour + 1000, events: 100 * (k + 1) + (k >= 1 ? 4 : 0), low: 100 * (k + 1), high: 100 * (k + 1) }));
    expect(missingOf(life(looks))).toEqual([
      [0, 0],
      [4, 4],
      [0, 0],
    ]);
  });

  it('what was missing before the first look is no matter of ours, and said to be unknown', () => {
    const looks = [
      { at: start + 10_000, events: 5000, low: 40, high: 40 },
      { at: start + 20_000, events: 5103, low: 140, high: 140 },
    ];
    const told = account([life(looks, false)], log, nothingMissed());
    expect(told.hours.map(({ made, missing }) => [made, missing])).toEqual([[103, { atLeast: 3, atMost: 3 }]]);
    expect(told.unaccounted).toEqual([{ from: null, to: start + 10_000, why: 'before_first_scrape' }]);
    // Where everything since its start is here, it is known since then.
    expect(account([life([{ at: start + 10_000, events: 40, low: 41, high: 40 }], false)], log, nothingMissed())).toMatchObject({
      knownFrom: start,
      unaccounted: [],
    });
  });

  it('uses each record once, the certain ones first, and none that is older than the loss', () => {
    const missed = (id: string, at: number, events: number | null) => ({ id, at, events }) as Missed;
    const looks = [
      { at: start + 1000, events: 100, low: 100, high: 100 },
      { at: start + 2000, events: 210, low: 200, high: 200, failed: { log: 2, webhook: 50, buffered: 3 }, quarantined: 1 },
      { at: start + 3000, events: 320, low: 300, high: 300, failed: { log: 2, webhook: 50, buffered: 3 }, quarantined: 1 },
    ];
    const causes = (records: readonly Missed[]) =>
      account([life(looks)], log, createMissedPool(records)).hours[0].causes.map(({ cause, plugin, events }) => `${cause}${plugin ?? ''} ${events}`);
    expect(causes([])).toEqual(['failed_therelog 2', 'quarantined 1', 'failed_therebuffered 3', 'unexplained 14']);
    expect(causes([missed('a', start + 1500, 2), missed('b', start + 1600, null), missed('c', start + 5000, 4)])).toEqual([
      'failed_therelog 2',
      'quarantined 1',
      'agent_missed 11',
      'failed_therebuffered 3',
      'unexplained 3',
    ]);
  });
});
