import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askEarly, takeEarly } from './early-answers.ts';

describe('what was asked early', () => {
  const answers: ((answer: Response | Error) => void)[] = [];
  const signals: AbortSignal[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', (_path: string, { signal }: { signal: AbortSignal }) => {
      signals.push(signal);
      return new Promise((resolve, reject) => answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))));
    });
  });
  afterEach(() => {
    vi.runAllTimers();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    answers.length = 0;
    signals.length = 0;
  });

  it('is given once, to who asks the same', async () => {
    askEarly('/a');
    expect(await takeEarly('/b', undefined)).toBeNull();
    const taken = takeEarly('/a', undefined);
    answers[0](new Response('rows'));
    expect(await (await taken)?.text()).toBe('rows');
    expect(await takeEarly('/a', undefined)).toBeNull();
  });

  it('is asked for again where it was refused or did not come', async () => {
    askEarly('/a');
    askEarly('/b');
    answers[0](new Response('', { status: 401 }));
    answers[1](new TypeError('offline'));
    expect(await takeEarly('/a', undefined)).toBeNull();
    expect(await takeEarly('/b', undefined)).toBeNull();
  });

  it('is not given when it is old', async () => {
    askEarly('/a');
    answers[0](new Response('rows'));
    vi.advanceTimersByTime(11_000);
    expect(await takeEarly('/a', undefined)).toBeNull();
  });

  it('ends with the question', async () => {
    askEarly('/a');
    const controller = new AbortController();
    const taken = takeEarly('/a', controller.signal);
    controller.abort();
    expect(signals[0].aborted).toBe(true);
    answers[0](new DOMException('', 'AbortError'));
    await expect(taken).rejects.toThrow(DOMException);
  });
});
