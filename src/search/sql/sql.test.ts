import { describe, expect, it } from 'vitest';
import { findPipe } from '../lex.ts';
import { compilePipeline, parsePipeline, printPipeline } from '../pipeline.ts';

const nowMicros = Date.UTC(2026, 10, 23) * 1000;

function problem(q: string): { code: string; offset: number; hint: string } {
  const parsed = parsePipeline(q, { nowMicros });
  if (!('problem' in parsed)) throw new Error(`${q} is taken as ${printPipeline(parsed.pipeline)}`);
  return { code: parsed.problem.code, offset: parsed.problem.position!.offset, hint: parsed.problem.hint! };
}

function compiled(q: string): { statement: string; values: (string | number)[]; columns: string[]; names: string[] } {
  const parsed = parsePipeline(q, { nowMicros });
  if ('problem' in parsed) throw new Error(`${q}: ${parsed.problem.message} ${parsed.problem.hint}`);
  const values: (string | number)[] = [];
  const { head, tail, columns, outputs } = compilePipeline(q, parsed.pipeline, { nowMicros, bind: (value) => `{p${values.push(value) - 1}}` });
  return {
    statement: `${head} FROM _ ${tail}`.trimEnd(),
    values,
    columns: columns.map(({ mode, field, path }) => [mode, field.name, ...path].join(' ')),
    names: outputs.map(({ name }) => name),
  };
}

describe('parsePipeline', () => {
  it("takes the vendor's analysis unchanged, and asks the engine for no function called histogram", () => {
    const q =
      '* | SELECT histogram(cast(__TIMESTAMP__ as timestamp), interval 1 minute) AS time, COUNT(1) AS qps, userAgent GROUP BY time, userAgent ORDER BY time';
    const { statement, columns, names } = compiled(q);
    expect(columns).toEqual(['stamp stageTimestamp', 'value userAgent']);
    expect(names).toEqual(['time', 'qps', 'userAgent']);
    expect(statement).not.toMatch(/histogram|userAgent|__TIMESTAMP__/i);
    expect(statement).toContain('count() AS r1, c1 AS r2 FROM _ GROUP BY');
  });

  it.each([
    ['verb:get | count', 'verb:"get" | SELECT count() AS `count`'],
    [
      '* | count by verb, user.groups',
      '* | SELECT each(`verb`) AS `verb`, each(`user.groups`) AS `user.groups`, count() AS `count` GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2',
    ],
    ['|top 3 `uri.limit`', '* | SELECT each(`uri.limit`) AS `uri.limit`, count() AS `count` GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3'],
    ['* | top 3 by verb', '* | SELECT each(`verb`) AS `verb`, count() AS `count` GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 3'],
  ])('%s is short for %s', (short, long) => {
    const parsed = parsePipeline(short, { nowMicros });
    expect('problem' in parsed ? parsed.problem : printPipeline(parsed.pipeline)).toBe(long);
  });

  it.each([
    "a | SELECT CASE verb WHEN 'get' THEN 1 ELSE -2 END, -(-5), NOT (verb = 'a' OR verb = 'b') AND verb NOT IN ('x', 'it''s')",
    "a | SELECT (1 + 2) * 3 - (4 - 5), 'a' || 'b' || verb WHERE verb LIKE 'a%' AND code BETWEEN 1 AND 2 AND name_ IS NOT NULL",
    'a | SELECT count(DISTINCT verb) AS `a``b`, quantile(0.9)(durationMs) GROUP BY `annotations."a.b/c"` HAVING count() > 3 ORDER BY 1 DESC NULLS LAST LIMIT 5 OFFSET 2',
    "a | SELECT DISTINCT stageTimestamp - INTERVAL 5 MINUTE, CAST(verb AS number), if(verb = 'x', true, NULL)",
  ])('prints %s as text that is read as the same', (q) => {
    const text = q.replace('name_', 'objectRef.name').replace('GROUP BY `annotations', 'GROUP BY annotations.`x`, `annotations');
    const first = parsePipeline(text, { nowMicros });
    if ('problem' in first) throw new Error(first.problem.message);
    const again = parsePipeline(printPipeline(first.pipeline), { nowMicros });
    if ('problem' in again) throw new Error(`${printPipeline(first.pipeline)}: ${again.problem.message}`);
    const bare = (tree: unknown): unknown =>
      JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'from' || key === 'to' || key === 'span' ? undefined : value)));
    expect(bare(again.pipeline.select)).toEqual(bare(first.pipeline.select));
  });

  it('writes no value and no name of the query into the statement', () => {
    const q =
      "* | SELECT verb AS `x'; DROP TABLE y`, 'secret-text', 12345 WHERE `user.username` LIKE '%evil%' AND code IN (403, '404') ORDER BY `x'; DROP TABLE y`";
    const { statement, values, names } = compiled(q);
    expect(statement.replaceAll(/\{p\d+\}/g, '?')).toBe('SELECT c2 AS r0, ? AS r1, ? AS r2 FROM _ WHERE and(like(c0, ?), (c1 IN (?, ?))) ORDER BY c2 ASC');
    expect(values).toEqual(expect.arrayContaining(['%evil%', 403, 404, 'secret-text', 12345]));
    expect(names).toEqual(["x'; DROP TABLE y", "'secret-text'", '12345']);
  });

  it('finds the pipe outside quotes and escapes only', () => {
    expect([findPipe('"a|b" | count'), findPipe(String.raw`a\|b | count`), findPipe('"a|b"')]).toEqual([6, 5, null]);
  });

  it('names fields shortly where their last part is unambiguous', () => {
    expect(compiled('* | SELECT code, resource, subresource, namespace').columns).toEqual(
      ['responseStatus.code', 'objectRef.resource', 'objectRef.subresource', 'objectRef.namespace'].map((name) => `value ${name}`),
    );
    expect(problem('* | SELECT username').hint).toContain('`user.username`, `impersonatedUser.username`');
  });
});

