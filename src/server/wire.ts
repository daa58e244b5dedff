// The only place that makes the concrete parts and puts them together.
import { existsSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createAccess } from '../access/create-access.ts';
import type { Access } from '../access/access.ts';
import type { ApiLimits, CompletenessParts } from '../api/api-parts.ts';
import { createApi } from '../api/create-api.ts';
import { createSearchGate } from '../api/search-gate.ts';
import { createAgents } from '../cluster/agents/create-agents.ts';
import { createRegistry } from '../cluster/create-registry.ts';
import { ingestTarget } from '../cluster/ingest-target.ts';
import type { Registry } from '../cluster/registry.ts';
import { createRollouts } from '../cluster/rollouts/create-rollouts.ts';
import { createArrivals, type Arrivals } from '../collect/completeness/arrivals.ts';
import { completenessOf } from '../collect/completeness/completeness.ts';
import { createLedger } from '../collect/completeness/ledger.ts';
import { startWatch, type Watch } from '../collect/completeness/watch.ts';
import { createIngest, type CreatedIngest } from '../collect/create-ingest.ts';
import type { QuarantineEntry } from '../collect/quarantine-entry.ts';
import { retryAfterUpgrade, retryQuarantine, type RetryResult } from '../collect/retry-quarantine.ts';
import { createSavedSearches } from '../saved/create-saved-searches.ts';
import { openControlDatabase, type ControlDatabase } from '../store/control/control-database.ts';
import { createStore, type Store } from '../store/create-store.ts';
import type { Reader } from '../store/store.ts';
import type { Logger } from './logger.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { packageFolder, programVersion } from './program-package.ts';
import type { Config } from './read-config.ts';
import { openTls, type Tls } from './tls.ts';
import { stopAnswering } from './stop-answering.ts';

export interface Server {
  readonly api: FastifyInstance;
  readonly access: Access;
  /** Drains and stops everything, the engine last. */
  close(): Promise<void>;
}

const megabyte = 1024 * 1024;
const hourMs = 3_600_000;
/** Larger bodies are taken in parts of about this size. */
const maxWholeBytes = 16 * megabyte;

