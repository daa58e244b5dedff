import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCheckpoint } from './checkpoint.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cluster-audit-checkpoint-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const file = (): string => path.join(folder, 'checkpoint.json');

describe('the checkpoint', () => {
  it('keeps ranges, the block on its way and doubts over a restart', () => {
    const first = openCheckpoint(folder);
    first.stored([[1, 4]]);
    first.stored([[8, 9]]);
    first.begin(5, 7);
    first.suspect();
    first.forget('shop', 9, 3);
    const second = openCheckpoint(folder);
    expect(second.current).toEqual({
      stream: first.current.stream,
      stored: [
        [1, 4],
        [8, 9],
      ],
      block: [5, 7],
      trial: 1,
      isSuspect: true,
      forgotten: [{ cluster: 'shop', through: 9 }],
    });
    second.stored([[5, 7]]);
    second.trust();
    second.forget('blog', 12, 10);
    expect(openCheckpoint(folder).current).toMatchObject({
      stored: [[1, 9]],
      block: null,
      trial: 1,
      isSuspect: false,
      forgotten: [{ cluster: 'blog', through: 12 }],
    });
  });

  it('reads what earlier versions wrote, and starts anew from what is no checkpoint', () => {
    writeFileSync(file(), '{"stream":"abc","storedThrough":12,"block":[13,15]}');
    expect(openCheckpoint(folder).current).toEqual({ stream: 'abc', stored: [[1, 12]], block: [13, 15], trial: 0, isSuspect: false, forgotten: [] });
    for (const text of ['', '{"stream":"ab']) {
      writeFileSync(file(), text);
      expect(openCheckpoint(folder).current).toMatchObject({ stored: [], block: null });
      expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({ stream: expect.stringMatching(/^[0-9a-f]{12}$/) });
    }
  });
});
