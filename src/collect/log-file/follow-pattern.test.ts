// kube-apiserver's own log as kubelet lays it out: a file for each container, links to it, pods that come and go.
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeLog } from './fake-log.ts';
import { followLog } from './follow-log.ts';
import { followPattern, patternOf } from './follow-pattern.ts';
import type { LogFollower } from './log-follower.ts';

let log: FakeLog;
let follower: LogFollower | null = null;
beforeEach(() => {
  log = new FakeLog();
});
afterEach(async () => {
  await follower?.close();
  await log.remove();
});

const stateOf = (file: string): string => path.join(log.folder, 'state', `${path.basename(path.dirname(path.dirname(file)))}-${path.basename(file)}.json`);
const gone: string[] = [];

function follow(pattern: string): void {
  mkdirSync(path.join(log.folder, 'state'), { recursive: true });
  gone.length = 0;
  follower = followPattern({
    pattern,
    follow: (file) =>
      followLog({
        path: file,
        stateFile: stateOf(file),
        deliver: async ({ bytes }) => log.take(bytes),
        onMissed: async (one) => void log.missed.push(one),
        log: { info: () => {}, warn: () => {} },
        now: Date.now,
        pollMs: 5,
        settleMs: 60,
      }),
    onGone: async (file) => {
      gone.push(path.basename(file));
      rmSync(stateOf(file), { force: true });
    },
    log: { info: () => {}, warn: () => {} },
    lookMs: 10,
    goneMs: 150,
  });
}

/** The folder of a pod's container, as kubelet names it. */
function container(uid: string, name = 'kube-apiserver'): string {
  const folder = path.join(log.folder, 'pods', `kube-system_kube-apiserver-master-1_${uid}`, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

const write = (file: string, lines: readonly string[]): void =>
  appendFileSync(file, lines.map((line) => `2026-11-26T08:00:00.000000001Z stderr F ${line}\n`).join(''));

describe('a pattern of logs', () => {
  it('is followed through restarts of the container and of the pod, rotations included; what is gone is let go', async () => {
    follow(path.join(log.folder, 'pods', 'kube-system_kube-apiserver-*', 'kube-apiserver', '*.log'));
    const first = container('aa');
    write(path.join(first, '0.log'), ['one']);
    write(path.join(first, '0.log.20261126-075900'), ['zero']);
    write(path.join(container('aa', 'other'), '0.log'), ['not ours']);
    await expect.poll(() => log.delivered.length, { timeout: 5000 }).toBe(2);
    write(path.join(first, '1.log'), ['two']);
    write(path.join(container('bb'), '0.log'), ['three']);
    await expect.poll(() => log.delivered.length, { timeout: 5000 }).toBe(4);
    rmSync(first, { recursive: true });
    await expect.poll(() => [...gone].sort(), { timeout: 5000 }).toEqual(['0.log', '1.log']);
    expect(log.delivered.map((line) => line.split(' ').at(-1)!).sort()).toEqual(['one', 'three', 'two', 'zero']);
    expect(readdirSync(path.join(log.folder, 'state')).filter((name) => name.includes('_aa-'))).toEqual([]);
    expect(log.missed).toEqual([]);
    expect(follower!.lag().files).toBe(0);
  });

  it('follows links to where they lead, each file once', async () => {
    const links = path.join(log.folder, 'containers');
    mkdirSync(links);
    const file = path.join(container('aa'), '0.log');
    write(file, ['one']);
    for (const id of ['x', 'y']) symlinkSync(file, path.join(links, `kube-apiserver-master-1_kube-system_kube-apiserver-${id}.log`));
    symlinkSync(path.join(log.folder, 'nowhere'), path.join(links, 'kube-apiserver-z.log'));
    writeFileSync(path.join(links, 'etcd.log'), 'not ours\n');
    follow(path.join(links, 'kube-apiserver-*.log'));
    await expect.poll(() => log.delivered.length, { timeout: 5000 }).toBe(1);
    write(file, ['two']);
    await expect.poll(() => log.delivered.length, { timeout: 5000 }).toBe(2);
    expect(existsSync(stateOf(file))).toBe(true);
  });

  it('a folder stands for its logs, a file for itself', () => {
    expect(patternOf(log.folder)).toBe(path.join(log.folder, '*.log'));
    expect(patternOf(log.live)).toBe(null);
    expect(patternOf('/var/log/pods/*/kube-apiserver/*.log')).toBe('/var/log/pods/*/kube-apiserver/*.log');
  });
});
