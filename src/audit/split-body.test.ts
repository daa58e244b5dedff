// Bodies cut into parts hold the same events as the whole, whatever the chunks and limits.
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { BodySplitter } from './split-body.ts';

const text = new TextDecoder();

function split(body: Uint8Array, chunk: number, limits: { partBytes: number; maxEventBytes: number }): { parts: string[]; oversize: string[] } {
  const splitter = new BodySplitter(limits);
  const parts: string[] = [];
  const oversize: string[] = [];
  let open = '';
  const take = (pieces: ReturnType<BodySplitter['push']>): void => {
    for (const piece of pieces) {
      if (piece.kind === 'part') parts.push(text.decode(piece.bytes));
      else {
        open += text.decode(piece.bytes);
        if (piece.isLast) {
          oversize.push(open);
          open = '';
        }
      }
    }
  };
  for (let at = 0; at < body.length; at += chunk) take(splitter.push(body.subarray(at, at + chunk)));
  take(splitter.finish());
  expect(open).toBe('');
  return { parts, oversize };
}

/** What JSON.parse finds in the parts: the items of lists, documents one after the other, and one a line. */
function itemsOf(parts: readonly string[]): unknown[] {
  return parts.flatMap((part) => {
    try {
      const whole = JSON.parse(part) as { items?: unknown[] };
      return whole.items ?? [whole];
    } catch {
      return part
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line) as unknown);
    }
  });
}

const event = fc.record({ kind: fc.constant('Event'), auditID: fc.string(), requestObject: fc.jsonValue({ maxDepth: 3 }) });
const limits = fc.record({ partBytes: fc.integer({ min: 1, max: 400 }), chunk: fc.integer({ min: 1, max: 97 }) });

describe('bodies in parts', () => {
  it('a list gives every item once, in order, in lists that name the version', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), limits, fc.constantFrom(0, 1), (events, { partBytes, chunk }, space) => {
        const body = JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items: events }, null, space);
        const { parts, oversize } = split(Buffer.from(body), chunk, { partBytes, maxEventBytes: 1 << 20 });
        expect(oversize).toEqual([]);
        expect(itemsOf(parts)).toEqual(JSON.parse(JSON.stringify(events)));
        for (const part of parts.filter((one) => one.includes('Event"'))) expect(part).toContain('audit.k8s.io/v1');
      }),
    );
  });

  it('lines give every line once, in order', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), limits, (events, { partBytes, chunk }) => {
        const body = events.map((one) => `${JSON.stringify(one)}\n`).join('');
        const { parts, oversize } = split(Buffer.from(body), chunk, { partBytes, maxEventBytes: 1 << 20 });
        expect(oversize).toEqual([]);
        expect(parts.join('')).toBe(body);
        expect(itemsOf(parts)).toEqual(JSON.parse(JSON.stringify(events)));
      }),
    );
  });

  it('a list whose kind stands after its items, and one after another', () => {
    const list = `{"apiVersion":"audit.k8s.io/v1","items":[${'{"a":"]}"},'.repeat(40)}{"b":2}],"kind":"EventList","metadata":{"x":[1]}}`;
    const { parts } = split(Buffer.from(`${list}\n${list}\n`), 7, { partBytes: 64, maxEventBytes: 10_000 });
    expect(parts.length).toBeGreaterThan(10);
    expect(itemsOf(parts.filter((part) => part.trim() !== ''))).toHaveLength(82);
  });

  it('a line that is cut inside a string costs itself alone', () => {
    const lines = [
      '{"kind":"Event","auditID":"1"}',
      '{"kind":"Event","auditID":"2","user":{"username":"cu',
      '{"kind":"Event","auditID":"3"}',
      '{"kind":"Event","auditID":"4"}',
    ];
    const { parts } = split(Buffer.from(`${lines.join('\n')}\n`), 11, { partBytes: 20, maxEventBytes: 10_000 });
    expect(parts.join('')).toBe(`${lines.join('\n')}\n`);
    expect(parts.at(-1)).toBe(`${lines[3]}\n`);
  });

  it('an open bracket cannot hold back more than the largest event', () => {
    const body = `{"kind":"Event","x":{\n${'{"kind":"Event","auditID":"a"}\n'.repeat(100)}`;
    const { parts } = split(Buffer.from(body), 50, { partBytes: 100, maxEventBytes: 500 });
    expect(parts.join('')).toBe(body);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThan(700);
  });

  it('an event that is too large is told in pieces, and its neighbours are kept', () => {
    for (const quoted of ['x', '\\"', '\\\\', '[{'])
      for (const chunk of [3, 20, 64]) {
        const large = `{"kind":"Event","auditID":"large","requestObject":{"a":"${quoted.repeat(400)}"}}`;
        const items = ['{"kind":"Event","auditID":"1"}', large, '{"kind":"Event","auditID":"2"}', '{"kind":"Event","auditID":"3"}'];
        const list = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[${items.join(',')}]}`;
        for (const body of [list, `${items.join('\n')}\n`]) {
          const { parts, oversize } = split(Buffer.from(body), chunk, { partBytes: 60, maxEventBytes: 300 });
          expect(oversize.map((one) => one.replace(/^[\s,]+/, ''))).toEqual([large]);
          expect(itemsOf(parts)).toEqual([items[0], items[2], items[3]].map((one) => JSON.parse(one) as unknown));
        }
      }
  });
});
