// `cluster-audit open`: logs somewhere in a folder are searchable in a store that is gone afterwards.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { binary, splitLines } from '../harness/server.ts';

const lines = splitLines(gunzipSync(readFileSync('examples/metadata.ndjson.gz'))).slice(0, 900);
const joined = (from: number, to: number): Buffer => Buffer.concat(lines.slice(from, to).flatMap((line) => [line, Buffer.from('\n')]));

describe('cluster-audit open', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'cluster-audit-bundle-'));
  const temporary = path.join(root, 'tmp');

  beforeAll(() => {
    const folder = path.join(root, 'must-gather', 'audit_logs', 'kube-apiserver');
    for (const made of [temporary, folder]) mkdirSync(made, { recursive: true });
    writeFileSync(path.join(folder, 'node-1-audit-2026-11-23T05-00-00.000.log.gz'), gzipSync(joined(0, 400)));
    writeFileSync(path.join(folder, 'node-1-audit.log'), joined(400, 600));
    // Its name says nothing, and one that has the name holds something else.
    writeFileSync(path.join(root, 'must-gather', 'saved'), joined(600, 900));
    writeFileSync(path.join(folder, 'termination.log'), 'I1123 05:00:00 kube-apiserver says "kind" things\n');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('finds them by what they hold, shows them behind a link, and leaves nothing', async () => {
    const child = spawn(binary, ['open', path.join(root, 'must-gather'), '--no-browser'], { env: { ...process.env, TMPDIR: temporary } });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await expect.poll(() => err, { timeout: 60_000 }).toContain('accepted 900, duplicates 0, quarantined 0');
    expect(err).toContain('3 audit logs, 1 other files passed over');
    const link = out.trim();
    const session = await fetch(link, { redirect: 'manual' });
    const cookie = session.headers.get('set-cookie')!.split(';')[0];
    const count = await fetch(new URL('/api/v1/count', link), { headers: { cookie } });
    expect(await count.json()).toEqual({ count: 900 });
    expect(readdirSync(temporary)).toHaveLength(1);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('says what it looked for where there is nothing', async () => {
    const child = spawn(binary, ['open', temporary, '--no-browser']);
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(2);
    expect(err).toContain('There are no audit logs in');
    expect(existsSync(temporary)).toBe(true);
  });
});
