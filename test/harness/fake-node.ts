// A control-plane node in a folder: manifests, certificates, a kubelet and an API server that behave as told, and the node commands run on it.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { kubeadmManifest } from './kubeadm-manifest.ts';
import { binary } from './server.ts';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

export interface Behaviour {
  readonly crashAfterMs?: number;
  readonly neverReady?: boolean;
  readonly noCanary?: boolean;
  readonly oldFlags?: boolean;
  readonly readyAfterMs?: number;
  readonly version?: string;
  readonly pods?: readonly unknown[];
  /** A flag that this version of the server does not know. */
  readonly unknownFlag?: string;
  /** A mount that does not come about, and one that comes about read-only. */
  readonly hide?: string;
  readonly readOnly?: string;
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let certificate: { key: Buffer; crt: Buffer } | null = null;

export class FakeNode {
  readonly root = mkdtempSync(path.join(tmpdir(), 'cluster-audit-node-'));
  readonly manifest = this.at('/etc/kubernetes/manifests/kube-apiserver.yaml');
  readonly transaction = this.at('/var/lib/cluster-audit/node/transaction');
  private kubelet: ChildProcess | null = null;
  original = '';

  at(place: string): string {
    return path.join(this.root, place);
  }

  async start(manifest: (port: number) => string = (port) => kubeadmManifest({ minor: 31, address: '127.0.0.1', port })): Promise<this> {
    mkdirSync(this.at('/etc/kubernetes/manifests'), { recursive: true });
    this.prepare();
    this.original = manifest(await freePort());
    writeFileSync(this.manifest, this.original, { mode: 0o600 });
    this.kubelet = spawn(process.execPath, ['test/harness/fake-kubelet.mjs', this.root], { stdio: ['pipe', 'ignore', 'inherit'] });
    await this.untilServing();
    return this;
  }

  /** Folders and certificates. */
  prepare(): void {
    for (const folder of ['/etc/kubernetes/pki', '/etc/ssl/certs', '/fake', '/var/log']) mkdirSync(this.at(folder), { recursive: true });
    certificate ??= makeCertificate(this.at('/fake'));
    for (const [name, bytes] of [
      ['/fake/tls.key', certificate.key],
      ['/fake/tls.crt', certificate.crt],
      ['/etc/kubernetes/pki/apiserver-kubelet-client.key', certificate.key],
      ['/etc/kubernetes/pki/apiserver-kubelet-client.crt', certificate.crt],
    ] as const)
      writeFileSync(this.at(name), bytes);
  }

  /** A configuration of kubeadm in the cluster. */
  kubeadm(text: string): void {
    writeFileSync(
      this.at('/fake/kubeadm-config.json'),
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kubeadm-config', resourceVersion: '7' }, data: { ClusterConfiguration: text } }),
    );
  }

  kubeadmText(): string {
    return (JSON.parse(readFileSync(this.at('/fake/kubeadm-config.json'), 'utf8')) as { data: { ClusterConfiguration: string } }).data.ClusterConfiguration;
  }

  behave(behaviour: Behaviour): void {
    writeFileSync(this.at('/fake/behaviour.json'), JSON.stringify(behaviour));
  }

  manifestText(): string {
    return readFileSync(this.manifest, 'utf8');
  }

  /** The API server's process: id and arguments; null where none runs. */
  server(): { pid: number; args: readonly string[] } | null {
    const port = /--secure-port=(\d+)/.exec(this.original)![1];
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const words = wordsOf(pid);
      if (words[0] === 'kube-apiserver' && words.includes(`--secure-port=${port}`)) return { pid: Number(pid), args: words.slice(2, -1) };
    }
    return null;
  }

  isReady(): Promise<boolean> {
    const port = Number(/--secure-port=(\d+)/.exec(this.original)![1]);
    return new Promise((resolve) => {
      const call = get({ host: '127.0.0.1', port, path: '/readyz', rejectUnauthorized: false, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      });
      call.on('error', () => resolve(false));
    });
  }

