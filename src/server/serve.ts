// The life of a server process: lock, wire, listen, say where, and on a signal drain and end.
import type { AddressInfo } from 'node:net';
import { AppError } from '../lib/app-error.ts';
import { lockDataFolder } from './data-lock.ts';
import { createLogger } from './logger.ts';
import type { Config } from './read-config.ts';
import { wireServer, type Server } from './wire.ts';

/** What must be over by then is cut off; the contract gives thirty seconds. */
const drainMs = 25_000;

/** Runs until SIGTERM or SIGINT; resolves with the exit code. Throws AppError for what keeps it from starting. */
export async function serve(config: Config): Promise<number> {
  const log = createLogger(Date.now);
  const lock = lockDataFolder(config.data);
  const server = await wireServer(config, log);
  const url = await listen(server, config);
  process.stdout.write(`listening on ${url}\n`);
  greet(server, config.publicUrl ?? url);
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
  });
  log.info(`${signal}: finishing what was acknowledged`);
  const timer = setTimeout(() => {
    log.error('not everything could be handed over in time; the spool keeps it for the next start');
    process.exit(0);
  }, drainMs);
  await server.close();
  clearTimeout(timer);
  lock.release();
  return 0;
}

async function listen(server: Server, config: Config): Promise<string> {
  try {
    // As many may come at once as may stay: a fleet that connects anew together waits for no second try.
    await server.api.listen({ host: config.listen.host, port: config.listen.port, backlog: config.maxConnections });
  } catch (cause) {
    await server.close();
    throw new AppError('unavailable', `Cannot listen on ${config.listen.host}:${config.listen.port}: ${(cause as Error).message}`, {
      cause,
      hint: 'Choose another --listen HOST:PORT; port 0 takes a free one.',
    });
  }
  const { address, family, port } = server.api.server.address() as AddressInfo;
  return `${config.tls === null ? 'http' : 'https'}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** A link that works once, and the admin token when it was made just now; on stderr, because stdout is read by programs. */
function greet(server: Server, url: string): void {
  const { newAdminToken } = server.access;
  const lines = [
    `Console: ${url}/signin/${server.access.makeLink().code}`,
    '  (the link signs in once, within ten minutes; later use the admin token)',
    ...(newAdminToken === null ? [] : [`Admin token, shown only now: ${newAdminToken}`]),
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}
