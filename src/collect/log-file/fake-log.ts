// A log folder in which tests write, rotate and remove, and a follower of it whose deliveries are kept.
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { followLog } from './follow-log.ts';
import type { FollowOptions, LogFollower, Missed } from './log-follower.ts';

const real = gunzipSync(readFileSync('examples/metadata.ndjson.gz')).toString('utf8').trimEnd().split('\n');

export class FakeLog {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-log-'));
  live = path.join(this.folder, 'audit.log');
  stateFile = path.join(this.folder, 'positions.json');
  delivered: string[] = [];
  missed: Missed[] = [];
  follower: LogFollower | null = null;
  private taken = 0;

  /** The next lines of real events, each with an identity of its own. */
  some(count: number): string[] {
    return Array.from({ length: count }, () => {
      this.taken += 1;
      return real[this.taken % real.length].replace('"auditID":"', `"auditID":"${this.taken}-`);
    });
  }

  write(lines: readonly string[], file = this.live): string[] {
    appendFileSync(file, lines.map((line) => `${line}\n`).join(''));
    return [...lines];
  }

  /** The name of a backup, as kube-apiserver gives it. */
  backup(k: number): string {
    return path.join(this.folder, `audit-2026-11-23T05-${String(10 + Math.floor(k / 60))}-${String(k % 60).padStart(2, '0')}.000.log`);
  }

  follow(more: Partial<FollowOptions> = {}): void {
    this.follower = followLog({
      path: this.live,
      stateFile: this.stateFile,
      deliver: async ({ bytes }) => this.take(bytes),
      onMissed: async (one) => void this.missed.push(one),
      log: { info: () => {}, warn: () => {} },
      now: Date.now,
      pollMs: 5,
      maxChunkBytes: 16_384,
      settleMs: 120,
      ...more,
    });
  }

  take(bytes: Uint8Array): void {
    this.delivered.push(...Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1));
  }

  async stop(): Promise<void> {
    await this.follower?.close();
    this.follower = null;
  }

  /** Waits until there are so many lines, and a moment longer for what is too much; gives them sorted. */
  async received(count: number): Promise<string[]> {
    for (let k = 0; k < 1000 && this.delivered.length < count; k += 1) await wait(10);
    await wait(30);
    return [...this.delivered].sort();
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
