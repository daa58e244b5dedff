import { describe, expect, it } from 'vitest';
import { cutPieces, nameOfUnseen, piecesToText, toPieces } from './to-pieces.ts';

const code = String.fromCodePoint;

describe('toPieces', () => {
  it('names control, bidi and invisible characters', () => {
    expect(toPieces(`a${code(0)}b`)).toEqual([
      { type: 'text', text: 'a' },
      { type: 'mark', name: 'NUL' },
      { type: 'text', text: 'b' },
    ]);
    const unseen = [0x1b, 0x7f, 0x85, 0xa0, 0xad, 0x200b, 0x200d, 0x202e, 0x2028, 0x2066, 0xfeff, 0xfe0f, 0x3164, 0x2800, 0xe0041, 0xe000];
    for (const point of unseen) expect(toPieces(code(point)), nameOfUnseen(point)).toEqual([{ type: 'mark', name: nameOfUnseen(point) }]);
    expect(nameOfUnseen(0x202e)).toBe('RLO');
    expect(nameOfUnseen(0xe0041)).toBe('U+E0041');
  });

  it('names lone surrogates and leaves pairs whole', () => {
    expect(toPieces('\ud83d x')).toEqual([
      { type: 'mark', name: 'U+D83D' },
      { type: 'text', text: ' x' },
    ]);
    expect(toPieces('😀 ünï 密')).toEqual([{ type: 'text', text: '😀 ünï 密' }]);
  });

  it('leaves line breaks and tabs in text that is laid out', () => {
    expect(toPieces('a\n\tb', { isLaidOut: true })).toEqual([{ type: 'text', text: 'a\n\tb' }]);
    expect(toPieces('a\nb')).toContainEqual({ type: 'mark', name: 'LF' });
  });

  it('hides a whole value that is a secret', () => {
    expect(toPieces('anything', { isSecret: true })).toEqual([{ type: 'hidden', kind: 'token', length: 8 }]);
    expect(toPieces('', { isSecret: true })).toEqual([]);
  });
});

describe('cutPieces', () => {
  it('counts what it cuts and never splits a pair', () => {
    expect(cutPieces(toPieces('abcdef'), 4)).toEqual({ pieces: [{ type: 'text', text: 'abcd' }], more: 2 });
    expect(cutPieces(toPieces('abc😀'), 4)).toEqual({ pieces: [{ type: 'text', text: 'abc' }], more: 2 });
    expect(cutPieces(toPieces('abc'), 3).more).toBe(0);
  });

  it('cannot be used to see the beginning of a token', () => {
    const token = `ca_${'x'.repeat(43)}`;
    const { pieces } = cutPieces(toPieces(`see ${token}`), 10);
    expect(piecesToText(pieces)).not.toContain('xx');
  });
});

describe('piecesToText', () => {
  it('gives neither tokens nor characters that a terminal would obey', () => {
    const copy = piecesToText(toPieces(`${code(0x1b)}[2J Bearer abcdefgh12345678`));
    expect(copy).toBe('⟨ESC⟩[2J Bearer ⟨token, 16 characters, not shown⟩');
  });
});
