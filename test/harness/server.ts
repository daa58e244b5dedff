// The real program as a process, spoken to as its users do: over HTTP and by its command line.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { childrenOf } from './engine-process.ts';

export const binary = path.resolve('bin/cluster-audit');
export const adminToken = 'test-admin-token-0123456789abcdef';

/** Captured corpora: the whole ones where they lie beside the checkout, else the examples. */
export const corpusFolder = existsSync('../shared/corpus') ? '../shared/corpus' : 'examples';
export const isFullCorpus = corpusFolder !== 'examples';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** The body as JSON. */
  // eslint-disable-next-line typescript/no-explicit-any -- tests read answers freely
  readonly json: any;
}

export class TestServer {
  readonly data: string;
  url = '';
  private child: ChildProcess | null = null;
  /** More options of `serve`; those added later count from the next start on. */
  readonly extra: string[];
  stdout = '';
  stderr = '';

  /** `parent`: the folder in which the data folder is made. */
  constructor(extra: readonly string[] = [], parent: string | null = null) {
    this.data = mkdtempSync(path.join(parent ?? tmpdir(), 'cluster-audit-test-'));
    this.extra = [...extra];
  }

  async start(): Promise<this> {
    const child = spawn(binary, ['serve', '--data', this.data, '--listen', '127.0.0.1:0', ...this.extra], {
      env: { ...process.env, CLUSTER_AUDIT_ADMIN_TOKEN: adminToken },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString('utf8');
    });
    this.url = await new Promise((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
        this.stdout += chunk.toString('utf8');
        const match = /^listening on (\S+)\n/.exec(text);
        if (match !== null) resolve(match[1]);
      });
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${this.stderr}`)));
    });
    return this;
  }

  get pid(): number {
    return this.child!.pid!;
  }

  /** Exit code (or signal) after SIGTERM or another signal. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    const { child } = this;
    if (child === null) return 0;
    this.child = null;
    // It may have ended by itself, at its start for example.
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode!;
    const ended = new Promise<number | string>((resolve) => {
      child.once('exit', (code, name) => resolve(code ?? name ?? ''));
    });
    child.kill(signal);
    return ended;
  }

  /** Ends the server and its engine at once, and leaves nothing behind. */
  async remove(): Promise<void> {
    const children = this.child?.pid === undefined ? [] : childrenOf(this.child.pid);
    await this.stop('SIGKILL');
    for (const pid of children) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended with its parent.
      }
    }
    // What still ends writes into its folder until it has: each try reads the folder anew.
    for (let tries = 0; ; tries += 1) {
      try {
        return rmSync(this.data, { recursive: true, force: true });
      } catch (error) {
        if (tries === 100) throw error;
        await wait(200);
      }
    }
  }

  async request(
    place: string,
    options: { method?: string; token?: string | null; json?: unknown; body?: Uint8Array | string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const headers: Record<string, string> = { ...options.headers };
    const token = options.token === undefined ? adminToken : options.token;
    if (token !== null) headers.authorization = `Bearer ${token}`;
    if (options.json !== undefined) headers['content-type'] = 'application/json';
    const body = options.json === undefined ? options.body : JSON.stringify(options.json);
    const response = await fetch(this.url + place, { method: options.method ?? 'GET', headers, body: body as string | undefined, redirect: 'manual' });
    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      get json() {
        return JSON.parse(bytes.toString('utf8'));
      },
    };
  }

  get(place: string, parameters: Record<string, string | number> = {}): Promise<Answer> {
    const query = new URLSearchParams(Object.entries(parameters).map(([key, value]) => [key, String(value)]));
    return this.request(`${place}?${query}`);
  }

  async count(q: string, more: Record<string, string> = {}): Promise<number> {
    const answer = await this.get('/api/v1/count', { q, ...more });
    if (answer.status !== 200) throw new Error(`count ${q}: ${answer.status} ${answer.bytes.toString('utf8')}`);
    return answer.json.count as number;
  }

  /** The lines that match, sorted. */
  async lines(q: string, more: Record<string, string> = {}): Promise<Buffer[]> {
    const answer = await this.get('/api/v1/export', { q, ...more });
    if (answer.status !== 200) throw new Error(`export ${q}: ${answer.status} ${answer.bytes.toString('utf8')}`);
    return splitLines(answer.bytes);
  }

  /** Makes a cluster with auditing enabled; returns its ingest token. */
  async enable(cluster: string): Promise<string> {
    await this.request(`/api/v1/clusters/${cluster}`, { method: 'PUT', json: { region: 'test' } });
    const answer = await this.request(`/api/v1/clusters/${cluster}/features/audit`, { method: 'PUT', json: { enabled: true } });
    return answer.json.ingest.token as string;
  }

  post(cluster: string, body: Uint8Array | string, options: { token?: string | null; wait?: boolean; type?: string } = {}): Promise<Answer> {
    return this.request(`/ingest/v1/${cluster}${options.wait === false ? '' : '?wait=stored'}`, {
      method: 'POST',
      body,
      token: options.token,
      headers: { 'content-type': options.type ?? 'application/json' },
    });
  }

  cli(...args: string[]): { status: number; stdout: Buffer; stderr: string } {
    const result = spawnSync(binary, args, { env: { ...process.env, CLUSTER_AUDIT_SERVER: this.url, CLUSTER_AUDIT_TOKEN: adminToken }, maxBuffer: 1 << 30 });
    return { status: result.status ?? -1, stdout: result.stdout, stderr: result.stderr.toString('utf8') };
  }

  /** Resident megabytes of the process and all below it. */
  treeMb(): number {
    return treeOf(this.pid).reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0), 0) / 1024;
  }

  /** Process ids of children, the engine among them. */
  childPids(): number[] {
    return treeOf(this.pid).slice(1);
  }
}

function treeOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we looked.
    }
  }
  const tree = [root];
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  return tree;
}

export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(10, from);
    const line = bytes.subarray(from, end < 0 ? bytes.length : end);
    if (line.length > 0) lines.push(line);
    from = end < 0 ? bytes.length : end + 1;
  }
  return lines;
}
