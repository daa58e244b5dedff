// What keeps a store small when nobody looks: fresh parts are merged once ingest rests, and days past their retention are dropped.
import { blocksTable, expiredBlocks } from './blocks.ts';
import type { Engine, Logger } from './engine/engine.ts';
import { command, selectAll } from './engine/statements.ts';
import { database, eventsTable, microsPerDay } from './schema.ts';

/** Ingest rests when nothing was written for this long. */
const restMs = 5_000;
const partitionsAtOnce = 50;
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
  for (const [partition] of blocks)
    await command(engine, `ALTER TABLE ${blocksTable} DROP PARTITION ID {id:String}`, { id: (partition as Buffer).toString('latin1') });
  return old.length;
}

export interface Upkeep {
  /** Tells that something was written just now. */
  noteWrite(): void;
  stop(): Promise<void>;
}

/** Runs both for the life of a store: merging after each rest, expiry at start and every hour. */
export function startUpkeep(engine: Engine, log: Logger): Upkeep {
  let rest: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const run = (work: () => Promise<unknown>): void => {
    running = running.then(work).catch((error: unknown) => log.warn(`upkeep: ${(error as Error).message}`));
  };
  const expire = (): void => run(() => dropExpired(engine, Date.now()));
  const mergeAll = (): void =>
    run(async () => {
      if ((await mergeFreshParts(engine)) === partitionsAtOnce) mergeAll();
    });
  const hourly = setInterval(expire, 3_600_000);
  hourly.unref();
  expire();
  return {
    noteWrite: () => {
      clearTimeout(rest);
      rest = setTimeout(mergeAll, restMs);
      rest.unref();
    },
    stop: async () => {
      clearTimeout(rest);
      clearInterval(hourly);
      await running;
    },
  };
}
