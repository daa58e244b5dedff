// TLS of the server: certificate, key and client authority from files that may be replaced while it runs.
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { RequestListener } from 'node:http';
import { createSecureContext } from 'node:tls';
import { AppError } from '../lib/app-error.ts';
import type { Logger } from './logger.ts';

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** Who signs client certificates; null = none are asked for. */
  readonly clientCa: string | null;
}

export interface Tls {
  readonly createServer: (options: ServerOptions, listener: RequestListener) => Server;
  /** When the certificate ends, seconds since the epoch. */
  readonly expiresAt: () => number;
  close(): void;
}

const lookMs = 2000;
const dayMs = 86_400_000;
const warnDays = [30, 7, 1] as const;

/** Throws AppError `bad_parameter` where the files do not make a server. */
export function openTls(files: TlsFiles, log: Logger, now: () => number): Tls {
  let context = readFiles(files);
  let stamp = stampOf(files);
  // One for each address that a name stands for.
  const servers: Server[] = [];
  let warned: number = Infinity;
  const warnOfExpiry = (): void => {
    const days = (context.expiresAt * 1000 - now()) / dayMs;
    const step = warnDays.findLast((limit) => days < limit) ?? Infinity;
    if (step < warned) log.warn(`the certificate ${files.cert} ends in ${Math.max(0, days).toFixed(1)} days`);
    warned = step;
  };
  const look = (): void => {
    warnOfExpiry();
    const next = stampOf(files);
    if (next === stamp) return;
    stamp = next;
    try {
      context = readFiles(files);
      for (const server of servers) server.setSecureContext(context.options);
      warned = Infinity;
      log.info(`new connections use the new ${files.cert}`);
    } catch (error) {
      log.warn(`the certificate stays as it was: ${(error as Error).message}`);
    }
  };
  warnOfExpiry();
  const timer = setInterval(look, lookMs);
  timer.unref();
  return {
    createServer: (options, listener) => {
      const client = files.clientCa === null ? {} : { requestCert: true, rejectUnauthorized: false };
      const server = createServer({ ...options, ...context.options, ...client, minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'] }, listener);
      servers.push(server);
      return server;
    },
    expiresAt: () => context.expiresAt,
    close: () => clearInterval(timer),
  };
}

interface Context {
  readonly options: { readonly cert: Buffer; readonly key: Buffer; readonly ca?: Buffer };
  readonly expiresAt: number;
}

function readFiles({ cert, key, clientCa }: TlsFiles): Context {
  try {
    const options = { cert: readFileSync(cert), key: readFileSync(key), ...(clientCa === null ? {} : { ca: readFileSync(clientCa) }) };
    createSecureContext(options);
    return { options, expiresAt: Math.floor(Date.parse(new X509Certificate(options.cert).validTo) / 1000) };
  } catch (cause) {
    throw new AppError('bad_parameter', `TLS cannot be set up: ${(cause as Error).message}`, {
      cause,
      hint: 'CLUSTER_AUDIT_TLS_CERT and CLUSTER_AUDIT_TLS_KEY name PEM files that belong together.',
    });
  }
}

/** Changes when one of the files does; a file that is missing for a moment counts as a change that cannot be read. */
function stampOf(files: TlsFiles): string {
  return [files.cert, files.key, files.clientCa ?? '']
    .map((file) => {
      const info = file === '' ? undefined : statSync(file, { throwIfNoEntry: false });
      return info === undefined ? '-' : `${info.ino} ${info.mtimeMs} ${info.size}`;
    })
    .join(', ');
}
