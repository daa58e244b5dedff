// A stand-in for kubelet: watches ROOT's manifests folder, and starts, restarts and stops what stands there, by kubelet's rules.
// Usage: fake-kubelet.mjs ROOT. It ends its children when it ends.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

const root = process.argv[2];
const folder = path.join(root, 'etc/kubernetes/manifests');
const serverScript = new URL('fake-api-server.mjs', import.meta.url).pathname;
let running = null;
let lastArgs = null;
let backoffUntil = 0;
let crashes = 0;

setInterval(look, 50);
for (const signal of ['SIGTERM', 'SIGINT'])
  process.on(signal, () => {
    running?.child.kill('SIGKILL');
    process.exit(0);
  });
// It must not outlive the test that started it.
process.stdin.on('end', () => {
  running?.child.kill('SIGKILL');
  process.exit(0);
});
process.stdin.resume();

function look() {
  const pod = wantedPod();
  const key = pod === null ? null : JSON.stringify(pod);
  if (running !== null && running.key !== key) {
    if (!running.isStopping) running.child.kill('SIGTERM');
    running.isStopping = true;
    return;
  }
  if (running === null && pod !== null && Date.now() >= backoffUntil) start(pod, key);
}

/** kubelet reads every file whose name does not begin with a dot; of two pods of one name the later file wins here. */
function wantedPod() {
  let found = null;
  for (const name of readdirSync(folder).sort()) {
    if (name.startsWith('.') || !statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile()) continue;
    try {
      const pod = parseAllDocuments(readFileSync(path.join(folder, name), 'utf8'), { merge: true })[0].toJS();
      if (pod?.kind === 'Pod' && pod.metadata?.name === 'kube-apiserver') found = pod;
    } catch {
      log(`${name} cannot be parsed as a pod`);
    }
  }
  return found;
}

function start(pod, key) {
  const container = pod.spec.containers.find(({ name }) => name === 'kube-apiserver');
  const mounts = mountsOf(pod, container);
  if (mounts === null) {
    backoffUntil = Date.now() + 300;
    return;
  }
  const behaviour = behaviourOf();
  const wanted = [...container.command, ...(container.args ?? [])].slice(1);
  // kubernetes#133574: the pod of the old manifest is started again.
  const args = behaviour.oldFlags && lastArgs !== null ? lastArgs : wanted;
  lastArgs ??= wanted;
  const child = spawn(process.execPath, [serverScript, ...args], {
    argv0: 'kube-apiserver',
    stdio: 'ignore',
    env: { ...process.env, NODE_OPTIONS: '', FAKE_ROOT: root, FAKE_MOUNTS: JSON.stringify(mounts) },
  });
  const mine = { child, key, isStopping: false, since: Date.now() };
  running = mine;
  child.on('exit', (code) => {
    running = null;
    crashes = mine.isStopping || Date.now() - mine.since > 3000 ? 0 : crashes + 1;
    backoffUntil = mine.isStopping ? 0 : Date.now() + Math.min(1000, 150 * 2 ** crashes);
    log(`kube-apiserver ended with ${code}${mine.isStopping ? ', as asked' : ''}`);
  });
  log(`started ${args.join(' ')}`);
}

/** Null: a volume cannot be mounted, and the pod waits. */
function mountsOf(pod, container) {
  const { hide, readOnly: locked } = behaviourOf();
  const mounts = [];
  for (const { name, mountPath, readOnly = false } of container.volumeMounts ?? []) {
    const volume = (pod.spec.volumes ?? []).find((one) => one.name === name);
    if (volume === undefined) return refuse(`no volume ${name}`);
    const from = path.join(root, volume.hostPath.path);
    if (!isMountable(from, volume.hostPath.type ?? '')) return refuse(`${from} is not of type ${volume.hostPath.type}`);
    if (mountPath !== hide) mounts.push({ at: mountPath, from, readOnly: readOnly || mountPath === locked });
  }
  return mounts;
}

function isMountable(from, type) {
  const stat = statSync(from, { throwIfNoEntry: false });
  if (type === 'DirectoryOrCreate' && stat === undefined) return mkdirSync(from, { recursive: true }) !== null;
  if (type.startsWith('Directory')) return stat?.isDirectory() === true;
  return type !== 'File' || stat?.isFile() === true;
}

function refuse(why) {
  log(`FailedMount: ${why}`);
  return null;
}

function behaviourOf() {
  return existsSync(`${root}/fake/behaviour.json`) ? JSON.parse(readFileSync(`${root}/fake/behaviour.json`, 'utf8')) : {};
}

function log(line) {
  appendFileSync(`${root}/fake/kubelet.log`, `${line}\n`);
}
