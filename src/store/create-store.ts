// The store as the rest of the program sees it: an engine brought up, its tables brought to date, a writer, a reader and their upkeep.
import { connectEngine, startEmbeddedEngine, type Engine, type Logger } from './engine/engine.ts';
import { createReader } from './create-reader.ts';
import { selectAll } from './engine/statements.ts';
import { asideTable } from './aside.ts';
import { eventsTable } from './schema.ts';
import type { EncodedBody } from './encode-body.ts';
import { migrateStore } from './migrations.ts';
import type { Reader } from './store.ts';
import { startUpkeep } from './upkeep.ts';
import { writeBlock, type BodyCounts } from './writer.ts';

export interface Store {
  readonly reader: Reader;
  readonly engine: Engine;
  /**
   * Stores a block of bodies (`token` names exactly these); when it returns they are on disk. Then `noteStored`
   * makes everything up to a sequence visible.
   */
  write(bodies: readonly EncodedBody[], token: string): Promise<readonly BodyCounts[]>;
  noteStored(seq: number): void;
  /** The newest sequence of any stored row; 0 for an empty store. */
  newestSeq(): Promise<number>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Folder of the embedded engine; unused with `engineUrl`. */
  readonly directory: string;
  readonly engineUrl?: string;
  readonly memoryMb: number;
  readonly log: Logger;
}

/** Opens the store. Throws AppError `unavailable` with a hint where the engine cannot run or be reached. */
export async function createStore(options: StoreOptions): Promise<Store> {
  const engine = options.engineUrl === undefined ? await startEmbeddedEngine(options) : connectEngine(options.engineUrl);
  try {
    await migrateStore(engine);
  } catch (error) {
    await engine.close();
    throw error;
  }
  const upkeep = startUpkeep(engine, options.log);
  let stored = 0;
  return {
    engine,
    reader: createReader(engine, () => stored),
    write: async (bodies, token) => {
      const counts = await writeBlock(engine, bodies, token);
      upkeep.noteWrite();
      return counts;
    },
    noteStored: (seq) => {
      stored = Math.max(stored, seq);
    },
    newestSeq: async () => {
      const newestOf = async (table: string): Promise<number> => {
        const [[newest]] = await selectAll(engine, { columns: [{ sql: 'max(seq)', kind: 'u64' }], tail: `FROM ${table}` });
        return newest as number;
      };
      return Math.max(await newestOf(eventsTable), await newestOf(asideTable));
    },
    close: async () => {
      await upkeep.stop();
      await engine.close();
    },
  };
}
