// What the spool asks of a disk, so that tests can put one in its place that fails, or loses what was not synced.
import { rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

export type SpoolFile = Pick<FileHandle, 'writev' | 'writeFile' | 'datasync' | 'truncate' | 'close'>;

export interface SpoolDisk {
  /** Makes a file that is not there yet, to be written from its beginning. */
  create(file: string): Promise<SpoolFile>;
  /** After it the names of the folder are on disk. */
  syncFolder(folder: string): Promise<void>;
  remove(file: string): void;
}

export const realDisk: SpoolDisk = {
  create: (file) => open(file, 'wx', 0o600),
  syncFolder: async (folder) => {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  remove: (file) => rmSync(file, { force: true }),
};
