// Stand-ins for the store and the spool, with a real registry and real sign-in in memory: what the tests of this room run on.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAccess } from '../access/create-access.ts';
import { createAgents } from '../cluster/agents/create-agents.ts';
import { createRegistry } from '../cluster/create-registry.ts';
import { createRollouts } from '../cluster/rollouts/create-rollouts.ts';
import { createArrivals } from '../collect/completeness/arrivals.ts';
import { completenessOf } from '../collect/completeness/completeness.ts';
import { createLedger } from '../collect/completeness/ledger.ts';
import type { IncomingBody, Ingest } from '../collect/ingest.ts';
import { openQuarantine } from '../collect/quarantine.ts';
import { createSavedSearches } from '../saved/create-saved-searches.ts';
import { openControlDatabase, type ControlDatabase } from '../store/control/control-database.ts';
import type { ListRequest, PipelineRequest, Reader, Selection, StoredEvent } from '../store/store.ts';
import type { ApiParts, IngestOutcome } from './api-parts.ts';
import { createSearchGate, type SearchGate } from './search-gate.ts';

export const adminToken = 'admin-token-of-the-tests';
export const asAdmin = { authorization: `Bearer ${adminToken}` };

export interface FakeReader extends Reader {
  readonly asked: { list: ListRequest[]; selections: Selection[]; pipelines: PipelineRequest[] };
}

