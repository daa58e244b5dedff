// The HTTP server under the routes, plain or TLS: how long connections may last, and when a body is asked for or given up.
import { createServer, STATUS_CODES, type IncomingMessage, type RequestListener, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../lib/app-error.ts';
import { problemType } from './contract/problem.ts';
import { problemDocument } from './problem-document.ts';

/** Makes a server that does not listen yet. */
export type MakeServer = (options: ServerOptions, listener: RequestListener) => Server;

export interface HttpLimits {
  readonly maxHeaderBytes: number;
  /** Who sends its headers slower than this holds a place and nothing else. */
  readonly headersMs: number;
  /** A body that nobody reads, or of a route other than ingest, must be over by then. */
  readonly bodyMs: number;
}

/** A query of 16,000 characters and its cursor, percent-encoded, must fit. */
export const defaultHttpLimits: HttpLimits = { maxHeaderBytes: 262_144, headersMs: 15_000, bodyMs: 30_000 };

/** kube-apiserver lets an idle connection go after 90 s: it must be the first to, or a batch could meet the closing. */
const idleMs = 120_000;
const lookMs = 2000;

/** `make` null = plain http. Every setting is made here, because the framework makes none on a server that it did not create. */
export function createHttpServer(listener: RequestListener, make: MakeServer | null, limits: HttpLimits): Server {
  const options = { maxHeaderSize: limits.maxHeaderBytes, headersTimeout: limits.headersMs, connectionsCheckingInterval: Math.min(lookMs, limits.headersMs) };
  const server = (make ?? createServer)(options, listener);
  server.keepAliveTimeout = idleMs;
  // A large body over a slow line is as long as it gets on: ingest watches its pace, `closeIfUnread` the others.
  server.requestTimeout = 0;
  // Refused or answered early, a body may still come: long enough for its sender to see the answer, and no longer.
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    response.once('finish', () => closeIfUnread(request, limits.bodyMs));
  });
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    continueWhenRead(request, response);
    server.emit('request', request, response);
  });
  return server;
}

/** A sender that waits for leave to send is given it when somebody reads: until then it can be refused without a byte of its body. */
function continueWhenRead(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('connection', 'close');
  const onListener = (event: string | symbol): void => {
    if (event !== 'data' && event !== 'readable') return;
    request.off('newListener', onListener);
    if (response.headersSent) return;
    response.removeHeader('connection');
    response.writeContinue();
  };
  request.on('newListener', onListener);
}

/** Closes the connection of a request whose body has not come to its end in time, wherever it is by then. */
export function closeIfUnread(request: IncomingMessage, withinMs: number): void {
  const { headers, socket } = request;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  // Requests that were made inside the process have no connection, and are complete.
  if (!hasBody || ((request as { readonly complete?: boolean }).complete ?? true)) return;
  const timer = setTimeout(() => {
    if (!request.complete) socket.destroy();
  }, withinMs);
  timer.unref();
  request.once('close', () => clearTimeout(timer));
}

/** Answers what is no HTTP request; of what was sent nothing is repeated, because it may hold a token. */
export function answerUnreadable(cause: Error & { readonly code?: string }, socket: Socket): void {
  if (cause.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable && cause.code?.startsWith('ERR_SSL') !== true) socket.write(unreadableAnswer(cause.code));
  socket.destroy();
}

function unreadableAnswer(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return rawAnswer(new AppError('bad_parameter', 'Address and headers are too long.'), 431);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return rawAnswer(new AppError('time_limit', 'The headers of the request came too slowly.'), 408);
  return rawAnswer(new AppError('bad_parameter', 'This is no HTTP request.'), 400);
}

function rawAnswer(error: AppError, status: number): string {
  const body = JSON.stringify({ ...problemDocument(error), status });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${problemType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
