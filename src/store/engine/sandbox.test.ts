import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStatements } from '../schema.ts';
import { startEmbeddedEngine, type Engine } from './engine.ts';
import { runSql } from './sql-request.ts';
import { command } from './statements.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const position = { offset: 0, line: 1, column: 1 };

/** What our own parser never lets through: here it reaches the engine as it is, and the engine's user has to hold. */
describe('the SQL user, asked directly', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'cluster-audit-sandbox-'));
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEmbeddedEngine({ directory, memoryMb: 640, keepFreeBytes: 0, log: quiet });
    for (const statement of [...createStatements(), 'CREATE TABLE audit.secrets (s String) ENGINE = MergeTree ORDER BY s']) await command(engine, statement);
    await command(engine, "INSERT INTO audit.secrets VALUES ('the secret')");
  });
  afterAll(async () => {
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const ask = (query: string) => runSql(engine, { query, parameters: {}, special: null, position });

  it('reads events, and rows that travel beside the statement', async () => {
    expect(await ask('SELECT count() FROM audit.events')).toEqual({ types: ['UInt64'], rows: [['0']] });
    const special = { structure: 'c0 String, c1 Nullable(Float64), times UInt32', lines: '["it\'s \\u0000\\n",1.5,2]\n["ü",null,1]\n' };
    const asked = {
      query: 'SELECT c0, c1 FROM special ARRAY JOIN range(times) AS t WHERE c0 != {p0:String}',
      parameters: { p0: "\\'\n\0" },
      special,
      position,
    };
    expect((await runSql(engine, asked)).rows).toEqual([
      ["it's \0\n", 1.5],
      ["it's \0\n", 1.5],
      ['ü', null],
    ]);
  });

  it('takes values of any size in the body of the request', async () => {
    const asked = {
      query: 'SELECT length({p0:String}), length({p1:Array(String)})',
      parameters: { p0: 'ü'.repeat(300_000), p1: Array.from({ length: 20_000 }, (_, k) => `['10.0.0.${k}']`) },
    };
    expect((await runSql(engine, { ...asked, special: null, position })).rows).toEqual([['600000', '20000']]);
  });

  it.each([
    // files, addresses, programs
    "SELECT file('/etc/passwd')",
    "SELECT file('/proc/self/environ')",
    "SELECT arrayMap(x -> file(x), ['/etc/passwd'])",
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
    "SELECT * FROM s3('http://127.0.0.1:1/a', 'CSV')",
    "SELECT * FROM remote('127.0.0.1', audit.secrets)",
    "SELECT * FROM executable('ls', 'TSV', 's String')",
    "SELECT * FROM mysql('127.0.0.1:3306', 'a', 'b', 'c', 'd')",
    "INSERT INTO FUNCTION file('out.csv') SELECT 1",
    "SELECT 1 INTO OUTFILE 'x'",
    // other tables
    'SELECT * FROM audit.secrets',
    'SELECT * FROM audit.migrations',
    "SELECT * FROM merge('audit', '.*') WHERE s != ''",
    'SELECT * FROM system.parts',
    'SELECT * FROM system.processes',
    'SELECT * FROM system.users',
    'SELECT * FROM system.query_log',
    'SELECT (SELECT s FROM audit.secrets)',
    "SELECT dictGet('d', 'x', 1)",
    "SELECT joinGet('audit.secrets', 's', 1)",
    // changes
    "INSERT INTO audit.events (verb) VALUES ('x')",
    'ALTER TABLE audit.events DELETE WHERE 1',
    'DROP TABLE audit.events',
    'CREATE TABLE audit.x (a UInt8) ENGINE = Memory',
    "CREATE TEMPORARY TABLE x AS SELECT * FROM file('/etc/passwd')",
    'CREATE FUNCTION f AS x -> x',
    'SYSTEM STOP LISTEN HTTP',
    'SYSTEM SHUTDOWN',
    "KILL QUERY WHERE query_id != ''",
    'GRANT ALL ON *.* TO sql',
    "BACKUP TABLE audit.events TO File('x')",
    // settings, statements, sleeps, sizes
    'SET max_execution_time = 1000',
    'SELECT 1 SETTINGS max_memory_usage = 0',
    'SELECT 1 SETTINGS readonly = 0',
    'SELECT 1; SELECT 2',
    'SELECT sleep(3)',
    'SELECT sleepEachRow(1) FROM numbers(1000)',
    'SELECT number FROM numbers(1000000)',
    "SELECT repeat('x', 1000000) FROM numbers(100)",
    'SELECT count() FROM numbers(1000000000000)',
    'SELECT groupArray(number) FROM numbers(400000000)',
    `SELECT ${'('.repeat(2000)}1${')'.repeat(2000)}`,
    `SELECT ${'['.repeat(1500)}${']'.repeat(1500)}`,
  ])('refuses attack %#', async (query) => {
    await expect(ask(query)).rejects.toMatchObject({ name: 'AppError' });
    expect((await ask('SELECT 1')).rows).toEqual([[1]]);
  });
});
