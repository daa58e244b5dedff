// English texts of completeness: whether anything is missing, by hour, and why.
import type { CauseName, CompletenessStatus, Reason, UnaccountedWhy } from '../query/completeness.ts';
import { numberFormat } from './number-format.ts';

const number = numberFormat('en');

export const enCompleteness = {
  title: 'Completeness',
  about: 'What the API servers say they recorded, beside what is here. The last 24 hours; the newest hour is still open.',
  statuses: {
    complete: 'Complete',
    incomplete: 'Events are missing',
    settling: 'Being counted',
    unknown: 'Not known',
  } satisfies Record<CompletenessStatus, string>,
  sentences: {
    complete: 'Nothing is missing.',
    incomplete: 'Some events were recorded by an API server and are not here.',
    settling: 'Nothing is known to be missing. Some events are still on their way.',
    unknown: 'Nobody can say whether anything is missing.',
  } satisfies Record<CompletenessStatus, string>,
  missing: (atLeast: number, atMost: number) => {
    if (atMost > atLeast) return `${number.format(atLeast)} to ${number.format(atMost)} events are missing.`;
    return atLeast === 1 ? '1 event is missing.' : `${number.format(atLeast)} events are missing.`;
  },
  range: (atLeast: number, atMost: number) => (atLeast === atMost ? number.format(atLeast) : `${number.format(atLeast)}–${number.format(atMost)}`),
  reasons: {
    no_instance: 'No API server reports its counters yet: start the agent with --metrics-url.',
    no_scrape: 'Its counters were not read yet: start the agent with --metrics-url.',
    silent: 'It has told nothing for more than five minutes.',
    shared_source: 'Its events cannot be told apart from those of another API server: give each a token of its own.',
    no_source: 'It is not known under which source its events come.',
    trouble: 'Its counters could not be read the last time.',
    behind: 'Its agent has still to deliver events.',
  } satisfies Record<Reason, string>,
  causes: {
    failed_there: (plugin: string) => `dropped by the API server (${plugin})`,
    quarantined: () => 'arrived, and no event (in quarantine)',
    agent_missed: () => 'gone before the agent could read it',
    unexplained: () => 'unexplained',
  } satisfies Record<CauseName, (plugin: string) => string>,
  cause: (events: number, sentence: string) => `${number.format(events)} ${sentence}`,
  recovered: (events: number) => `${number.format(events)} of them recovered as metadata`,
  unaccounted: {
    before_first_scrape: (_from: string, to: string) => `Before ${to} nothing was counted.`,
    restart: (from: string, to: string) => `From ${from} to ${to} nothing can be said: the API server ended in between.`,
    counters_ran_back: (from: string, to: string) => `From ${from} to ${to} nothing can be said: its counters ran back.`,
  } satisfies Record<UnaccountedWhy, (from: string, to: string) => string>,
  known: (to: string) => `Known up to ${to}`,
  table: (instance: string) => `Hours of ${instance}`,
  columns: { hour: 'Hour (UTC)', made: 'Recorded', stored: 'Here', dropped: 'Dropped by policy', missing: 'Missing' },
  noHours: 'No hour is counted yet.',
  clock: (source: string, events: number) => `${source}: ${number.format(events)} events stand in the future. Its clock is ahead.`,
  stale: 'The store could not be asked just now: this is of an earlier look.',
};
