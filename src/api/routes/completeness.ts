// Whether anything is missing, as people and programs ask for it; and the door for agents' reports.
import type { FastifyRequest } from 'fastify';
import type { CompletenessAnswer, HourAnswer, InstanceAnswer } from '../../collect/completeness/completeness.ts';
import { sum, worst } from '../../collect/completeness/completeness.ts';
import type { ArrivalHour } from '../../collect/completeness/arrivals.ts';
import type { KeptAccess } from '../../collect/completeness/watch.ts';
import { AppError } from '../../lib/app-error.ts';
import { admitSender, type Sender } from '../admit-sender.ts';
import type { ApiParts } from '../api-parts.ts';
import type { BindRoute } from '../bind-route.ts';
import type { CompletenessInstance, CompletenessResult, InstanceContent, InstanceEntry } from '../contract/completeness.ts';
import { sourceName } from '../contract/ingest.ts';
import { routes } from '../contract/routes.ts';
import { noCluster } from '../no-cluster.ts';
import { readTime } from '../selection.ts';

const hourMs = 3_600_000;
const defaultRangeMs = 24 * hourMs;
const maxRangeMs = 366 * 24 * hourMs;
const defaultEverySeconds = 30;
const canaryPendingMs = 600_000;

/** Who reports speaks for the API server that the address names. */
export function admitReporter(request: FastifyRequest, parts: ApiParts): Sender {
  const { cluster, instance } = request.params as { cluster: string; instance: string };
  return admitSender(request, cluster, () => (sourceName.test(instance) ? instance : null), parts);
}

export function bindCompletenessRoutes(bind: BindRoute, { registry, completeness, now }: ApiParts): void {
  const requireCluster = (cluster: string): void => {
    if (registry.getCluster(cluster) === null) throw noCluster(cluster);
  };

  bind(routes.getCompleteness, async ({ params: { cluster }, query }) => {
    requireCluster(cluster);
    const { from, to } = rangeOf(query, now());
    const isFresh = await completeness.refresh(cluster).catch(() => false);
    return toResult(cluster, completeness.answer(cluster, from, to), isFresh, now());
  });

  bind(routes.report, ({ params: { cluster, instance }, body, sender }) => {
    completeness.ledger.take(cluster, instance, body, sender!.source);
    return { taken: true as const };
  });

  bind(routes.putInstance, ({ params: { cluster, instance }, body }) => {
    requireCluster(cluster);
    completeness.ledger.put(cluster, instance, { sources: body.sources, access: body.metrics === undefined ? null : JSON.stringify(accessOf(body.metrics)) });
    const made = completeness.ledger.instances().find((one) => one.cluster === cluster && one.name === instance)!;
    return { instance, sources: [...made.sources], metrics: metricsOf(made.access) } satisfies InstanceEntry;
  });

  bind(routes.deleteInstance, ({ params: { cluster, instance } }) => {
    requireCluster(cluster);
    if (!completeness.ledger.remove(cluster, instance)) throw new AppError('not_found', `The cluster "${cluster}" has no API server "${instance}".`);
  });
}

function rangeOf(query: { readonly from?: string; readonly to?: string }, now: number): { readonly from: number; readonly to: number } {
  const to = Math.ceil((readTime('to', query.to, now * 1000) ?? now * 1000) / 1000);
  const from = Math.floor((readTime('from', query.from, now * 1000) ?? (to - defaultRangeMs) * 1000) / 1000);
  const wrong = (message: string): AppError => new AppError('bad_parameter', message, { extra: { parameter: 'from' } });
  if (from > to) throw wrong('"from" is after "to".');
  if (to - from > maxRangeMs) throw wrong('The time range is longer than 366 days.');
  return { from, to };
}

function accessOf({ url, token, ca, everySeconds = defaultEverySeconds }: NonNullable<InstanceContent['metrics']>): KeptAccess {
  return { url, everySeconds, ...(token === undefined ? {} : { token }), ...(ca === undefined ? {} : { ca }) };
}

/** Without the credential. */
function metricsOf(access: string | null): InstanceEntry['metrics'] {
  if (access === null) return null;
  const { url, everySeconds } = JSON.parse(access) as KeptAccess;
  return { url, everySeconds };
}

