import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
});
afterEach(() => database.close());

const code = (value: string) => expect.objectContaining({ name: 'AppError', code: value, hint: expect.any(String) });

/** Everything in the database, to see that a call changed nothing. */
function dump(): string {
  const tables = database.all<{ name: string }>("select name from sqlite_master where type = 'table' order by name");
  return JSON.stringify(tables.map(({ name }) => [name, database.all(`select * from ${name}`)]));
}

describe('clusters', () => {
  test('putCluster makes the cluster and its region', () => {
    const cluster = registry.putCluster('prod', { region: 'ap-guangzhou', displayName: 'Production' });
    expect(cluster).toEqual({ name: 'prod', region: 'ap-guangzhou', displayName: 'Production', createdAt: 1000 });
    expect(registry.getCluster('prod')).toEqual(cluster);
    expect(registry.listClusters()).toEqual([cluster]);
    expect(registry.listRegions()).toEqual([{ name: 'ap-guangzhou' }]);
  });

  test('putCluster with the same content changes nothing', () => {
    const cluster = registry.putCluster('prod', { region: 'r' });
    expect(cluster.displayName).toBe('prod');
    const before = dump();
    time = 2000;
    expect(registry.putCluster('prod', { region: 'r' })).toEqual(cluster);
    expect(registry.putCluster('prod', { region: 'r', displayName: 'prod' })).toEqual(cluster);
    expect(dump()).toBe(before);
  });

  test('putCluster changes region and display name, keeps what is not given, and keeps createdAt', () => {
    registry.putCluster('prod', { region: 'r', displayName: '生产 <b>' });
    time = 2000;
    expect(registry.putCluster('prod', { region: 's' })).toEqual({ name: 'prod', region: 's', displayName: '生产 <b>', createdAt: 1000 });
    expect(registry.putCluster('prod', { region: 's', displayName: '' }).displayName).toBe('prod');
    expect(registry.listRegions()).toEqual([{ name: 'r' }, { name: 's' }]);
  });

  test('putCluster refuses names and display names that break the rules', () => {
    expect(() => registry.putCluster('Prod', { region: 'r' })).toThrow(code('bad_parameter'));
    expect(() => registry.putCluster('prod', { region: 'R' })).toThrow(code('bad_parameter'));
    for (const displayName of ['a\nb', 'a\u0000', '\ud800', 'x'.repeat(201), 'abc\u202etxt']) {
      expect(() => registry.putCluster('prod', { region: 'r', displayName })).toThrow(code('bad_parameter'));
    }
    expect(registry.listClusters()).toEqual([]);
  });

  test('names of the language itself are ordinary names', () => {
    registry.putCluster('constructor', { region: 'tostring' });
    expect(registry.getCluster('constructor')?.region).toBe('tostring');
    expect(registry.getCluster('valueof')).toBeNull();
    expect(registry.getCluster('__proto__')).toBeNull();
    expect(registry.getCluster("x' or '1'='1")).toBeNull();
  });
});

describe('logsets and topics', () => {
  test('putLogset and putTopic make, list and keep', () => {
    expect(registry.putLogset('audit')).toEqual({ name: 'audit', createdAt: 1000 });
    time = 2000;
    expect(registry.putLogset('audit')).toEqual({ name: 'audit', createdAt: 1000 });
    const topic = registry.putTopic('t', { logset: 'audit', retentionDays: 30 });
    expect(topic).toEqual({ name: 't', logset: 'audit', retentionDays: 30, usedBy: null, createdAt: 2000 });
    const before = dump();
    time = 3000;
    expect(registry.putTopic('t', { logset: 'audit', retentionDays: 30 })).toEqual(topic);
    expect(dump()).toBe(before);
    expect(registry.putTopic('t', { logset: 'audit', retentionDays: 36_500 })).toMatchObject({ retentionDays: 36_500, createdAt: 2000 });
    expect(registry.listTopics()).toEqual([registry.getTopic('t')]);
    expect(registry.getTopic('T')).toBeNull();
  });

  test('putTopic refuses a logset that is not there, and days out of range', () => {
    registry.putLogset('audit');
    expect(() => registry.putTopic('t', { logset: 'none', retentionDays: 1 })).toThrow(code('not_found'));
    for (const retentionDays of [0, -1, 1.5, 36_501, Number.NaN, Infinity]) {
      expect(() => registry.putTopic('t', { logset: 'audit', retentionDays })).toThrow(code('bad_parameter'));
    }
    expect(() => registry.putTopic('T', { logset: 'audit', retentionDays: 1 })).toThrow(code('bad_parameter'));
    expect(() => registry.putLogset('-')).toThrow(code('bad_parameter'));
    expect(registry.listTopics()).toEqual([]);
  });
});

