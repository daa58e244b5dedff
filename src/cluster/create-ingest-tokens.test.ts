import { afterEach, beforeEach, expect, test } from 'vitest';
import { openControlDatabase } from '../store/control/control-database.ts';
import type { ControlDatabase } from '../store/control/control-database.ts';
import { createRegistry } from './create-registry.ts';
import type { Registry } from './registry.ts';

let database: ControlDatabase;
let registry: Registry;
let time = 1000;
const now = () => time;

beforeEach(() => {
  time = 1000;
  database = openControlDatabase({ path: ':memory:', now });
  registry = createRegistry({ database, now });
  registry.putCluster('prod', { region: 'r' });
  registry.putCluster('test', { region: 'r' });
});
afterEach(() => database.close());

const code = (value: string) => expect.objectContaining({ name: 'AppError', code: value, hint: expect.any(String) });

test('createToken gives a token that findToken knows until it is deleted', () => {
  expect(registry.findToken('ca_x')).toBeNull();
  const one = registry.createToken('prod', 'node one');
  time = 2000;
  const two = registry.createToken('prod', 'node two');
  expect(one.secret).not.toBe(two.secret);
  expect(registry.findToken(one.secret)).toEqual({ id: one.id, cluster: 'prod' });
  expect(registry.listTokens('prod').map(({ note }) => note)).toEqual(['node one', 'node two']);
  expect(registry.listTokens('test')).toEqual([]);
  registry.deleteToken('prod', one.id);
  expect(registry.findToken(one.secret)).toBeNull();
  expect(registry.findToken(two.secret)).toEqual({ id: two.id, cluster: 'prod' });
});

test('deleteToken deletes tokens of its own cluster only', () => {
  const { id, secret } = registry.createToken('prod', '');
  expect(() => registry.deleteToken('test', id)).toThrow(code('not_found'));
  expect(() => registry.deleteToken('none', id)).toThrow(code('not_found'));
  expect(() => registry.deleteToken('prod', 'no\0pe')).toThrow(code('not_found'));
  expect(registry.findToken(secret)).not.toBeNull();
  registry.deleteToken('prod', id);
  expect(() => registry.deleteToken('prod', id)).toThrow(code('not_found'));
});

test('noteTokenUsed shows at once, and reaches the disk once a minute', () => {
  const { id } = registry.createToken('prod', '');
  const other = registry.createToken('prod', '');
  const shown = () => registry.listTokens('prod').find((token) => token.id === id)?.lastUsedAt;
  const onDisk = () => database.all<{ at: number | null }>('select last_used_at as at from ingest_tokens where id = $1', id)[0]?.at;
  expect([shown(), onDisk()]).toEqual([null, null]);
  for (const [at, written] of [
    [5000, 5000],
    [64_999, 5000],
    [65_000, 65_000],
    [2000, 2000],
  ]) {
    time = at;
    registry.noteTokenUsed(id);
    expect([shown(), onDisk()]).toEqual([at, written]);
  }
  expect(registry.listTokens('prod').find((token) => token.id === other.id)?.lastUsedAt).toBeNull();
  expect(
    createRegistry({ database, now })
      .listTokens('prod')
      .find((token) => token.id === id)?.lastUsedAt,
  ).toBe(2000);
});

test('noteTokenUsed never fails: not for a token that is gone, nor for a disk that does not answer', () => {
  const { id } = registry.createToken('prod', '');
  registry.deleteToken('prod', id);
  registry.noteTokenUsed(id);
  const { id: second } = registry.createToken('prod', '');
  database.run('drop table ingest_tokens');
  registry.noteTokenUsed(second);
});

test('findToken refuses near misses and other things than tokens', () => {
  const { id, secret } = registry.createToken('prod', '');
  for (const guess of ['', id, secret.slice(0, -1), `${secret}x`, secret.toUpperCase(), '\ud800', 'x'.repeat(10_000_000)]) {
    expect(registry.findToken(guess)).toBeNull();
  }
  expect(JSON.stringify(database.all('select * from ingest_tokens'))).not.toContain(secret.slice(3));
});

test('findToken is fast with a thousand tokens', () => {
  const secrets = database.transaction(() => Array.from({ length: 1000 }, () => registry.createToken('prod', '').secret));
  const started = performance.now();
  for (let round = 0; round < 20; round += 1) for (const secret of secrets) expect(registry.findToken(secret)?.cluster).toBe('prod');
  expect(performance.now() - started).toBeLessThan(2000);
});

test('findToken forgets a token whose making was rolled back', () => {
  let secret = '';
  const fail = () => {
    secret = registry.createToken('prod', '').secret;
    throw new RangeError('after');
  };
  expect(() => database.transaction(fail)).toThrow(RangeError);
  expect(registry.findToken(secret)).toBeNull();
});

test('createToken refuses an unknown cluster and an unreadable note', () => {
  expect(() => registry.createToken('none', '')).toThrow(code('not_found'));
  expect(() => registry.createToken('prod', 'a\u001b[31m')).toThrow(code('bad_parameter'));
});
