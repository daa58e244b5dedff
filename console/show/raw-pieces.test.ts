import { describe, expect, it } from 'vitest';
import { rawPieces } from './raw-pieces.ts';
import { piecesToText } from './to-pieces.ts';

const jwt = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ';
const shown = (text: string): string => piecesToText(rawPieces(text));

describe('rawPieces', () => {
  it('keeps the spelling of text that hides nothing', () => {
    const text = '{ "a": 1e400, "a": 0.10,\n\t"\\u003cb\\/": ["\\ud83d", "x\\"y"], "n": null }';
    expect(shown(text)).toBe(text);
  });

  it('hides tokens in strings, keys included', () => {
    expect(shown(`{"x":"a ${jwt} b"}`)).toBe(`{"x":"a ⟨jwt, ${jwt.length} characters, not shown⟩ b"}`);
    expect(shown(`{"${jwt}":1}`)).not.toContain('eyJ');
  });

  it('hides tokens however they are escaped', () => {
    const escaped = jwt.replace('eyJ', '\\u0065yJ').replaceAll('.', '\\u002e');
    expect(shown(`{"x":"${escaped}"}`)).not.toContain('eyJp');
    expect(shown(`{"x":"${escaped}"}`)).not.toContain('c2lnbmF0dXJl');
  });

  it('hides tokens in JSON that stands inside a string', () => {
    const inner = JSON.stringify({ status: { token: 'opaque-token-value' } });
    expect(shown(JSON.stringify({ annotation: inner }))).not.toContain('opaque-token-value');
  });

  it('hides the value of a token member whatever it looks like, and only that', () => {
    expect(shown('{"spec":{"token" : "plain"},"name":"token","value":"plain"}')).toBe(
      '{"spec":{"token" : "⟨token, 5 characters, not shown⟩"},"name":"token","value":"plain"}',
    );
  });

  it('reads text that is broken off', () => {
    expect(shown('{"a":"b\\')).toBe('{"a":"b\\');
    expect(shown(`{"a":"${jwt}`)).not.toContain('eyJp');
  });

  it('names characters that cannot be seen', () => {
    expect(shown(`{"a":"x${String.fromCodePoint(0x202e)}y"}`)).toBe('{"a":"x⟨RLO⟩y"}');
  });
});
