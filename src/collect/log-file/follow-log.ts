// Follows an audit log through rotations and hands its lines over; a position moves only when they were taken durably.
import { setTimeout as wait } from 'node:timers/promises';
import type { FollowOptions, LogChunk, LogFollower, LogLag, MissedWhy } from './log-follower.ts';
import { logNames } from './log-names.ts';
import { detach, findPieces, isBehind, measure, remembered, type Piece } from './log-pieces.ts';
import { meanwhile } from './meanwhile.ts';
import { hasHead, hasMark, lastMark, loadPositions, savePositions, type Mark } from './positions.ts';
import { readLines, type LinesRead } from './read-lines.ts';

const defaults = { pollMs: 250, lookMs: 250, maxChunkBytes: 2 * 1024 * 1024, maxLineBytes: 64 * 1024 * 1024, settleMs: 2000 };
/** Positions are written so often at most, ms: what was delivered since comes twice after a crash, and is stored once. */
const saveMs = 250;
/** A removed file that its writer still holds open is read on as long as it grows, and a while longer. */
const unlinkedMs = 600_000;
/** So much of removed files is held open at most. */
const maxHeldBytes = 512 * 1024 * 1024;

export function followLog(options: FollowOptions): LogFollower {
  const follower = new Follower({ ...defaults, ...options });
  const running = follower.run();
  return {
    lag: () => follower.lag(),
    close: async () => {
      follower.stop.abort();
      await running;
    },
  };
}

class Follower {
  readonly stop = new AbortController();
  private readonly pieces: Set<Piece>;
  private readonly cache = new Map<string, Piece>();
  private readonly names;
  private readonly options: FollowOptions & typeof defaults;
  private warned = '';
  private lookedAt = -Infinity;
  private savedAt = -Infinity;
  private isUnsaved = false;
  /** The files as they were when they were looked at last. */
  private seen = '';

  constructor(options: FollowOptions & typeof defaults) {
    this.options = options;
    this.names = logNames(options.path);
    this.pieces = new Set(loadPositions(options.stateFile, (message) => options.log.warn(message)).map(remembered));
  }

  async run(): Promise<void> {
    const { signal } = this.stop;
    for (let hasMoved = false; !signal.aborted;) {
      try {
        hasMoved = await this.turn(hasMoved);
      } catch (error) {
        hasMoved = false;
        if (!signal.aborted) this.warnOnce(`${this.options.path}: ${(error as Error).message}`);
      }
      if (hasMoved) continue;
      await this.save(0);
      await wait(this.options.pollMs, undefined, { signal }).catch(() => {});
    }
    await this.save(0);
    for (const piece of this.pieces) await piece.source?.close();
  }

  lag(): LogLag {
    const behind = [...this.pieces].filter(isBehind);
    const unreadBytes = behind.reduce((sum, { position }) => sum + Math.max(0, position.size - position.offset), 0);
    const times = behind.map(({ changedAt }) => changedAt).filter((time) => time > 0);
    return { files: behind.length, unreadBytes, oldestUnreadAt: times.length === 0 ? null : Math.min(...times) };
  }

  /** One chunk of the live file and one of the oldest that is left: neither waits for the other. */
  private async turn(isBusy: boolean): Promise<boolean> {
    if (!isBusy || performance.now() - this.lookedAt > this.options.lookMs) await this.look(null);
    const ordered = [...this.pieces].filter(({ source }) => source !== null).sort((a, b) => a.age - b.age);
    const live = ordered.find(({ isLive }) => isLive);
    let hasMoved = live !== undefined && (await this.advance(live));
    // An old file to which somebody still writes has its turn when nothing is known to wait.
    for (const piece of [...ordered.filter(isBehind), ...ordered.filter((one) => !isBehind(one))]) {
      if (piece === live || this.stop.signal.aborted) continue;
      if (!(await this.advance(piece))) continue;
      hasMoved = true;
      break;
    }
    return hasMoved;
  }

