// Sends audit logs to a server in bodies of a few megabytes, oldest file first, and says what became of them.
import { AppError } from '../../lib/app-error.ts';
import { findLogs, readBodies, type LogFile } from '../read-logs.ts';
import { call } from '../server-client.ts';
import type { ServerOptions } from '../main.ts';

/** Bodies on the way at one time: one is stored while the next is read. */
const inFlight = 4;
/** A busy or restarting server is asked again for a few minutes; one that never answered is given up soon. */
const tries = { afterSuccess: 40, before: 4 };

export interface Totals {
  accepted: number;
  duplicates: number;
  quarantined: number;
  /** By the policy of the topic. */
  dropped?: number;
}

export async function importLogs(paths: readonly string[], options: ServerOptions & { cluster: string; output: string }): Promise<number> {
  const totals = await sendLogs(
    paths.flatMap((path) => findLogs(path)),
    options,
  );
  process.stdout.write(options.output === 'json' ? `${JSON.stringify(totals)}\n` : `${sentence(totals)}\n`);
  return totals.quarantined > 0 ? 1 : 0;
}

/** Sends these logs and resolves when all of it is searchable, with a bar on a terminal. Throws AppError where the server or a file cannot be read any more. */
export async function sendLogs(logs: readonly LogFile[], options: ServerOptions & { cluster: string }): Promise<Totals> {
  const totals: Totals = { accepted: 0, duplicates: 0, quarantined: 0 };
  const progress = createProgress(logs);
  const waiting = new Set<Promise<void>>();
  let failure: unknown;
  let hasAnswered = false;
  const sendOn = async (body: Uint8Array): Promise<void> => {
    const sent: Promise<void> = send(options, body, hasAnswered ? tries.afterSuccess : tries.before)
      .then((counts) => {
        hasAnswered = true;
        for (const key of ['accepted', 'duplicates', 'quarantined'] as const) totals[key] += counts[key];
        if (counts.dropped !== undefined) totals.dropped = (totals.dropped ?? 0) + counts.dropped;
        progress.show(totals);
      })
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => waiting.delete(sent));
    waiting.add(sent);
    if (waiting.size >= inFlight) await Promise.race(waiting);
    if (failure !== undefined) throw failure;
  };
  try {
    for (const log of logs) for await (const body of readBodies(log, (bytes) => progress.read(bytes))) await sendOn(body);
  } catch (error) {
    failure ??= error;
  }
  await Promise.all(waiting);
  progress.end();
  if (failure !== undefined) {
    if (totals.accepted + totals.duplicates > 0) process.stderr.write(`Before it failed: ${sentence(totals)}. Importing again stores nothing twice.\n`);
    throw failure;
  }
  return totals;
}

/** What became of what was sent, for people. */
export function sentence({ accepted, duplicates, quarantined, dropped }: Totals): string {
  return `accepted ${accepted}, duplicates ${duplicates}, quarantined ${quarantined}${dropped === undefined ? '' : `, dropped by policy ${dropped}`}`;
}

async function send(options: ServerOptions & { cluster: string }, body: Uint8Array, tries: number): Promise<Totals> {
  try {
    const answer = await call(options, {
      method: 'POST',
      path: `/ingest/v1/${encodeURIComponent(options.cluster)}`,
      query: { wait: 'stored' },
      body,
      contentType: 'application/x-ndjson',
      tries,
    });
    return JSON.parse(Buffer.from(answer).toString('utf8')) as Totals;
  } catch (error) {
    // Nothing in this body is an event: it is in quarantine, and the rest goes on.
    if (error instanceof AppError && error.code === 'unreadable_body') return { accepted: 0, duplicates: 0, quarantined: countLines(body) };
    throw error;
  }
}

function countLines(body: Uint8Array): number {
  return Math.max(
    1,
    Buffer.from(body)
      .toString('latin1')
      .split('\n')
      .filter((line) => line.trim() !== '').length,
  );
}

interface Progress {
  read(bytes: number): void;
  show(totals: Totals): void;
  end(): void;
}

const barWidth = 30;
const redrawMs = 100;

/** A bar over the bytes of all files, on a terminal only. */
function createProgress(logs: readonly LogFile[]): Progress {
  const total = logs.reduce((sum, log) => sum + (log.bytes ?? 0), 0);
  const isShown = process.stderr.isTTY;
  let done = 0;
  let last = 0;
  return {
    read: (bytes) => {
      done += bytes;
    },
    show: (totals) => {
      if (!isShown || performance.now() - last < redrawMs) return;
      last = performance.now();
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const bar = '█'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '░');
      process.stderr.write(`\r${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${sentence(totals)}\u001b[K`);
    },
    end: () => {
      if (isShown) process.stderr.write('\r\u001b[K');
    },
  };
}
