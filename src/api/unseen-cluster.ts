// Why a cluster shows nothing, or not all, for a query: what it never sent, what is not kept, what was lost, and what its policies do.
import type { Demand } from '../audit/demand.ts';
import type { InstanceAnswer } from '../collect/completeness/completeness.ts';
import { sum } from '../collect/completeness/completeness.ts';
import type { ApiParts } from './api-parts.ts';
import type { UnseenReason } from './contract/unseen.ts';
import { arrivalReasons, installedReasons, type Range } from './unseen-policies.ts';

type Parts = Pick<ApiParts, 'registry' | 'reader' | 'completeness' | 'now'>;

const dayMs = 86_400_000;
/** Accounts are looked through so far back. */
const maxAccountMs = 31 * dayMs;

export async function unseenOfCluster(parts: Parts, cluster: string, demand: Demand, range: Range, signal: AbortSignal): Promise<readonly UnseenReason[]> {
  const { registry, reader } = parts;
  const { state, topic, retentionDays } = registry.getAuditFeature(cluster);
  const oldest = await oldestOf(parts, cluster, signal);
  const newest = ((await reader.clusterTotals()).get(cluster)?.newest ?? 0) / 1000;
  const reasons: UnseenReason[] = [];
  if (state === 'Disabled') reasons.push({ why: 'disabled' });
  if (oldest === null) return state === 'Disabled' ? reasons : [{ why: 'nothing_sent' }, ...policies(parts, cluster, topic, demand, range)];
  if (range.from !== null && newest < range.from) reasons.push({ why: 'after_last', newest: iso(newest) });
  const lost = gaps(parts, cluster, range);
  reasons.push(...kept(range, oldest, parts.now(), topic, retentionDays), ...lost.filter(({ why }) => why === 'gap'));
  // What nobody knows comes last: it is true of every answer.
  return [...reasons, ...policies(parts, cluster, topic, demand, range), ...lost.filter(({ why }) => why === 'not_counted')];
}

function policies({ registry }: Parts, cluster: string, topic: string | null, demand: Demand, range: Range): readonly UnseenReason[] {
  return [...(topic === null ? [] : arrivalReasons(registry, topic, demand, range)), ...installedReasons(registry, cluster, demand, range)];
}

/** Time of the oldest event, ms; null without any. */
async function oldestOf({ reader }: Parts, cluster: string, signal: AbortSignal): Promise<number | null> {
  const everything = { query: { type: 'all' }, from: null, to: null, clusters: [cluster], topics: null } as const;
  const { rows } = await reader.list({ ...everything, order: 'asc', limit: 1, fold: false, after: null, shown: null, signal });
  return rows.length === 0 ? null : rows[0].key.ts / 1000;
}

function kept({ from, to }: Range, oldest: number, now: number, topic: string | null, retentionDays: number | null): readonly UnseenReason[] {
  const removedBefore = retentionDays === null ? Number.NEGATIVE_INFINITY : now - retentionDays * dayMs;
  const reasons: UnseenReason[] = [];
  const isAll = to !== null && to <= oldest;
  if (isAll || (from !== null && from < oldest)) reasons.push({ why: 'before_first', oldest: iso(oldest), isAll });
  // Days are removed as a whole: what is left of the first is no proof that nothing was removed.
  if (topic !== null && retentionDays !== null && (from === null ? oldest < removedBefore + dayMs : from < removedBefore))
    reasons.push({ why: 'retention', topic, retentionDays, removedBefore: iso(removedBefore) });
  return reasons;
}

function gaps({ completeness, now }: Parts, cluster: string, range: Range): readonly UnseenReason[] {
  const to = Math.min(range.to ?? now(), now());
  const from = Math.max(range.from ?? to - maxAccountMs, to - maxAccountMs);
  if (from >= to) return [];
  const { instances } = completeness.answer(cluster, from, to);
  if (instances.length === 0) return [{ why: 'not_counted' }];
  const hours = instances.flatMap((instance: InstanceAnswer) => instance.hours.filter(({ missing }) => missing.atLeast > 0));
  if (hours.length === 0) return [];
  const missing = sum(hours.map((hour) => hour.missing));
  const causes = new Map<string, Extract<UnseenReason, { why: 'gap' }>['causes'][number]>();
  for (const { cause, events, plugin } of hours.flatMap((hour) => hour.causes)) {
    const key = `${cause} ${plugin ?? ''}`;
    causes.set(key, { cause, events: events + (causes.get(key)?.events ?? 0), ...(plugin === undefined ? {} : { plugin }) });
  }
  return [
    {
      why: 'gap',
      from: iso(Math.min(...hours.map((hour) => hour.from))),
      to: iso(Math.max(...hours.map((hour) => hour.to))),
      atLeast: missing.atLeast,
      atMost: missing.atMost,
      causes: [...causes.values()],
    },
  ];
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
