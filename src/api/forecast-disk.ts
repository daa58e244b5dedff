// How long the disk lasts: what the last day took, against what is free and what retention will remove.
import { findField } from '../audit/fields.ts';
import type { ApiParts } from './api-parts.ts';
import type { HealthAnswer } from './contract/system.ts';

const dayMs = 86_400_000;
const maxTopics = 10_000;

type Forecast = NonNullable<HealthAnswer['disk']>;

/** A pace does not change within a minute, and asking for it looks through a day. */
const freshMs = 60_000;

/** Health is asked for when things are bad: it waits for a store that does not answer no longer than this. */
const patienceMs = 2_000;

/** Remembers its answer for a minute; null where the store cannot be asked, or not soon. */
export function createForecast(parts: Pick<ApiParts, 'reader' | 'registry' | 'now'>): (freeBytes: number | null) => Promise<Forecast | null> {
  let last: { readonly at: number; readonly answer: Promise<Forecast> } | null = null;
  return (freeBytes) => {
    if (last === null || parts.now() - last.at >= freshMs) {
      const asked = { at: parts.now(), answer: forecastDisk(parts, freeBytes) };
      last = asked;
      asked.answer.catch(() => {
        if (last === asked) last = null;
      });
    }
    return soon(last.answer);
  };
}

/** The answer, or null where it fails or is late: the next who asks may have it. */
async function soon<T>(answer: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patienceMs, null);
  });
  return Promise.race([answer.catch(() => null), late]).finally(() => clearTimeout(timer));
}

/** Throws where the store cannot be asked. */
export async function forecastDisk({ reader, registry, now }: Pick<ApiParts, 'reader' | 'registry' | 'now'>, freeBytes: number | null): Promise<Forecast> {
  const { events, bytes, diskBytes } = await reader.storedSize();
  const perEvent = events === 0 ? 0 : diskBytes / events;
  const lately = { query: { type: 'all' }, from: (now() - dayMs) * 1000, to: now() * 1000, clusters: null, topics: null } as const;
  let perDayBytes = 0;
  let keptBytes = 0;
  const byTopic = { field: findField('topic')!, root: null, path: [] };
  const [{ rows }] = await reader.groups(lately, { groupings: [[byTopic]], limit: maxTopics, match: '' });
  for (const { values, count } of rows) {
    perDayBytes += count * perEvent;
    keptBytes += count * perEvent * (registry.getTopic(values[0])?.retentionDays ?? 0);
  }
  const growth = keptBytes - diskBytes;
  const isFilled = freeBytes !== null && perDayBytes > 0 && growth > freeBytes;
  return {
    events,
    bytes,
    diskBytes,
    perDayBytes: Math.round(perDayBytes),
    keptBytes: Math.round(keptBytes),
    fullInDays: isFilled ? freeBytes / perDayBytes : null,
  };
}