function toResult(cluster: string, answer: CompletenessAnswer, isFresh: boolean, now: number): CompletenessResult {
  return {
    cluster,
    from: iso(answer.from),
    to: iso(answer.to),
    status: answer.status,
    reasons: [...answer.reasons],
    missing: answer.missing,
    isFresh,
    hours: clusterHours(answer.instances),
    instances: answer.instances.map((instance) => toInstance(instance, now)),
    records: answer.missed.map(({ id, instance, why, at, file, from, bytes, events, sentence }) => ({
      id,
      instance,
      kind: why,
      at: iso(at),
      file,
      from,
      bytes,
      events,
      sentence,
    })),
    arrivals: toArrivals(answer.arrivals),
  };
}

function clusterHours(instances: readonly InstanceAnswer[]): CompletenessResult['hours'] {
  const hours = new Map<number, HourAnswer[]>();
  for (const hour of instances.flatMap((instance) => instance.hours)) hours.set(hour.hour, [...(hours.get(hour.hour) ?? []), hour]);
  const total = (parts: readonly HourAnswer[], read: (hour: HourAnswer) => number): number => parts.reduce((all, part) => all + read(part), 0);
  return [...hours]
    .sort(([a], [b]) => a - b)
    .map(([hour, parts]) => ({
      hour: iso(hour),
      status: worst(parts.map(({ status }) => status)),
      made: total(parts, ({ made }) => made),
      stored: total(parts, ({ stored }) => stored),
      droppedByPolicy: total(parts, ({ dropped }) => dropped),
      missing: sum(parts.map(({ missing }) => missing)),
    }));
}

function toInstance(answer: InstanceAnswer, now: number): CompletenessInstance {
  const { instance, status, reasons, missing, canaries } = answer;
  return {
    instance: instance.name,
    sources: [...instance.sources],
    status,
    reasons: [...reasons],
    trouble: instance.trouble,
    knownFrom: isoOrNull(answer.knownFrom),
    knownTo: isoOrNull(answer.knownTo),
    reportedAt: isoOrNull(instance.reportedAt),
    unreadBytes: instance.unreadBytes,
    oldestUnreadAt: isoOrNull(instance.oldestUnreadAt),
    clockAheadMs: instance.clockAhead,
    metrics: metricsOf(instance.access),
    missing,
    hours: answer.hours.map(toHour),
    unaccounted: answer.unaccounted.map(({ from, to, why }) => ({ from: isoOrNull(from), to: iso(to), why })),
    canary: canaries.length === 0 ? null : toCanary(canaries, now),
  };
}

function toHour({ hour, from, to, dropped, failed, causes, recovered: _recovered, ...rest }: HourAnswer): CompletenessInstance['hours'][number] {
  const written = causes.map(({ records, ...cause }) => ({ ...cause, ...(records === undefined ? {} : { records: [...records] }) }));
  return { hour: iso(hour), ...rest, from: iso(from), to: iso(to), droppedByPolicy: dropped, failedThere: { ...failed }, causes: written };
}

function toCanary(canaries: InstanceAnswer['canaries'], now: number): NonNullable<CompletenessInstance['canary']> {
  const delays = canaries.flatMap(({ sentAt, seenAt }) => (seenAt === null ? [] : [Math.max(0, seenAt - sentAt)]));
  return {
    sent: canaries.length,
    seen: delays.length,
    pending: canaries.filter(({ sentAt, seenAt }) => seenAt === null && now - sentAt < canaryPendingMs).length,
    slowestMs: delays.length === 0 ? null : Math.max(...delays),
    lastMs: delays.at(-1) ?? null,
  };
}

function toArrivals(hours: readonly ArrivalHour[]): CompletenessResult['arrivals'] {
  const bySource = new Map<string, ArrivalHour[]>();
  for (const hour of hours) bySource.set(hour.source, [...(bySource.get(hour.source) ?? []), hour]);
  return [...bySource].map(([source, parts]) => {
    const total = (read: (hour: ArrivalHour) => number): number => parts.reduce((all, part) => all + read(part), 0);
    const known = (read: (hour: ArrivalHour) => number | null): number[] => parts.flatMap((part) => read(part) ?? []);
    const skews = known(({ skew }) => skew);
    const delays = known(({ delay }) => delay);
    return {
      source,
      received: total(({ received }) => received),
      accepted: total(({ accepted }) => accepted),
      duplicates: total(({ duplicates }) => duplicates),
      droppedByPolicy: total(({ dropped }) => dropped),
      quarantined: total(({ quarantined }) => quarantined),
      late: total(({ late }) => late),
      future: total(({ future }) => future),
      skewMs: skews.length === 0 ? null : Math.min(...skews),
      delayMs: delays.length === 0 ? null : Math.max(...delays),
    };
  });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}
