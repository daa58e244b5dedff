// The built program as a process with a data folder of its own, for benchmarks.
import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const adminToken = 'benchmark-admin-token-0123456789abcdef';
const binary = new URL('../../bin/cluster-audit', import.meta.url).pathname;
const stopMs = 40_000;

/** Starts `cluster-audit serve` on `data`; answers its pid, url and token, `call`, `post` of one body to `cluster`, and `stop`. */
export async function startServer(data, { connections }) {
  const child = spawn(process.execPath, [binary, 'serve', '--data', data, '--listen', '127.0.0.1:0'], {
    env: { ...process.env, CLUSTER_AUDIT_ADMIN_TOKEN: adminToken },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = new URL(await listeningUrl(child));
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  const send = (method, path, body) =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        { host: url.hostname, port: url.port, method, path, agent, headers: { ...headers, 'content-length': body.length } },
        (incoming) => {
          const chunks = [];
          incoming.on('data', (chunk) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode,
              retryAfter: Number(incoming.headers['retry-after'] ?? 1),
              text: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  let refused = 0;
  return {
    pid: child.pid,
    url: url.href,
    token: adminToken,
    refusals: () => refused,
    call: async (method, path, content) => {
      const { status, text } = await send(method, path, Buffer.from(content === undefined ? '' : JSON.stringify(content)));
      if (status !== 200 && status !== 201) throw new Error(`${method} ${path}: ${status} ${text}`);
      return JSON.parse(text);
    },
    /** Resolves when the body is acknowledged; a sender that is told to come back does. */
    post: async (cluster, body) => {
      for (;;) {
        const { status, retryAfter, text } = await send('POST', `/ingest/v1/${cluster}`, body);
        if (status === 200) return;
        if (status !== 503) throw new Error(`ingest: ${status} ${text}`);
        refused += 1;
        await wait(retryAfter * 1000);
      }
    },
    stop: async () => {
      agent.destroy();
      const ended = new Promise((resolve) => {
        child.once('exit', (code, signal) => resolve(code ?? signal));
      });
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

function listeningUrl(child) {
  return new Promise((resolve, reject) => {
    let out = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      out += chunk.toString('utf8');
      const match = /^listening on (\S+)\n/.exec(out);
      if (match !== null) resolve(match[1]);
    });
    child.stderr.on('data', (chunk) => {
      if (errors.length < 10_000) errors += chunk.toString('utf8');
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${errors}`)));
  });
}
