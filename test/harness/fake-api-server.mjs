// A stand-in for kube-apiserver that is as strict at its start as the real one: flags, mounted files, policy, kubeconfig, log.
// Started by fake-kubelet.mjs. What it is told to do wrong stands in ROOT/fake/behaviour.json.
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import path from 'node:path';
import { parse } from 'yaml';

const root = process.env.FAKE_ROOT;
const mounts = JSON.parse(process.env.FAKE_MOUNTS);
const behaviour = existsSync(`${root}/fake/behaviour.json`) ? JSON.parse(readFileSync(`${root}/fake/behaviour.json`, 'utf8')) : {};

const knownFlags = new Set(
  `advertise-address allow-privileged anonymous-auth authorization-mode bind-address client-ca-file enable-admission-plugins enable-bootstrap-token-auth etcd-cafile
  etcd-certfile etcd-keyfile etcd-servers feature-gates insecure-port kubelet-client-certificate kubelet-client-key kubelet-preferred-address-types oidc-issuer-url
  proxy-client-cert-file proxy-client-key-file requestheader-allowed-names requestheader-client-ca-file requestheader-extra-headers-prefix requestheader-group-headers
  requestheader-username-headers secure-port service-account-issuer service-account-key-file service-account-signing-key-file service-cluster-ip-range tls-cert-file
  tls-private-key-file v audit-policy-file audit-log-path audit-log-mode audit-log-maxsize audit-log-maxbackup audit-log-maxage audit-log-compress audit-log-format
  audit-webhook-config-file audit-webhook-mode audit-webhook-batch-max-wait audit-webhook-batch-max-size audit-webhook-initial-backoff`.split(/\s+/),
);

const flags = {};
for (const word of process.argv.slice(2)) {
  const match = /^--([^=]+)(?:=([^]*))?$/.exec(word);
  if (match === null || !knownFlags.has(match[1])) fail(`unknown flag: ${word}`);
  flags[match[1]] = match[2] ?? 'true';
}
if (flags['audit-policy-file'] !== undefined && behaviour.unknownFlag !== undefined && flags[behaviour.unknownFlag] !== undefined)
  fail(`unknown flag: --${behaviour.unknownFlag}`);
const records = startAuditing();
const port = Number(flags['secure-port'] ?? 6443);
const started = Date.now();
if (behaviour.crashAfterMs !== undefined && flags['audit-policy-file'] !== undefined) setTimeout(() => fail('crashed'), behaviour.crashAfterMs);

const server = createServer({ key: readFileSync(`${root}/fake/tls.key`), cert: readFileSync(`${root}/fake/tls.crt`) }, (request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const { status, body } = answer(request, Buffer.concat(parts).toString('utf8'));
    record(request, status);
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(body);
  });
});
server.on('error', (error) => fail(error.message));
server.listen(port, '127.0.0.1');
// The real one drains for a while; this one is quick.
process.on('SIGTERM', () => process.exit(0));

function answer(request, text) {
  const { pathname } = new URL(request.url, 'https://a');
  const isOurs = flags['audit-policy-file'] !== undefined;
  if (['/readyz', '/livez', '/healthz'].includes(pathname))
    return (behaviour.neverReady && isOurs) || Date.now() - started < (behaviour.readyAfterMs ?? 0) ? { status: 500, body: '{}' } : { status: 200, body: 'ok' };
  if (pathname === '/version') return { status: 200, body: JSON.stringify({ gitVersion: behaviour.version ?? 'v1.31.2' }) };
  if (pathname === '/api/v1/namespaces/kube-system/configmaps/kubeadm-config') return kubeadmConfig(request.method, text);
  if (pathname === '/api/v1/namespaces/kube-system/pods' && behaviour.pods) return { status: 200, body: JSON.stringify({ items: behaviour.pods }) };
  return { status: 200, body: '{"items":[]}' };
}

/** As etcd would: a write counts only for the version that it was made from. */
function kubeadmConfig(method, text) {
  const file = `${root}/fake/kubeadm-config.json`;
  if (!existsSync(file)) return { status: 404, body: '{}' };
  const now = JSON.parse(readFileSync(file, 'utf8'));
  if (method === 'GET') return { status: 200, body: JSON.stringify(now) };
  const put = JSON.parse(text);
  if (put.metadata.resourceVersion !== now.metadata.resourceVersion) return { status: 409, body: '{}' };
  put.metadata.resourceVersion = String(Number(now.metadata.resourceVersion) + 1);
  writeFileSync(file, JSON.stringify(put));
  return { status: 200, body: JSON.stringify(put) };
}

