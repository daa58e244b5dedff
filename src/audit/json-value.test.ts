import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, member, parseJson, printJson, type JsonValue } from './json-value.ts';

const utf8 = new TextEncoder();
const parse = (text: string): JsonValue => parseJson(utf8.encode(text));

describe('parseJson', () => {
  it('reads what JSON.stringify writes, white space or not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value);
        expect(printJson(parse(JSON.stringify(value, null, indent)))).toBe(text);
      }),
    );
  });

  it('keeps numbers as written and entries in order, twice where they are given twice', () => {
    const text = '{"b":1e400,"a":-0,"b":123456789012345678901234567890,"__proto__":[]}';
    const value = parse(text);
    expect(printJson(value)).toBe(text);
    expect(isObject(value) && member(value, 'b')).toEqual({ type: 'number', text: '123456789012345678901234567890' });
    expect(isObject(value) && member(value, 'toString')).toBeUndefined();
  });

  it('resolves escapes, leaves lone surrogates alone and reads broken UTF-8 as U+FFFD', () => {
    expect(parse(String.raw`"\u003c\"\\\/\b\f\n\r\t\ud83d\ude00"`)).toBe('<"\\/\b\f\n\r\t\ud83d\ude00');
    expect(parse(String.raw`["\\","\ud800x"]`)).toEqual({ type: 'array', items: ['\\', '\ud800x'] });
    expect(parseJson(Uint8Array.from([0x22, 0xe2, 0x22]))).toBe('\ufffd');
    expect(parseJson(Uint8Array.from([0x22, 0xe2, 0x82, 0x61, 0x22]))).toBe('\ufffda');
  });

  it('reads a part of the bytes', () => {
    expect(parseJson(utf8.encode('xx[1, true]yy'), 2, 11)).toEqual({ type: 'array', items: [{ type: 'number', text: '1' }, true] });
  });

  it('goes down 100,000 levels', () => {
    const text = `${'[{"a":'.repeat(50_000)}null${'}]'.repeat(50_000)}`;
    expect(printJson(parse(text))).toBe(text);
  });
});
