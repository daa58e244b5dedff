// The store as the rest of the program sees it: an engine brought up, its tables brought to date, a writer, a reader and their upkeep.
import { asideTable } from './aside.ts';
import { blocksTable } from './blocks.ts';
import { connectEngine, startEmbeddedEngine, type Engine, type Logger } from './engine/engine.ts';
import { createReader } from './create-reader.ts';
import { definitionFolders, keepDefinitions } from './engine/ddl-copies.ts';
import { selectAll } from './engine/statements.ts';
import { spaceLimits, startGuard, trustingGuard, type StoreGuard } from './guard.ts';
import { eventsTable } from './schema.ts';
import type { EncodedBody } from './encode-body.ts';
import { migrateStore } from './migrations.ts';
import type { SeqRanges } from './seq-ranges.ts';
import type { Reader } from './store.ts';
import { StoredSeqs } from './stored-seqs.ts';
import { createArrivals } from './tail/arrivals.ts';
import { createFeed } from './tail/feed.ts';
import { startUpkeep } from './upkeep.ts';
import { writeBlock, type BodyCounts } from './writer.ts';

export interface Store {
  readonly reader: Reader;
  readonly engine: Engine;
  readonly guard: StoreGuard;
  /**
   * Stores a block of bodies (`token` names exactly these; `isAgain`: they may have been written under another one before); when
   * it returns they are on disk. Then `noteStored`
   * makes sequences visible.
   */
  write(bodies: readonly EncodedBody[], token: string, isAgain: boolean): Promise<readonly BodyCounts[]>;
  noteStored(seqs: SeqRanges): void;
  /** The newest sequence of any stored body; 0 for an empty store. */
  newestSeq(): Promise<number>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Folder of the embedded engine; unused with `engineUrl`. */
  readonly directory: string;
  readonly engineUrl?: string;
  readonly memoryMb: number;
  /** Bytes of the disk that senders may not fill; the engine's own limits lie below (see guard.ts). */
  readonly reserveBytes: number;
  readonly log: Logger;
}

/** Opens the store. Throws AppError `unavailable` with a hint where the engine cannot run or be reached. */
export async function createStore(options: StoreOptions): Promise<Store> {
  const limits = spaceLimits(options.reserveBytes);
  const isEmbedded = options.engineUrl === undefined;
  const engine = isEmbedded ? await startEmbeddedEngine({ ...options, keepFreeBytes: limits.keep }) : connectEngine(options.engineUrl);
  let guard: StoreGuard;
  try {
    await migrateStore(engine);
    if (isEmbedded) keepDefinitions(definitionFolders(options.directory));
    guard = isEmbedded ? await startGuard({ engine, directory: options.directory, limits, log: options.log, now: Date.now }) : trustingGuard(engine);
  } catch (error) {
    await engine.close();
    throw error;
  }
  const upkeep = startUpkeep(engine, options.log);
  const stored = new StoredSeqs();
  const arrivals = createArrivals();
  const feed = createFeed(engine, arrivals, options.log);
  /** Of the lives before: a checkpoint that was lost, and with it its tokens, must not note a body twice. */
  let newestBefore = Infinity;
  return {
    engine,
    guard,
    reader: createReader(engine, stored, { engine, arrivals, feed }),
    write: async (bodies, token, isAgain) => {
      const isOld = bodies.some(({ context }) => context.seq <= newestBefore);
      const newest = bodies.reduce((most, { context }) => Math.max(most, context.seq), 0);
      const counts = await stored.writing(newest, () => writeBlock(engine, bodies, token, isAgain || isOld));
      upkeep.noteWrite();
      for (const { context, rows } of bodies)
        arrivals.written(
          context.seq,
          rows.map(({ ts }) => ts),
        );
      return counts;
    },
    noteStored: (seqs) => {
      stored.noteStored(seqs);
      arrivals.announce(seqs);
    },
    newestSeq: async () => {
      // A body of which nothing new was stored has a block and no events.
      const tail = `FROM (SELECT max(seq) AS seq FROM ${eventsTable} UNION ALL SELECT max(seq) AS seq FROM ${blocksTable} UNION ALL SELECT max(seq) AS seq FROM ${asideTable})`;
      const [row] = await selectAll(engine, { columns: [{ sql: 'max(seq)', kind: 'u64' }], tail });
      newestBefore = row[0] as number;
      stored.noteBefore(newestBefore);
      return newestBefore;
    },
    close: async () => {
      await guard.stop();
      await upkeep.stop();
      await engine.close();
    },
  };
}
