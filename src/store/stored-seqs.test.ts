import { describe, expect, it } from 'vitest';
import { StoredSeqs } from './stored-seqs.ts';

/** Every look at this clock is a second after the one before. */
const hasty = (): (() => number) => {
  let at = 0;
  return () => (at += 1000);
};
const open = (now = hasty()): StoredSeqs => {
  const stored = new StoredSeqs(now);
  stored.noteBefore(0);
  return stored;
};
const ask = (stored: StoredSeqs, during?: () => Promise<unknown>): Promise<string | null> =>
  stored.shown.askAll(async () => {
    await during?.();
    return 'all';
  });
const write = (stored: StoredSeqs, seq: number): Promise<void> => stored.writing(seq, async () => {});

describe('questions about all rows', () => {
  it('are answered once everything that was begun is noted as stored', async () => {
    const stored = open();
    expect(await ask(stored)).toBe(null);
    await write(stored, 1);
    expect(await ask(stored)).toBe(null);
    stored.noteStored([[1, 1]]);
    expect(await ask(stored)).toBe('all');
  });

  it('are not answered while rows of a body are written, nor where a write began meanwhile', async () => {
    const stored = open();
    await write(stored, 1);
    stored.noteStored([[1, 1]]);
    await stored.writing(2, async () => expect(await ask(stored)).toBe(null));
    stored.noteStored([[2, 2]]);
    expect(await ask(stored, () => write(stored, 3))).toBe(null);
  });

  it('are not answered so soon after a write that the next may be near', async () => {
    let at = 0;
    const stored = open(() => at);
    await write(stored, 1);
    stored.noteStored([[1, 1]]);
    expect(await ask(stored)).toBe(null);
    at = 1000;
    expect(await ask(stored)).toBe('all');
  });

  it('are not answered after a write that failed, until it is done', async () => {
    const stored = open();
    await write(stored, 1);
    stored.noteStored([[1, 1]]);
    await expect(stored.writing(2, () => Promise.reject(new Error('disk')))).rejects.toThrow('disk');
    expect(await ask(stored)).toBe(null);
    await write(stored, 2);
    stored.noteStored([[2, 2]]);
    expect(await ask(stored)).toBe('all');
  });

  it('are not answered where one of the sequences is still to come, nor of an older moment', async () => {
    const stored = open();
    await write(stored, 3);
    stored.noteStored([
      [1, 1],
      [3, 3],
    ]);
    expect(await ask(stored)).toBe(null);
    stored.noteStored([[2, 2]]);
    const { shown } = stored;
    expect(await shown.askAll(async () => 'all')).toBe('all');
    await write(stored, 4);
    stored.noteStored([[4, 4]]);
    expect(await shown.askAll(async () => 'all')).toBe(null);
  });

  it('are not answered while rows of the life before may be there that are not noted yet', async () => {
    const stored = new StoredSeqs(hasty());
    stored.noteStored([[1, 5]]);
    expect(await ask(stored)).toBe(null);
    stored.noteBefore(7);
    expect(await ask(stored)).toBe(null);
    stored.noteStored([[6, 7]]);
    expect(await ask(stored)).toBe('all');
  });
});
