// What the process counts, in the form that Prometheus reads.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ApiMetrics } from '../api/api-parts.ts';
import type { StoredCounts } from '../collect/ingest.ts';

export interface Metrics extends ApiMetrics {
  /** `lagSeconds`: how long after its newest event a body came; null where it held none. */
  stored(cluster: string, counts: StoredCounts, lagSeconds: number | null): void;
  /** Values that are asked for when somebody looks. */
  gauge(name: string, help: string, read: () => number): void;
  gaugeByCluster(name: string, help: string, read: () => ReadonlyMap<string, number>): void;
}

export function createMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const registers = [register];
  const { bodies, bytes, received, refused, seconds, events, lag } = createCounters(registers);
  return {
    render: async () => ({ type: register.contentType, text: await register.metrics() }),
    ingested: (outcome) => {
      bodies.inc({ cluster: outcome.cluster, result: outcome.result });
      if (outcome.result !== 'stored') refused.inc({ cluster: outcome.cluster, reason: outcome.result });
      bytes.inc({ cluster: outcome.cluster }, outcome.bytes);
      received.inc({ cluster: outcome.cluster }, outcome.received);
      seconds.observe(outcome.seconds);
    },
    refused: (cluster, reason) => refused.inc({ cluster: cluster ?? '', reason }),
    stored: (cluster, counts, lagSeconds) => {
      if (lagSeconds !== null) lag.set({ cluster }, lagSeconds);
      events.inc({ cluster, outcome: 'accepted' }, counts.accepted);
      events.inc({ cluster, outcome: 'duplicate' }, counts.duplicates);
      events.inc({ cluster, outcome: 'quarantined' }, counts.quarantined);
      events.inc({ cluster, outcome: 'dropped' }, counts.dropped);
    },
    gauge: (name, help, read) => {
      // The registry keeps it; it reads its value when it is asked.
      void new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    gaugeByCluster: (name, help, read) => {
      void new Gauge({
        name,
        help,
        labelNames: ['cluster'],
        registers,
        collect() {
          this.reset();
          for (const [cluster, value] of read()) this.set({ cluster }, value);
        },
      });
    },
  };
}

function createCounters(registers: Registry[]) {
  return {
    bodies: new Counter({
      name: 'cluster_audit_ingest_bodies_total',
      help: 'Bodies by cluster and result (stored, or the code of the refusal).',
      labelNames: ['cluster', 'result'],
      registers,
    }),
    bytes: new Counter({ name: 'cluster_audit_ingest_bytes_total', help: 'Bytes of bodies received.', labelNames: ['cluster'], registers }),
    received: new Counter({ name: 'cluster_audit_ingest_events_total', help: 'Readable events acknowledged.', labelNames: ['cluster'], registers }),
    refused: new Counter({
      name: 'cluster_audit_ingest_refused_total',
      help: 'Bodies that were not taken, by the code of the refusal; without cluster where there is none of that name.',
      labelNames: ['cluster', 'reason'],
      registers,
    }),
    seconds: new Histogram({
      name: 'cluster_audit_ingest_seconds',
      help: 'Time to the answer.',
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30],
      registers,
    }),
    events: new Counter({
      name: 'cluster_audit_stored_events_total',
      help: 'What became of items: accepted, duplicate, quarantined or dropped (by the policy of the topic).',
      labelNames: ['cluster', 'outcome'],
      registers,
    }),
    lag: new Gauge({
      name: 'cluster_audit_ingest_lag_seconds',
      help: 'How long after the newest event in it the last body came.',
      labelNames: ['cluster'],
      registers,
    }),
  };
}