describe('the audit feature', () => {
  beforeEach(() => {
    registry.putCluster('prod', { region: 'r' });
    registry.putCluster('test', { region: 'r' });
  });

  test('getAuditFeature is Disabled before, and not_found without the cluster', () => {
    expect(registry.getAuditFeature('prod')).toMatchObject({ state: 'Disabled', logset: null, topic: null, firstEventAt: null });
    expect(() => registry.getAuditFeature('none')).toThrow(code('not_found'));
    expect(() => registry.putAuditFeature('none', { enabled: true })).toThrow(code('not_found'));
  });

  test('putAuditFeature makes logset, topic and a token when none is named', () => {
    const { feature, token } = registry.putAuditFeature('prod', { enabled: true });
    expect(feature).toEqual({
      state: 'Enabling',
      reason: null,
      logset: 'cluster-audit',
      topic: 'prod-audit',
      retentionDays: 365,
      firstEventAt: null,
    });
    expect(registry.getTopic('prod-audit')).toMatchObject({ logset: 'cluster-audit', retentionDays: 365, usedBy: 'prod' });
    expect(token?.secret).toMatch(/^ca_[A-Za-z0-9_-]{43}$/);
    expect(registry.findToken(token?.secret ?? '')).toEqual({ id: token?.id, cluster: 'prod' });
    expect(registry.listTokens('prod')).toEqual([{ id: token?.id, cluster: 'prod', createdAt: 1000, note: 'made with the feature', lastUsedAt: null }]);
  });

  test('putAuditFeature with the same request changes nothing and makes no token', () => {
    registry.putLogset('mine');
    const requests = [{ enabled: true }, { enabled: true, logset: 'mine' }, { enabled: true, logset: 'mine', topic: 'prod-audit-2' }, { enabled: false }];
    for (const request of requests) {
      const { feature } = registry.putAuditFeature('prod', request);
      const before = dump();
      time += 1000;
      expect(registry.putAuditFeature('prod', request)).toEqual({ feature, token: null });
      expect(dump()).toBe(before);
    }
  });

  test('putAuditFeature makes no token for the same request when all tokens were deleted', () => {
    const { token } = registry.putAuditFeature('prod', { enabled: true });
    registry.deleteToken('prod', token?.id ?? '');
    expect(registry.putAuditFeature('prod', { enabled: true }).token).toBeNull();
  });

  test('putAuditFeature finds a free topic name, within the length of names', () => {
    registry.putLogset('l');
    registry.putTopic('prod-audit', { logset: 'l', retentionDays: 1 });
    expect(registry.putAuditFeature('prod', { enabled: true }).feature.topic).toBe('prod-audit-2');
    const long = `${'c'.repeat(56)}.${'d'.repeat(6)}`;
    registry.putCluster(long, { region: 'r' });
    expect(registry.putAuditFeature(long, { enabled: true }).feature.topic).toBe(`${'c'.repeat(56)}-audit`);
    const twin = `${'c'.repeat(56)}.${'e'.repeat(6)}`;
    registry.putCluster(twin, { region: 'r' });
    expect(registry.putAuditFeature(twin, { enabled: true }).feature.topic).toBe(`${'c'.repeat(55)}-audit-2`);
  });

  test('putAuditFeature takes a named logset and topic that are there', () => {
    registry.putLogset('mine');
    registry.putTopic('mine-topic', { logset: 'mine', retentionDays: 7 });
    expect(registry.putAuditFeature('prod', { enabled: true, topic: 'mine-topic' }).feature).toMatchObject({
      logset: 'mine',
      topic: 'mine-topic',
      retentionDays: 7,
    });
    expect(registry.putAuditFeature('test', { enabled: true, logset: 'mine' }).feature).toMatchObject({
      logset: 'mine',
      topic: 'test-audit',
    });
    expect(registry.getLogset('cluster-audit')).toBeNull();
  });

  test('putAuditFeature refuses what is not there, lies elsewhere, or is used, and changes nothing', () => {
    registry.putLogset('one');
    registry.putLogset('two');
    registry.putTopic('t', { logset: 'one', retentionDays: 1 });
    registry.putAuditFeature('test', { enabled: true });
    const before = dump();
    expect(() => registry.putAuditFeature('prod', { enabled: true, logset: 'none' })).toThrow(code('not_found'));
    expect(() => registry.putAuditFeature('prod', { enabled: true, topic: 'none' })).toThrow(code('not_found'));
    expect(() => registry.putAuditFeature('prod', { enabled: true, logset: 'none', topic: 't' })).toThrow(code('not_found'));
    expect(() => registry.putAuditFeature('prod', { enabled: true, logset: 'two', topic: 't' })).toThrow(code('conflict'));
    expect(() => registry.putAuditFeature('prod', { enabled: true, topic: 'test-audit' })).toThrow(code('conflict'));
    expect(() => registry.putAuditFeature('prod', { enabled: true, topic: 'Bad' })).toThrow(code('bad_parameter'));
    expect(() => registry.putAuditFeature('prod', { enabled: true, logset: 'Bad' })).toThrow(code('bad_parameter'));
    expect(() => registry.putAuditFeature('prod', { enabled: false, topic: 't' })).toThrow(code('bad_parameter'));
    expect(dump()).toBe(before);
    // a topic stays its cluster's while that is disabled: its events are in it
    registry.putAuditFeature('test', { enabled: false });
    expect(() => registry.putAuditFeature('prod', { enabled: true, topic: 'test-audit' })).toThrow(code('conflict'));
  });

  test('disabling keeps topic and tokens, and enabling again goes on with them without a new token', () => {
    const { token } = registry.putAuditFeature('prod', { enabled: true });
    const off = registry.putAuditFeature('prod', { enabled: false });
    expect(off).toMatchObject({ feature: { state: 'Disabled', topic: 'prod-audit', logset: 'cluster-audit' }, token: null });
    expect(registry.findToken(token?.secret ?? '')).not.toBeNull();
    expect(registry.putAuditFeature('prod', { enabled: true })).toMatchObject({
      feature: { state: 'Enabling', topic: 'prod-audit' },
      token: null,
    });
    registry.putAuditFeature('prod', { enabled: false });
    registry.deleteToken('prod', token?.id ?? '');
    expect(registry.putAuditFeature('prod', { enabled: true }).token).not.toBeNull();
  });

  test('putAuditFeature makes the token of the first enabling also when others were made before', () => {
    registry.createToken('prod', 'early');
    expect(registry.putAuditFeature('prod', { enabled: true }).token).not.toBeNull();
  });

  test('noteEvents turns Enabling into Enabled, for this enabling only', () => {
    registry.noteEvents('prod', 1);
    registry.putAuditFeature('prod', { enabled: true });
    registry.noteEvents('prod', 5000.7);
    registry.noteEvents('prod', 6000);
    expect(registry.getAuditFeature('prod')).toMatchObject({ state: 'Enabled', firstEventAt: 5000 });
    registry.putAuditFeature('prod', { enabled: false });
    registry.noteEvents('prod', 7000);
    expect(registry.getAuditFeature('prod').state).toBe('Disabled');
    expect(registry.putAuditFeature('prod', { enabled: true }).feature).toMatchObject({ state: 'Enabling', firstEventAt: null });
    registry.noteEvents('prod', 8000);
    expect(registry.getAuditFeature('prod')).toMatchObject({ state: 'Enabled', firstEventAt: 8000 });
    expect(() => registry.noteEvents('none', 1)).not.toThrow();
  });

  test('putAuditFeature can move an enabled cluster to another topic, which stays Enabled and frees the first', () => {
    registry.putAuditFeature('prod', { enabled: true });
    registry.noteEvents('prod', 5000);
    registry.putLogset('l');
    registry.putTopic('t', { logset: 'l', retentionDays: 9 });
    const moved = registry.putAuditFeature('prod', { enabled: true, topic: 't' });
    expect(moved).toMatchObject({ feature: { state: 'Enabled', topic: 't', logset: 'l', firstEventAt: 5000 }, token: null });
    expect(registry.getTopic('prod-audit')?.usedBy).toBeNull();
  });
});
