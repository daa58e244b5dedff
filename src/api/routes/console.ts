// The built console, held in memory: its files by name, and its page for every other address that a browser may open.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../lib/app-error.ts';
import { consolePolicy } from '../security-headers.ts';

interface ConsoleFile {
  readonly bytes: Buffer;
  readonly type: string;
  readonly etag: string;
  /** Its name holds a hash of its content. */
  readonly isForEver: boolean;
  gzipped?: Buffer;
}

/** Answers what no route takes: files and pages of the console, else `not_found`. `folder` null = no console is built. */
export function serveConsole(app: FastifyInstance, folder: string | null): void {
  const files = folder === null ? new Map<string, ConsoleFile>() : readFiles(folder);
  const page = files.get('/index.html');
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0];
    const isPage = request.method === 'GET' && !/^\/(?:api|ingest|assets|signin)(?:\/|$)/.test(path);
    const file = request.method === 'GET' ? (files.get(path) ?? (isPage ? page : undefined)) : undefined;
    if (file !== undefined) return sendFile(request, reply, file);
    if (isPage && path === '/') throw new AppError('not_found', 'The console is not built.', { hint: 'Run `npm run build`.' });
    throw new AppError('not_found', 'There is nothing at this address.', { hint: '/openapi.json lists everything there is.' });
  });
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile): FastifyReply {
  void reply.headers({
    'content-security-policy': consolePolicy,
    'cache-control': file.isForEver ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
  });
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  void reply.type(file.type);
  if (!compressible.test(file.type) || !/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(file.bytes);
  file.gzipped ??= gzipSync(file.bytes);
  return reply.header('content-encoding', 'gzip').send(file.gzipped);
}

const compressible = /^(?:text|application\/(?:json|javascript)|image\/svg)/;

const types = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['ico', 'image/x-icon'],
  ['json', 'application/json'],
  ['txt', 'text/plain; charset=utf-8'],
  ['webmanifest', 'application/manifest+json'],
]);

function readFiles(folder: string): Map<string, ConsoleFile> {
  const files = new Map<string, ConsoleFile>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const extension = entry.name.split('.').at(-1) ?? '';
    const type = types.get(extension);
    // What has no type here (source maps, build notes) is not for browsers.
    if (!entry.isFile() || type === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    const bytes = readFileSync(file);
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    files.set(path, { bytes, type, etag, isForEver: path.startsWith('/assets/') });
  }
  return files;
}
