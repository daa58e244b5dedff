// Keeps what could not be taken as an event: equal bytes once, named by their SHA-256, with the reason and where they came from.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { QuarantineReason } from '../audit/read-body.ts';

export interface QuarantineEntry {
  readonly cluster: string;
  readonly source: string;
  readonly reason: QuarantineReason;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly bytes: Uint8Array;
}

export interface Quarantine {
  /** Resolves when the bytes are on disk and synced. */
  keep(entry: QuarantineEntry): Promise<void>;
  /** How many different byte sequences are kept. */
  size(): number;
}

/** Opens the quarantine in a folder: `<sha256>.bin` beside `<sha256>.json`. */
export function openQuarantine(directory: string): Quarantine {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const known = new Set(
    readdirSync(directory)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -5)),
  );
  return {
    keep: async ({ bytes, ...entry }) => {
      const name = createHash('sha256').update(entry.cluster).update('\0').update(bytes).digest('hex');
      if (known.has(name) || existsSync(path.join(directory, `${name}.json`))) return;
      await writeSynced(path.join(directory, `${name}.bin`), bytes);
      await writeSynced(path.join(directory, `${name}.json`), Buffer.from(`${JSON.stringify({ ...entry, bytes: bytes.length })}\n`));
      known.add(name);
    },
    size: () => known.size,
  };
}

async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
