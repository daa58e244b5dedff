// The agent from log file to search: through its own death, rotations, and a server that comes and goes.
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeMb, TestAgent } from '../harness/agent.ts';
import { noteFigures } from '../harness/figures.ts';
import { untilStored } from '../harness/digests.ts';
import { splitLines, TestServer } from '../harness/server.ts';

const samples = splitLines(gunzipSync(readFileSync('examples/tke-policy.ndjson.gz'))).map((line) => line.toString('utf8'));
/** Long in `npm run torture`: 1,000. */
const kills = Number(process.env.AGENT_KILLS ?? 25);
const seconds = Number(process.env.AGENT_SECONDS ?? 6);

let server: TestServer;
let agent: TestAgent;
afterEach(async () => {
  await agent.remove();
  await server.remove();
});

async function begin(): Promise<void> {
  server = new TestServer();
  await server.start();
  await server.enable('prod');
  agent = new TestAgent();
}

/** A line as containerd writes it. */
function asRuntime(line: string): string {
  const time = '2026-11-26T08:00:00.123456789Z stderr';
  const parts = line.match(/.{1,200}/gs) ?? [''];
  return parts.map((part, k) => `${time} ${k + 1 < parts.length ? 'P' : 'F'} ${part}\n`).join('');
}

let taken = 0;
/** Captured events with identities of their own. */
const some = (count: number): string[] =>
  Array.from({ length: count }, () => samples[taken++ % samples.length].replace(/"auditID":"(?:[^"\\]|\\.)*"/, `"auditID":"${randomUUID()}"`));

async function expectOnce(lines: readonly string[], patienceMs = 60_000): Promise<void> {
  await untilStored(server, lines.length, patienceMs);
  const stored = await server.lines('');
  // Who stood still tells why in its log.
  if (stored.length < lines.length)
    throw new Error(
      `${stored.length} of ${lines.length} lines are stored; the agent ${agent.state()}:\n${agent.stderr.slice(-4000)}\nserver:\n${server.stderr.slice(-4000)}`,
    );
  expect(stored.map(String).sort()).toEqual([...lines].sort());
}