/** A store of these events, in this order; it filters nothing. `failAfter` events an export breaks. */
export function createFakeReader(events: readonly StoredEvent[], failAfter = Infinity): FakeReader {
  const asked: FakeReader['asked'] = { list: [], selections: [], pipelines: [] };
  return {
    asked,
    list: async (request) => {
      asked.list.push(request);
      const from = request.after === null ? 0 : events.findIndex(({ key }) => key.seq === request.after?.seq) + 1;
      const page = events.slice(from, from + request.limit);
      const rows = request.fold ? page.map((event) => ({ ...event, stages: [], auditIDReused: false })) : page;
      const next = from + request.limit < events.length ? (page.at(-1)?.key ?? null) : null;
      return { rows, shown: request.shown ?? [[1, 99]], next, exact: true, scanned: { from: null, to: 1_700_000_000_000_000 } };
    },
    count: async (selection) => {
      asked.selections.push(selection);
      return events.length;
    },
    histogram: async (selection) => {
      asked.selections.push(selection);
      return [{ start: 1_700_000_000_000_000, count: events.length, counts: new Map([['__proto__', events.length]]) }];
    },
    groups: async (selection, { groupings }) => {
      asked.selections.push(selection);
      return groupings.map((fields) => ({ rows: [{ values: fields.map(() => 'get'), count: events.length }], distinct: 1, isExact: true }));
    },
    tail: async ({ selection, signal }, sink) => {
      asked.selections.push(selection);
      sink.reached('0-0');
      for (const event of events) sink.event(event, `${event.key.seq}-0`);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    query: async (request) => {
      asked.pipelines.push(request);
      return { columns: [{ name: 'count', type: 'UInt64' }], rows: [[String(events.length)]], more: false, exact: true };
    },
    explain: async (selection) => {
      asked.selections.push(selection);
      return { rows: 10, bytes: 1000, decidedBy: 'engine' };
    },
    async *export(selection) {
      asked.selections.push(selection);
      for (const [index, event] of events.entries()) {
        if (index >= failAfter) throw new Error('the engine is gone');
        yield event;
      }
    },
    async *groupRequests() {},
    storedSize: async () => ({ events: events.length, bytes: 1000, diskBytes: 100 }),
    blockOf: async () => null,
    get: async (id) => events.find((event) => event.id === id) ?? null,
    clusterTotals: async () => new Map([['shop', { events: events.length, bytes: 1000, newest: 1_700_000_000_000_000 }]]),
    countSteps: async ({ low }) => {
      const none = low.map(() => 0);
      return { storedLow: none, storedHigh: none, droppedLow: none, droppedHigh: none, quarantined: none, recovered: none };
    },
    findAddresses: async () => [],
    deleteCluster: async () => {},
  };
}

export interface FakeIngest extends Ingest {
  readonly bodies: IncomingBody[];
  /** How many of them came as a stream. */
  streams: number;
}

export function createFakeIngest(): FakeIngest {
  const bodies: IncomingBody[] = [];
  const fake: FakeIngest = {
    bodies,
    streams: 0,
    accept: async (body) => {
      bodies.push(body);
      return body.waitStored ? { received: 2, stored: { accepted: 1, duplicates: 1, quarantined: 0, dropped: 0 } } : { received: 2 };
    },
    acceptStream: async ({ chunks, announced: _announced, ...body }) => {
      const parts: Buffer[] = [];
      for await (const chunk of chunks) parts.push(Buffer.from(chunk));
      fake.streams += 1;
      return fake.accept({ ...body, bytes: Buffer.concat(parts) });
    },
    isReady: () => true,
    close: async () => {},
  };
  return fake;
}

export function makeEvent(seq: number, bytes: string | Uint8Array): StoredEvent {
  const key = { ts: 1_700_000_000_000_000 + seq, received: 1_700_000_000_000_000, stageRank: 2, seq, place: 0 };
  const text = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return {
    id: `e${seq}`,
    key,
    cluster: 'shop',
    topic: 't',
    source: 'admin',
    receivedAt: 1_700_000_000_000,
    bytes: text,
    timeIsGuessed: false,
    version: 'v1',
  };
}

function fakeGate(): SearchGate {
  return createSearchGate({ perCaller: 2, total: 3, waitingPerCaller: 1, waitingTotal: 2, waitMs: 100 });
}

export interface FakeParts extends ApiParts {
  readonly outcomes: IngestOutcome[];
  /** Cluster and reason of bodies that were refused unread. */
  readonly refusals: readonly (readonly [string | null, string])[];
}

function createFakeBooks(database: ControlDatabase, now: () => number): ApiParts['completeness'] {
  const ledger = createLedger({ database, now });
  const arrivals = createArrivals({ database, lateMs: 3_600_000 });
  return { ledger, refresh: async () => true, answer: (cluster, from, to) => completenessOf(cluster, from, to, { ledger, arrivals, now }) };
}

/** Parts with a cluster `shop` (auditing on) and a cluster `dark` (off). */
export function createFakeParts(given: Partial<ApiParts> = {}): FakeParts {
  const now = () => 1_700_000_000_000;
  const database = openControlDatabase({ path: ':memory:', now });
  const registry = createRegistry({ database, now });
  const agents = createAgents({ database, now });
  registry.putCluster('shop', { region: 'local' });
  registry.putCluster('dark', { region: 'local' });
  registry.putAuditFeature('shop', { enabled: true });
  const outcomes: IngestOutcome[] = [];
  const refusals: [string | null, string][] = [];
  return {
    version: '0.0.0',
    registry,
    agents,
    rollouts: createRollouts({ database, agents, registry, deleteEvents: async () => {}, log: { warn: () => {} }, now }),
    access: createAccess({ database, adminToken, now }),
    saved: createSavedSearches({ database, now }),
    reader: createFakeReader([]),
    ingest: createFakeIngest(),
    quarantine: openQuarantine(mkdtempSync(path.join(tmpdir(), 'cluster-audit-fake-'))),
    retryQuarantine: async () => ({ tried: 0, taken: 0, stillBad: 0, noCluster: 0, events: { accepted: 0, duplicates: 0 } }),
    completeness: createFakeBooks(database, now),
    outcomes,
    refusals,
    metrics: {
      render: async () => ({ type: 'text/plain', text: '# none\n' }),
      ingested: (outcome) => outcomes.push(outcome),
      refused: (cluster, reason) => refusals.push([cluster, reason]),
    },
    limits: { maxBodyBytes: 1024, maxWholeBytes: 1024, maxInFlightBytes: 4096, searchMs: 300, searches: fakeGate(), exports: fakeGate() },
    publicUrl: null,
    consoleFolder: null,
    health: () => ({
      store: { isEngineUp: true, freeBytes: 1e9, state: 'ok', damagedParts: [], missing: null },
      spool: { waitingBytes: 0, tailBytes: 0 },
    }),
    readiness: async () => ({ problems: [] }),
    now,
    ...given,
  };
}