  async untilServing(patienceMs = 90_000): Promise<void> {
    for (const end = Date.now() + patienceMs; Date.now() < end;) {
      if (this.server() !== null && (await this.isReady())) return;
      await wait(100);
    }
    throw new Error(`no API server: ${existsSync(this.at('/fake/api-server.log')) ? readFileSync(this.at('/fake/api-server.log'), 'utf8') : ''}`);
  }

  /** The API server anew, by its kubelet: it reads its behaviour only when it starts. */
  async restartServer(): Promise<void> {
    process.kill(this.server()!.pid, 'SIGKILL');
    await wait(100);
    await this.untilServing();
  }

  /** Runs a node command to its end. */
  run(command: string, args: readonly string[] = [], more: { env?: Record<string, string>; onStart?: (child: ChildProcess) => void } = {}): Promise<Ended> {
    const child = spawn(binary, ['node', command, '--root', this.root, ...args], {
      env: { ...process.env, CLUSTER_AUDIT_SERVER: '', CLUSTER_AUDIT_TOKEN: '', CLUSTER_AUDIT_SLEEP: '0.2', ...more.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    more.onStart?.(child);
    return new Promise((resolve) => {
      child.on('close', (status) => resolve({ status, stdout, stderr }));
    });
  }

  enable(...args: string[]): Promise<Ended> {
    return this.run('enable', ['--yes', '--timeout', '60s', '--settle', '1s', ...args]);
  }

  disable(...args: string[]): Promise<Ended> {
    return this.run('disable', ['--yes', '--timeout', '60s', '--settle', '1s', ...args]);
  }

  /** What systemd does a few seconds after a boot; the new boot has an id of its own. */
  boot(): void {
    const proc = this.at('/fake/proc');
    mkdirSync(path.join(proc, 'sys/kernel/random'), { recursive: true });
    writeFileSync(path.join(proc, 'uptime'), '5.00 1.00\n');
    writeFileSync(path.join(proc, 'sys/kernel/random/boot_id'), 'another-boot\n');
    if (!existsSync(this.at('/etc/systemd/system/timers.target.wants/cluster-audit-rollback.timer'))) return;
    const start = /^ExecStart=\/bin\/sh (\S+) check$/m.exec(readFileSync(this.at('/etc/systemd/system/cluster-audit-rollback.service'), 'utf8'))![1];
    spawnSync('/bin/sh', [this.at(start), 'check'], { env: { PATH: process.env.PATH, CLUSTER_AUDIT_ROOT: this.root, CLUSTER_AUDIT_PROC: proc } });
  }

  /** The process that stands in for the timer. */
  killWatcher(): void {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const words = wordsOf(pid);
      if (words[0] === '/bin/sh' && (words[1] ?? '').startsWith(this.root)) process.kill(Number(pid), 'SIGKILL');
    }
  }

  /** Everything below /etc, as paths and contents; the units of the dead-man among them. */
  etc(): Record<string, string> {
    const found: Record<string, string> = {};
    const walk = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const file = path.join(folder, entry.name);
        if (entry.isDirectory()) walk(file);
        else found[file.slice(this.root.length)] = entry.isSymbolicLink() ? readlinkSync(file) : readFileSync(file, 'latin1');
      }
    };
    walk(this.at('/etc'));
    return found;
  }

  async remove(): Promise<void> {
    this.kubelet?.kill('SIGTERM');
    this.killWatcher();
    await wait(50);
    rmSync(this.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function wordsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function makeCertificate(folder: string): { key: Buffer; crt: Buffer } {
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/O=system:masters/CN=kube-apiserver-kubelet-client',
      '-keyout',
      'one.key',
      '-out',
      'one.crt',
    ],
    { cwd: folder, stdio: 'pipe' },
  );
  return { key: readFileSync(path.join(folder, 'one.key')), crt: readFileSync(path.join(folder, 'one.crt')) };
}

export async function freePort(): Promise<number> {
  for (;;) {
    const port = firstPort + randomInt(ports);
    if (await isFree(port)) return port;
  }
}

/** Below those that systems give to whoever asks for any: while an API server restarts, nobody else gets its port. */
const firstPort = 20_000;
const ports = 12_000;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
