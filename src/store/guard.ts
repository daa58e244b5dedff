// Watches the engine's disk and parts: nothing is written without room, and after anything that may have cost rows the engine is looked through before it is trusted.
import { statfsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../lib/app-error.ts';
import { describeMissing, findMissing, openDamageFile, type DamagedPart, type DamageFile, type MissingEvents } from './damage.ts';
import type { Engine, Logger } from './engine/engine.ts';
import { kindOfFailure } from './engine/failures.ts';
import { activeParts, checkPart, countDiskErrors, detachedParts, seqsOfPart, takeOut, type Part } from './parts.ts';

export interface StoreHealth {
  readonly isEngineUp: boolean;
  /** Free bytes of the engine's disk; null for an engine elsewhere. */
  readonly freeBytes: number | null;
  /** `held`: nothing is handed over, for want of room. `doubt`: something happened after which rows may be gone, and is being put right. */
  readonly state: 'ok' | 'held' | 'doubt';
  readonly damagedParts: readonly DamagedPart[];
  readonly missing: MissingEvents | null;
}

export interface StoreGuard {
  /** False while there is too little room to write. */
  hasRoom(): boolean;
  /** True from the moment on at which rows may have been lost, until `mend` has looked. */
  isInDoubt(): boolean;
  /** Waits for room, starts the engine anew where that helps, and takes damaged parts out. False where it was given up. */
  mend(isGivenUp: () => boolean): Promise<boolean>;
  /** Reckons and tells what is missing, once all that is still in the spool was written again. */
  report(): Promise<void>;
  health(): StoreHealth;
  stop(): Promise<void>;
}

export interface GuardOptions {
  readonly engine: Engine;
  /** Folder of the embedded engine. */
  readonly directory: string;
  readonly limits: SpaceLimits;
  readonly log: Logger;
  readonly now: () => number;
}

/** Bytes that are free: below `room` nothing is handed over, `keep` is what the engine leaves, below `doubt` what it writes cannot be trusted. */
export interface SpaceLimits {
  readonly room: number;
  readonly keep: number;
  readonly doubt: number;
}

const megabyte = 1024 * 1024;

/** Senders are refused at the reserve; what was acknowledged by then is still handed over; the engine itself stops later, and others may take it all. */
export function spaceLimits(reserveBytes: number): SpaceLimits {
  return {
    room: Math.min(1024 * megabyte, reserveBytes * 0.75),
    keep: Math.min(256 * megabyte, reserveBytes / 2),
    doubt: Math.min(200 * megabyte, reserveBytes / 2),
  };
}

const sampleMs = 100;
/** Engine errors of background work, which no statement tells. */
const errorsMs = 10_000;
/** A part is checked now and then, each once a week; those of a small store at its start. */
const patrolMs = 600_000;
const patrolAgainMs = 7 * 86_400_000;
const patrolAtStartBytes = 256 * megabyte;
/** A look at every part that found nothing is not repeated sooner. */
const fullCheckMs = 60_000;
/** Parts that were written so long before something happened are looked at, too. */
const marginMs = 120_000;

interface Doubt {
  readonly why: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly isSpace: boolean;
}

/** An engine elsewhere has an operator of its own. */
export function trustingGuard(engine: Engine): StoreGuard {
  return {
    hasRoom: () => true,
    isInDoubt: () => false,
    mend: async () => true,
    report: async () => {},
    health: () => ({ isEngineUp: engine.isUp(), freeBytes: null, state: 'ok', damagedParts: [], missing: null }),
    stop: async () => {},
  };
}

/** Looks at what is detached already, and watches from then on. */
export async function startGuard(options: GuardOptions): Promise<StoreGuard> {
  const guard = new EngineGuard(options);
  await guard.start();
  return guard;
}

class EngineGuard implements StoreGuard {
  private doubt: Doubt | null = null;
  /** From the first look to the report. */
  private isMending = false;
  private free: number;
  private isLow = false;
  private knownErrors = 0;
  private fullCheckAt = -Infinity;
  private missing: MissingEvents | null = null;
  private stopped = false;
  private watching: Promise<void> = Promise.resolve();
  private readonly checkedAt = new Map<string, number>();
  private readonly damage: DamageFile;
  private readonly sampling: NodeJS.Timeout;
  private readonly options: GuardOptions;

  constructor(options: GuardOptions) {
    this.options = options;
    this.damage = openDamageFile(options.directory);
    this.free = this.readFree();
    options.engine.onFailure((failure) => this.judge(failure));
    this.sampling = setInterval(() => this.sample(), sampleMs);
    this.sampling.unref();
  }

  async start(): Promise<void> {
    if (await this.noteDetached()) this.raise({ why: 'the engine found damaged parts at its start', isSpace: false });
    this.watching = this.watch();
  }

  hasRoom(): boolean {
    return this.free >= this.options.limits.room;
  }

  isInDoubt(): boolean {
    return this.doubt !== null;
  }

  async mend(isGivenUp: () => boolean): Promise<boolean> {
    this.isMending = true;
    for (;;) {
      while (!this.hasRoom() && !isGivenUp()) await wait(sampleMs);
      if (isGivenUp() || this.stopped) return false;
      // Left from an earlier life: when it began is not known.
      const doubt = this.doubt ?? { why: 'the server ended before it was put right', since: 0, isSpace: false };
      this.doubt = null;
      try {
        await this.lookThrough(doubt);
      } catch (error) {
        this.raise(doubt);
        this.doubt = { ...this.doubt!, since: doubt.since };
        throw error;
      }
      if (this.doubt === null) return true;
    }
  }

  async report(): Promise<void> {
    const { engine, log, now } = this.options;
    const missing = await findMissing(engine, now());
    if (missing !== null) log.error(`the store lacks ${missing.events} events: ${describeMissing(missing)}`);
    else log.info('the store was looked through: nothing is missing');
    this.missing = missing;
    this.isMending = false;
  }

  health(): StoreHealth {
    const state = this.doubt !== null || this.isMending ? 'doubt' : this.hasRoom() ? 'ok' : 'held';
    return { isEngineUp: this.options.engine.isUp(), freeBytes: this.free, state, damagedParts: this.damage.parts, missing: this.missing };
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.sampling);
    await this.watching;
  }

  private readFree(): number {
    const { bavail, bsize } = statfsSync(this.options.directory);
    return bavail * bsize;
  }

  /** What cannot be told is taken as it was. */
  private lookAtDisk(): void {
    try {
      this.free = this.readFree();
    } catch (error) {
      this.options.log.warn(`free space cannot be told: ${(error as Error).message}`);
    }
  }

  /** What the engine writes while there is no room may be broken, and the sources of a broken merge live for seconds only: its process ends at once. */
  private sample(): void {
    this.lookAtDisk();
    const isLow = this.free < this.options.limits.doubt;
    if (isLow) this.raise({ why: `the disk has ${Math.floor(this.free / megabyte)} MB left`, isSpace: true });
    if (isLow && !this.isLow) void this.options.engine.restart();
    this.isLow = isLow;
  }

  private judge(failure: unknown): void {
    const kind = kindOfFailure(failure);
    if (kind === 'space') this.raise({ why: 'the engine had no room to write', isSpace: true });
    if (kind !== 'damage' || performance.now() - this.fullCheckAt < fullCheckMs) return;
    this.raise({ why: `the engine could not read: ${(failure as Error).message.slice(0, 200)}`, isSpace: false });
  }

  private raise({ why, isSpace }: Omit<Doubt, 'since'>): void {
    if (this.doubt === null) this.options.log.warn(`the store is being looked through: ${why}`);
    const since = this.doubt?.since ?? this.options.now();
    this.doubt = { why, since, isSpace: isSpace || this.doubt?.isSpace === true };
  }

  private async lookThrough({ since, isSpace }: Doubt): Promise<void> {
    const { engine } = this.options;
    if (isSpace) await engine.restart();
    await this.noteDetached();
    const parts = await activeParts(engine);
    for (const part of isSpace ? parts.filter(({ modifiedAt }) => modifiedAt >= since - marginMs) : parts) {
      const reason = await checkPart(engine, part);
      if (reason !== null) await this.takeOut(part, reason);
      if (this.stopped) return;
    }
    if (!isSpace) this.fullCheckAt = performance.now();
    this.knownErrors = await countDiskErrors(engine);
  }

  private async takeOut(part: Part, reason: string): Promise<void> {
    const { engine, log, now } = this.options;
    const sequences = await seqsOfPart(engine, part);
    const isSaved = await takeOut(engine, part);
    const { table, name, rows, day } = part;
    this.damage.add({ table, part: name, foundAt: now(), reason, rows, day, sequences, isSaved });
    const fate = isSaved ? 'all of them could be read and are in a new part' : 'it is not served any more';
    log.error(`part ${name} of ${table} is damaged (${reason}): ${rows} rows; ${fate}`);
  }

  /** True where the engine took out parts that were not known of. */
  private async noteDetached(): Promise<boolean> {
    const { engine, log, now } = this.options;
    const detached = await detachedParts(engine);
    this.damage.keep(({ table, part, isSaved }) => isSaved || detached.some((one) => one.table === table && one.name === part));
    const unknown = detached.filter(
      ({ table, name, reason }) => reason.startsWith('broken') && !this.damage.parts.some((one) => one.table === table && one.part === name),
    );
    for (const { table, name, reason, rows, day } of unknown) {
      this.damage.add({ table, part: name, foundAt: now(), reason, rows, day, sequences: null, isSaved: false });
      log.error(
        `part ${name} of ${table} is damaged (${reason}): ${rows ?? 'an unknown number of'} rows of ${day ?? 'an unknown day'}; it is not served any more`,
      );
    }
    return unknown.length > 0;
  }

  private async watch(): Promise<void> {
    let isReckoned = this.damage.parts.length === 0;
    let left = patrolAtStartBytes;
    let errorsAt = performance.now() + errorsMs;
    let patrolAt = performance.now() + patrolMs;
    while (!this.stopped) {
      try {
        const now = performance.now();
        if (!isReckoned) {
          this.missing = await findMissing(this.options.engine, this.options.now());
          isReckoned = true;
        } else if (left > 0) left = await this.patrol(left);
        else if (now >= patrolAt) {
          await this.patrol(1);
          patrolAt = now + patrolMs;
        } else if (now >= errorsAt) {
          await this.lookForErrors();
          errorsAt = now + errorsMs;
        }
      } catch (error) {
        // It is being started again, or has other work: later.
        if (!(error instanceof AppError)) this.options.log.warn(`looking at the engine: ${(error as Error).message}`);
        await wait(sampleMs * 10);
      }
      await wait(sampleMs);
    }
  }

  /** Checks the next part; returns what is left of so many bytes, 0 where every part was checked. */
  private async patrol(left: number): Promise<number> {
    const { engine, now } = this.options;
    const parts = await activeParts(engine);
    const part = parts.find(({ table, name }) => (this.checkedAt.get(`${table} ${name}`) ?? 0) < now() - patrolAgainMs);
    for (const key of this.checkedAt.keys()) if (!parts.some(({ table, name }) => `${table} ${name}` === key)) this.checkedAt.delete(key);
    if (part === undefined) return 0;
    this.checkedAt.set(`${part.table} ${part.name}`, now());
    const reason = await checkPart(engine, part);
    if (reason !== null) this.raise({ why: `part ${part.name} of ${part.table} is damaged`, isSpace: false });
    return Math.max(0, left - part.bytes);
  }

  private async lookForErrors(): Promise<void> {
    const errors = await countDiskErrors(this.options.engine);
    if (errors > this.knownErrors) this.raise({ why: 'the engine had trouble with its disk while it merged', isSpace: true });
    this.knownErrors = errors;
  }
}
