import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTurns } from './create-turns.ts';

it('lets so many run at one time, in order, whatever becomes of them', async () => {
  const turns = createTurns(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 9 }, (_, k) =>
      turns.run(async () => {
        begun.push(k);
        running += 1;
        most = Math.max(most, running);
        await wait((9 - k) % 4);
        running -= 1;
        if (k % 3 === 0) throw new Error(String(k));
        return k;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(3);
});