  /** Delivers the next lines of a piece; false where there are none now. */
  private async advance(piece: Piece): Promise<boolean> {
    if (piece.isPacked && piece.isWhole) return false;
    const { position } = piece;
    const size = await measure(piece);
    if (piece.handle !== null && size <= position.offset) return this.noteCut(piece, size);
    const lines = await this.read(piece);
    if (lines === null) return false;
    const { bytes, next, tooLong } = lines;
    if (tooLong !== null) await this.miss(piece, 'line_too_long', tooLong.from, tooLong.bytes, 'a line over the limit was passed over');
    const last = bytes.length > 0 ? lastMark(bytes, next) : null;
    if (bytes.length > 0) await this.hand(piece, bytes);
    const hasMoved = bytes.length > 0 || tooLong !== null;
    if (hasMoved) await this.move(piece, next, last);
    return hasMoved || this.finish(piece, lines);
  }

  /** Null where there is nothing to be had of it now. */
  private async read(piece: Piece): Promise<LinesRead | null> {
    const { position, handle } = piece;
    try {
      const lines = await readLines(piece.source!, position.offset, this.options);
      const now = handle === null ? null : { read: handle.peek };
      if (now === null || ((await hasHead(now, position.head)) && (position.last === null || (await hasMark(now, position.last))))) return lines;
      // Between two looks the file was truncated and written anew: what was read then is not what it was.
      await detach(piece);
    } catch (error) {
      await this.noteUnreadable(piece, error as Error);
    }
    return null;
  }

  /** The end of a file to which nothing more is written. */
  private async finish(piece: Piece, { tail, next }: LinesRead): Promise<boolean> {
    const { position } = piece;
    if (tail === null || piece.isLive) return false;
    const isQuiet = piece.isPacked || this.options.now() - piece.changedAt > this.options.settleMs;
    if (!isQuiet) return false;
    const rest = Buffer.from(tail.filter((byte) => byte !== 0));
    if (rest.length > 0) {
      if (isObject(rest)) await this.hand(piece, Buffer.concat([rest, Buffer.from('\n')]));
      else await this.miss(piece, 'torn_line', next, rest.length, 'the last line was never written to its end');
    }
    const end = next + tail.length;
    if (piece.isPacked) await this.endPacked(piece, end);
    if (end > position.offset) await this.move(piece, end, null);
    return rest.length > 0;
  }

  private async endPacked(piece: Piece, end: number): Promise<void> {
    const { position } = piece;
    const lost = position.size - end;
    if (lost > 0) await this.miss(piece, 'truncated', end, lost, 'the copy holds less than the file had');
    position.size = end;
    piece.isWhole = true;
    await piece.source?.close();
  }

  /** Bytes of a copy that ended before what the file once had. */
  private async noteCut(piece: Piece, size: number): Promise<boolean> {
    const { position } = piece;
    const isSettled = !piece.isLive && this.options.now() - piece.changedAt > this.options.settleMs;
    // A removed file would keep its room on the disk as long as it is open.
    if (isSettled && piece.hasPackedCopy && size === position.offset) await this.closeFor(piece);
    const from = Math.max(size, position.offset);
    if (!isSettled || position.size <= from) return false;
    await this.miss(piece, 'truncated', from, position.size - from, 'the file was cut before this was read');
    position.size = from;
    return false;
  }

  private async closeFor(piece: Piece): Promise<void> {
    await piece.source?.close();
    piece.handle = null;
    piece.isPacked = true;
    piece.isWhole = true;
  }

  private async noteUnreadable(piece: Piece, error: Error): Promise<void> {
    // A compressed file may still be written.
    if (this.stop.signal.aborted || this.options.now() - piece.changedAt < this.options.settleMs) return;
    await this.miss(piece, 'unreadable', piece.position.offset, null, `it cannot be read to its end (${error.message})`);
    piece.isWhole = true;
    await piece.source?.close();
  }

