import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseQuery } from '../search/parse.ts';
import { createStore, type Store } from './create-store.ts';
import { encodeBody } from './encode-body.ts';
import { selectAll } from './engine/statements.ts';
import { compression } from './schema.ts';
import { mergeFreshParts, packQuietPartitions } from './upkeep.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

describe('packing', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'cluster-audit-upkeep-'));
  let store: Store;
  beforeAll(async () => {
    store = await createStore({ directory, memoryMb: 1024, reserveBytes: 0, log });
  }, 120_000);
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const packing = async (): Promise<readonly { codec: string; bytes: number }[]> => {
    const tail = `FROM system.parts WHERE active AND database = 'audit' AND table = 'events' GROUP BY default_compression_codec`;
    const columns = [
      { sql: 'default_compression_codec', kind: 'bytes' as const },
      { sql: 'sum(bytes_on_disk)', kind: 'u64' as const },
    ];
    return (await selectAll(store.engine, { columns, tail })).map(([codec, bytes]) => ({
      codec: (codec as Buffer).toString('latin1'),
      bytes: bytes as number,
    }));
  };

  it('makes days smaller to which nothing comes, each once an hour, and leaves what is written afterwards quick', async () => {
    const text = gunzipSync(readFileSync('examples/tke-policy.ndjson.gz'));
    let stored = 0;
    const write = async (seq: number, bytes: Buffer): Promise<void> => {
      const body = await encodeBody(bytes, { seq, cluster: 'c', topic: 't', retentionDays: 30, source: 's', receivedAt: Date.now() });
      const [{ accepted }] = await store.write([body], `block ${seq}`, false);
      stored += accepted;
      store.noteStored([[seq, seq]]);
    };
    await write(1, text);
    await write(2, Buffer.from(text.toString('latin1').replaceAll(/"auditID":"........-/g, '"auditID":"00000000-'), 'latin1'));
    const packed = new Map<string, number>();
    // Fresh parts are not quiet.
    expect(await packQuietPartitions(store.engine, packed)).toBeGreaterThan(0);
    await mergeFreshParts(store.engine);
    const before = await packing();
    expect(before.map(({ codec }) => codec)).toEqual([compression.quick]);
    expect(await packQuietPartitions(store.engine, packed)).toBe(0);
    const after = await packing();
    expect(after.map(({ codec }) => codec)).toEqual([compression.dense]);
    expect(after[0].bytes).toBeLessThan(before[0].bytes * 0.97);
    await write(3, Buffer.from(text.toString('latin1').replaceAll(/"auditID":"........-/g, '"auditID":"00000001-'), 'latin1'));
    expect((await packing()).map(({ codec }) => codec).sort()).toEqual([compression.quick, compression.dense].sort());
    await mergeFreshParts(store.engine);
    expect(await packQuietPartitions(store.engine, packed)).toBeGreaterThan(0);
    const parsed = parseQuery('', { nowMicros: 0 });
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    expect(await store.reader.count({ query: parsed.query, from: null, to: null, clusters: null, topics: null })).toBe(stored);
  }, 120_000);
});
