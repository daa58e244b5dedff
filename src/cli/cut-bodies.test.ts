import { describe, expect, it } from 'vitest';
import { cutBodies } from './cut-bodies.ts';

async function cut(text: string | Buffer, chunkBytes: number, breakAt = Infinity): Promise<{ bodies: string[]; error: unknown }> {
  const bytes = Buffer.from(text);
  const chunks = (async function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      if (at >= breakAt) throw new Error('broken');
      yield bytes.subarray(at, at + chunkBytes);
    }
  })();
  const bodies: string[] = [];
  try {
    for await (const body of cutBodies('a.log', chunks)) bodies.push(Buffer.from(body).toString('latin1'));
  } catch (error) {
    return { bodies, error };
  }
  return { bodies, error: undefined };
}

const event = (n: number, pad = 0) => `{"kind":"Event","n":${n},"pad":"${'x'.repeat(pad)}"}`;
const lines = (count: number, pad: number) => Array.from({ length: count }, (_, n) => event(n, pad));
const itemsOf = (body: string) => (JSON.parse(body) as { items: unknown[] }).items;

describe('cutBodies', () => {
  it('cuts between lines only, into bodies of some megabytes, and keeps a last line without newline', async () => {
    const all = lines(1200, 10_000);
    const { bodies } = await cut(all.join('\n'), 65_536);
    expect(bodies.join('')).toBe(all.join('\n'));
    expect(bodies.length).toBeGreaterThan(2);
    for (const body of bodies.slice(0, -1)) expect([body.endsWith('}\n'), body.length < 5_000_000]).toEqual([true, true]);
  });

  it('takes a torn first line, blank lines and lines of anything for a log', async () => {
    for (const first of [',"torn":1}', '', '{"kind":"Ev', '# comment', '{"kind":"Event"}\r']) {
      const all = [first, ...lines(1200, 10_000)];
      const { bodies } = await cut(all.join('\n'), 100_000);
      expect([first, bodies.length > 1, bodies.join('')]).toEqual([first, true, all.join('\n')]);
    }
  });

  it('never cuts a document over several lines', async () => {
    const document = JSON.stringify({ kind: 'EventList', items: lines(800, 10_000).map((line) => JSON.parse(line) as unknown) }, null, 2);
    expect((await cut(document, 65_536)).bodies).toEqual([document]);
    expect((await cut(`\uFEFF${document}`, 1000)).bodies).toHaveLength(1);
  });

  it('cuts a very large EventList by its items, their bytes unchanged, and goes on with the next document', async () => {
    const all = lines(6500, 10_000);
    const text = `{"metadata":{"items":[1]},"items":[ ${all.join(' ,\n ')} ],"apiVersion":"audit.k8s.io/v1","kind":"EventList"}\n${event(-1)}`;
    const { bodies } = await cut(text, 1 << 20);
    const lists = bodies.slice(0, -1);
    expect(lists.length).toBeGreaterThan(10);
    for (const body of lists) expect(JSON.parse(body)).toMatchObject({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1' });
    expect(lists.flatMap(itemsOf)).toEqual(all.map((line) => JSON.parse(line) as unknown));
    expect(lists[0]).toContain(all[0]);
    expect(bodies.at(-1)).toBe(event(-1));
  });

  it('gives what came before a break, then the error', async () => {
    const { bodies, error } = await cut(lines(100, 10).join('\n'), 100, 1000);
    expect(bodies.join('')).toBe(lines(100, 10).join('\n').slice(0, 1000));
    expect(error).toMatchObject({ message: 'broken' });
  });

  it('gives nothing for nothing', async () => {
    expect((await cut('', 10)).bodies).toEqual([]);
    expect((await cut(' \r\n\n', 10)).bodies).toEqual([]);
  });
});