  private async hand(piece: Piece, bytes: Buffer): Promise<void> {
    const { name, offset } = piece.position;
    const chunk: LogChunk = { bytes, file: this.fileOf(name), from: offset, lane: piece.isLive ? 'live' : 'backlog' };
    // While the server is away files come and go all the same.
    const look = (): Promise<void> => this.look(piece).catch((error: unknown) => this.warnOnce(`${this.options.path}: ${(error as Error).message}`));
    await meanwhile(this.options.deliver(chunk, this.stop.signal), this.options.lookMs, look);
  }

  /** Brings what is known up to date, and tells what is gone; `inHand` is being delivered. */
  private async look(inHand: Piece | null): Promise<void> {
    const { now, settleMs } = this.options;
    await findPieces(this.names, this.pieces, this.cache, { now, settleMs });
    this.lookedAt = performance.now();
    const seen = [...this.pieces]
      .map(({ position, isLive }) => `${position.device}:${position.inode}:${position.name}:${isLive ? '' : position.size}`)
      .join(' ');
    // What was seen and is gone at the next start is told then.
    if (seen !== this.seen) this.isUnsaved = true;
    this.seen = seen;
    await this.forgetGone(inHand);
    await this.save(saveMs);
  }

  private async move(piece: Piece, to: number, last: Mark | null): Promise<void> {
    piece.position.offset = to;
    if (last !== null) piece.position.last = last;
    piece.position.size = Math.max(piece.position.size, to);
    this.isUnsaved = true;
    await this.save(saveMs);
  }

  /** Writes the positions where they have changed, `everyMs` after the last time at the earliest. A full disk keeps nobody from going on. */
  private async save(everyMs: number): Promise<void> {
    if (!this.isUnsaved || performance.now() - this.savedAt < everyMs) return;
    this.savedAt = performance.now();
    try {
      await savePositions(
        this.options.stateFile,
        [...this.pieces].map(({ position }) => position),
      );
      this.isUnsaved = false;
    } catch (error) {
      this.warnOnce(`${this.options.stateFile} cannot be written (${(error as Error).message}): what is sent now would be sent again after a restart`);
    }
  }

  private async miss(piece: Piece, why: MissedWhy, from: number, bytes: number | null, sentence: string): Promise<void> {
    const file = this.fileOf(piece.position.name);
    this.options.log.warn(`${file}: ${bytes ?? 'unknown many'} bytes from ${from} on are missed: ${sentence}`);
    await this.options.onMissed({ file, from, bytes, why, at: this.options.now(), sentence });
  }

  /** What no name leads to any more, and was read to its end or cannot be read. */
  private async forgetGone(inHand: Piece | null): Promise<void> {
    const { now, settleMs } = this.options;
    const gone = [...this.pieces].filter((piece) => piece !== inHand && piece.goneAt !== null);
    let held = gone.reduce((sum, { handle, position }) => sum + (handle === null ? 0 : position.size), 0);
    // The oldest first: what is held open takes room on a disk that its owner believes free.
    for (const piece of gone.sort((a, b) => a.age - b.age)) {
      const { handle, position } = piece;
      const isTooMuch = handle !== null && held > maxHeldBytes;
      const since = Math.max(piece.goneAt!, handle === null ? 0 : piece.changedAt);
      if (!isTooMuch && now() - since <= (handle === null ? settleMs : unlinkedMs)) continue;
      if (handle !== null) held -= position.size;
      await this.tellGone(piece);
      await piece.source?.close();
      this.pieces.delete(piece);
      this.isUnsaved = true;
    }
  }

  private async tellGone({ position, source, ...piece }: Piece): Promise<void> {
    const lost = position.size - position.offset;
    // What was the live file when this program last ran may have grown until it was removed.
    const isUnknown = source === null && position.name === this.names.live && position.inode !== 0;
    const sentence = 'the file was removed or cut before it was read to its end';
    if (lost > 0 || isUnknown) await this.miss({ position, source, ...piece }, 'rotated_away', position.offset, isUnknown ? null : lost, sentence);
  }

  private warnOnce(message: string): void {
    if (message !== this.warned) this.options.log.warn(message);
    this.warned = message;
  }

  private fileOf(name: string): string {
    return `${this.names.folder}/${name}`;
  }
}

function isObject(bytes: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
