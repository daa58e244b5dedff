// The stream of one who follows, as server-sent events: bounded in memory, and it tells what it had to leave out.
import { Readable } from 'node:stream';
import type { StoredEvent, TailSink } from '../store/store.ts';
import { asUtf8, onOneLine } from './event-bytes.ts';
import { rowHead } from './events-answer.ts';

/** What may wait for a reader that is slow. */
const maxWaitingBytes = 2 * 1024 * 1024;
const commentMs = 15_000;
/** A reader that takes nothing for so long has gone. */
const stalledMs = 300_000;
/** What lies in the connection at the end may be read for so long. */
const endMs = 500;

export interface TailStream extends TailSink {
  readonly readable: Readable;
  /** Ends it cleanly: the reader comes again with the last id. */
  end(): void;
}

export function createTailStream(onClose: () => void): TailStream {
  let waiting: Buffer[] = [];
  let bytes = 0;
  let skipped = 0;
  let skippedAt = '';
  let place: string | null = null;
  let isWanted = false;
  let isEnded = false;
  let takenAt = performance.now();
  let wake: (() => void)[] = [];

  const flush = (): void => {
    while (isWanted && waiting.length > 0) {
      const next = waiting.shift()!;
      bytes -= next.length;
      takenAt = performance.now();
      isWanted = readable.push(next);
    }
    if (waiting.length > 0 || !isWanted) return;
    if (skipped > 0) {
      // Told when the reader is at its place: after what came before it.
      const told = message('skipped', skippedAt, Buffer.from(JSON.stringify({ count: skipped })));
      skipped = 0;
      isWanted = readable.push(told);
    }
    for (const go of wake.splice(0)) go();
  };
  const put = (chunk: Buffer): void => {
    if (isEnded || readable.destroyed) return;
    waiting.push(chunk);
    bytes += chunk.length;
    flush();
  };
  const comment = (): void => {
    if (!isWanted && performance.now() - takenAt > stalledMs) readable.destroy();
    // Behind what waits a comment is of no use: what waits will be seen.
    else if (waiting.length === 0 && skipped === 0) put(Buffer.from(`: ${new Date().toISOString()}\n${place === null ? '' : `id: ${place}\n`}\n`));
  };
  const timer = setInterval(comment, commentMs);
  const readable = new Readable({
    highWaterMark: 65_536,
    read: () => {
      isWanted = true;
      flush();
    },
    destroy: (error, done) => {
      clearInterval(timer);
      waiting = [];
      for (const go of wake.splice(0)) go();
      wake = [];
      onClose();
      done(error);
    },
  });
  // Who listens sees the connection break; here it is nobody's failure.
  readable.on('error', () => {});
  return {
    readable,
    event: (event, at) => {
      place = at;
      const chunk = message('event', at, eventData(event));
      // One that is larger than all the room there is goes out alone.
      if (skipped === 0 && (bytes === 0 || bytes + chunk.length <= maxWaitingBytes)) return put(chunk);
      skipped += 1;
      skippedAt = at;
    },
    reached: (at) => {
      const isFirst = place === null;
      place = at;
      if (isFirst) put(Buffer.from(`: following\nretry: 2000\nid: ${at}\n\n`));
    },
    hasRoom: () => bytes < maxWaitingBytes / 2,
    room: () => (readable.destroyed || (bytes === 0 && isWanted) ? Promise.resolve() : new Promise((resolve) => wake.push(resolve))),
    end: () => {
      isEnded = true;
      waiting = [];
      clearInterval(timer);
      readable.push(null);
      // One who does not read would hold up the end.
      setTimeout(() => readable.destroy(), endMs).unref();
    },
  };
}

function message(name: string, id: string, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`event: ${name}\nid: ${id}\ndata: `), data, Buffer.from('\n\n')]);
}

/** The row of the list, its event's own text in it. */
function eventData(event: StoredEvent): Buffer {
  const head = JSON.stringify(rowHead(event)).slice(0, -1);
  return Buffer.concat([Buffer.from(`${head},"event":`), asUtf8(onOneLine(event.bytes)), Buffer.from('}')]);
}
