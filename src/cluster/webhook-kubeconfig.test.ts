import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { apiServerFlags } from './api-server-flags.ts';
import { webhookKubeconfig } from './webhook-kubeconfig.ts';

const secret = `ca_${'A-_9'.repeat(10)}xyz`;
const plain = { cluster: 'prod', ingestUrl: 'http://10.0.0.5:8470/ingest/v1/prod', secret };

test('webhookKubeconfig puts the token into the path over plain http, and nowhere else', () => {
  const text = webhookKubeconfig(plain);
  expect(parse(text)).toEqual({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'cluster-audit', cluster: { server: `${plain.ingestUrl}/${secret}` } }],
    users: [{ name: 'prod', user: {} }],
    contexts: [{ name: 'cluster-audit', context: { cluster: 'cluster-audit', user: 'prod' } }],
    'current-context': 'cluster-audit',
  });
  expect(text.split(secret)).toHaveLength(2);
});

test('webhookKubeconfig sends the token as a bearer token over https', () => {
  const text = webhookKubeconfig({ ...plain, ingestUrl: 'https://audit.example.com/base/ingest/v1/prod/' });
  expect(parse(text)).toMatchObject({
    clusters: [{ cluster: { server: 'https://audit.example.com/base/ingest/v1/prod' } }],
    users: [{ name: 'prod', user: { token: secret } }],
  });
  expect(text.split(secret)).toHaveLength(2);
});

test('webhookKubeconfig says in comments which flags to set and why', () => {
  const text = webhookKubeconfig({ ...plain, webhookConfigFile: '/etc/audit/hook.yaml' });
  const comments = text
    .split('\n')
    .filter((line) => line.trimStart().startsWith('#'))
    .join('\n');
  for (const { flag, value, why } of apiServerFlags({ webhookConfigFile: '/etc/audit/hook.yaml' })) {
    expect(comments).toContain(`${flag}=${value}`);
    expect(comments).toContain(why);
  }
  expect(comments).toContain('--audit-webhook-batch-max-wait=5s');
  expect(text).toMatch(/# Sent|# Empty/);
});

test('webhookKubeconfig keeps a token that looks like another YAML value a string', () => {
  const text = webhookKubeconfig({ ...plain, ingestUrl: 'https://a/ingest/v1/prod', secret: '1e400' });
  expect(parse(text)).toMatchObject({ users: [{ user: { token: '1e400' } }] });
});

test.each(['/ingest/v1/prod', 'ftp://a/b', 'not a url', '', 'http://a/b?c=d', 'http://u:p@a/b', 'http://a/b#c'])(
  'webhookKubeconfig refuses the address %j',
  (ingestUrl) => {
    expect(() => webhookKubeconfig({ ...plain, ingestUrl })).toThrow(expect.objectContaining({ code: 'bad_parameter', hint: expect.any(String) }));
  },
);

test('webhookKubeconfig refuses a cluster name that could break out of a comment', () => {
  expect(() => webhookKubeconfig({ ...plain, cluster: 'a\nusers: []' })).toThrow(expect.objectContaining({ code: 'bad_parameter' }));
});

test('apiServerFlags names policy, kubeconfig, mode and wait, each with a reason', () => {
  const flags = apiServerFlags();
  expect(flags.map(({ flag }) => flag)).toEqual([
    '--audit-policy-file',
    '--audit-webhook-config-file',
    '--audit-webhook-mode',
    '--audit-webhook-batch-max-wait',
  ]);
  for (const { why } of flags) expect(why.length).toBeGreaterThan(20);
});
