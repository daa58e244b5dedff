import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openControlDatabase } from './control-database.ts';
import { migrations } from './migrations.ts';

let folder = '';
let path = '';
const now = () => 1_700_000_000_000;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'control-'));
  path = join(folder, 'control.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('migrations are numbered from one without a gap', () => {
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
});

test('openControlDatabase syncs every commit, checks foreign keys and writes ahead', () => {
  const database = openControlDatabase({ path, now });
  expect(database.all('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  expect(database.all('PRAGMA synchronous')).toEqual([{ synchronous: 2 }]);
  expect(database.all('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
  database.close();
});

test('openControlDatabase makes files that only the owner can read', () => {
  const database = openControlDatabase({ path, now });
  database.run("insert into regions (name) values ('r')");
  for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  database.close();
});

test('openControlDatabase records each migration once and finds everything again', () => {
  const first = openControlDatabase({ path, now });
  first.run('insert into regions (name) values ($1)', 'ap-guangzhou');
  first.close();
  const second = openControlDatabase({ path, now: () => 5 });
  expect(second.all('select name from regions')).toEqual([{ name: 'ap-guangzhou' }]);
  expect(second.all('select number, applied_at from schema_migrations order by number')).toEqual(
    migrations.map(({ number }) => ({ number, applied_at: now() })),
  );
  second.close();
});

test('openControlDatabase applies only the steps that are missing, all of them or none', () => {
  openControlDatabase({ path, now }).close();
  const next = migrations.length + 1;
  const broken = [...migrations, { number: next, name: 'next', statements: ['create table extra (a text)', 'create nonsense'] }];
  expect(() => openControlDatabase({ path, now, migrations: broken })).toThrow();
  const mended = [...migrations, { number: next, name: 'next', statements: ['create table extra (a text)'] }];
  const database = openControlDatabase({ path, now, migrations: mended });
  expect(database.all('select count(*) as n from schema_migrations')).toEqual([{ n: next }]);
  database.close();
});

test('openControlDatabase refuses the schema of a newer version and leaves it alone', () => {
  const newer = [...migrations, { number: migrations.length + 1, name: 'from the future', statements: ['create table future (a text)'] }];
  openControlDatabase({ path, now, migrations: newer }).close();
  const before = readFileSync(path);
  expect(() => openControlDatabase({ path, now })).toThrow(
    expect.objectContaining({
      code: 'unavailable',
      message: expect.stringContaining('from the future'),
      hint: expect.stringContaining('newer'),
    }),
  );
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('openControlDatabase refuses a file that is no database and a folder that is not there', () => {
  writeFileSync(path, 'this is not a database '.repeat(100));
  expect(() => openControlDatabase({ path, now })).toThrow(expect.objectContaining({ code: 'unavailable' }));
  expect(() => openControlDatabase({ path: join(folder, 'none', 'control.db'), now })).toThrow(
    expect.objectContaining({ code: 'unavailable', hint: expect.stringContaining('folder') }),
  );
});

test('transaction leaves nothing of work that throws, also from inside another transaction', () => {
  const database = openControlDatabase({ path: ':memory:', now });
  const work = () => {
    database.run("insert into regions (name) values ('a')");
    database.transaction(() => {
      database.run("insert into regions (name) values ('b')");
      throw new RangeError('inside');
    });
  };
  expect(() => database.transaction(work)).toThrow(RangeError);
  expect(database.all('select name from regions')).toEqual([]);
  expect(database.transaction(() => database.run("insert into regions (name) values ('c')"))).toBe(1);
  database.close();
});

test('run turns a broken constraint into a conflict', () => {
  const database = openControlDatabase({ path: ':memory:', now });
  database.run("insert into regions (name) values ('a')");
  expect(() => database.run("insert into regions (name) values ('a')")).toThrow(expect.objectContaining({ code: 'conflict' }));
  expect(() => database.run("insert into topics values ('t', 'no-logset', 1, 0)")).toThrow(expect.objectContaining({ code: 'conflict' }));
  database.close();
});

test('all answers plain rows, without what the driver adds', () => {
  const database = openControlDatabase({ path: ':memory:', now });
  database.run("insert into logsets (name, created_at) values ('l', $1)", Number.MAX_SAFE_INTEGER);
  expect(database.all('select name, created_at from logsets where name = $1 or name = $2 or name = $1', 'l', 'm')).toEqual([
    { name: 'l', created_at: Number.MAX_SAFE_INTEGER },
  ]);
  database.close();
});

test('close leaves one whole file behind and can be called again', () => {
  const database = openControlDatabase({ path, now });
  database.run("insert into regions (name) values ('r')");
  database.close();
  database.close();
  const copy = join(folder, 'copy.db');
  writeFileSync(copy, readFileSync(path));
  const reopened = openControlDatabase({ path: copy, now });
  expect(reopened.all('select name from regions')).toEqual([{ name: 'r' }]);
  reopened.close();
});
