// The reading half of the store: every question asked of what was stored up to one moment.
import type { Engine } from './engine/engine.ts';
import { command, selectAll } from './engine/statements.ts';
import { countEvents } from './query/count-events.ts';
import { parseEventId, placeOf } from './query/event-keys.ts';
import { countSteps } from './query/count-steps.ts';
import { exportEvents } from './query/export-events.ts';
import { fetchEvents } from './query/fetch-events.ts';
import { groupRequests } from './query/group-requests.ts';
import { listEvents } from './query/list-events.ts';
import { asideTable } from './aside.ts';
import { database, eventsTable } from './schema.ts';
import type { Reader } from './store.ts';

/** `storedThrough` tells the newest sequence that is stored whole: rows after it are not shown, since they may be a part of a block. */
export function createReader(engine: Engine, storedThrough: () => number): Reader {
  return {
    list: (request) => listEvents(engine, request, storedThrough()),
    count: (selection, signal) => countEvents(engine, selection, storedThrough(), signal),
    export: (selection, order, signal) => exportEvents(engine, selection, order, storedThrough(), signal),
    groupRequests: (selection, detail, signal) => groupRequests(engine, selection, detail, storedThrough(), signal),
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
      if (place === null || place.seq > storedThrough()) return null;
      return (await fetchEvents(engine, [place])).get(placeOf(place)) ?? null;
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
    countSteps: (request) => countSteps(engine, request, storedThrough()),
    findAddresses: async (cluster, addresses, from) => {
      const rows = await selectAll(engine, {
        columns: [
          { sql: '`requestURI`', kind: 'bytes' },
          { sql: 'min(receivedAt)', kind: 'i64' },
        ],
        tail: `FROM ${eventsTable} WHERE cluster = {cluster:String} AND ts >= ${from} AND \`requestURI\` IN {addresses:Array(String)} AND seq <= ${storedThrough()} GROUP BY \`requestURI\``,
        parameters: { cluster, addresses },
      });
      return rows.map(([address, receivedAt]) => ({ requestURI: (address as Buffer).toString('utf8'), receivedAt: receivedAt as number }));
    },
    deleteCluster: async (cluster) => {
      await command(engine, `ALTER TABLE ${eventsTable} DELETE WHERE cluster = {cluster:String}`, { cluster }, { mutations_sync: '2' });
      await command(engine, `ALTER TABLE ${asideTable} DELETE WHERE cluster = {cluster:String}`, { cluster }, { mutations_sync: '2' });
    },
  };
}
