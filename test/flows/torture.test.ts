// The list of long runs and the page that tells of them agree, and each names a test that exists.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const torture = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, ['tools/torture.mjs', ...args], { encoding: 'utf8' });

interface Case {
  readonly id: string;
  readonly test?: string;
  readonly only?: string;
  readonly env?: Record<string, string>;
}

it('the page in docs/reference tells of the runs that are defined, and of no others', () => {
  expect(torture('--check')).toMatchObject({ status: 0, stderr: '' });
});

it('each run names a test and settings that are there', async () => {
  const place = new URL('../../tools/torture/cases.mjs', import.meta.url).href;
  const { cases } = (await import(place)) as { cases: Case[] };
  for (const { id, test, only, env } of cases.filter((one) => one.test !== undefined)) {
    expect([id, existsSync(test!)]).toEqual([id, true]);
    const text = readFileSync(test!, 'utf8');
    const names = [...(only === undefined ? [] : [only]), ...Object.keys(env ?? {}).map((key) => `process.env.${key}`)];
    expect([id, names.filter((name) => !text.includes(name))]).toEqual([id, []]);
  }
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
});

it('a name that is none is refused', () => {
  expect(torture('no-such-run')).toMatchObject({ status: 2, stderr: expect.stringContaining('--list') as string });
});
