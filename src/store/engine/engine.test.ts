import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedEngine, type Engine } from './engine.ts';
import { startEngineProcess } from './engine-process.ts';
import { command, insertRows, select, selectAll } from './statements.ts';
import { RowWriter } from '../row-writer.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const folders: string[] = [];
function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'cluster-audit-engine-'));
  folders.push(made);
  return made;
}

let engine: Engine;
beforeAll(async () => {
  engine = await startEmbeddedEngine({ directory: folder(), memoryMb: 640, keepFreeBytes: 0, log: quiet });
  await command(engine, 'CREATE DATABASE IF NOT EXISTS audit ENGINE = Atomic');
});
afterAll(async () => {
  await engine.close();
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

async function one(sql: string): Promise<string> {
  const [[value]] = await selectAll(engine, { columns: [{ sql: `toString(${sql})`, kind: 'bytes' }], tail: '' });
  return value.toString();
}

describe('the embedded engine', () => {
  it('survives half-sent requests that are reset, and garbage (ClickHouse#115666)', async () => {
    const url = new URL((engine.client() as unknown as { connectionParams: { url: URL } }).connectionParams.url);
    const open = (): Promise<Socket> =>
      new Promise((resolve, reject) => {
        const socket = connect(Number(url.port), '127.0.0.1', () => resolve(socket));
        socket.once('error', reject);
      });
    const pid = engine.pid();
    const garbage = [
      'GET /ping HTTP/1.1\r\nHo',
      'GET /ping HTTP/1.1\r\nHost: x\r\n\r\nGET /ping HTTP/1.1\r\nHo',
      `\0bad\r\n\r\n${'x'.repeat(100_000)}`,
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      `GET /${'a'.repeat(2_000_000)} HTTP/1.1\r\n`,
      `GET / HTTP/1.1\r\n${'h: v\r\n'.repeat(50_000)}`,
      'BREW /pot HTCPCP/1.0\r\n\r\n',
    ];
    for (let round = 0; round < 8; round += 1)
      for (const bytes of garbage) {
        const socket = await open();
        socket.on('error', () => {});
        socket.write(bytes, 'latin1');
        await wait(round % 4);
        socket.resetAndDestroy();
      }
    // The abort came four seconds after the reset where it came at all.
    await wait(5_500);
    expect(engine.pid()).toBe(pid);
    expect(await one('1 + 1')).toBe('2');
  });

  it('answers nobody without its secret header, reads no files and calls nobody', async () => {
    const url = (engine.client() as unknown as { connectionParams: { url: URL } }).connectionParams.url;
    const response = await fetch(`${String(url)}?query=SELECT%201`);
    expect(response.status).toBe(404);
    await expect(one("file('/etc/passwd')")).rejects.toThrow();
    await expect(one("(SELECT count() FROM url('http://127.0.0.1:1/', 'LineAsString'))")).rejects.toThrow();
  });

  it('gives rows back byte for byte, and throws when a result breaks off midway', async () => {
    await command(engine, 'CREATE TABLE audit.bytes (n Int64, s String) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100');
    const writer = new RowWriter(1 << 16);
    const values = [Buffer.alloc(0), Buffer.from([0, 255, 10, 13]), Buffer.alloc(40_000, 200)];
    values.forEach((value, k) => {
      writer.i64(k === 0 ? -1 : 2 ** 52 + k);
      writer.bytes(value, 0, value.length);
    });
    const rows = writer.buffer.subarray(0, writer.at);
    await insertRows(engine, 'audit.bytes', ['n', 's'], [rows], 'a:1');
    await insertRows(engine, 'audit.bytes', ['n', 's'], [rows], 'a:1');
    const read = await selectAll(engine, {
      columns: [
        { sql: 'n', kind: 'i64' },
        { sql: 's', kind: 'bytes' },
      ],
      tail: 'FROM audit.bytes ORDER BY n',
    });
    expect(read.map(([n]) => n)).toEqual([-1, 2 ** 52 + 1, 2 ** 52 + 2]);
    expect(read.map(([, s]) => (s as Buffer).equals(values[read.findIndex(([, other]) => other === s)]))).toEqual([true, true, true]);
    const broken = async (): Promise<number> => {
      let count = 0;
      for await (const batch of select(engine, { columns: [{ sql: 'if(number = 3000000, throwIf(1), 0)', kind: 'u8' }], tail: 'FROM numbers(4000000)' }))
        count += batch.length;
      return count;
    };
    await expect(broken()).rejects.toThrow();
  });

  it('is started again when its process dies, with everything that was inserted', async () => {
    await command(engine, 'CREATE TABLE audit.kept (n Int64) ENGINE = MergeTree ORDER BY n SETTINGS fsync_after_insert = 1');
    await command(engine, 'INSERT INTO audit.kept SELECT number FROM numbers(1000)');
    const pid = engine.pid()!;
    process.kill(pid, 'SIGKILL');
    for (let tries = 0; tries < 200 && (engine.pid() === pid || !engine.isUp()); tries += 1) await wait(50);
    expect(engine.pid()).not.toBe(pid);
    expect(await one('ifNull((SELECT count() FROM audit.kept), 0)')).toBe('1000');
  });

  it('says why it cannot start, and names the way out', async () => {
    const directory = folder();
    const first = await startEngineProcess({ directory, memoryMb: 640, keepFreeBytes: 0 });
    const second = await startEngineProcess({ directory, memoryMb: 640, keepFreeBytes: 0, timeoutMs: 4000 }).catch((error: unknown) => error);
    await first.stop();
    expect(second).toMatchObject({ code: 'unavailable', hint: expect.stringContaining('--engine-url') });
  });

  it('stops a statement that nobody waits for any more', async () => {
    const tail = "FROM system.processes WHERE query LIKE '%number % 7%' AND query NOT LIKE '%processes%'";
    const running = async (): Promise<number> => (await selectAll(engine, { columns: [{ sql: 'count()', kind: 'u64' }], tail }))[0][0] as number;
    const until = async (count: number): Promise<void> => {
      for (let tries = 0; tries < 200 && (await running()) !== count; tries += 1) await wait(25);
    };
    const abort = new AbortController();
    const endless = selectAll(engine, { columns: [{ sql: 'count()', kind: 'u64' }], tail: 'FROM system.numbers WHERE number % 7 = 1', signal: abort.signal });
    const failed = endless.then(
      () => false,
      () => true,
    );
    await until(1);
    expect(await running()).toBe(1);
    abort.abort();
    expect(await failed).toBe(true);
    await until(0);
    expect(await running()).toBe(0);
  });
});
