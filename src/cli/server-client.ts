// Requests of client commands to a server: one place for address, token, retries and what errors mean.
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../lib/app-error.ts';
import { errorCodes, type ErrorCode } from '../lib/error-codes.ts';
import type { Position } from '../lib/problem.ts';
import type { ServerOptions } from './main.ts';

export interface Call {
  readonly method?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly json?: unknown;
  readonly body?: Uint8Array;
  readonly contentType?: string;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How often a busy or unreachable server is asked again. */
  readonly tries?: number;
}

/** The bytes of a successful answer. Throws AppError: the server's problem, or `unavailable` when it cannot be reached. */
export async function call(options: ServerOptions, request: Call): Promise<Uint8Array> {
  for (let left = request.tries ?? 1; ; left -= 1) {
    try {
      return await callOnce(options, request);
    } catch (error) {
      if (!(error instanceof AppError) || left <= 1 || (error.code !== 'unavailable' && error.code !== 'busy')) throw error;
      await wait((error.retryAfter ?? 1) * 1000);
    }
  }
}

export async function callJson<T>(options: ServerOptions, request: Call): Promise<T> {
  return JSON.parse(Buffer.from(await call(options, request)).toString('utf8')) as T;
}

async function callOnce(options: ServerOptions, request: Call): Promise<Uint8Array> {
  return reaching(options, async () => {
    const response = await send(options, request);
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.ok) return bytes;
    throw problemOf(response, bytes, request.query?.q);
  });
}

/** The bytes of an answer that has no end, as they come. Throws as `call` does where it does not begin. */
export async function openStream(options: ServerOptions, request: Call, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  return reaching(options, async () => {
    const response = await send(options, request, signal);
    if (response.ok && response.body !== null) return response.body as unknown as AsyncIterable<Uint8Array>;
    throw problemOf(response, new Uint8Array(await response.arrayBuffer()), request.query?.q);
  });
}

function send(options: ServerOptions, request: Call, signal?: AbortSignal): Promise<Response> {
  const body = request.json === undefined ? (request.body as Uint8Array<ArrayBuffer> | undefined) : JSON.stringify(request.json);
  return fetch(urlOf(options.server, request), { method: request.method ?? 'GET', headers: headersOf(options, request), body, signal });
}

async function reaching<T>(options: ServerOptions, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const cause = (error as Error & { cause?: Error }).cause;
    throw new AppError('unavailable', `The server at ${options.server} cannot be reached: ${cause?.message ?? (error as Error).message}`, {
      cause: error,
      hint: 'Is it running? Name it by --server or CLUSTER_AUDIT_SERVER.',
    });
  }
}

function urlOf(server: string, { path, query = {} }: Call): URL {
  const parameters = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const suffix = parameters.length === 0 ? '' : `?${new URLSearchParams(parameters).toString()}`;
  try {
    return new URL(server.replace(/\/+$/, '') + path + suffix);
  } catch (cause) {
    throw new AppError('bad_parameter', `${server} is no address of a server.`, { cause, hint: 'Write --server http://HOST:PORT.' });
  }
}

function headersOf({ token }: ServerOptions, { json, contentType, accept, headers }: Call): Record<string, string> {
  return {
    accept: accept ?? 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...headers,
  };
}

function problemOf(response: Response, bytes: Uint8Array, query: string | undefined): AppError {
  let problem: { code?: string; detail?: string; title?: string; hint?: string; position?: Position } = {};
  try {
    problem = JSON.parse(Buffer.from(bytes).toString('utf8')) as typeof problem;
  } catch {
    // Something between us and the server answered: its status has to do.
  }
  const code =
    problem.code !== undefined && problem.code in errorCodes ? (problem.code as ErrorCode) : response.status >= 500 ? 'unavailable' : 'bad_parameter';
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new AppError(code, problem.detail ?? problem.title ?? `The server answered ${response.status}.`, {
    hint: problem.hint,
    position: problem.position,
    retryAfter: Number.isFinite(retryAfter) ? Math.min(retryAfter, 60) : undefined,
    extra: { query },
  });
}
