import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngineProcess, type EngineProcess } from '../../src/store/engine/engine-process.ts';
import { engineUser, keyHeader } from '../../src/store/engine/engine-config.ts';
import { splitLines, TestServer } from '../harness/server.ts';

/** A second engine of ours plays the ClickHouse server; a small proxy adds the header that locks it. */
describe('with --engine-url the same program works on an outside ClickHouse', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-outside-'));
  let engine: EngineProcess;
  let proxy: Server;
  let server: TestServer;

  beforeAll(async () => {
    engine = await startEngineProcess({ directory: folder, memoryMb: 640, keepFreeBytes: 0 });
    const target = new URL(engine.url);
    proxy = createServer((incoming, outgoing) => {
      const forward = request(
        {
          host: target.hostname,
          port: target.port,
          path: incoming.url,
          method: incoming.method,
          headers: { ...incoming.headers, [keyHeader]: engine.secrets.key },
        },
        (answer) => {
          outgoing.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(outgoing);
        },
      );
      forward.on('error', () => outgoing.destroy());
      incoming.pipe(forward);
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    server = new TestServer(['--engine-url', `http://${engineUser}:${engine.secrets.password}@127.0.0.1:${(proxy.address() as AddressInfo).port}`]);
    await server.start();
  });
  afterAll(async () => {
    await server.remove();
    proxy.closeAllConnections();
    proxy.close();
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts no engine of its own, and stores, finds and exports', async () => {
    expect(server.childPids()).toEqual([]);
    await server.enable('far');
    const lines = splitLines(gunzipSync(readFileSync('examples/hostile-raw.ndjson.gz')));
    const body = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
    expect((await server.post('far', body, { type: 'application/x-ndjson' })).json).toMatchObject({ accepted: 80, duplicates: 0 });
    expect((await server.post('far', body, { type: 'application/x-ndjson' })).json).toMatchObject({ accepted: 0, duplicates: 80 });
    const sorted = (all: readonly Buffer[]): string[] => all.map((line) => line.toString('latin1')).sort();
    expect(sorted(await server.lines('', { cluster: 'far' }))).toEqual(sorted(lines));
    expect(await server.count('verb:patch stage:RequestReceived', { cluster: 'far' })).toBeGreaterThan(0);
    const { json } = await server.get('/api/v1/query', { q: '* | SELECT count() AS n, uniqExact(auditID) > 1 AS several' });
    expect(json).toMatchObject({ rows: [['80', true]], exact: true });
    expect(await server.stop()).toBe(0);
    await server.start();
    expect(await server.count('', { cluster: 'far' })).toBe(80);
  });
});
