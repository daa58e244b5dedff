// Asks how many: over time, and by the values of fields.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { FacetsAnswer, HistogramAnswer } from '../../src/api/contract/aggregates.ts';
import { parseTimeExpression } from '../../src/search/time-expression.ts';
import { barsOf, intervalFor, spanOfBuckets, type Bar, type Interval } from '../show/histogram-shape.ts';
import type { Selection } from './events.ts';
import { fetchJson, withParameters } from './fetch-api.ts';

export interface Histogram {
  readonly bars: readonly Bar[];
  readonly interval: Interval;
}

/** Where nobody said how long: days first, then as fine as what was found allows. */
const coarse: Interval = { ms: 86_400_000, text: '1d' };
const maxLooks = 4;

export function histogramQuery(selection: Selection) {
  return queryOptions({
    queryKey: ['histogram', selection],
    queryFn: ({ signal }) => loadHistogram(selection, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

/** Null where nothing matches at any time. */
async function loadHistogram(selection: Selection, signal: AbortSignal): Promise<Histogram | null> {
  const now = Date.now();
  const asked = { from: momentOf(selection.from, now), to: momentOf(selection.to, now) ?? (selection.from === undefined ? null : now) };
  if (asked.from !== null && asked.to !== null) {
    const interval = intervalFor(asked.to - asked.from);
    const { buckets } = await ask(selection, interval, signal);
    // Also without an event: from an empty range one wants to zoom out.
    return { bars: barsOf(buckets, interval, { from: asked.from, to: asked.to }), interval };
  }
  let interval = coarse;
  for (let look = 1; ; look += 1) {
    const { buckets } = await ask(selection, interval, signal);
    const span = spanOfBuckets(buckets, interval);
    if (span === null) return null;
    const finer = intervalFor(span.to - span.from);
    if (finer.ms >= interval.ms || look === maxLooks) return { bars: barsOf(buckets, interval, span), interval };
    interval = finer;
  }
}

function ask(selection: Selection, interval: Interval, signal: AbortSignal): Promise<HistogramAnswer> {
  return fetchJson<HistogramAnswer>(withParameters('/api/v1/histogram', { ...selection, interval: interval.text, by: 'verb' }), { signal });
}

function momentOf(text: string | undefined, nowMs: number): number | null {
  const micros = text === undefined ? null : parseTimeExpression(text, nowMs * 1000);
  return micros === null ? null : micros / 1000;
}

export interface FacetsAsked {
  readonly fields: readonly string[];
  readonly limit: number;
  /** Only values that hold this text. */
  readonly match?: string;
}

export function facetsQuery(selection: Selection, { fields, limit, match }: FacetsAsked) {
  return queryOptions({
    queryKey: ['facets', selection, fields, limit, match],
    queryFn: async ({ signal }) =>
      (await fetchJson<FacetsAnswer>(withParameters('/api/v1/facets', { ...selection, fields: fields.join(','), limit, match }), { signal })).facets,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
}
