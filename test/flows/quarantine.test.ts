// What cannot be parsed: kept once, counted, listed, downloaded to the byte, tried again after an upgrade.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';

const lines = splitLines(gunzipSync(readFileSync('examples/metadata.ndjson.gz')));
const server = new TestServer(['--quarantine-mb', '1']);
const folder = (): string => path.join(server.data, 'quarantine');
const list = async (more: Record<string, string> = {}) => (await server.get('/api/v1/quarantine', more)).json;
const idOf = (cluster: string, bytes: Uint8Array): string => createHash('sha256').update(cluster).update('\0').update(bytes).digest('hex');

beforeAll(async () => {
  await server.start();
  await server.enable('shop');
  await server.enable('other');
});
afterAll(() => server.remove());

describe('the quarantine', () => {
  const hostile = Buffer.from('{"kind":"Event","auditID":"\u202e<img src=x onerror=alert(1)>\u001b[2J","stage":}');

  it('keeps equal bytes once, with how often they came, also after a restart', async () => {
    for (let k = 0; k < 3; k += 1) expect((await server.post('shop', Buffer.concat([lines[k], Buffer.from('\n'), hostile]))).json.quarantined).toBe(1);
    expect((await server.post('other', hostile)).status).toBe(400);
    expect(await list({ cluster: 'shop' })).toMatchObject({
      total: 1,
      cursor: null,
      entries: [
        { id: idOf('shop', hostile), cluster: 'shop', source: 'admin', reason: 'invalid_json', times: 3, bytes: hostile.length, isCut: false, takenAt: null },
      ],
    });
    await server.stop();
    await server.start();
    expect((await list()).entries.map(({ cluster, times }: { cluster: string; times: number }) => [cluster, times]).sort()).toEqual([
      ['other', 1],
      ['shop', 3],
    ]);
  });

  it('gives the bytes back as they came, for a browser to save and never to show', async () => {
    const answer = await server.request(`/api/v1/quarantine/${idOf('shop', hostile)}/bytes`);
    expect(answer.bytes.equals(hostile)).toBe(true);
    expect([answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]).toEqual(['application/octet-stream', 'nosniff']);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[0-9a-f]{64}\.bin"$/);
    expect((await server.request(`/api/v1/quarantine/${'0'.repeat(64)}/bytes`)).status).toBe(404);
    expect((await server.request('/api/v1/quarantine/..%2f..%2fcontrol.db/bytes')).status).toBe(400);
    expect((await server.request('/api/v1/quarantine', { token: null })).status).toBe(401);
  });

  it('lists in pages, by cluster and by reason', async () => {
    for (let k = 0; k < 5; k += 1) await server.post('shop', `{"kind":"Event","stage":"Panic","n":${k}}`);
    expect((await list({ reason: 'no_audit_id' })).total).toBe(5);
    expect((await list({ reason: 'no_audit_id', cluster: 'other' })).total).toBe(0);
    const ids = new Set<string>();
    let cursor: string | null = null;
    do {
      const page = await list({ limit: '3', ...(cursor === null ? {} : { cursor }) });
      for (const { id } of page.entries) ids.add(id);
      ({ cursor } = page);
    } while (cursor !== null);
    expect(ids.size).toBe(7);
    expect((await server.get('/api/v1/quarantine', { reason: 'nonsense' })).status).toBe(400);
  });

  it('by command: list, show, download, retry with 1 while something is bad, remove', async () => {
    const listed = server.cli('quarantine', 'list', '--cluster', 'shop');
    expect(listed.stdout.toString('utf8')).toMatch(/^ID +LAST SEEN +CLUSTER +REASON +SIZE +TIMES +STATE +SOURCE\n/);
    expect(listed.stdout.toString('utf8')).toContain(idOf('shop', hostile).slice(0, 12));
    const short = idOf('shop', hostile).slice(0, 12);
    expect(server.cli('quarantine', 'show', short).stdout.toString('utf8')).toContain('sentence: not valid JSON');
    expect(server.cli('quarantine', 'download', short).stdout.equals(hostile)).toBe(true);
    const retried = server.cli('quarantine', 'retry', '--cluster', 'shop', '-o', 'json');
    expect([retried.status, JSON.parse(retried.stdout.toString('utf8'))]).toMatchObject([1, { tried: 6, taken: 0, stillBad: 6 }]);
    expect(server.cli('quarantine', 'remove', short).status).toBe(0);
    expect(server.cli('quarantine', 'show', short).status).toBe(2);
    expect((await list({ cluster: 'shop' })).total).toBe(5);
  });

  it('past its limit keeps the first bytes, the size and the digest, and says so', async () => {
    const large = Buffer.alloc(2_000_000, 'x');
    expect((await server.post('other', large)).status).toBe(400);
    const [entry] = (await list({ cluster: 'other' })).entries.filter(({ bytes }: { bytes: number }) => bytes === large.length);
    expect(entry).toMatchObject({ id: idOf('other', large), isCut: true });
    expect((await server.request(`/api/v1/quarantine/${entry.id}/bytes`)).bytes.length).toBe(4096);
  });

  it('where it cannot be written, nothing is acknowledged and nobody behind is held up', async () => {
    const before = await server.count('', { cluster: 'shop' });
    renameSync(folder(), `${folder()}-away`);
    const bad = await server.post('shop', Buffer.concat([lines[200], Buffer.from('\n{"kind":"Event","new":1}')]));
    expect(bad.status).toBe(500);
    const good = await server.post('shop', Buffer.concat([lines[201], Buffer.from('\n'), lines[202]]));
    expect([good.status, good.json.accepted]).toEqual([200, 2]);
    renameSync(`${folder()}-away`, folder());
    // What was refused is in the spool, and may come back; it is never there twice.
    expect((await server.post('shop', lines[200])).json).toMatchObject({ received: 1 });
    expect(await server.count('', { cluster: 'shop' })).toBe(before + 3);
  });

  it('what a newer version can read is taken after the upgrade, and what was never answered for is cleared away', async () => {
    const before = await server.count('', { cluster: 'shop' });
    await server.stop();
    // As an older version left it: bytes that this one reads, and half a write.
    const bytes = Buffer.concat([lines[100], Buffer.from('\n'), lines[101]]);
    const id = idOf('shop', bytes);
    writeFileSync(path.join(folder(), `${id}.bin`), bytes);
    writeFileSync(
      path.join(folder(), `${id}.json`),
      JSON.stringify({ cluster: 'shop', source: 'token:1', reason: 'not_encodable', receivedAt: 1_760_000_000_000, bytes: bytes.length }),
    );
    writeFileSync(path.join(folder(), `${'a'.repeat(64)}.bin`), 'half');
    writeFileSync(path.join(folder(), 'version'), '0.0.1\n');
    await server.start();
    await expect.poll(() => server.count('', { cluster: 'shop' }), { timeout: 15_000 }).toBe(before + 2);
    expect((await server.lines('source:"token:1"', { cluster: 'shop' })).map(String)).toEqual([lines[100], lines[101]].map(String));
    await expect.poll(async () => (await server.get(`/api/v1/quarantine/${id}`)).json.takenAt, { timeout: 15_000 }).not.toBeNull();
    expect(existsSync(path.join(folder(), `${'a'.repeat(64)}.bin`))).toBe(false);
    expect(readdirSync(folder()).filter((name) => name.endsWith('.bin')).length).toBe((await list()).total);
  });
});
