// A SELECT on its way to the engine and its answer as it streams: a plain request on a kept connection, for questions are made of several small statements.
import { Agent, request as requestHttp, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as SecureAgent, request as requestHttps } from 'node:https';
import { text as readText } from 'node:stream/consumers';
import { parseError, type ClickHouseSettings } from '@clickhouse/client';
import { parameterText } from './parameter-text.ts';
import type { Parameters } from './statements.ts';

/** Where the engine listens, as whom it is spoken to, and the connections that are kept to it. */
export interface EngineAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: Agent;
}

const requestTimeoutMs = 300_000;
/** The engine closes idle connections after ten seconds; ours are gone before. */
const idleMs = 3_000;
const connections = 32;

export function createAgent(url: string): Agent {
  const options = { keepAlive: true, maxSockets: connections, timeout: idleMs };
  return url.startsWith('https:') ? new SecureAgent(options) : new Agent(options);
}

export interface SelectRequest {
  readonly query: string;
  readonly parameters: Parameters;
  readonly settings: ClickHouseSettings;
  readonly signal?: AbortSignal;
}

/** Resolves when rows begin to come. Throws ClickHouseError where the engine refuses the statement, and what Node.js throws where it cannot be reached. */
export async function openSelect(address: EngineAddress, select: SelectRequest): Promise<IncomingMessage> {
  const answer = await send(address, select).catch((error: unknown) => {
    // The engine closed the kept connection just then: nothing of the statement was run.
    if (error instanceof StaleConnection) return send(address, select);
    throw error;
  });
  if (answer.statusCode === 200) return answer;
  throw parseError(await readText(answer));
}

class StaleConnection extends Error {}

function send(address: EngineAddress, select: SelectRequest): Promise<IncomingMessage> {
  const { url, options } = requestOf(address, select);
  return new Promise((resolve, reject) => {
    const request: ClientRequest = url.protocol === 'https:' ? requestHttps(url, options, resolve) : requestHttp(url, options, resolve);
    // The timeout of the agent is for idle connections.
    request.setTimeout(requestTimeoutMs, () => request.destroy(new Error('the engine did not answer in time')));
    request.once('error', (error: NodeJS.ErrnoException) => {
      reject(request.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnection(error.message, { cause: error }) : error);
    });
    request.end(select.query);
  });
}

function requestOf(
  { url: base, headers, agent }: EngineAddress,
  { query, parameters, settings, signal }: SelectRequest,
): { url: URL; options: RequestOptions } {
  const url = new URL(base);
  url.username = '';
  url.password = '';
  for (const [name, value] of Object.entries(settings)) url.searchParams.set(name, String(value));
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(`param_${name}`, parameterText(value));
  return { url, options: { method: 'POST', agent, signal, headers: { ...headers, 'content-length': Buffer.byteLength(query) } } };
}
