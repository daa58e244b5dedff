import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lockDataFolder } from './data-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Another process that takes the lock as the server does, and keeps it until it is killed. */
async function holdElsewhere(file: string): Promise<() => Promise<void>> {
  const script = `const D = require('libsql'); const d = new D(process.argv[1]); d.exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', () => reject(new Error('the other process could not take the lock')));
  });
  return async () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
}

describe('lockDataFolder', () => {
  it('refuses a folder that another process has, and takes it the moment that one is killed', async () => {
    const data = join(folder, 'new', 'data');
    lockDataFolder(data).release();
    const kill = await holdElsewhere(join(data, 'lock.db'));
    expect(() => lockDataFolder(data)).toThrow(/in use by another server/);
    await kill();
    lockDataFolder(data).release();
  });
});