function startAuditing() {
  if (flags['audit-policy-file'] === undefined) return [];
  checkPolicy(readMounted(flags['audit-policy-file'], 'audit policy'));
  const sinks = [];
  if (flags['audit-log-path'] !== undefined) sinks.push(openLog(flags['audit-log-path']));
  if (flags['audit-webhook-config-file'] !== undefined) sinks.push(openWebhook(readMounted(flags['audit-webhook-config-file'], 'webhook kubeconfig')));
  return sinks;
}

/** What the loader of the real one refuses, as far as the tests go. */
function checkPolicy(text) {
  const policy = parse(text) ?? {};
  if (policy.apiVersion !== 'audit.k8s.io/v1' || (policy.kind ?? 'Policy') !== 'Policy') fail('audit policy: unknown group version');
  if (!Array.isArray(policy.rules) || policy.rules.length === 0) fail('audit policy: loaded illegal policy with 0 rules');
  for (const rule of policy.rules) if (!['None', 'Metadata', 'Request', 'RequestResponse'].includes(rule?.level)) fail(`audit policy: level ${rule?.level}`);
}

/** A path of the pod is what a mount says it is on the node; nothing else is there. */
function onNode(file) {
  const mount = mounts.filter(({ at }) => file === at || file.startsWith(`${at}/`)).sort((a, b) => b.at.length - a.at.length)[0];
  return mount === undefined ? null : { file: path.join(mount.from, file.slice(mount.at.length)), readOnly: mount.readOnly };
}

function readMounted(file, what) {
  const place = onNode(file);
  if (place === null) fail(`${what}: open ${file}: no such file or directory`);
  try {
    return readFileSync(place.file, 'utf8');
  } catch (error) {
    fail(`${what}: ${error.message}`);
  }
}

function openLog(file) {
  const place = onNode(file);
  // In the container's own filesystem: it runs, and nobody on the node ever sees a line.
  if (place === null) return () => {};
  if (place.readOnly) fail(`audit log: open ${file}: read-only file system`);
  try {
    mkdirSync(path.dirname(place.file), { recursive: true, mode: 0o700 });
    closeSync(openSync(place.file, 'a', 0o600));
    if (!statSync(place.file).isFile()) throw new Error('is a directory');
  } catch (error) {
    fail(`audit log: ${error.message}`);
  }
  return (event) => appendFileSync(place.file, `${JSON.stringify({ kind: 'Event', apiVersion: 'audit.k8s.io/v1', ...event })}\n`);
}

function openWebhook(text) {
  const url = parse(text)?.clusters?.[0]?.cluster?.server;
  const token = parse(text)?.users?.[0]?.user?.token;
  if (typeof url !== 'string') fail('audit webhook: invalid configuration: no server');
  let batch = [];
  setInterval(() => {
    if (batch.length === 0) return;
    const body = JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items: batch });
    batch = [];
    fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...(token === undefined || !url.startsWith('https:') ? {} : { authorization: `Bearer ${token}` }) },
    }).catch(() => {});
  }, 100).unref();
  return (event) => batch.push(event);
}

function record(request, code) {
  if (behaviour.noCanary || /^\/(?:readyz|livez|healthz)/.test(request.url)) return;
  const at = new Date().toISOString().replace('Z', '000Z');
  const base = {
    level: 'Metadata',
    auditID: crypto.randomUUID(),
    requestURI: request.url,
    verb: request.method === 'GET' ? 'list' : 'create',
    user: { username: 'kube-apiserver-kubelet-client', groups: ['system:masters', 'system:authenticated'] },
    sourceIPs: ['127.0.0.1'],
    requestReceivedTimestamp: at,
  };
  for (const sink of records) sink({ ...base, stage: 'ResponseComplete', stageTimestamp: at, responseStatus: { metadata: {}, code } });
}

function fail(why) {
  appendFileSync(`${root}/fake/api-server.log`, `${why}\n`);
  process.exit(1);
}
