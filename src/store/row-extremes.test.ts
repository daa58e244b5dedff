import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parseQuery } from '../search/parse.ts';
import { createStore, type Store } from './create-store.ts';
import { encodeBody } from './encode-body.ts';
import { selectAll } from './engine/statements.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const directory = mkdtempSync(path.join(tmpdir(), 'cluster-audit-extremes-'));
let store: Store;
const open = async (): Promise<void> => {
  store = await createStore({ directory, memoryMb: 1024, reserveBytes: 0, log });
  store.noteStored([[1, await store.newestSeq()]]);
};
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

/** `delay`: hours between request and stage. */
function event(stage: string, delay: number, rest: string): string {
  const at = new Date(Date.UTC(2026, 10, 20) + delay * 3_600_000).toISOString().replace('Z', '000Z');
  return `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"0c9b3a52-7f0e-4a75-9c1d-3f1d2b6a9e10","stage":"${stage}","requestURI":"/x","requestReceivedTimestamp":"2026-11-20T00:00:00.000000Z","stageTimestamp":"${at}",${rest}}`;
}

async function stagesOf(q: string): Promise<readonly (readonly string[])[]> {
  const parsed = parseQuery(q, { nowMicros: 0 });
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  const page = await store.reader.list({
    query: parsed.query,
    from: null,
    to: null,
    clusters: null,
    topics: null,
    limit: 10,
    order: 'desc',
    fold: true,
    after: null,
    shown: null,
  });
  return page.rows.map((row) => ('stages' in row ? row.stages.map(({ stage }) => stage) : []));
}

const write = async (seq: number, text: string): Promise<void> => {
  const context = { seq, cluster: 'c', topic: 't', retentionDays: 365, source: 's', receivedAt: Date.UTC(2026, 10, 21) };
  await store.write([await encodeBody(Buffer.from(text), context)], `block ${seq}`, false);
  store.noteStored([[seq, seq]]);
};

it('odd events, and stages that come hours later, are found in this life and in the next', async () => {
  await open();
  expect(await stagesOf('verb:delete')).toEqual([]);
  await write(1, event('ResponseStarted', 0, '"verb":"watch"'));
  // A key that is there twice makes an event odd: its last value counts.
  await write(2, event('ResponseComplete', 30, '"verb":"get","verb":"delete"'));
  const odd = await selectAll(store.engine, { columns: [{ sql: 'count()', kind: 'u64' }], tail: 'FROM audit.events WHERE odd = 1' });
  expect(odd).toEqual([[1]]);
  const both = [['ResponseStarted', 'ResponseComplete']];
  // Asked twice: the first question does not wait for what the second one knows.
  for (const q of ['verb:delete', 'verb:watch', 'verb:delete', 'verb:watch']) expect(await stagesOf(q)).toEqual(both);
  await store.close();
  await open();
  for (const q of ['verb:delete', 'verb:watch', 'verb:delete', 'verb:watch']) expect(await stagesOf(q)).toEqual(both);
}, 120_000);
