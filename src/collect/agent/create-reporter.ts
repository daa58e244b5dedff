// Tells the server what the log alone cannot: the API server's own counters, what can never be delivered, and how far delivery is.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { AgentLag, InstanceReport, MissedRecord, Scrape } from '../completeness/report.ts';
import { fetchText, readMetrics, type MetricsAccess } from '../scrape/read-metrics.ts';
import { post, type ServerAccess } from './post.ts';

export interface ReporterOptions extends ServerAccess {
  readonly cluster: string;
  readonly name: string;
  /** Where the API server's counters are; null = only the log is told of. */
  readonly metrics: MetricsAccess | null;
  readonly everyMs: number;
  /** Makes a request each time that the server looks for among the events. */
  readonly canary: boolean;
  /** Folder of the state. */
  readonly state: string;
  readonly lag: () => AgentLag;
  readonly log: { info(message: string): void; warn(message: string): void };
  readonly now: () => number;
}

export interface Reporter {
  /** Resolves when the record is on disk here: from then on it reaches the server, however long that takes. */
  miss(record: MissedRecord): Promise<void>;
  close(): Promise<void>;
}

/** What the server does not have yet, and ids of records that it has. */
interface Waiting {
  scrapes: Scrape[];
  missed: MissedRecord[];
  canaries: { address: string; at: number }[];
  told: string[];
}

const maxScrapes = 1000;
const maxCanaries = 200;
const keptIds = 1000;
const perReport = 200;
const sameStartMs = 2000;

export function createReporter(options: ReporterOptions): Reporter {
  const reporter = new LogReporter(options);
  const running = reporter.run();
  return {
    miss: (record) => reporter.miss(record),
    close: async () => {
      reporter.stop.abort();
      await running;
    },
  };
}

class LogReporter {
  readonly stop = new AbortController();
  private readonly file: string;
  private readonly waiting: Waiting;
  private readonly options: ReporterOptions;
  private saving: Promise<void> = Promise.resolve();
  private trouble: string | null = null;
  private warned = '';

  constructor(options: ReporterOptions) {
    this.options = options;
    this.file = path.join(options.state, 'reports.json');
    this.waiting = load(this.file, (message) => options.log.warn(message));
  }

  async run(): Promise<void> {
    const { signal } = this.stop;
    while (!signal.aborted) {
      const begun = performance.now();
      try {
        await this.look();
        await this.tell();
      } catch (error) {
        if (!signal.aborted) this.warnOnce(`reports wait: ${(error as Error).message}`);
      }
      const rest = this.options.everyMs - (performance.now() - begun);
      await wait(Math.max(100, rest), undefined, { signal }).catch(() => {});
    }
    await this.saving;
  }

  async miss(record: MissedRecord): Promise<void> {
    const { missed, told } = this.waiting;
    // After a kill the same is noticed again.
    if (told.includes(record.id) || missed.some(({ id }) => id === record.id)) return;
    missed.push(record);
    await this.save();
  }

  /** One look at the counters. */
  private async look(): Promise<void> {
    const { metrics, canary, now } = this.options;
    if (metrics === null) return;
    const { scrape, trouble } = await readMetrics(metrics, now, this.stop.signal);
    if (this.stop.signal.aborted) return;
    if (trouble !== null && trouble !== this.trouble) this.options.log.warn(trouble);
    if (trouble === null && this.trouble !== null) this.options.log.info('the counters of the API server can be read again');
    this.trouble = trouble;
    if (scrape !== null) this.waiting.scrapes = thin([...this.waiting.scrapes, scrape]);
    if (canary) await this.sendCanary(metrics);
    await this.save();
  }

  /** Whatever the API server answers, it records the request. */
  private async sendCanary(metrics: MetricsAccess): Promise<void> {
    const address = `/version?cluster-audit-canary=${randomBytes(8).toString('hex')}`;
    const at = this.options.now();
    try {
      await fetchText({ ...metrics, url: new URL(address, metrics.url).href }, this.options.now, this.stop.signal);
      this.waiting.canaries = [...this.waiting.canaries, { address, at }].slice(-maxCanaries);
    } catch {
      // What was not answered may not have been recorded: nothing is to be looked for.
    }
  }

  /** Until the server has all that waits. */
  private async tell(): Promise<void> {
    const { scrapes, missed, canaries } = this.waiting;
    const part = { scrapes: scrapes.slice(0, perReport), missed: missed.slice(0, perReport), canaries: canaries.slice(0, perReport) };
    const report: InstanceReport = { now: this.options.now(), ...part, lag: this.options.lag(), trouble: this.trouble };
    const { cluster, name, log } = this.options;
    const place = `/api/v1/clusters/${encodeURIComponent(cluster)}/instances/${encodeURIComponent(name)}/reports`;
    const answer = await post(this.options, place, Buffer.from(JSON.stringify(report)), { 'content-type': 'application/json' }, this.stop.signal);
    if (answer.status !== 200) throw new Error(`the server answered ${answer.status} ${answer.code ?? ''}: ${answer.detail}`);
    if (this.warned !== '') log.info('the server takes reports again');
    this.warned = '';
    const sent = new Set<unknown>([...part.scrapes, ...part.missed, ...part.canaries]);
    const isLeft = (one: unknown): boolean => !sent.has(one);
    this.waiting.scrapes = this.waiting.scrapes.filter(isLeft);
    this.waiting.missed = this.waiting.missed.filter(isLeft);
    this.waiting.canaries = this.waiting.canaries.filter(isLeft);
    this.waiting.told = [...this.waiting.told, ...part.missed.map(({ id }) => id)].slice(-keptIds);
    if (sent.size > 0) await this.save();
    if (this.waiting.scrapes.length + this.waiting.missed.length > 0) await this.tell();
  }

  /** One write at a time, the newest state in each. */
  private save(): Promise<void> {
    const saved = this.saving.then(() => write(this.file, this.waiting));
    this.saving = saved.catch(() => {});
    return saved;
  }

  private warnOnce(message: string): void {
    if (message !== this.warned) this.options.log.warn(message);
    this.warned = message;
  }
}

/** In an outage of days every second of the older ones goes; the last of each life of the process stays, because nothing can be read after it. */
function thin(scrapes: readonly Scrape[]): Scrape[] {
  if (scrapes.length <= maxScrapes) return [...scrapes];
  const isLastOfLife = (k: number): boolean => k === scrapes.length - 1 || Math.abs(scrapes[k + 1].start - scrapes[k].start) > sameStartMs;
  return scrapes.filter((_, k) => k % 2 === 0 || isLastOfLife(k));
}

function load(file: string, warn: (message: string) => void): Waiting {
  const nothing = { scrapes: [], missed: [], canaries: [], told: [] };
  try {
    return { ...nothing, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<Waiting>) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') warn(`${file} cannot be read (${(error as Error).message}): reports begin anew`);
    return nothing;
  }
}

async function write(file: string, waiting: Waiting): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(waiting)}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}
