// What keeps a store small when nobody looks: fresh parts are merged once ingest rests, days to which nothing comes any more are packed well, and those past
// their retention are dropped.
import { setTimeout as wait } from 'node:timers/promises';
import { asideDays, asideTable } from './aside.ts';
import { blocksTable, expiredBlocks } from './blocks.ts';
import type { Engine, Logger } from './engine/engine.ts';
import { command, selectAll } from './engine/statements.ts';
import { compression, compressNewParts, database, eventsTable, microsPerDay } from './schema.ts';

/** Ingest rests when nothing was written for this long. */
const restMs = 5_000;
const partitionsAtOnce = 50;
const longestStopMs = 2_000;
/** Larger partitions are left to the engine's own merges. */
const maxMergeBytes = 512 * 1024 * 1024;

/** Merges partitions that lie in several parts, smallest first. Objects' events then lie side by side, which halves their size. */
export async function mergeFreshParts(engine: Engine): Promise<number> {
  const parts = await selectAll(engine, {
    columns: [{ sql: 'partition_id', kind: 'bytes' }],
    tail: `FROM system.parts WHERE active AND database = '${database}' AND table = 'events' GROUP BY partition_id
      HAVING count() > 1 AND sum(bytes_on_disk) < ${maxMergeBytes} ORDER BY sum(bytes_on_disk) LIMIT ${partitionsAtOnce}`,
  });
  for (const [partition] of parts)
    await command(engine, `OPTIMIZE TABLE ${eventsTable} PARTITION ID {id:String}`, { id: (partition as Buffer).toString('latin1') });
  return parts.length;
}

/** After so long a rest, and every hour, what nothing comes to any more is packed. */
const longRestMs = 100_000;
/** A partition of several parts is packed when nothing was written to it for so long. */
const quietSeconds = 90;
/** To pack a day of a million events takes half a minute of a core: where events come now and then it is done once in so long. */
const packAgainMs = 3_600_000;
/** The engine writes a packed partition beside the old one. */
const maxPackedBytes = 32 * 1024 * 1024 * 1024;

/** When each partition was packed, by `performance.now()`. */
export type PackTimes = Map<string, number>;

/**
 * Packs the partitions to which nothing comes any more, smallest first; what else is written meanwhile is packed, too, which costs its senders time.
 * Returns how many others are left that are not packed.
 */
export async function packQuietPartitions(engine: Engine, packed: PackTimes): Promise<number> {
  const rows = await selectAll(engine, {
    columns: [
      { sql: 'partition_id', kind: 'bytes' },
      { sql: `toUInt8((count() = 1 AND min(level) > 0) OR max(modification_time) < now() - ${quietSeconds})`, kind: 'u8' },
    ],
    tail: `FROM system.parts WHERE active AND database = '${database}' AND table = 'events' GROUP BY partition_id
      HAVING countIf(default_compression_codec != '${compression.dense}') > 0 AND sum(bytes_on_disk) < ${maxPackedBytes} ORDER BY sum(bytes_on_disk)`,
  });
  const unpacked = rows.map(([id, isQuiet]) => ({ id: (id as Buffer).toString('latin1'), isQuiet: isQuiet === 1 }));
  const isDue = (id: string): boolean => performance.now() - (packed.get(id) ?? -Infinity) > packAgainMs;
  const quiet = unpacked.filter(({ id, isQuiet }) => isQuiet && isDue(id)).slice(0, partitionsAtOnce);
  if (quiet.length > 0) await packAll(engine, quiet, packed);
  return unpacked.length - quiet.length;
}

async function packAll(engine: Engine, partitions: readonly { readonly id: string }[], packed: PackTimes): Promise<void> {
  await command(engine, compressNewParts('dense'));
  try {
    for (const { id } of partitions) {
      await command(engine, `OPTIMIZE TABLE ${eventsTable} PARTITION ID {id:String} FINAL`, { id });
      packed.set(id, performance.now());
    }
  } finally {
    await command(engine, compressNewParts('quick'));
  }
}

/**
 * Drops partitions whose every event is past its retention, counted from the later of its day and its arrival: an old archive
 * that was imported today is kept as long as an event of today. Returns how many were dropped.
 */
