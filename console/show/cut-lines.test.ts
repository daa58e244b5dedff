import { describe, expect, it } from 'vitest';
import { createLineCutter } from './cut-lines.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);

/** The bodies of a text that comes in pieces of this length. */
function cut(text: string, piece: number, bodyBytes: number): string[] {
  const cutter = createLineCutter(bodyBytes);
  const whole = bytes(text);
  const bodies: string[] = [];
  for (let at = 0; at < whole.length; at += piece) {
    const body = cutter.add(whole.subarray(at, at + piece));
    if (body !== null) bodies.push(textOf(body));
  }
  const rest = cutter.rest();
  return rest === null ? bodies : [...bodies, textOf(rest)];
}

const log = Array.from({ length: 40 }, (_, k) => `{"kind":"Event","auditID":"${k}","text":"é\\n${'x'.repeat(k)}"}`).join('\n');

describe('cutting a log into bodies', () => {
  it('loses no byte and breaks no line, whatever the pieces', () => {
    for (const piece of [1, 7, 64, 1000])
      for (const ending of ['', '\n', '\n\n']) {
        const bodies = cut(log + ending, piece, 200);
        expect(bodies.join('').trimEnd()).toBe(log);
        expect(bodies.length).toBeGreaterThan(2);
        for (const body of bodies) for (const line of body.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
      }
  });

  it('leaves a document over several lines whole', () => {
    const list = JSON.stringify({ kind: 'EventList', items: Array.from({ length: 50 }, (_, k) => ({ auditID: String(k) })) }, null, 2);
    expect(cut(list, 64, 100)).toEqual([list]);
  });

  it('takes a log whose first line is torn, and has nothing to send of blanks', () => {
    expect(cut(`{"torn":\n${log}`, 50, 200).length).toBeGreaterThan(5);
    expect(cut(' \n\n ', 2, 10)).toEqual([]);
    expect(cut('', 2, 10)).toEqual([]);
  });
});
