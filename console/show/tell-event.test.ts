import { describe, expect, it } from 'vitest';
import { plainText } from '../../src/story/parts.ts';
import { spanOf } from './json-span.ts';
import { tellEvent } from './tell-event.ts';

const event = (note: string) =>
  spanOf(
    new TextEncoder().encode(
      `  {"stage":"ResponseComplete","verb":"patch","user":{"username":"alice"},"objectRef":{"resource":"pods","namespace":"shop","name":"web"},"requestObject":{"metadata":{"labels":{"note":"${note}"}}},"responseStatus":{"code":200}} `,
    ),
  );

describe('tellEvent', () => {
  it('tells an event of its text, in the language asked for', () => {
    expect(plainText(tellEvent(event('x'), 'en').parts)).toBe('alice labelled pod shop/web with note=x');
    expect(plainText(tellEvent(event('x'), 'zh').parts)).toBe('alice 为 pod shop/web 设置了标签 note=x');
  });

  it('tells a very large one by its metadata', () => {
    expect(plainText(tellEvent(event('x'.repeat(300_000)), 'en').parts)).toBe('alice patched pod shop/web');
  });
});
