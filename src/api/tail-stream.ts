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

export class TailStream implements TailSink {
  readonly readable: Readable;
  private waiting: Buffer[] = [];
  private bytes = 0;
  private skipped = 0;
  private skippedAt = '';
  private place: string | null = null;
  /** The reader takes more. */
  private isWanted = false;
  private isEnded = false;
  private takenAt = performance.now();
  private wake: (() => void)[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(onClose: () => void) {
    this.readable = new Readable({
      highWaterMark: 65_536,
      read: () => {
        this.isWanted = true;
        this.flush();
      },
      destroy: (error, done) => {
        this.stop();
        for (const go of this.wake.splice(0)) go();
        onClose();
        done(error);
      },
    });
    // Who listens sees the connection break; here it is nobody's failure.
    this.readable.on('error', () => {});
    this.timer = setInterval(() => this.comment(), commentMs);
  }

  event(event: StoredEvent, place: string): void {
    this.place = place;
    const chunk = message('event', place, eventData(event));
    // One that is larger than all the room there is goes out alone.
    if (this.skipped === 0 && (this.bytes === 0 || this.bytes + chunk.length <= maxWaitingBytes)) this.put(chunk);
    else {
      this.skipped += 1;
      this.skippedAt = place;
    }
  }

  reached(place: string): void {
    const isFirst = this.place === null;
    this.place = place;
    if (isFirst) this.put(Buffer.from(`: following\nretry: 2000\nid: ${place}\n\n`));
  }

  hasRoom(): boolean {
    return this.bytes < maxWaitingBytes / 2;
  }

  room(): Promise<void> {
    if (this.readable.destroyed || (this.bytes === 0 && this.isWanted)) return Promise.resolve();
    return new Promise((resolve) => this.wake.push(resolve));
  }

  /** Ends it cleanly: the reader comes again with the last id. */
  end(): void {
    this.stop();
    this.readable.push(null);
    // One who does not read would hold up the end.
    setTimeout(() => this.readable.destroy(), endMs).unref();
  }

  private put(chunk: Buffer): void {
    if (this.isEnded) return;
    this.waiting.push(chunk);
    this.bytes += chunk.length;
    this.flush();
  }

  private flush(): void {
    while (this.isWanted && this.waiting.length > 0) {
      const next = this.waiting.shift()!;
      this.bytes -= next.length;
      this.takenAt = performance.now();
      this.isWanted = this.readable.push(next);
    }
    if (this.waiting.length > 0 || !this.isWanted) return;
    if (this.skipped > 0) {
      // Told when the reader is at its place: after what came before it.
      const told = message('skipped', this.skippedAt, Buffer.from(JSON.stringify({ count: this.skipped })));
      this.skipped = 0;
      this.isWanted = this.readable.push(told);
    }
    for (const go of this.wake.splice(0)) go();
  }

  private comment(): void {
    if (!this.isWanted && performance.now() - this.takenAt > stalledMs) this.readable.destroy();
    // Behind what waits a comment is of no use: what waits will be seen.
    else if (this.waiting.length === 0 && this.skipped === 0)
      this.put(Buffer.from(`: ${new Date().toISOString()}\n${this.place === null ? '' : `id: ${this.place}\n`}\n`));
  }

  private stop(): void {
    this.isEnded = true;
    this.waiting = [];
    clearInterval(this.timer);
  }
}

function message(name: string, id: string, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`event: ${name}\nid: ${id}\ndata: `), data, Buffer.from('\n\n')]);
}

/** The row of the list, its event's own text in it. */
function eventData(event: StoredEvent): Buffer {
  const head = JSON.stringify(rowHead(event)).slice(0, -1);
  return Buffer.concat([Buffer.from(`${head},"event":`), asUtf8(onOneLine(event.bytes)), Buffer.from('}')]);
}
