// Follows every log that a pattern names: each container of a kube-apiserver writes a file of its own, and a restart begins another.
import { statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { LogFollower, LogLag } from './log-follower.ts';

export interface PatternOptions {
  /** `*` stands for any run of characters within one part of the path. */
  readonly pattern: string;
  /** Follows one file, by its real path. */
  readonly follow: (file: string) => LogFollower;
  /** A file is gone, all of it was delivered, and nobody follows it any more. */
  readonly onGone: (file: string) => Promise<void>;
  readonly log: { info(message: string): void; warn(message: string): void };
  /** How often files are looked for, ms. */
  readonly lookMs?: number;
  /** A file that was not found for so long, ms, is gone: between two files of a rotation there may be none. */
  readonly goneMs?: number;
}

const defaults = { lookMs: 2000, goneMs: 600_000 };

/** The pattern that a path stands for: itself, the logs of a folder, or null where it names one file. */
export function patternOf(place: string): string | null {
  if (place.includes('*')) return path.resolve(place);
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true ? path.resolve(place, '*.log') : null;
}

export function followPattern(options: PatternOptions): LogFollower {
  const follower = new PatternFollower({ ...defaults, ...options });
  const running = follower.run();
  return {
    lag: () => sumOfLags(follower.lags()),
    close: async () => {
      follower.stop.abort();
      await running;
    },
  };
}

export function sumOfLags(lags: readonly LogLag[]): LogLag {
  const times = lags.flatMap(({ oldestUnreadAt }) => oldestUnreadAt ?? []);
  return {
    files: lags.reduce((sum, { files }) => sum + files, 0),
    unreadBytes: lags.reduce((sum, { unreadBytes }) => sum + unreadBytes, 0),
    oldestUnreadAt: times.length === 0 ? null : Math.min(...times),
  };
}

class PatternFollower {
  readonly stop = new AbortController();
  private readonly followed = new Map<string, { readonly follower: LogFollower; seenAt: number }>();
  private readonly options: PatternOptions & typeof defaults;
  private warned = '';

  constructor(options: PatternOptions & typeof defaults) {
    this.options = options;
  }

  async run(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      await this.look().catch((error: unknown) => this.warnOnce(`${this.options.pattern}: ${(error as Error).message}`));
      await wait(this.options.lookMs, undefined, { signal }).catch(() => {});
    }
    await Promise.all([...this.followed.values()].map(({ follower }) => follower.close()));
  }

  lags(): LogLag[] {
    return [...this.followed.values()].map(({ follower }) => follower.lag());
  }

  private async look(): Promise<void> {
    const { pattern, follow, log, goneMs } = this.options;
    const files = await findFiles(pattern);
    if (files.length === 0 && this.followed.size === 0) this.warnOnce(`${pattern}: no such file yet`);
    const now = performance.now();
    for (const file of files) {
      const known = this.followed.get(file);
      if (known === undefined) {
        log.info(`following ${file}`);
        this.followed.set(file, { follower: follow(file), seenAt: now });
      } else known.seenAt = now;
    }
    for (const [file, { follower, seenAt }] of this.followed) {
      if (now - seenAt <= goneMs || follower.lag().files > 0) continue;
      this.followed.delete(file);
      await follower.close();
      await this.options.onGone(file);
    }
  }

  private warnOnce(message: string): void {
    if (message !== this.warned) this.options.log.warn(message);
    this.warned = message;
  }
}

/** The files of a pattern, links resolved, each once; what cannot be read holds none. */
async function findFiles(pattern: string): Promise<string[]> {
  const { root } = path.parse(pattern);
  let places = [root];
  for (const part of pattern.slice(root.length).split(path.sep)) places = (await Promise.all(places.map((place) => below(place, part)))).flat();
  const found = await Promise.all(places.map((place) => realpath(place).catch(() => null)));
  const files = new Set<string>();
  for (const place of found) if (place !== null && (await stat(place).catch(() => null))?.isFile() === true) files.add(place);
  return [...files].sort();
}

async function below(place: string, part: string): Promise<string[]> {
  if (!part.includes('*')) return [path.join(place, part)];
  const escaped = part.split('*').map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  const form = new RegExp(`^${escaped.join('.*')}$`, 's');
  const names = await readdir(place).catch(() => []);
  return names.filter((name) => form.test(name) && (!name.startsWith('.') || part.startsWith('.'))).map((name) => path.join(place, name));
}
