import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse.ts';
import { parsePipeline } from './pipeline.ts';
import { piecesOf } from './pieces.ts';

const shown = (text: string): string[] => piecesOf(text).map(({ kind, from, to }) => `${kind} ${text.slice(from, to)}`);

describe('piecesOf', () => {
  it('tells fields, values, operators and text as the parser reads them', () => {
    expect(shown('verb:(get OR "list") AND NOT a.b -c "d e" responseStatus.code:[400 TO 499] durationMs:>=5')).toEqual([
      'field verb',
      'colon :',
      'bracket (',
      'value get',
      'operator OR',
      'string "list"',
      'bracket )',
      'operator AND',
      'operator NOT',
      'text a.b',
      'operator -',
      'text c',
      'string "d e"',
      'field responseStatus.code',
      'colon :',
      'bracket [',
      'value 400',
      'operator TO',
      'value 499',
      'bracket ]',
      'field durationMs',
      'colon :',
      'comparison >=',
      'value 5',
    ]);
  });

  it('goes on behind a mistake, and takes an open quote to the end', () => {
    expect(shown('verbb:get AND verb: level:x) stage:"a b')).toEqual([
      'field verbb',
      'operator AND',
      'field verb',
      'colon :',
      'field level',
      'colon :',
      'value x',
      'field stage',
      'colon :',
      'string "a b',
    ]);
    expect(shown('verb:get (a')).toEqual(['field verb', 'colon :', 'value get', 'bracket (', 'text a']);
  });

  it('tells what follows a pipe', () => {
    expect(shown("a | SELECT `user.username`, count() AS n WHERE verb = 'x' AND user.groups LIKE 'y")).toEqual([
      'text a',
      'pipe |',
      'keyword SELECT',
      'field `user.username`',
      'bracket ,',
      'function count',
      'bracket (',
      'bracket )',
      'keyword AS',
      'field n',
      'keyword WHERE',
      'field verb',
      'comparison =',
      "string 'x'",
      'keyword AND',
      'field user',
      'bracket .',
      'field groups',
      'keyword LIKE',
      "string 'y",
    ]);
    expect(shown('* | histogram 1m by verb')).toEqual(['text *', 'pipe |', 'keyword histogram', 'value 1m', 'keyword by', 'field verb']);
  });

  it('tells pieces in order, apart, and in little time, whatever is typed', () => {
    const bits = fc.constantFrom('verb:', 'a', '"', '(', ')', ' ', '-', 'AND', '|', '\\', '[', ' TO ', '`', "'", 'count by', '>=', '\u{1f600}', '\n');
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        let end = 0;
        for (const { from, to } of piecesOf(text)) {
          expect(from).toBeGreaterThanOrEqual(end);
          expect(to).toBeGreaterThan(from);
          end = to;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
    );
    const begun = performance.now();
    for (const bit of ['verbb:x ', ') ', 'a"b ', '(', 'AND ']) piecesOf(bit.repeat(Math.floor(16_000 / bit.length)));
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

describe('fixes', () => {
  const mended = (text: string): string | null => {
    const parsed = text.includes('|') ? parsePipeline(text, { nowMicros: 0 }) : parseQuery(text, { nowMicros: 0 });
    const fix = 'problem' in parsed ? parsed.problem.fix : undefined;
    return fix === undefined ? null : text.slice(0, fix.from) + fix.text + text.slice(fix.to);
  };

  it('mend what one change mends', () => {
    expect(mended('a verbb:delete b')).toBe('a verb:delete b');
    expect(mended('(verb:get OR a')).toBe('(verb:get OR a)');
    expect(mended('verb:get)')).toBe('verb:get');
    expect(mended('verb:"get')).toBe('verb:"get"');
    expect(mended('"a"b')).toBeNull();
    expect(mended('verb:"a"b')).toBe('verb:"a" b');
    expect(mended('* | cuont by verb')).toBe('* | count by verb');
    expect(mended('* | count by user.usernam')).toBe('* | count by `user.username`');
    expect(mended('* | SELECT cuont()')).toBe('* | SELECT count()');
    expect(mended("* | SELECT verb WHERE verb = 'x")).toBe("* | SELECT verb WHERE verb = 'x'");
    expect(mended('verb:"get\\')).toBeNull();
  });
});
