// Starts the embedded engine as a child process and stops it: one life of the engine. `embedded-engine.ts` supervises the lives.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { get } from 'node:http';
import { setPriority } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../lib/app-error.ts';
import { serverConfig, usersConfig, type EngineSecrets } from './engine-config.ts';

export interface EngineProcess {
  readonly pid: number;
  readonly url: string;
  readonly secrets: EngineSecrets;
  /** Resolves with exit code or signal when the process has ended. */
  readonly exited: Promise<string>;
  /** Ends it at once. */
  kill(): void;
  /** Closes the life line and waits; kills after ten seconds. Close client connections first: open ones delay it. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** The engine's own folder; nothing else lies in it. */
  readonly directory: string;
  readonly memoryMb: number;
  /** Bytes of the disk that it leaves free. */
  readonly keepFreeBytes: number;
  /** Of the process before, whose configuration is taken over: it may be that the disk has no room for another. */
  readonly secrets?: EngineSecrets;
  /** How long a start may take, ms. */
  readonly timeoutMs?: number;
}

/** Starts the engine and waits until it answers. Throws AppError `unavailable` that says what is missing and what to do. */
export async function startEngineProcess(options: EngineOptions): Promise<EngineProcess> {
  const library = findLibrary();
  const store = path.join(options.directory, 'store');
  mkdirSync(store, { recursive: true, mode: 0o700 });
  const { secrets, config } = configure(options);
  const port = await freePort();
  const terminal = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
  const child = launch({ library, directory: options.directory, store, config, port, terminal });
  const lastWords = keepTail(child);
  let ended: string | null = null;
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve((ended = signal ?? `exit code ${code}`)));
    child.once('error', (error) => resolve((ended = error.message)));
  });
  let closed = false;
  const hangUp = (): void => {
    if (!closed) closeSync(terminal);
    closed = true;
  };
  const url = `http://127.0.0.1:${port}`;
  const ready = await untilReady(url, () => ended !== null, options.timeoutMs ?? 30_000);
  if (!ready) {
    hangUp();
    child.kill('SIGKILL');
    throw new AppError('unavailable', `The embedded engine did not start (${ended ?? 'no answer in time'}). ${lastWords()}`.trim(), { hint: outsideHint });
  }
  const stop = async (): Promise<void> => {
    hangUp();
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await exited;
    clearTimeout(timer);
  };
  return { pid: child.pid!, url, secrets, exited: exited.finally(hangUp), kill: () => child.kill('SIGKILL'), stop };
}

function configure({ directory, memoryMb, keepFreeBytes, ...options }: EngineOptions): { readonly secrets: EngineSecrets; readonly config: string } {
  const run = path.join(directory, 'run');
  const config = path.join(run, 'config.xml');
  if (options.secrets !== undefined) return { secrets: options.secrets, config };
  rmSync(run, { recursive: true, force: true });
  mkdirSync(run, { mode: 0o700 });
  const secret = (): string => randomBytes(24).toString('hex');
  const secrets = { key: secret(), password: secret(), sqlPassword: secret() };
  const usersFile = path.join(run, 'users.xml');
  writeFileSync(config, serverConfig({ memoryMb, keepFreeBytes, secrets, usersFile, logFile: path.join(run, 'engine.log') }), { mode: 0o600 });
  writeFileSync(usersFile, usersConfig({ memoryMb, secrets }), { mode: 0o600 });
  return { secrets, config };
}

export const outsideHint = 'Use a ClickHouse server instead: --engine-url http://USER:PASSWORD@HOST:8123';

interface Launch {
  readonly library: string;
  readonly directory: string;
  readonly store: string;
  readonly config: string;
  readonly port: number;
  readonly terminal: number;
}

function launch({ library, directory, store, config, port, terminal }: Launch): ChildProcess {
  const engineArgs = [
    'clickhouse',
    `--path=${store}`,
    `--config-file=${config}`,
    '--listen_host=127.0.0.1',
    `--http_port=${port}`,
    '--interactive',
    '--disable_suggestion',
    '--history_file=/dev/null',
    '--query=SYSTEM START LISTEN HTTP',
  ];
  const child = spawn(process.execPath, [childScript(), library, directory, ...engineArgs], {
    stdio: ['ignore', 'ignore', 'pipe', terminal],
    cwd: store,
    // Nothing of our environment: the engine has a function that reads /proc/self/environ.
    env: { HOME: store, TMPDIR: store, TERM: 'dumb', LANG: 'C.UTF-8' },
  });
  yieldToServer(child);
  return child;
}

/** On a busy machine whoever sends events comes before whoever asks: an acknowledgement does not wait for the engine's threads, which inherit this. */
const engineNice = 10;

function yieldToServer({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, engineNice);
  } catch {
    // It has ended already, or the system does not let us: it runs as we do.
  }
}

/** The built child script: the same file's own folder when built, `dist/` when this file runs from its source. */
function childScript(): string {
  const here = fileURLToPath(new URL('./engine-child.js', import.meta.url));
  return existsSync(here) ? here : here.replace(`${path.sep}src${path.sep}`, `${path.sep}dist${path.sep}`);
}

/** The engine's library for this machine, or an AppError that says why there is none. */
export function findLibrary(): string {
  const { platform, arch } = process;
  const name = `@chdb/lib-${platform}-${arch}${platform === 'linux' ? '-gnu' : ''}`;
  const missing = (why: string): AppError => new AppError('unavailable', `The embedded engine cannot run here: ${why}.`, { hint: outsideHint });
  if (platform === 'win32') throw missing('there is none for Windows');
  if (platform === 'linux' && !isGlibc()) throw missing('it needs glibc, and this system has another C library (musl)');
  if (arch === 'x64' && platform === 'linux' && !readFileSync('/proc/cpuinfo', 'utf8').includes(' avx2')) throw missing('this processor has no AVX2');
  try {
    return createRequire(import.meta.url).resolve(`${name}/libchdb.so`);
  } catch (cause) {
    throw new AppError('unavailable', `The embedded engine cannot run here: the package ${name} is not installed.`, { cause, hint: outsideHint });
  }
}

function isGlibc(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime !== undefined;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

async function untilReady(url: string, isDead: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline && !isDead()) {
    if (await answers(`${url}/ping`)) return true;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  return false;
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 2000 }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200));
    });
    request.once('error', () => resolve(false));
    request.once('timeout', () => request.destroy());
  });
}

/** The end of what the child wrote on stderr; the rest is let go, because the engine repeats its whole log there. */
function keepTail(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('latin1')).slice(-2000);
  });
  return () => text.slice(-600);
}
