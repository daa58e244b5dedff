import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openControlDatabase } from '../store/control/control-database.ts';
import { createRegistry } from './create-registry.ts';

// The writer is the built program, run as a process of its own that can be killed.
const built = new URL('../../dist/', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'registry-kill-'));
const path = join(folder, 'control.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const writer = `
  import { writeSync } from 'node:fs';
  const [path, round] = process.argv.slice(-2);
  const { openControlDatabase } = await import(${JSON.stringify(new URL('store/control/control-database.js', built).href)});
  const { createRegistry } = await import(${JSON.stringify(new URL('cluster/create-registry.js', built).href)});
  const database = openControlDatabase({ path, now: Date.now });
  const registry = createRegistry({ database, now: Date.now });
  for (let i = 0; ; i += 1) {
    const cluster = 'c' + round + '-' + i;
    registry.putCluster(cluster, { region: 'r' + (i % 7) });
    const { feature, token } = registry.putAuditFeature(cluster, { enabled: true });
    registry.noteEvents(cluster, 5);
    writeSync(1, JSON.stringify({ cluster, topic: feature.topic, secret: token.secret }) + '\\n');
  }
`;

interface Acknowledged {
  readonly cluster: string;
  readonly topic: string;
  readonly secret: string;
}

/** Runs the writer, kills it after `count` acknowledgements, and answers all that it printed in full. */
function writeAndKill(round: number, count: number): Promise<Acknowledged[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer, path, String(round)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.split('\n').length > count) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the writer ended by itself: ${errors}`));
      // the last piece has no line end: it was never acknowledged
      else
        resolve(
          output
            .split('\n')
            .slice(0, -1)
            .map((line) => JSON.parse(line) as Acknowledged),
        );
    });
  });
}

test('createRegistry loses nothing it acknowledged when the process is killed', async () => {
  if (!existsSync(new URL('cluster/create-registry.js', built))) throw new Error('Build first: npm run build:server');
  const acknowledged: Acknowledged[] = [];
  for (let round = 0; round < 5; round += 1) {
    acknowledged.push(...(await writeAndKill(round, 20 + round * 13)));

    const database = openControlDatabase({ path, now: Date.now });
    expect(database.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(database.all('PRAGMA foreign_key_check')).toEqual([]);
    const registry = createRegistry({ database, now: Date.now });
    for (const { cluster, topic, secret } of acknowledged) {
      expect(registry.getAuditFeature(cluster)).toMatchObject({ state: 'Enabled', topic, logset: 'cluster-audit' });
      expect(registry.findToken(secret)?.cluster).toBe(cluster);
    }
    // a change is there as a whole or not at all: every enabled cluster has its topic and a token
    for (const { name } of registry.listClusters()) {
      const isOn = registry.getAuditFeature(name).state !== 'Disabled';
      expect(registry.listTokens(name)).toHaveLength(isOn ? 1 : 0);
    }
    database.close();
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(200);
});
