// One engine to talk to, embedded or outside: statements go to whichever process lives now, and a dead embedded one is started again.
import { setTimeout as wait } from 'node:timers/promises';
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { AppError } from '../../lib/app-error.ts';
import { definitionFolders, restoreDefinitions } from './ddl-copies.ts';
import { engineUser, keyHeader, sqlUser } from './engine-config.ts';
import { createAgent, type EngineAddress } from './open-select.ts';
import { startEngineProcess, type EngineOptions, type EngineProcess } from './engine-process.ts';

export interface Engine {
  /** The client of the living engine. Throws AppError `unavailable` while there is none. */
  client(): ClickHouseClient;
  /** How to send statements to the living engine without the client. Throws as `client`. */
  address(): EngineAddress;
  /** How to speak to the living engine as the user that runs people's SQL. Throws as `client`. */
  sqlAccess(): SqlAccess;
  isUp(): boolean;
  /** Process id of the embedded engine, or null. */
  pid(): number | null;
  /** Ends the embedded engine's process without ado and resolves when the next one answers; nothing is done to an outside engine. */
  restart(): Promise<void>;
  /** Tells of every statement that failed. */
  onFailure(listener: (failure: unknown) => void): void;
  /** A statement failed. */
  noteFailure(failure: unknown): void;
  close(): Promise<void>;
}

/** Where and as whom. `isSandboxed` = a user of its own with its limits; an outside engine has the one user of its address. */
export interface SqlAccess {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isSandboxed: boolean;
}

export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const requestTimeoutMs = 300_000;

/** An outside ClickHouse by URL (`http://user:password@host:8123`): nothing to start, nothing to stop. */
export function connectEngine(url: string): Engine {
  const client = createClient({ url, request_timeout: requestTimeoutMs, max_open_connections: 32, log: { level: ClickHouseLogLevel.OFF } });
  const address = { url, headers: headersOfAddress(url), agent: createAgent(url) };
  return {
    client: () => client,
    address: () => address,
    sqlAccess: () => ({ url, headers: headersOfAddress(url), isSandboxed: false }),
    isUp: () => true,
    pid: () => null,
    restart: async () => {},
    onFailure: () => {},
    noteFailure: () => {},
    close: async () => {
      address.agent.destroy();
      await client.close();
    },
  };
}

function headersOfAddress(address: string): Record<string, string> {
  const { username, password } = new URL(address);
  return { 'X-ClickHouse-User': username === '' ? 'default' : decodeURIComponent(username), 'X-ClickHouse-Key': decodeURIComponent(password) };
}

export interface EmbeddedOptions {
  readonly directory: string;
  readonly memoryMb: number;
  /** Bytes of the disk that the engine leaves free. */
  readonly keepFreeBytes: number;
  readonly log: Logger;
}

/** Starts the embedded engine and keeps it alive until `close`. */
export async function startEmbeddedEngine(options: EmbeddedOptions): Promise<Engine> {
  let process = await startPatiently(options);
  let client: ClickHouseClient | null = clientOf(process);
  let address = addressOf(process);
  let tell: (failure: unknown) => void = () => {};
  let closing = false;

  const supervise = async (): Promise<void> => {
    for (;;) {
      const how = await process.exited;
      if (closing) return;
      options.log.error(`the engine's process ended (${how}); starting it again`);
      const dead = client;
      client = null;
      address.agent.destroy();
      await dead?.close();
      const next = await startAgain({ ...options, secrets: process.secrets }, () => closing);
      if (next === null) return;
      process = next;
      address = addressOf(process);
      client = clientOf(process);
    }
  };
  const supervised = supervise();

  const living = (): ClickHouseClient => {
    if (client === null) throw new AppError('unavailable', 'The engine is being started again.', { retryAfter: 5 });
    return client;
  };
  return {
    client: living,
    address: () => {
      living();
      return address;
    },
    sqlAccess: () => {
      living();
      const { url, secrets } = process;
      return { url, headers: { 'X-ClickHouse-User': sqlUser, 'X-ClickHouse-Key': secrets.sqlPassword, [keyHeader]: secrets.key }, isSandboxed: true };
    },
    isUp: () => client !== null,
    pid: () => (client === null ? null : process.pid),
    restart: async () => {
      const before = process;
      before.kill();
      while (!closing && (process === before || client === null)) await wait(20);
    },
    onFailure: (listener) => {
      tell = listener;
    },
    noteFailure: (failure) => tell(failure),
    close: async () => {
      closing = true;
      address.agent.destroy();
      await client?.close();
      await process.stop();
      await supervised;
    },
  };
}

function addressOf({ url, secrets }: EngineProcess): EngineAddress {
  const headers = { 'X-ClickHouse-User': engineUser, 'X-ClickHouse-Key': secrets.password, [keyHeader]: secrets.key };
  return { url, headers, agent: createAgent(url) };
}

function clientOf(process: EngineProcess): ClickHouseClient {
  return createClient({
    url: process.url,
    username: engineUser,
    password: process.secrets.password,
    http_headers: { [keyHeader]: process.secrets.key },
    request_timeout: requestTimeoutMs,
    max_open_connections: 32,
    // Every failure is thrown to us, and its text may quote event content.
    log: { level: ClickHouseLogLevel.OFF },
    // The engine closes idle connections after ten seconds; ours must be gone before.
    keep_alive: { enabled: true, idle_socket_ttl: 3000 },
  });
}

/** The folder of an engine whose server was killed is free again within two seconds: a first refusal is worth a few tries. */
async function startPatiently({ log, ...options }: EngineOptions & { readonly log: Logger }): Promise<EngineProcess> {
  for (const file of restoreDefinitions(definitionFolders(options.directory))) log.error(`the engine's definition ${file} was damaged; its copy is put back`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startEngineProcess(options);
    } catch (error) {
      const message = error instanceof AppError ? error.message : '';
      const isLocked = /lock|another server/i.test(message);
      // A native program on a busy machine: one failure is no reason to keep a server from starting.
      const tries = isLocked ? 12 : /did not start/.test(message) ? 3 : 1;
      if (attempt >= tries) throw error;
      if (!isLocked) log.warn(`the engine is tried again: ${message.slice(0, 300)}`);
      await wait(500);
    }
  }
}

async function startAgain(options: EngineOptions & { readonly log: Logger }, isClosing: () => boolean): Promise<EngineProcess | null> {
  for (let delay = 200; !isClosing(); delay = Math.min(delay * 2, 10_000)) {
    try {
      return await startPatiently(options);
    } catch (error) {
      options.log.error(`the engine does not start: ${(error as Error).message}`);
      await wait(delay);
    }
  }
  return null;
}