export async function dropExpired(engine: Engine, now: number): Promise<number> {
  const today = Math.floor((now * 1000) / microsPerDay);
  const old = await selectAll(engine, {
    columns: [{ sql: '_partition_id', kind: 'bytes' }],
    tail: `FROM ${eventsTable} WHERE intDiv(ts, ${microsPerDay}) + retentionDays < {today:Int64} GROUP BY _partition_id
      HAVING max(receivedAt + retentionDays * 86400000) < {now:Int64}`,
    parameters: { today, now },
  });
  for (const [partition] of old)
    await command(engine, `ALTER TABLE ${eventsTable} DROP PARTITION ID {id:String}`, { id: (partition as Buffer).toString('latin1') });
  const blocks = await selectAll(engine, {
    columns: [{ sql: '_partition_id', kind: 'bytes' }],
    tail: `FROM ${blocksTable} GROUP BY _partition_id HAVING ${expiredBlocks}`,
    parameters: { now },
  });
  for (const [partition] of blocks) {
    const id = (partition as Buffer).toString('latin1');
    // Later arrivals of the same days keep events of before in the store.
    if (!(await hasEvents(engine, id))) await command(engine, `ALTER TABLE ${blocksTable} DROP PARTITION ID {id:String}`, { id });
  }
  return old.length;
}

/** Whether events of the bodies in a partition are still there. */
async function hasEvents(engine: Engine, partition: string): Promise<boolean> {
  const tail = `FROM ${eventsTable} WHERE seq IN (SELECT seq FROM ${blocksTable} WHERE _partition_id = {id:String}) LIMIT 1`;
  return (await selectAll(engine, { columns: [{ sql: 'seq', kind: 'u64' }], tail, parameters: { id: partition } })).length > 0;
}

/** Drops what was set aside longer ago than exact counts are taken. */
export async function dropOldAside(engine: Engine, now: number): Promise<void> {
  const parts = await selectAll(engine, {
    columns: [{ sql: '_partition_id', kind: 'bytes' }],
    tail: `FROM ${asideTable} WHERE receivedAt < {before:Int64} GROUP BY _partition_id HAVING max(receivedAt) < {before:Int64}`,
    parameters: { before: now - asideDays * 86_400_000 },
  });
  for (const [partition] of parts)
    await command(engine, `ALTER TABLE ${asideTable} DROP PARTITION ID {id:String}`, { id: (partition as Buffer).toString('latin1') });
}

export interface Upkeep {
  /** Tells that something was written just now. */
  noteWrite(): void;
  stop(): Promise<void>;
}

/** Runs all for the life of a store: merging after each rest, packing after longer ones and every hour, expiry at start and every hour. */
export function startUpkeep(engine: Engine, log: Logger): Upkeep {
  let rest: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let isStopping = false;
  const run = (work: () => Promise<unknown>): void => {
    running = running.then(work).catch((error: unknown) => {
      if (!isStopping) log.warn(`upkeep: ${(error as Error).message}`);
    });
  };
  const expire = (): void =>
    run(async () => {
      await dropExpired(engine, Date.now());
      await dropOldAside(engine, Date.now());
    });
  const mergeAll = (): void =>
    run(async () => {
      if ((await mergeFreshParts(engine)) === partitionsAtOnce) mergeAll();
    });
  const packed: PackTimes = new Map();
  const pack = (): void =>
    run(async () => {
      // What is merged just now is looked at again.
      if ((await packQuietPartitions(engine, packed)) > 0) awaitLongRest();
    });
  const hourly = setInterval(() => {
    expire();
    pack();
  }, 3_600_000);
  hourly.unref();
  // A life that ended while it packed left the slow compression.
  run(() => command(engine, compressNewParts('quick')));
  expire();
  let longRest: NodeJS.Timeout | undefined;
  const awaitLongRest = (): void => {
    clearTimeout(longRest);
    if (isStopping) return;
    longRest = setTimeout(pack, longRestMs);
    longRest.unref();
  };
  awaitLongRest();
  return {
    noteWrite: () => {
      clearTimeout(rest);
      rest = setTimeout(mergeAll, restMs);
      rest.unref();
      awaitLongRest();
    },
    stop: async () => {
      clearTimeout(rest);
      clearTimeout(longRest);
      clearInterval(hourly);
      isStopping = true;
      // What takes longer ends with the engine, and is begun anew in the next life.
      await Promise.race([running, wait(longestStopMs, undefined, { ref: false })]);
    },
  };
}
