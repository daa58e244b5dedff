import { expect, it } from 'vitest';
import type { Engine } from './engine.ts';
import { lendingWhileWaiting, scanMark, takeTurn } from './scan-turns.ts';

const scan = `FROM e WHERE ${scanMark} AND positionCaseInsensitive(text, 'x') > 0`;
const engine = (): Engine => ({}) as Engine;

it('lets one scan in after the other, in their order, and others at once', async () => {
  const one = engine();
  const order: string[] = [];
  const first = await takeTurn(one, scan);
  const second = takeTurn(one, scan).then((turn) => (order.push('second'), turn));
  const third = takeTurn(one, scan).then((turn) => (order.push('third'), turn));
  await takeTurn(one, 'FROM e');
  await takeTurn(engine(), scan);
  expect(order).toEqual([]);
  first.end();
  first.end();
  (await second).end();
  (await third).end();
  expect(order).toEqual(['second', 'third']);
  (await takeTurn(one, scan)).end();
});

it('goes on without one that nobody waits for any more', async () => {
  const one = engine();
  const first = await takeTurn(one, scan);
  const abort = new AbortController();
  const second = takeTurn(one, scan, abort.signal);
  const third = takeTurn(one, scan);
  abort.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  await expect(takeTurn(one, scan, abort.signal)).rejects.toThrow('gone');
  first.end();
  (await third).end();
});

it('lends what its asker holds for as long as it waits', async () => {
  const one = engine();
  const told: string[] = [];
  const lender = { lend: () => (told.push('lent'), () => void told.push('taken again')) };
  const first = await lendingWhileWaiting(lender, () => takeTurn(one, scan));
  expect(told).toEqual([]);
  const second = lendingWhileWaiting(lender, () => takeTurn(one, scan));
  expect(told).toEqual(['lent']);
  first.end();
  (await second).end();
  expect(told).toEqual(['lent', 'taken again']);
});
