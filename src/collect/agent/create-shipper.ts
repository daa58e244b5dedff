// Sends lines to the server, packed, until it has them on disk: through restarts, outages of days and replaced tokens.
import { promisify } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { gzip } from 'node:zlib';
import { post, type PostAnswer, type ServerAccess } from './post.ts';

export interface ShipperOptions extends ServerAccess {
  readonly cluster: string;
  /** Names the API server whose events these are. */
  readonly name: string;
  readonly log: { info(message: string): void; warn(message: string): void };
  /** The longest pause between two tries, ms. */
  readonly maxPauseMs?: number;
}

export interface Shipper {
  /** Resolves when the server has the lines on disk (or in its quarantine); rejects only when aborted. */
  ship(lines: Uint8Array, signal: AbortSignal): Promise<void>;
  /** Bytes of lines that the server has, and what they were on the wire. */
  sent(): { readonly bytes: number; readonly packed: number };
}

const pack = promisify(gzip);
const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A server that says when to come again is believed up to here. */
const longestAskedMs = 300_000;

export function createShipper(options: ShipperOptions): Shipper {
  const path = `/ingest/v1/${encodeURIComponent(options.cluster)}`;
  const headers = { 'content-type': 'application/x-ndjson', 'x-cluster-audit-source': options.name };
  let bytes = 0;
  let packed = 0;
  let trouble = '';

  const tell = (message: string): void => {
    if (message !== trouble) options.log.warn(message);
    trouble = message;
  };

  const once = async (lines: Uint8Array, isPacked: boolean, signal: AbortSignal): Promise<PostAnswer | null> => {
    try {
      const body = isPacked ? await pack(lines, { level: 2 }) : lines;
      const answer = await post(options, path, body, isPacked ? { ...headers, 'content-encoding': 'gzip' } : headers, signal, lines);
      if (answer.status < 300) packed += body.length;
      return answer;
    } catch (error) {
      signal.throwIfAborted();
      tell(`${options.server} cannot be reached (${(error as Error).message}); what comes meanwhile waits in the log files`);
      return null;
    }
  };

  return {
    ship: async (lines, signal) => {
      let isPacked = true;
      for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, options.maxPauseMs ?? longestPauseMs)) {
        const answer = await once(lines, isPacked, signal);
        if (answer !== null && isTaken(answer)) {
          if (trouble !== '') options.log.info('the server takes events again');
          trouble = '';
          bytes += lines.length;
          return;
        }
        if (answer !== null) tell(`the server answered ${answer.status} ${answer.code ?? ''}: ${answer.detail}`);
        // Lines that pack too well look like an attack: they go as they are.
        if (answer?.status === 413) isPacked = false;
        await wait(pauseFor(answer, pause), undefined, { signal });
      }
    },
    sent: () => ({ bytes, packed }),
  };
}

/** Lines that are no events at all are taken, too: they are in the server's quarantine. */
function isTaken({ status, code }: PostAnswer): boolean {
  return (status >= 200 && status < 300) || (status === 400 && code === 'unreadable_body');
}

/** With some chance in it, so that agents do not come back all at once. */
function pauseFor(answer: PostAnswer | null, pause: number): number {
  const asked = answer?.retryAfter ?? null;
  const base = asked === null ? pause : Math.min(asked * 1000, longestAskedMs);
  return base * (0.75 + Math.random() / 2);
}
