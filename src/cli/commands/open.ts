// open: audit logs that lie somewhere, a temporary store, and the console on them. For the responder who has nothing else.
import { randomBytes } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '../../lib/app-error.ts';
import { findAuditLogs } from '../find-audit-logs.ts';
import { visible } from '../print/visible.ts';
import { callJson } from '../server-client.ts';
import { sendLogs, sentence } from './import.ts';

export interface OpenOptions {
  /** What the cluster is called that the events are from. */
  readonly cluster: string;
  readonly browser: boolean;
}

/** A store that is looked at once keeps everything: an archive may be older than any retention. */
const retentionDays = 36_500;

/** Runs until SIGINT, SIGTERM or SIGHUP; then nothing is left of it. Throws AppError where there are no logs, or the server cannot start. */
export async function openLogs(places: readonly string[], { cluster, browser }: OpenOptions): Promise<number> {
  const { logs, passedOver } = findAuditLogs(places);
  const folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-open-'));
  const token = randomBytes(24).toString('base64url');
  const server = startServer(folder, token);
  const over = whenOver();
  try {
    const options = { server: await server.url, token, cluster };
    await prepare(options);
    const { url } = await callJson<{ url: string }>(options, { method: 'POST', path: '/api/v1/session/link' });
    process.stderr.write(`${files(logs.length)}${passedOver === 0 ? '' : `, ${passedOver} other files passed over`}\n`);
    process.stdout.write(`${url}\n`);
    if (browser) showInBrowser(url);
    const totals = await Promise.race([sendLogs(logs, options), over.then(() => null)]);
    if (totals !== null) {
      process.stderr.write(`${sentence(totals)}; end with Ctrl+C: nothing is kept\n`);
      await Promise.race([over, server.ended.then(brokenOff)]);
    }
    return 0;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function prepare(options: { readonly server: string; readonly token: string; readonly cluster: string }): Promise<void> {
  const place = `/api/v1/clusters/${encodeURIComponent(options.cluster)}`;
  await callJson(options, { method: 'PUT', path: '/api/v1/logsets/opened' });
  await callJson(options, { method: 'PUT', path: '/api/v1/topics/opened', json: { logset: 'opened', retentionDays } });
  await callJson(options, { method: 'PUT', path: place, json: { region: 'opened' } });
  await callJson(options, { method: 'PUT', path: `${place}/features/audit`, json: { enabled: true, topic: 'opened' } });
}

interface OwnServer {
  readonly url: Promise<string>;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** A server of its own, by the program that runs now. What it says is shown only where it fails. */
function startServer(folder: string, token: string): OwnServer {
  const child: ChildProcess = spawn(process.execPath, [process.argv[1], 'serve', '--data', folder, '--listen', '127.0.0.1:0'], {
    env: { ...process.env, CLUSTER_AUDIT_ADMIN_TOKEN: token },
    stdio: ['ignore', 'pipe', 'pipe'],
    // The terminal's Ctrl+C reaches this process alone: it ends the server when it is done.
    detached: true,
  });
  let said = '';
  child.stderr!.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-4000)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const match = /^listening on (\S+)\n/.exec(text);
      if (match !== null) resolve(match[1]);
    });
    child.once('exit', () => reject(new AppError('unavailable', `The server did not start: ${visible(said.trim())}`)));
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  return { url, ended, stop };
}

function whenOver(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => resolve());
  });
}

function brokenOff(): never {
  throw new AppError('unavailable', 'The server ended by itself.');
}

function files(count: number): string {
  return count === 1 ? '1 audit log' : `${count} audit logs`;
}

/** Whatever opens links here; where nothing does, the printed link is enough. */
function showInBrowser(url: string): void {
  const [command, ...before] = process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const shown = spawn(command, [...before, url], { stdio: 'ignore', detached: true });
  shown.on('error', () => {});
  shown.unref();
}
