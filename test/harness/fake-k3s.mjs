#!/usr/bin/env node
// A stand-in for `systemctl restart k3s`: stops the API server of ROOT and starts one with the flags of k3s's configuration files.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const root = process.env.CLUSTER_AUDIT_ROOT;
const pidFile = `${root}/fake/k3s.pid`;
if (existsSync(pidFile)) {
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  } catch {
    // It had ended by itself.
  }
}
const folder = `${root}/etc/rancher/k3s`;
const own = parse(readFileSync(`${folder}/config.yaml`, 'utf8'));
const more = existsSync(`${folder}/config.yaml.d`) ? readdirSync(`${folder}/config.yaml.d`).filter((name) => name.endsWith('.yaml')) : [];
const args = [own, ...more.map((name) => parse(readFileSync(`${folder}/config.yaml.d/${name}`, 'utf8')))].flatMap(
  (config) => config['kube-apiserver-arg+'] ?? config['kube-apiserver-arg'] ?? [],
);
const child = spawn(
  process.execPath,
  [new URL('fake-api-server.mjs', import.meta.url).pathname, `--secure-port=${own['https-listen-port']}`, ...args.map((arg) => `--${arg}`)],
  {
    argv0: 'k3s',
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, NODE_OPTIONS: '', FAKE_ROOT: root, FAKE_MOUNTS: JSON.stringify([{ at: '', from: root }]) },
  },
);
child.unref();
writeFileSync(pidFile, String(child.pid));
// `systemctl restart` returns when the unit is up.
await new Promise((resolve) => setTimeout(resolve, 500));