/** Opens what lies in the data folder and makes a server that does not listen yet. */
export async function wireServer(config: Config, log: Logger): Promise<Server> {
  const now = Date.now;
  const database = openControlDatabase({ path: path.join(config.data, 'control.db'), now });
  const { access, registry, agents, saved } = onDatabase(database, config, now);
  const metrics = createMetrics();
  const store = await openStore(config, log);
  const arrivals = createArrivals({ database, lateMs: config.lateHours * hourMs });
  const ingest = await openIngest(config, { store, registry, arrivals, metrics, log });
  const books = openBooks(config, { database, store, ingest, arrivals, registry, metrics, log });
  const retry = (entries: readonly QuarantineEntry[]): Promise<RetryResult> =>
    retryQuarantine(entries, {
      quarantine: ingest.quarantine,
      ingest,
      targetOf: (cluster) => ingestTarget(registry, cluster),
      maxEventBytes: config.maxEventMb * megabyte,
      now,
    });
  void retryAfterUpgrade(path.join(config.data, 'quarantine'), programVersion(), () => retry(ingest.quarantine.list()), log);
  const tls = openTlsOf(config, metrics, log);
  const reader = forgetting(store.reader, ingest);
  const rollouts = createRollouts({ database, agents, registry, deleteEvents: (cluster) => deleteEvents(cluster, reader, books), log, now });
  const api = createApi({
    createServer: tls?.createServer,
    parts: {
      version: programVersion(),
      registry,
      agents,
      rollouts,
      reader,
      ingest,
      quarantine: ingest.quarantine,
      retryQuarantine: retry,
      completeness: books,
      access,
      saved,
      metrics,
      limits: createLimits(config, metrics),
      publicUrl: config.publicUrl,
      consoleFolder: consoleFolder(),
      health: () => ({ store: store.guard.health(), spool: ingest.spoolSize() }),
      readiness: () => readinessOf(ingest, store.engine),
      now,
    },
    onError: (error, place) => log.error(`${place.method} ${place.route}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  });
  limitConnections(api.server, config, metrics);
  return {
    api,
    access,
    close: async () => {
      tls?.close();
      await stopAnswering(api);
      await books.stop();
      await ingest.close();
      await store.close();
      database.close();
    },
  };
}

/** What needs nothing but the control database. */
function onDatabase(database: ControlDatabase, { adminToken }: Config, now: () => number) {
  return {
    access: createAccess({ database, adminToken: adminToken ?? undefined, now }),
    registry: createRegistry({ database, now }),
    agents: createAgents({ database, now }),
    saved: createSavedSearches({ database, now }),
  };
}

/** The engine is asked over 32 connections: some are left to writing, whatever is asked. */
function createLimits({ maxBodyMb, searchSeconds, searchConcurrency }: Config, metrics: Metrics): ApiLimits {
  const searches = createSearchGate({
    perCaller: searchConcurrency,
    total: 20,
    waitingPerCaller: searchConcurrency * 16,
    waitingTotal: 1000,
    waitMs: 20_000,
  });
  const exports = createSearchGate({ perCaller: 4, total: 8, waitingPerCaller: 8, waitingTotal: 40, waitMs: 10_000 });
  metrics.gauge('cluster_audit_searches_running', 'Searches that run.', () => searches.running());
  metrics.gauge('cluster_audit_exports_running', 'Exports that run.', () => exports.running());
  return { maxBodyBytes: maxBodyMb * megabyte, maxWholeBytes, maxInFlightBytes: 96 * megabyte, searchMs: searchSeconds * 1000, searches, exports };
}

function openStore(config: Config, log: Logger): Promise<Store> {
  return createStore({
    directory: path.join(config.data, 'engine'),
    engineUrl: config.engineUrl ?? undefined,
    memoryMb: config.engineMemoryMb,
    reserveBytes: config.diskReserveMb * megabyte,
    log,
  });
}

/** What is deleted from the store must not come back from the spool. */
function forgetting(reader: Reader, ingest: Pick<CreatedIngest, 'forget'>): Reader {
  return {
    ...reader,
    deleteCluster: (cluster) => {
      ingest.forget(cluster);
      return reader.deleteCluster(cluster);
    },
  };
}

async function deleteEvents(cluster: string, reader: Pick<Reader, 'deleteCluster'>, { ledger }: Pick<CompletenessParts, 'ledger'>): Promise<void> {
  await reader.deleteCluster(cluster);
  ledger.forgetSums(cluster);
}

interface BooksParts {
  readonly database: ControlDatabase;
  readonly store: Store;
  readonly ingest: CreatedIngest;
  readonly arrivals: Arrivals;
  readonly registry: Registry;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Counts what is missing for the life of the server. */
function openBooks(config: Config, { database, store, ingest, arrivals, registry, metrics, log }: BooksParts): CompletenessParts & Pick<Watch, 'stop'> {
  const now = Date.now;
  const ledger = createLedger({ database, now });
  const watch = startWatch({
    ledger,
    reader: store.reader,
    storedWithin: (ms) => ingest.storedWithin(ms),
    retentionDays: (cluster) => registry.getAuditFeature(cluster).retentionDays,
    settleMs: config.settleSeconds * 1000,
    now,
    log,
  });
  metrics.gaugeByCluster('cluster_audit_gap_events', 'Events of the last day that are certainly missing.', () => watch.missing());
  return {
    ledger,
    refresh: (cluster) => watch.refresh(cluster),
    answer: (cluster, from, to) => completenessOf(cluster, from, to, { ledger, arrivals, now }),
    stop: () => watch.stop(),
  };
}

function limitConnections(server: HttpServer, { maxConnections }: Config, metrics: Metrics): void {
  server.maxConnections = maxConnections;
  let open = 0;
  server.on('connection', (socket) => {
    open += 1;
    socket.once('close', () => (open -= 1));
  });
  metrics.gauge('cluster_audit_ingest_connections', 'Open connections, of senders and of others.', () => open);
}

function openTlsOf(config: Config, metrics: Metrics, log: Logger): Tls | null {
  if (config.tls === null) return null;
  const tls = openTls(config.tls, log, Date.now);
  metrics.gauge('cluster_audit_tls_certificate_expiry_seconds', 'When the certificate ends, seconds since the epoch.', () => tls.expiresAt());
  return tls;
}

async function openIngest(
  config: Config,
  parts: { readonly store: Store; readonly registry: Registry; readonly arrivals: Arrivals; readonly metrics: Metrics; readonly log: Logger },
): Promise<CreatedIngest> {
  const { store, registry, arrivals, metrics, log } = parts;
  const ingest = await createIngest({
    directory: config.data,
    store,
    spoolBytes: config.spoolMb * megabyte,
    reserveBytes: config.diskReserveMb * megabyte,
    partBytes: maxWholeBytes,
    maxEventBytes: config.maxEventMb * megabyte,
    quarantineBytes: config.quarantineMb * megabyte,
    now: Date.now,
    policies: { load: (topic, version) => registry.loadPolicy(topic, version), count: (bodies, counted) => registry.countOutcomes(bodies, counted) },
    arrivals,
    log,
    onStored: ({ cluster, receivedAt }, counts, newest) => metrics.stored(cluster, counts, newest === null ? null : receivedAt / 1000 - newest / 1e6),
  });
  metrics.gauge('cluster_audit_quarantine_size', 'Different byte sequences in quarantine.', () => ingest.quarantine.size());
  metrics.gauge('cluster_audit_quarantine_bytes', 'Bytes in quarantine.', () => ingest.quarantine.bytes());
  metrics.gauge('cluster_audit_spool_bytes', 'Bytes acknowledged that wait for the engine.', () => ingest.spoolSize().waitingBytes);
  metrics.gauge(
    'cluster_audit_spool_tail_bytes',
    'Bytes that are stored and kept a while, to be written again where the engine loses them.',
    () => ingest.spoolSize().tailBytes,
  );
  showHealth(metrics, store);
  metrics.gauge('cluster_audit_engine_up', '1 while the engine answers.', () => (store.engine.isUp() ? 1 : 0));
  return ingest;
}

function showHealth(metrics: Metrics, { guard }: Store): void {
  metrics.gauge('cluster_audit_store_free_bytes', "Free bytes of the engine's disk; 0 for an engine elsewhere.", () => guard.health().freeBytes ?? 0);
  metrics.gauge('cluster_audit_store_held', '1 while nothing is handed over to the engine, for want of disk.', () => (guard.hasRoom() ? 0 : 1));
  metrics.gauge('cluster_audit_store_in_doubt', '1 while the engine may have lost rows and is being put right.', () => (guard.isInDoubt() ? 1 : 0));
  metrics.gauge('cluster_audit_store_damaged_parts', 'Parts of the engine that are damaged and not served any more.', () => {
    return guard.health().damagedParts.filter(({ isSaved }) => !isSaved).length;
  });
  metrics.gauge('cluster_audit_store_missing_events', 'Events that were stored and are gone after damage.', () => guard.health().missing?.events ?? 0);
}

async function readinessOf(
  ingest: Pick<CreatedIngest, 'isReady'>,
  engine: Parameters<typeof isAnswering>[0],
): Promise<{ readonly problems: readonly string[] }> {
  const engineProblem = (await isAnswering(engine)) ? [] : ['the engine does not answer'];
  return { problems: [...(ingest.isReady() ? [] : ['the spool takes nothing']), ...engineProblem] };
}

async function isAnswering(engine: { isUp(): boolean; client(): { ping(): Promise<{ success: boolean }> } }): Promise<boolean> {
  return engine.isUp() && (await engine.client().ping()).success;
}

function consoleFolder(): string | null {
  const folder = path.join(packageFolder, 'dist', 'console');
  return existsSync(path.join(folder, 'index.html')) ? folder : null;
}
