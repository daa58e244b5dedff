import { describe, expect, it } from 'vitest';
import { createSearchGate, type GatePlace, type SearchGate } from './search-gate.ts';

const limits = { perCaller: 2, total: 3, waitingPerCaller: 1, waitingTotal: 2, waitMs: 40 };
const never = new AbortController().signal;
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'entered',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
const enter = (gate: SearchGate, caller: string): Promise<GatePlace> => gate.enter(caller, never);

describe('search gate', () => {
  it('lets each caller run so many, one more wait, and refuses the rest with busy', async () => {
    const gate = createSearchGate(limits);
    const first = await enter(gate, 'a');
    await enter(gate, 'a');
    const waiting = enter(gate, 'a');
    expect(await codeOf(enter(gate, 'a'))).toBe('busy');
    expect(await codeOf(enter(gate, 'b'))).toBe('entered');
    first.leave();
    first.leave();
    await waiting;
    expect(gate.running()).toBe(3);
  });

  it('is unavailable to all when all places are taken', async () => {
    const gate = createSearchGate(limits);
    for (const caller of ['a', 'a', 'b']) await enter(gate, caller);
    expect(await codeOf(enter(gate, 'c'))).toBe('unavailable');
    expect(await codeOf(enter(gate, 'a'))).toBe('busy');
  });

  it('gives a place to the next who may have it, past one whose own places are full', async () => {
    const gate = createSearchGate(limits);
    await enter(gate, 'a');
    await enter(gate, 'a');
    const { leave } = await enter(gate, 'b');
    const [a, c] = [codeOf(enter(gate, 'a')), enter(gate, 'c')];
    leave();
    await c;
    expect(await a).toBe('busy');
  });

  it('forgets those who gave up waiting', async () => {
    const gate = createSearchGate(limits);
    const places = [await enter(gate, 'a'), await enter(gate, 'a')];
    const abort = new AbortController();
    const waiting = codeOf(gate.enter('a', abort.signal));
    abort.abort(new Error('gone'));
    expect(await waiting).toBe('Error: gone');
    for (const { leave } of places) leave();
    expect(gate.running()).toBe(0);
    expect(await codeOf(gate.enter('a', abort.signal))).toBe('Error: gone');
  });

  it('lends a place while its holder waits, and takes it again at once', async () => {
    const gate = createSearchGate(limits);
    const places = [await enter(gate, 'a'), await enter(gate, 'a')];
    const waiting = enter(gate, 'a');
    const takeAgain = places[0].lend();
    const third = await waiting;
    expect(gate.running()).toBe(2);
    takeAgain();
    takeAgain();
    expect(gate.running()).toBe(3);
    for (const { leave } of [...places, third]) leave();
    expect(gate.running()).toBe(0);
  });

  it('lends a caller only as many places as may be their own', async () => {
    const gate = createSearchGate(limits);
    const lent = [await enter(gate, 'a'), await enter(gate, 'a')];
    for (const { lend } of lent) lend();
    const more = await enter(gate, 'a');
    more.lend();
    expect(gate.running()).toBe(1);
    for (const { leave } of lent) leave();
    more.leave();
    expect(gate.running()).toBe(0);
  });
});
