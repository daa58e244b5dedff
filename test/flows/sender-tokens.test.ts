// Tokens of senders: one follows another without a refusal, and none is ever written anywhere.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { splitLines, TestServer } from '../harness/server.ts';

const lines = splitLines(gunzipSync(readFileSync('examples/metadata.ndjson.gz')));
const server = new TestServer(['--max-body-mb', '1']);
let first = '';

beforeAll(async () => {
  await server.start();
  first = await server.enable('shop');
});
afterAll(() => server.remove());

interface Listed {
  readonly id: string;
  readonly note: string;
  readonly lastUsedAt: string | null;
}

const list = (): Listed[] => {
  const { status, stdout } = server.cli('cluster', 'token', 'list', 'shop', '-o', 'json');
  expect(status).toBe(0);
  return (JSON.parse(stdout.toString('utf8')) as { tokens: Listed[] }).tokens;
};

it('a new token takes over while events come, and nobody is refused', async () => {
  const statuses: number[] = [];
  let token = first;
  let isOn = true;
  const sender = async (offset: number): Promise<void> => {
    for (let k = offset; isOn; k = (k + 1) % lines.length) statuses.push((await server.post('shop', lines[k], { token, wait: false })).status);
  };
  const load = Promise.all([sender(0), sender(300), sender(600)]);
  const [old] = list();
  const made = JSON.parse(server.cli('cluster', 'token', 'add', 'shop', '--note', 'second', '-o', 'json').stdout.toString('utf8')) as {
    id: string;
    token: string;
  };
  expect(list().find(({ id }) => id === made.id)).toMatchObject({ note: 'second', lastUsedAt: null });
  const before = statuses.length;
  await expect.poll(() => statuses.length, { timeout: 20_000 }).toBeGreaterThan(before + 20);
  ({ token } = made);
  await expect.poll(() => list().find(({ id }) => id === made.id)?.lastUsedAt ?? null, { timeout: 20_000 }).not.toBeNull();
  // The old one is out of use when its time stands still.
  const still = list().find(({ id }) => id === old.id)?.lastUsedAt;
  const then = statuses.length;
  await expect.poll(() => statuses.length, { timeout: 20_000 }).toBeGreaterThan(then + 20);
  expect(list().find(({ id }) => id === old.id)?.lastUsedAt).toBe(still);
  expect(server.cli('cluster', 'token', 'remove', 'shop', old.id).status).toBe(0);
  const last = statuses.length;
  await expect.poll(() => statuses.length, { timeout: 20_000 }).toBeGreaterThan(last + 20);
  isOn = false;
  await load;
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect((await server.post('shop', lines[0], { token: first })).status).toBe(401);
  expect(server.cli('cluster', 'token', 'remove', 'shop', old.id).status).toBe(2);
  expect(list().map(({ id }) => id)).toEqual([made.id]);
});

it('a token in the path is in no answer, no log and no metric, whatever goes wrong', async () => {
  const { token } = JSON.parse(server.cli('cluster', 'token', 'add', 'shop', '-o', 'json').stdout.toString('utf8')) as { token: string };
  await server.request('/api/v1/clusters/dark', { method: 'PUT', json: { region: 'test' } });
  const head = (target: string, length: number): string => `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`;
  const cases: [string, string, number][] = [
    ['accepted', `${head(`/ingest/v1/shop/${token}`, lines[0].length)}${lines[0].toString('latin1')}`, 200],
    ['slash at the end', `${head(`/ingest/v1/shop/${token}/`, lines[0].length)}${lines[0].toString('latin1')}`, 200],
    ['no event', `${head(`/ingest/v1/shop/${token}`, 2)}{}`, 400],
    ['unknown cluster', `${head(`/ingest/v1/nowhere/${token}`, 2)}{}`, 404],
    ['name that is none', `${head(`/ingest/v1/${token}`, 2)}{}`, 404],
    ['another cluster', `${head(`/ingest/v1/dark/${token}`, 2)}{}`, 403],
    ['mistyped', `${head(`/ingest/v1/shop/${token}x`, 2)}{}`, 401],
    ['too large', head(`/ingest/v1/shop/${token}`, 9_000_000), 413],
    ['unknown parameter', `${head(`/ingest/v1/shop/${token}?wiat=stored`, 2)}{}`, 400],
    ['not a URL', `${head(`/ingest/v1/shop/${token}%zz`, 2)}{}`, 400],
    ['one part more', `${head(`/ingest/v1/shop/${token}/more`, 2)}{}`, 404],
    ['too long', `${head(`/ingest/v1/shop/${token}${'x'.repeat(600)}`, 2)}{}`, 400],
    ['far too long', head(`/ingest/v1/shop/${token}${'x'.repeat(300_000)}`, 2), 431],
    ['no HTTP', `POST /ingest/v1/shop/${token} HTP/9\r\n\r\n`, 400],
    ['another method', `GET /ingest/v1/shop/${token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 404],
  ];
  for (const [what, text, status] of cases) {
    const answer = await speak(text);
    expect([what, Number(answer.slice(9, 12))]).toEqual([what, status]);
    // The name of a cluster that is not there is repeated: whoever puts a token in its place reads it back.
    if (what !== 'name that is none') expect(answer).not.toContain(token);
  }
  const metrics = (await server.request('/metrics')).bytes.toString('utf8');
  expect(metrics).toMatch(/^cluster_audit_ingest_refused_total\{cluster="",reason="not_found"\} \d+$/m);
  expect(metrics).toMatch(/^cluster_audit_ingest_connections [1-9]/m);
  expect(metrics).not.toMatch(/nowhere/);
  expect(server.stdout).toMatch(/^listening on/);
  for (const written of [metrics, server.stdout, server.stderr]) expect(written).not.toContain(token);
});

function speak(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)));
    socket.on('close', () => resolve(answer));
    socket.write(text, 'latin1');
  });
}
