// Numbers of the Overview that take more than a count: how long requests take, and a range beside the one before it.
import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { pipelineAnswer } from '../../src/api/contract/query.ts';
import { parseTimeExpression } from '../../src/search/time-expression.ts';
import { latencyPipeline, spanBefore, type Span } from '../show/overview-boards.ts';
import type { Selection } from './events.ts';
import { fetchJson, withParameters } from './fetch-api.ts';

const keptMs = 60_000;

export interface Latency {
  readonly name: string;
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
}

export function latencyQuery(field: string, { from, to, cluster }: Selection) {
  return queryOptions({
    queryKey: ['latency', field, from, to, cluster],
    queryFn: async ({ signal }): Promise<readonly Latency[]> => {
      const path = withParameters('/api/v1/query', { q: latencyPipeline(field), from, to, cluster });
      const { rows } = await fetchJson<z.infer<typeof pipelineAnswer>>(path, { signal });
      return rows.map(([name, requests, p50, p99]) => ({
        name: typeof name === 'string' ? name : '',
        requests: Number(requests),
        p50: Number(p50),
        p99: Number(p99),
      }));
    },
    staleTime: keptMs,
    gcTime: keptMs,
  });
}

/** The moments of a range, ms; null where it has no beginning: then nothing lies before it. */
export function spanOf({ from, to }: Pick<Selection, 'from' | 'to'>, nowMs: number): Span | null {
  const moment = (text: string | undefined): number | null => {
    const micros = text === undefined ? null : parseTimeExpression(text, nowMs * 1000);
    return micros === null ? null : micros / 1000;
  };
  const begin = moment(from);
  return begin === null ? null : { from: begin, to: moment(to) ?? nowMs };
}

/** The two ranges that a trend compares, as they stand in addresses. */
export function trendRanges(selection: Selection, nowMs: number): { readonly now: Selection; readonly before: Selection } | null {
  const span = spanOf(selection, nowMs);
  if (span === null || span.to <= span.from) return null;
  const { cluster } = selection;
  const write = ({ from, to }: Span): Selection => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), cluster });
  return { now: write(span), before: write(spanBefore(span)) };
}