describe('the agent', () => {
  it('ships what is there and what comes, byte for byte, under the name of its API server, and loads no engine', async () => {
    await begin();
    const all = some(500);
    agent.write(all);
    agent.rotate(true);
    agent.start(server.url, 'prod');
    const more = some(200);
    agent.write(more);
    all.push(...more);
    await expectOnce(all);
    expect(await server.count('source:"agent:master-1"')).toBe(all.length);
    const maps = readFileSync(`/proc/${agent.pid}/maps`, 'utf8');
    expect(maps).not.toMatch(/libchdb|libsql|ffi-rs/);
    expect(await agent.stop()).toBe(0);
    const report = JSON.parse(agent.stderr.trim().split('\n').at(-1)!) as { message: string };
    expect(report.message).toMatch(/^SIGTERM: sent .* nothing waits$/);
  }, 60_000);

  it("makes events of what kube-apiserver's own log says it dropped, and sends nothing else of it", async () => {
    await begin();
    const own = path.join(agent.folder, 'kube-apiserver.log');
    copyFileSync('examples/apiserver-stderr.log.gz', `${own}.1.gz`);
    writeFileSync(own, '');
    const text = gunzipSync(readFileSync(`${own}.1.gz`)).toString('utf8');
    const told = text.split('\n').filter((line) => line.includes(' AUDIT: '));
    agent.start(server.url, 'prod', '--apiserver-log', own);
    await wait(1500);
    // With an audit log beside it, what only the webhook's buffer dropped is no news.
    expect(await server.count('')).toBe(0);
    await agent.stop();
    agent.startOwn(server.url, 'prod', own);
    const identities = new Set(told.map((line) => /^(\S+) AUDIT: id="([^"]*)" stage="([^"]*)"/.exec(line)!.slice(1).join(' ')));
    await expect.poll(() => server.count(''), { timeout: 30_000 }).toBeGreaterThanOrEqual(identities.size);
    expect(await server.count('annotations."cluster-audit/recovered":*')).toBe(await server.count(''));
    const recovered = await server.count('');
    expect(await server.count('source:"agent:master-1" AND level:Metadata')).toBe(recovered);
    await agent.stop();
    // The same as kubelet keeps it: a file for each life of the container, long lines in parts.
    await server.enable('pods');
    const folder = path.join(agent.folder, 'pods', 'kube-system_kube-apiserver-master-1_0a1b', 'kube-apiserver');
    mkdirSync(folder, { recursive: true });
    const lines = text.trimEnd().split('\n');
    const middle = lines.findIndex((line, k) => k > lines.length / 2 && !line.includes(' AUDIT: '));
    writeFileSync(path.join(folder, '0.log'), lines.slice(0, middle).map(asRuntime).join(''));
    agent.startOwn(server.url, 'pods', path.join(agent.folder, 'pods', 'kube-system_kube-apiserver-*', 'kube-apiserver', '*.log'));
    await expect.poll(() => server.count('', { cluster: 'pods' }), { timeout: 30_000 }).toBeGreaterThan(0);
    writeFileSync(path.join(folder, '1.log'), lines.slice(middle).map(asRuntime).join(''));
    await expect.poll(() => server.count('', { cluster: 'pods' }), { timeout: 30_000 }).toBe(recovered);
  }, 90_000);

  it('a server that is away, refuses the token or has auditing off costs nothing but time', async () => {
    await begin();
    const all = some(50);
    agent.write(all);
    agent.start(server.url, 'later');
    await expect.poll(() => agent.stderr, { timeout: 15_000 }).toContain('404');
    await server.enable('later');
    await expectOnce(all);
    const port = new URL(server.url).port;
    await server.stop('SIGKILL');
    const more = some(50);
    agent.write(more);
    agent.rotate(false);
    await expect.poll(() => agent.stderr, { timeout: 15_000 }).toContain('cannot be reached');
    server.extra.push('--listen', `127.0.0.1:${port}`);
    await server.start();
    await expectOnce([...all, ...more]);
    expect(agent.stderr).toContain('takes events again');
  }, 90_000);

  it(`killed ${kills} times across rotations, with the server killed in between: every line once`, async () => {
    await begin();
    const { port } = new URL(server.url);
    server.extra.push('--listen', `127.0.0.1:${port}`);
    const all: string[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      agent.start(server.url, 'prod');
      const until = Date.now() + 150 + Math.random() * 500;
      while (Date.now() < until) {
        const lines = some(1 + Math.floor(Math.random() * 40));
        agent.write(lines);
        all.push(...lines);
        if (Math.random() < 0.2) agent.rotate(Math.random() < 0.5);
        await wait(5 + Math.random() * 20);
      }
      await agent.stop('SIGKILL');
      if (kill % 10 === 5) {
        await server.stop('SIGKILL');
        await server.start();
      }
    }
    agent.start(server.url, 'prod');
    await expectOnce(all, 120_000);
    expect(agent.stderr).not.toContain('missed');
    noteFigures({
      kills,
      'kills of the server': Math.floor((kills + 4) / 10),
      rotations: agent.backups().length,
      lines: all.length,
      lost: 0,
      'stored twice': 0,
    });
  }, 1_800_000);

  it(`takes less than 80 MB beyond what Node.js takes, at 2,000 events a second`, async () => {
    await begin();
    agent.start(server.url, 'prod');
    const base = nodeMb();
    let peak = 0;
    let written = 0;
    for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
      agent.write(some(200));
      written += 200;
      await wait(100);
      peak = Math.max(peak, agent.megabytes());
    }
    await expect.poll(() => server.count(''), { timeout: 60_000 }).toBe(written);
    expect(peak - base).toBeLessThan(80);
    noteFigures({ events: written, seconds, 'largest memory, MB': Math.round(peak), 'Node.js alone, MB': Math.round(base) });
  }, 300_000);

  it('prints a systemd unit with what it was given', () => {
    agent = new TestAgent();
    server = new TestServer();
    const { stdout, status } = server.cli(
      'node',
      'agent',
      '--cluster',
      'prod',
      '--name',
      'm-1',
      '--server',
      'https://audit.example:8443',
      '--log',
      '/var/log/a b/audit.log',
      '--print-unit',
    );
    expect(status).toBe(0);
    expect(stdout.toString('utf8')).toContain(
      'node agent --cluster prod --name m-1 --server https://audit.example:8443 --log "/var/log/a b/audit.log" --state /var/lib/cluster-audit-agent',
    );
    expect(stdout.toString('utf8')).not.toContain('test-admin-token');
  });
});
