// The agent as a process of its own, and the log folder of an API server that writes and rotates beside it.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { adminToken, binary } from './server.ts';

export class TestAgent {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-agent-'));
  readonly log = path.join(this.folder, 'log', 'audit.log');
  stderr = '';
  private child: ChildProcess | null = null;
  private rotations = 0;

  constructor() {
    mkdirSync(path.dirname(this.log));
  }

  start(server: string, cluster: string, ...extra: string[]): void {
    this.run(server, cluster, ['--log', this.log, ...extra], 'state');
  }

  /** Without an audit log: only kube-apiserver's own. */
  startOwn(server: string, cluster: string, log: string): void {
    this.run(server, cluster, ['--apiserver-log', log], 'own-state');
  }

  private run(server: string, cluster: string, more: readonly string[], state: string): void {
    const args = ['node', 'agent', '--server', server, '--cluster', cluster, '--name', 'master-1', '--state', path.join(this.folder, state), ...more];
    const child = spawn(binary, args, { env: { ...process.env, CLUSTER_AUDIT_TOKEN: adminToken }, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString('utf8');
    });
    this.child = child;
  }

  get pid(): number {
    return this.child!.pid!;
  }

  /** For a test that waits in vain. */
  state(): string {
    if (this.child === null) return 'was stopped';
    const { exitCode, signalCode } = this.child;
    return exitCode === null && signalCode === null ? 'runs' : `ended with ${exitCode ?? signalCode}`;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    const { child } = this;
    this.child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? child?.signalCode ?? 0;
    const ended = new Promise<number | string>((resolve) => {
      child.once('exit', (code, name) => resolve(code ?? name ?? ''));
    });
    child.kill(signal);
    return ended;
  }

  write(lines: readonly string[]): void {
    appendFileSync(this.log, lines.map((line) => `${line}\n`).join(''));
  }

  /** As kube-apiserver does it; `packed` as with --audit-log-compress. */
  rotate(packed: boolean): void {
    if (!existsSync(this.log)) return;
    this.rotations += 1;
    const minutes = String(Math.floor(this.rotations / 60)).padStart(2, '0');
    const backup = this.log.replace('.log', `-2026-11-23T05-${minutes}-${String(this.rotations % 60).padStart(2, '0')}.000.log`);
    renameSync(this.log, backup);
    if (!packed) return;
    writeFileSync(`${backup}.gz`, gzipSync(readFileSync(backup)));
    unlinkSync(backup);
  }

  backups(): readonly string[] {
    return readdirSync(path.dirname(this.log)).filter((name) => name !== 'audit.log');
  }

  /** Resident megabytes. */
  megabytes(): number {
    return residentMb(this.pid);
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What Node.js itself takes, doing nothing. */
export function nodeMb(): number {
  const idle = spawnSync(process.execPath, ['-e', "console.log(/VmRSS:\\s+(\\d+)/.exec(require('fs').readFileSync('/proc/self/status','utf8'))[1])"]);
  return Number(idle.stdout.toString('utf8')) / 1024;
}

export function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}
