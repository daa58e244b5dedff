// The books are brought up to date while agents go on delivering: nothing is missing because it is on its way into the store.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openControlDatabase } from '../../store/control/control-database.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { startWatch, type Watch } from './watch.ts';

const now = 1_700_000_000_000;
const warnings: string[] = [];
let ledger: Ledger;
let watch: Watch;
/** Events of the cluster that a count finds. */
let stored = 0;
let whileItWaits = (): void => {};

beforeEach(() => {
  const database = openControlDatabase({ path: ':memory:', now: () => now });
  database.run("insert into regions (name) values ('r')");
  database.run("insert into clusters (name, region, display_name, created_at) values ('prod', 'r', '', 1)");
  ledger = createLedger({ database, now: () => now });
  [stored, whileItWaits] = [0, () => {}];
  warnings.length = 0;
  watch = startWatch({
    ledger,
    reader: {
      countSteps: ({ low, high }) => {
        const of = (steps: readonly number[], count: number): number[] => steps.map(() => count);
        return Promise.resolve({
          storedLow: of(low, stored),
          storedHigh: of(high, stored),
          droppedLow: of(low, 0),
          droppedHigh: of(high, 0),
          quarantined: of(low, 0),
          recovered: of(low, 0),
        });
      },
      findAddresses: () => Promise.resolve([]),
    },
    storedWithin: () => {
      whileItWaits();
      return Promise.resolve(true);
    },
    retentionDays: () => 30,
    settleMs: 60_000,
    now: () => now,
    log: { warn: (message) => void warnings.push(message) },
  });
});
afterEach(() => watch.stop());

const start = now - 600_000;
const report = (events: number, at: number, caughtUpAt: number): void => {
  const scrape = { start, begun: at - 5, ended: at, mark: 'a'.repeat(16), events, failed: {}, levels: {} };
  const lag = { unreadBytes: 0, oldestUnreadAt: null, caughtUpAt };
  ledger.take('prod', 'm1', { now, scrapes: [scrape], missed: [], lag, canaries: [], trouble: null }, 'agent:m1');
};
const sums = (): readonly (number | undefined)[] => ledger.scrapes('prod', 'm1', start).map((scrape) => scrape.sums?.storedLow);

it('what an agent delivers while stored events are waited for is counted the next time, and is never missing', async () => {
  report(0, start + 10, start + 60_000);
  whileItWaits = () => report(7, start + 120_000, start + 240_000);
  expect(await watch.refresh('prod')).toBe(true);
  expect(sums()).toEqual([0, undefined]);
  whileItWaits = () => {};
  stored = 7;
  expect(await watch.refresh('prod')).toBe(true);
  expect(sums()).toEqual([7, 7]);
  expect(warnings).toEqual([]);
});

it('what was delivered, is stored, and is not found is missing, and told once', async () => {
  report(0, start + 10, start + 60_000);
  await watch.refresh('prod');
  report(7, start + 120_000, start + 240_000);
  await watch.refresh('prod');
  await watch.refresh('prod');
  expect(warnings).toEqual([expect.stringContaining('7 more of m1')]);
});
