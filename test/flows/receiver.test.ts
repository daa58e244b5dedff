// The door for senders under TLS: certificates of clusters, files replaced while it runs, senders that are slow or too many.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noteFigures } from '../harness/figures.ts';
import { adminToken, splitLines, TestServer } from '../harness/server.ts';

const lines = splitLines(gunzipSync(readFileSync('examples/metadata.ndjson.gz')));
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-tls-'));
const file = (name: string): string => path.join(folder, name);
const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });

function authority(name: string): void {
  openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '30',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.pem`,
  );
}

/** A certificate by an authority; `days` 0 = it has ended already. */
function certificate(name: string, by: string, subject: string, days = 30): void {
  openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', subject, '-keyout', `${name}.key`, '-out', `${name}.csr`);
  writeFileSync(file('ext'), 'subjectAltName=IP:127.0.0.1');
  openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    '-CA',
    `${by}.pem`,
    '-CAkey',
    `${by}.key`,
    '-CAcreateserial',
    '-days',
    String(days),
    '-extfile',
    'ext',
    '-out',
    `${name}.pem`,
  );
}

describe.skipIf(!hasOpenssl)('TLS (needs the program openssl)', () => {
  let server: TestServer;
  let token = '';

  interface Sent {
    readonly status: number;
    readonly json: { readonly code?: string; readonly detail?: string; readonly received?: number };
    readonly serial: string;
  }
  const send = (
    cluster: string,
    body: Uint8Array | string,
    by: { token?: string; cert?: string; agent?: Agent } = {},
    place = `/ingest/v1/${cluster}?wait=stored`,
  ): Promise<Sent> =>
    new Promise((resolve, reject) => {
      const identity = by.cert === undefined ? {} : { cert: readFileSync(file(`${by.cert}.pem`)), key: readFileSync(file(`${by.cert}.key`)) };
      const headers = by.token === undefined ? {} : { authorization: `Bearer ${by.token}` };
      const sent = request(
        new URL(server.url + place),
        { method: 'POST', ca: readFileSync(file('ca.pem')), agent: by.agent ?? false, headers, ...identity },
        (answer) => {
          const { serialNumber } = (answer.socket as import('node:tls').TLSSocket).getPeerCertificate();
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, json: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Sent['json'], serial: serialNumber }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  const api = async (method: string, place: string, json: unknown): Promise<Sent['json']> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
      const sent = request(new URL(server.url + place), { method, ca: readFileSync(file('ca.pem')), agent: false, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Sent['json']));
      });
      sent.on('error', reject);
      sent.end(json === undefined ? undefined : JSON.stringify(json));
    });
  const count = async (q: string): Promise<number> =>
    ((await api('GET', `/api/v1/count?${new URLSearchParams({ q })}`, undefined)) as unknown as { count: number }).count;

  beforeAll(async () => {
    for (const name of ['ca', 'clients', 'strangers']) authority(name);
    certificate('server', 'ca', '/CN=audit');
    certificate('shop', 'clients', '/O=cluster:shop/CN=master-1');
    certificate('dark', 'clients', '/O=cluster:dark/CN=master-2');
    certificate('nobody', 'clients', '/CN=master-3');
    certificate('stranger', 'strangers', '/O=cluster:shop/CN=master-1');
    certificate('ended', 'clients', '/O=cluster:shop/CN=master-1', 0);
    server = new TestServer(['--tls-cert', file('server.pem'), '--tls-key', file('server.key'), '--tls-client-ca', file('clients.pem')]);
    await server.start();
    for (const cluster of ['shop', 'dark']) {
      await api('PUT', `/api/v1/clusters/${cluster}`, { region: 'home' });
      const made = (await api('PUT', `/api/v1/clusters/${cluster}/features/audit`, { enabled: true })) as unknown as { ingest: { token: string; url: string } };
      if (cluster === 'shop') ({ token } = made.ingest);
      expect(made.ingest.url).toMatch(/^https:/);
    }
  }, 60_000);
  afterAll(async () => {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says https, and takes a token', async () => {
    expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await send('shop', lines[0], { token })).toMatchObject({ status: 200, json: { received: 1 } });
  });

  it('takes a client certificate for its own cluster, which names the source', async () => {
    expect(await send('shop', lines[1], { cert: 'shop' })).toMatchObject({ status: 200, json: { received: 1 } });
    expect(await count('source:"certificate:master-1"')).toBe(1);
  });

  it.each([
    ['of another cluster', 'dark', 403, 'forbidden'],
    ['of no cluster', 'nobody', 403, 'forbidden'],
    ['of an unknown authority', 'stranger', 401, 'unauthenticated'],
  ])('refuses one %s', async (_what, cert, status, code) => {
    expect(await send('shop', lines[2], { cert })).toMatchObject({ status, json: { code } });
    // With a token beside it both must be right; what counts for nothing changes nothing.
    expect((await send('shop', lines[2], { cert, token })).status).toBe(status === 403 ? 403 : 200);
    expect((await send('shop', lines[2], { cert: 'shop', token: 'ca_wrong' })).status).toBe(401);
  });

  it('says why one that has ended does not count', async () => {
    await wait(1100);
    const answer = await send('shop', lines[3], { cert: 'ended' });
    expect([answer.status, answer.json.detail]).toEqual([401, 'The client certificate does not count: CERT_HAS_EXPIRED.']);
  });

  it('gives no way to the API', async () => {
    expect((await send('shop', '', { cert: 'shop' }, '/api/v1/policy/check')).status).toBe(401);
  });

  it('uses a new certificate without a restart, keeps the old one where the new is broken, and refuses nobody meanwhile', async () => {
    const statuses: number[] = [];
    let isOn = true;
    const agent = new Agent({ keepAlive: true });
    const load = (async () => {
      for (let k = 0; isOn; k = (k + 1) % lines.length) {
        statuses.push((await send('shop', lines[k], { token })).status, (await send('shop', lines[k], { token, agent })).status);
      }
    })();
    const before = (await send('shop', lines[0], { token })).serial;
    writeFileSync(file('server.pem'), 'broken');
    await expect.poll(() => server.stderr, { timeout: 10_000 }).toContain('the certificate stays as it was');
    certificate('next', 'ca', '/CN=audit');
    copyFileSync(file('next.key'), file('server.key'));
    copyFileSync(file('next.pem'), file('server.pem'));
    await expect.poll(async () => (await send('shop', lines[0], { token })).serial, { timeout: 15_000 }).not.toBe(before);
    isOn = false;
    await load;
    agent.destroy();
    expect(statuses.length).toBeGreaterThan(5);
    expect(new Set(statuses)).toEqual(new Set([200]));
  }, 60_000);

  it('needs files that belong together', () => {
    const other = spawnSync('bin/cluster-audit', [
      'serve',
      '--data',
      file('data'),
      '--listen',
      '127.0.0.1:0',
      '--tls-cert',
      file('dark.pem'),
      '--tls-key',
      file('shop.key'),
    ]);
    expect([other.status, other.stderr.toString('utf8')]).toEqual([2, expect.stringContaining('TLS cannot be set up')]);
    const half = spawnSync('bin/cluster-audit', ['serve', '--data', file('data'), '--tls-cert', file('dark.pem')]);
    expect([half.status, half.stderr.toString('utf8')]).toEqual([2, expect.stringContaining('TLS needs both')]);
  });
});

/** Long in `npm run torture`: 1,000. */
const trickling = Number(process.env.SLOW_SENDERS ?? 300);

describe('senders that are slow, or too many', () => {
  it(`${trickling} that trickle their headers keep nobody from sending, and are cut off`, async () => {
    const server = await new TestServer(['--max-connections', String(trickling + 100)]).start();
    try {
      const token = await server.enable('shop');
      const { port } = new URL(server.url);
      let closed = 0;
      const slow = Array.from({ length: trickling }, () => {
        const socket = connect(Number(port), '127.0.0.1');
        socket.on('error', () => {});
        socket.on('close', () => (closed += 1));
        socket.resume();
        socket.write('POST /ingest/v1/shop HTTP/1.1\r\nHost: x\r\n');
        return socket;
      });
      await expect.poll(() => slow.every(({ readyState }) => readyState === 'open')).toBe(true);
      let slowest = 0;
      for (let k = 0; k < 50; k += 1) {
        const begun = performance.now();
        expect((await server.post('shop', lines[k], { token, wait: false })).status).toBe(200);
        slowest = Math.max(slowest, performance.now() - begun);
      }
      // Past the cap a connection is closed at once, never left waiting.
      const more = Array.from({ length: 150 }, () =>
        connect(Number(port), '127.0.0.1')
          .on('error', () => {})
          .resume(),
      );
      await expect.poll(() => more.filter((socket) => socket.destroyed || socket.readyState === 'closed').length, { timeout: 5000 }).toBeGreaterThan(20);
      for (const socket of more) socket.destroy();
      await expect.poll(() => closed, { timeout: 60_000, interval: 500 }).toBe(trickling);
      noteFigures({
        'connections that trickle': trickling,
        'bodies acknowledged meanwhile': 50,
        'slowest of them, ms': Math.round(slowest),
        'connections past the cap, closed': 50,
      });
      for (const socket of slow) socket.destroy();
      expect((await server.post('shop', lines[50], { token })).status).toBe(200);
      // Captured long before it was sent: more than a day behind.
      const metrics = (await server.request('/metrics')).bytes.toString('utf8');
      const lag = Number(/^cluster_audit_ingest_lag_seconds\{cluster="shop"\} (\S+)$/m.exec(metrics)?.[1]);
      const newest = Date.parse((JSON.parse(lines[50].toString('utf8')) as { stageTimestamp: string }).stageTimestamp);
      expect(Math.abs((Date.now() - newest) / 1000 - lag)).toBeLessThan(120);
    } finally {
      await server.remove();
    }
  }, 120_000);
});
