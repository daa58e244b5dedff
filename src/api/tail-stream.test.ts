import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeEvent } from './fake-parts.ts';
import { TailStream } from './tail-stream.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** What the reader takes now. */
async function taken(stream: TailStream): Promise<string> {
  let text = '';
  for (let tries = 0; tries < 5; tries += 1) {
    for (let chunk = stream.readable.read() as Buffer | null; chunk !== null; chunk = stream.readable.read() as Buffer | null) text += chunk.toString('utf8');
    await new Promise<void>((resolve) => {
      queueMicrotask(resolve);
    });
  }
  return text;
}

describe('the stream of one who follows', () => {
  it('begins with a place, gives rows as the list does on one line, and a comment every 15 s', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const stream = new TailStream(() => {});
    stream.reached('4-0');
    stream.event(makeEvent(5, '{"verb":\r\n"get"}'), '5-0');
    expect(await taken(stream)).toBe(
      ': following\nretry: 2000\nid: 4-0\n\n' +
        'event: event\nid: 5-0\ndata: {"id":"e5","cluster":"shop","topic":"t","source":"admin","receivedAt":"2023-11-14T22:13:20.000Z","version":"v1","event":{"verb":  "get"}}\n\n',
    );
    stream.reached('9-0');
    vi.advanceTimersByTime(14_900);
    expect(await taken(stream)).toBe('');
    vi.advanceTimersByTime(200);
    expect(await taken(stream)).toMatch(/^: \S+\nid: 9-0\n\n$/);
    stream.readable.destroy();
  });

  it('holds a bounded part for a slow reader, and tells how many it left out when the reader is there', async () => {
    const stream = new TailStream(() => {});
    const large = `{"pad":"${'x'.repeat(500_000)}"}`;
    for (let seq = 0; seq < 20; seq += 1) stream.event(makeEvent(seq, large), `${seq}-0`);
    expect(stream.hasRoom()).toBe(false);
    const text = await taken(stream);
    const given = text.match(/^event: event$/gm)!.length;
    expect(given).toBeLessThan(8);
    expect(text.endsWith(`event: skipped\nid: 19-0\ndata: {"count":${20 - given}}\n\n`)).toBe(true);
    stream.event(makeEvent(20, '{}'), '20-0');
    expect(await taken(stream)).toMatch(/^event: event\nid: 20-0\n/);
    stream.readable.destroy();
  });

  it('lets go of a reader that takes nothing for minutes, and says so', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    const closed = vi.fn<() => void>();
    const stream = new TailStream(closed);
    stream.event(makeEvent(0, `{"pad":"${'x'.repeat(500_000)}"}`), '0-0');
    stream.readable.read(0);
    vi.advanceTimersByTime(400_000);
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  });
});
