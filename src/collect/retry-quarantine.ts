// Tries again what is in quarantine: a newer version may read what an older one could not.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { AppError } from '../lib/app-error.ts';
import { BodyReader, type QuarantineReason } from '../audit/read-body.ts';
import { EventScan } from '../audit/scan-event.ts';
import type { Ingest, IncomingBody } from './ingest.ts';
import type { QuarantineEntry } from './quarantine-entry.ts';
import type { Quarantine } from './quarantine.ts';

/** Where events of a cluster go now. */
export type Target = Pick<IncomingBody, 'topic' | 'retentionDays' | 'policy'>;

export interface RetryOptions {
  readonly quarantine: Quarantine;
  readonly ingest: Pick<Ingest, 'accept'>;
  /** Null where the cluster is gone or its auditing is off. */
  readonly targetOf: (cluster: string) => Target | null;
  readonly maxEventBytes: number;
  readonly now: () => number;
}

export interface RetryResult {
  readonly tried: number;
  /** Entries of which events were made. */
  readonly taken: number;
  readonly stillBad: number;
  /** Entries whose cluster is gone or takes no events. */
  readonly noCluster: number;
  readonly events: { readonly accepted: number; readonly duplicates: number };
}

/** Goes through entries that were not taken yet, one by one. Throws AppError `unavailable` where there is no room for events. */
export async function retryQuarantine(entries: readonly QuarantineEntry[], options: RetryOptions): Promise<RetryResult> {
  const result = { tried: 0, taken: 0, stillBad: 0, noCluster: 0, events: { accepted: 0, duplicates: 0 } };
  for (const entry of entries.filter(({ takenAt }) => takenAt === null)) {
    result.tried += 1;
    const target = options.targetOf(entry.cluster);
    if (target === null) result.noCluster += 1;
    else {
      const counts = await retryOne(entry, target, options);
      if (counts === null) result.stillBad += 1;
      else {
        result.taken += 1;
        result.events.accepted += counts.accepted;
        result.events.duplicates += counts.duplicates;
      }
    }
  }
  return result;
}

/** Runs `retry` once for each version of the program that opens the folder, in the background of its start; says what came of it. */
export async function retryAfterUpgrade(
  directory: string,
  version: string,
  retry: () => Promise<RetryResult>,
  log: { info(message: string): void; warn(message: string): void },
): Promise<void> {
  const file = path.join(directory, 'version');
  if (existsSync(file) && readFileSync(file, 'utf8').trim() === version) return;
  try {
    const { tried, taken, stillBad, events } = await retry();
    if (tried > 0) log.info(`quarantine after an upgrade: tried ${tried}, taken ${taken} (${events.accepted} events), still no events ${stillBad}`);
    writeFileSync(file, `${version}\n`, { mode: 0o600 });
  } catch (error) {
    log.warn(`the quarantine is tried again at the next start: ${(error as Error).message}`);
  }
}

async function retryOne(
  entry: QuarantineEntry,
  target: Target,
  { quarantine, ingest, maxEventBytes, now }: RetryOptions,
): Promise<{ readonly accepted: number; readonly duplicates: number } | null> {
  if (entry.isCut || entry.bytes > maxEventBytes) return null;
  const bytes = await buffer(quarantine.read(entry.id)!);
  const reason = reasonAgainst(bytes);
  if (reason !== null) {
    if (reason !== entry.reason && entry.reason !== 'damaged_spool') quarantine.note(entry.id, { reason });
    return null;
  }
  try {
    const { stored } = await ingest.accept({ cluster: entry.cluster, source: entry.source, ...target, bytes, waitStored: true });
    quarantine.note(entry.id, { takenAt: now() });
    return stored!;
  } catch (error) {
    // Readable, and yet not to be stored: it stays.
    if (error instanceof AppError && error.code === 'unreadable_body') return null;
    throw error;
  }
}

/** Null where an event can be read in the bytes; else why not. */
function reasonAgainst(bytes: Buffer): QuarantineReason | null {
  const reader = new BodyReader(bytes, new EventScan());
  let reason: QuarantineReason = 'empty';
  for (let found = reader.next(); found !== 'done'; found = reader.next()) {
    if (found === 'event') return null;
    ({ reason } = reader);
  }
  return reason;
}
