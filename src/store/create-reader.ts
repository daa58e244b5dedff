// The reading half of the store: every question asked of what was stored up to one moment.
import { blocksTable, findBlock } from './blocks.ts';
import type { Engine } from './engine/engine.ts';
import { command, selectAll } from './engine/statements.ts';
import { aggregateGroups } from './query/aggregate-groups.ts';
import { aggregateHistogram } from './query/aggregate-histogram.ts';
import { countEvents } from './query/count-events.ts';
import { parseEventId, placeOf } from './query/event-keys.ts';
import { explainEvents } from './query/explain-events.ts';
import { exportEvents } from './query/export-events.ts';
import { fetchEvents } from './query/fetch-events.ts';
import { groupRequests } from './query/group-requests.ts';
import { listEvents } from './query/list-events.ts';
import { runPipeline } from './query/run-pipeline.ts';
import { database, eventsTable } from './schema.ts';
import { hasSeq, type SeqRanges } from './seq-ranges.ts';
import type { Reader } from './store.ts';
import { followTail, type TailParts } from './tail/follow-tail.ts';

/** `stored` tells the sequences that are stored whole: rows of others are not shown, since they may be a part of a block. */
export function createReader(engine: Engine, stored: () => SeqRanges, tailParts: TailParts): Reader {
  return {
    list: (request) => listEvents(engine, request, stored()),
    count: (selection, signal) => countEvents(engine, selection, stored(), signal),
    histogram: (selection, request, signal) => aggregateHistogram(engine, selection, request, stored(), signal),
    groups: (selection, request, signal) => aggregateGroups(engine, selection, request, stored(), signal),
    tail: (request, sink) => followTail(tailParts, request, sink),
    query: (request) => runPipeline(engine, request, stored()),
    explain: (selection, signal) => explainEvents(engine, selection, stored(), signal),
    export: (selection, order, signal) => exportEvents(engine, selection, order, stored(), signal),
    groupRequests: (selection, detail, signal) => groupRequests(engine, selection, detail, stored(), signal),
    storedSize: async () => {
      const [[events, bytes]] = await selectAll(engine, {
        columns: [
          { sql: 'count()', kind: 'u64' },
          { sql: 'sum(bytes)', kind: 'u64' },
        ],
        tail: `FROM ${eventsTable}`,
      });
      const tail = `FROM system.parts WHERE active AND database = '${database}' AND table = '${eventsTable.slice(database.length + 1)}'`;
      const [[diskBytes]] = await selectAll(engine, { columns: [{ sql: 'sum(bytes_on_disk)', kind: 'u64' }], tail });
      return { events: events as number, bytes: bytes as number, diskBytes: diskBytes as number };
    },
    get: async (id) => {
      const place = parseEventId(id);
      if (place === null || !hasSeq(stored(), place.seq)) return null;
      return (await fetchEvents(engine, [place])).get(placeOf(place)) ?? null;
    },
    blockOf: async (id) => {
      const place = parseEventId(id);
      if (place === null || !hasSeq(stored(), place.seq) || !(await fetchEvents(engine, [place])).has(placeOf(place))) return null;
      const block = await findBlock(engine, place.seq);
      return block === null ? null : { place: place.place, block };
    },
    clusterTotals: async () => {
      const rows = await selectAll(engine, {
        columns: [
          { sql: 'cluster', kind: 'bytes' },
          { sql: 'count()', kind: 'u64' },
          { sql: 'sum(bytes)', kind: 'u64' },
          { sql: 'max(ts)', kind: 'i64' },
        ],
        tail: `FROM ${eventsTable} GROUP BY cluster`,
      });
      return new Map(
        rows.map(([cluster, events, bytes, newest]) => [
          (cluster as Buffer).toString('utf8'),
          { events: events as number, bytes: bytes as number, newest: newest as number },
        ]),
      );
    },
    deleteCluster: async (cluster) => {
      await command(engine, `ALTER TABLE ${eventsTable} DELETE WHERE cluster = {cluster:String}`, { cluster }, { mutations_sync: '2' });
      await command(engine, `ALTER TABLE ${blocksTable} DELETE WHERE cluster = {cluster:String}`, { cluster }, { mutations_sync: '2' });
    },
  };
}