describe('what SQL after a pipe does not take', () => {
  it.each([
    ['* |', 'query_syntax', 3],
    ['verb:get', 'bad_value', 8],
    ['* | counts', 'query_syntax', 4],
    ['* | count by', 'query_syntax', 12],
    ['* | top verb', 'query_syntax', 8],
    ['* | histogram 1x', 'bad_value', 14],
    ['* | count | count', 'query_syntax', 10],
    ['werb:x | count', 'unknown_field', 0],
    ['* | SELECT werb', 'unknown_field', 11],
    ['* | SELECT verb,', 'query_syntax', 16],
    ['* | SELECT verb FROM system.parts', 'bad_value', 21],
    ['* | SELECT verb FROM audit.events', 'bad_value', 21],
    ['* | SELECT verb FROM events, events', 'query_syntax', 27],
    ["* | SELECT verb FROM file('/etc/passwd')", 'bad_value', 21],
    ['* | SELECT verb FROM (SELECT 1)', 'query_syntax', 21],
    ['* | SELECT (SELECT 1)', 'query_syntax', 12],
    ['* | SELECT verb IN (SELECT 1)', 'query_syntax', 20],
    ["* | SELECT file('/etc/passwd')", 'bad_value', 11],
    ["* | SELECT dictGet('a', 'b', 1)", 'bad_value', 11],
    ['* | SELECT sleep(3)', 'bad_value', 11],
    ["* | SELECT getSetting('x')", 'bad_value', 11],
    ['* | SELECT version()', 'bad_value', 11],
    ["* | SELECT url('http://x')", 'bad_value', 11],
    ['* | SELECT arrayMap(x -> x, sourceIPs)', 'query_syntax', 23],
    ['* | SELECT verb; DROP TABLE events', 'query_syntax', 15],
    ['* | SELECT verb -- comment', 'query_syntax', 16],
    ['* | SELECT verb /* comment */', 'query_syntax', 16],
    ['* | SELECT verb FORMAT Native', 'query_syntax', 16],
    ["* | SELECT verb INTO OUTFILE 'x'", 'query_syntax', 16],
    ['* | SELECT verb SETTINGS readonly = 0', 'query_syntax', 16],
    ['* | SELECT verb UNION ALL SELECT 1', 'query_syntax', 16],
    ['* | SELECT verb FROM events JOIN events', 'query_syntax', 28],
    ['* | WITH 1 AS x SELECT x', 'query_syntax', 4],
    ['* | INSERT INTO events VALUES (1)', 'query_syntax', 4],
    ['* | ѕelect 1', 'query_syntax', 4],
    ['* | SELECT ｖerb', 'query_syntax', 11],
    ['* | SELECT {p0:String}', 'query_syntax', 11],
    ['* | SELECT verb LIMIT 10001', 'bad_value', 22],
    ['* | SELECT verb LIMIT x', 'query_syntax', 22],
    ['* | SELECT count(count())', 'bad_value', 17],
    ['* | SELECT verb WHERE count() > 1', 'bad_value', 22],
    ['* | SELECT verb, count()', 'bad_value', 11],
    ['* | SELECT verb + 1', 'bad_value', 11],
    ['* | SELECT verb = 3', 'bad_value', 18],
    ['* | SELECT user', 'bad_value', 11],
    ["* | SELECT verb LIKE 'a\\'", 'bad_value', 21],
    ['* | SELECT quantile(2)(durationMs)', 'bad_value', 11],
    ['* | SELECT lower()', 'query_syntax', 11],
    ["* | SELECT stageTimestamp > 'soon'", 'bad_value', 28],
    ['* | SELECT toStartOfInterval(stageTimestamp, INTERVAL 2 MONTH)', 'bad_value', 45],
    ['* | SELECT element(sourceIPs, 0)', 'bad_value', 30],
    [`* | SELECT ${'('.repeat(101)}1${')'.repeat(101)}`, 'query_syntax', 111],
    [`* | SELECT ${Array.from({ length: 51 }, () => 'verb').join(', ')}`, 'bad_value', 315],
    [`* | SELECT ${'-'.repeat(5)}1`, 'query_syntax', 11],
    ["* | SELECT 'open", 'query_syntax', 11],
    ['* | SELECT `open', 'query_syntax', 11],
    [`* | count ${' '.repeat(16_000)}`, 'query_syntax', 16_000],
  ])('mistake %#', (q, code, offset) => {
    expect(problem(q)).toEqual({ code, offset, hint: expect.stringMatching(/./) });
  });

  it('stops aliases that would write a statement out without end', () => {
    const long = Array.from({ length: 700 }, () => "verb = 'a'").join(' OR ');
    const parsed = parsePipeline(`* | SELECT (${long}) AS x ORDER BY ${Array.from({ length: 40 }, () => 'if(x, 1, 2)').join(', ')}`, { nowMicros });
    expect(parsed).toMatchObject({ problem: { code: 'query_syntax' } });
  });
});
