// What is kept of clusters as a whole: sums, first arrivals, and the end of all of it.
import { asideTable } from '../aside.ts';
import { blocksTable } from '../blocks.ts';
import type { Engine } from '../engine/engine.ts';
import { command, selectAll } from '../engine/statements.ts';
import { database, eventsTable } from '../schema.ts';
import { seqCondition, type SeqRanges } from '../seq-ranges.ts';
import type { Reader, Sighting, StoredSize } from '../store.ts';

/** What the store takes on disk for the text of its events. */
export async function storedSize(engine: Engine): Promise<StoredSize> {
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
}

/** Time of the newest stored event and number of events of each cluster. */
export async function clusterTotals(engine: Engine): ReturnType<Reader['clusterTotals']> {
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
}

export interface Addresses {
  readonly cluster: string;
  readonly addresses: readonly string[];
  /** µs. */
  readonly from: number;
}

/** The first arrival of each of these addresses; those without one are left out. */
export async function findAddresses(engine: Engine, { cluster, addresses, from }: Addresses, shown: SeqRanges): Promise<readonly Sighting[]> {
  const rows = await selectAll(engine, {
    columns: [
      { sql: '`requestURI`', kind: 'bytes' },
      { sql: 'min(receivedAt)', kind: 'i64' },
    ],
    tail: `FROM ${eventsTable} WHERE cluster = {cluster:String} AND ts >= ${from} AND \`requestURI\` IN {addresses:Array(String)} AND ${seqCondition(shown)} GROUP BY \`requestURI\``,
    parameters: { cluster, addresses },
  });
  return rows.map(([address, receivedAt]) => ({ requestURI: (address as Buffer).toString('utf8'), receivedAt: receivedAt as number }));
}

/** Removes all that is kept of a cluster. */
export async function deleteCluster(engine: Engine, cluster: string): Promise<void> {
  for (const table of [eventsTable, blocksTable, asideTable])
    await command(engine, `ALTER TABLE ${table} DELETE WHERE cluster = {cluster:String}`, { cluster }, { mutations_sync: '2' });
}
