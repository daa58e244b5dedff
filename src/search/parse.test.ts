import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Query } from './ast.ts';
import { parseQuery } from './parse.ts';
import { printQuery } from './print.ts';

const nowMicros = Date.UTC(2026, 10, 23) * 1000;

/** A tree without the places in the text it came from. */
const bare = (query: Query): unknown => JSON.parse(JSON.stringify(query, (key, value: unknown) => (key === 'span' ? undefined : value)));

function parsed(text: string): Query {
  const result = parseQuery(text, { nowMicros });
  if ('problem' in result) throw new Error(`${text}: ${result.problem.message}`);
  return result.query;
}

const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const value = fc.oneof(
  word,
  fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.isWellFormed()),
);
const quoted = value.map((text) => `"${text.replace(/["\\]/g, String.raw`\$&`)}"`);
const field = fc.constantFrom(
  'verb',
  'user.username',
  'user.groups',
  'objectRef.name',
  'requestObject.spec.a',
  'annotations."a/b c"',
  'uri.limit',
  'actor',
  'cluster',
);
const term = fc.oneof(
  word,
  fc.tuple(word, word).map(([a, b]) => `"${a} ${b}"`),
  word.map((text) => `${text}*`),
  word.map((text) => `*${text}*`),
  fc.tuple(field, quoted).map(([name, text]) => `${name}:${text}`),
  fc.tuple(field, word).map(([name, text]) => `${name}:${text}*x?`),
  field.map((name) => `${name}:*`),
  field.map((name) => `${name}:""`),
  fc.tuple(field, word, word).map(([name, a, b]) => `${name}:(${a} OR NOT ${b})`),
  fc.constantFrom(
    'responseStatus.code:>=400',
    'durationMs:[1 TO 2.5}',
    'requestObject.n:<1e400',
    'stageTimestamp:>-15m',
    'stageTimestamp:2026-11-23',
    'sourceIPs:10.0.0.0/8',
    'sourceIP:"::1"',
    'requestObject:abc',
    'requestObject:*',
    '*',
  ),
);
const query: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    term,
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a}) AND (${b})`),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(${a}) OR (${b})`),
    tie('node').map((a) => `NOT (${a})`),
  ),
})).node;

describe('parseQuery and printQuery', () => {
  it('are inverse: a printed query parses to the same tree', () => {
    fc.assert(
      fc.property(query, (text) => {
        const tree = parsed(text);
        expect(bare(parsed(printQuery(tree)))).toEqual(bare(tree));
      }),
      { numRuns: 1500 },
    );
  });

  it('never throw, whatever is typed, and name a place inside the text', () => {
    const pieces = fc.constantFrom(
      '"',
      '\\',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ':',
      '*',
      '?',
      '-',
      '|',
      '>',
      '<=',
      ' ',
      'AND',
      'OR',
      'NOT',
      'TO',
      'verb',
      'requestObject',
      '.',
      'a',
      '\n',
      'é',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const result = parseQuery(text, { nowMicros });
        if ('problem' in result) {
          expect(result.problem.hint).toBeTruthy();
          expect(result.problem.position!.offset).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 5000 },
    );
  });
});

describe('parseQuery', () => {
  it.each([
    ['verbb:delete', 'unknown_field', 0, 'verb'],
    ['verb:get AND usr.username:x', 'unknown_field', 13, 'user.username'],
    ['nginx:1.19', 'unknown_field', 0, 'quotes'],
    ['verb: get', 'query_syntax', 5, 'right after the colon'],
    ['verb:', 'query_syntax', 5, 'right after the colon'],
    ['(verb:get', 'query_syntax', 0, 'Close'],
    ['verb:get)', 'query_syntax', 8, ''],
    ['"open', 'query_syntax', 0, 'Close'],
    ['AND verb:get', 'query_syntax', 0, ''],
    ['verb:get OR', 'query_syntax', 11, ''],
    ['verb:[a TO b]', 'bad_value', 5, ''],
    ['verb:>3', 'bad_value', 5, ''],
    ['responseStatus.code:4*', 'bad_value', 20, '>=400'],
    ['responseStatus.code:abc', 'bad_value', 20, ''],
    ['stageTimestamp:>soon', 'bad_value', 16, 'now'],
    ['stageTimestamp:2026*', 'bad_value', 15, ''],
    ['sourceIPs:10.0.0.0/99', 'bad_value', 10, 'CIDR'],
    ['sourceIPs:[a TO b]', 'bad_value', 10, 'CIDR'],
    ['requestObject.a:>x', 'bad_value', 17, ''],
    ['objectRef:x', 'bad_value', 10, ''],
    ['a | count', 'bad_value', 2, 'quotes'],
    ['verb:get|count', 'bad_value', 8, ''],
    ['***!', 'bad_value', 0, ''],
    ['a*b', 'bad_value', 0, '*part*'],
    ['what?', 'bad_value', 0, ''],
    ['!!', 'bad_value', 0, ''],
    ['verb:foo(bar)', 'query_syntax', 8, 'blank'],
    ['[a TO b]', 'query_syntax', 0, 'field:[a TO b]'],
    ['requestObject..x:1', 'unknown_field', 0, ''],
  ])('%s is %s at %i', (text, code, offset, hint) => {
    const result = parseQuery(text, { nowMicros });
    expect(result).toMatchObject({ problem: { code, position: { offset, line: 1, column: offset + 1 } } });
    if ('problem' in result) expect(result.problem.hint).toContain(hint);
  });

  it('limits length and depth with a problem, not with a crash', () => {
    for (const text of ['('.repeat(16_000), '-'.repeat(15_000) + 'a', `${'('.repeat(101)}a${')'.repeat(101)}`, 'a'.repeat(16_001)])
      expect(parseQuery(text, { nowMicros })).toMatchObject({ problem: { code: 'query_syntax' } });
    expect(parseQuery(`${'('.repeat(100)}a${')'.repeat(100)}`, { nowMicros })).toHaveProperty('query');
  });

  it('takes a pipe in quotes, or after a backslash, for a character', () => {
    expect(parsed('requestURI:"a|b"')).toMatchObject({ test: { op: 'equals', value: 'a|b' } });
    expect(parsed(String.raw`requestURI:a\|b`)).toMatchObject({ test: { op: 'equals', value: 'a|b' } });
  });

  it('counts positions in lines, too', () => {
    expect(parseQuery('verb:get\nAND foo:x', { nowMicros })).toMatchObject({ problem: { position: { offset: 13, line: 2, column: 5 } } });
  });
});
