// The dead-man's unit: what systemd is told, and what the script does with a clock and a boot of the test's own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDeadMan } from './dead-man.ts';
import { rollbackScript } from './rollback-script.ts';

let root: string;
let transaction: string;
const target = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const policy = '/etc/kubernetes/audit/policy.yaml';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'cluster-audit-dead-man-'));
  transaction = path.join(root, 'var/lib/cluster-audit/node/transaction');
  for (const folder of ['before', 'after']) mkdirSync(path.join(transaction, folder), { recursive: true });
  for (const folder of ['manifests', 'audit', '.cluster-audit']) mkdirSync(path.join(root, 'etc/kubernetes', folder), { recursive: true });
  writeFileSync(path.join(transaction, 'rollback.sh'), rollbackScript);
  writeFileSync(
    path.join(transaction, 'files'),
    `0\tabsent\t/etc/kubernetes/.cluster-audit\t${policy}\n1\tpresent\t/etc/kubernetes/.cluster-audit\t${target}\n`,
  );
  writeFileSync(path.join(transaction, 'before/1'), 'old\n');
  writeFileSync(path.join(root, 'etc/kubernetes/.cluster-audit/1.before'), 'old\n');
  writeFileSync(path.join(root, target), 'new\n');
  writeFileSync(path.join(root, policy), 'rules\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Runs the script at a time since boot, in a boot. */
function at(seconds: number, boot: string, word = 'check'): number | null {
  const proc = path.join(root, 'proc');
  mkdirSync(path.join(proc, 'sys/kernel/random'), { recursive: true });
  writeFileSync(path.join(proc, 'uptime'), `${seconds}.37 9.99\n`);
  writeFileSync(path.join(proc, 'sys/kernel/random/boot_id'), `${boot}\n`);
  return spawnSync('/bin/sh', [path.join(transaction, 'rollback.sh'), word], {
    env: { PATH: process.env.PATH, CLUSTER_AUDIT_ROOT: root, CLUSTER_AUDIT_PROC: proc },
  }).status;
}

const isOld = (): boolean => readFileSync(path.join(root, target), 'utf8') === 'old\n' && !existsSync(path.join(root, policy));
const arm = (): void => writeFileSync(path.join(transaction, 'armed'), 'boot-1 1000 300\n');

it('does nothing before it is armed and before its time, and puts everything back at its time', () => {
  expect(at(5000, 'boot-1')).toBe(0);
  expect(isOld()).toBe(false);
  arm();
  expect(at(1299, 'boot-1')).toBe(0);
  expect(isOld()).toBe(false);
  expect(at(1300, 'boot-1')).toBe(0);
  expect(isOld()).toBe(true);
  expect(readlinkSync(path.join(transaction, 'decision'))).toBe('restored');
});

it('puts everything back at once in another boot', () => {
  arm();
  expect(at(3, 'boot-2')).toBe(0);
  expect(isOld()).toBe(true);
});

it('leaves a confirmed change alone for ever, and takes its units away', () => {
  arm();
  symlinkSync('confirmed', path.join(transaction, 'decision'));
  expect(at(9999, 'boot-2')).toBe(0);
  expect(at(9999, 'boot-2', 'now')).not.toBe(0);
  expect(isOld()).toBe(false);
});

it('ends what it began when it died in the middle, also without the copies that lay ready', () => {
  arm();
  symlinkSync('restored', path.join(transaction, 'decision'));
  rmSync(path.join(root, policy));
  rmSync(path.join(root, 'etc/kubernetes/.cluster-audit/1.before'));
  expect(at(1001, 'boot-1')).toBe(0);
  expect(isOld()).toBe(true);
});

it.each(['mv', 'cmp'])('puts everything back when timer and program do so at the same time, the other one just before this one calls %s', (name) => {
  arm();
  const bin = path.join(root, 'bin');
  mkdirSync(bin);
  const others = path.join(bin, 'others');
  const script = path.join(transaction, 'rollback.sh');
  writeFileSync(
    path.join(bin, name),
    `#!/bin/sh\nif mkdir '${others}' 2>/dev/null; then PATH='${process.env.PATH}' sh '${script}' now; fi\nPATH='${process.env.PATH}' exec ${name} "$@"\n`,
    { mode: 0o755 },
  );
  const { status, stderr } = spawnSync('/bin/sh', [script, 'now'], { env: { PATH: `${bin}:${process.env.PATH}`, CLUSTER_AUDIT_ROOT: root }, encoding: 'utf8' });
  expect(existsSync(others)).toBe(true);
  expect({ status, isOld: isOld(), stderr }).toMatchObject({ status: 0, isOld: true, stderr: expect.not.stringContaining('could not') });
});

it('leaves what is there, and says so, where the copies are gone', () => {
  arm();
  rmSync(path.join(transaction, 'before/1'));
  const script = path.join(transaction, 'rollback.sh');
  const { status, stderr } = spawnSync('/bin/sh', [script, 'now'], { env: { PATH: process.env.PATH, CLUSTER_AUDIT_ROOT: root }, encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, expect.stringContaining(`${target} could not be put back`)]);
  expect(readFileSync(path.join(root, target), 'utf8')).toBe('new\n');
});

it('tells systemd to start its timer, now and at boot, and takes it away', () => {
  const told: string[] = [];
  const deadMan = createDeadMan(root, (program, args) => ({ status: told.push(`${program} ${args.join(' ')}`) > 0 ? 0 : 1, output: '' }), true);
  deadMan.arm(300);
  expect(told).toEqual(['systemctl daemon-reload', 'systemctl start cluster-audit-rollback.timer', 'systemctl is-active cluster-audit-rollback.timer']);
  const units = path.join(root, 'etc/systemd/system');
  expect(readlinkSync(path.join(units, 'timers.target.wants/cluster-audit-rollback.timer'))).toBe('../cluster-audit-rollback.timer');
  expect(readFileSync(path.join(units, 'cluster-audit-rollback.service'), 'utf8')).toContain(
    'ExecStart=/bin/sh /var/lib/cluster-audit/node/transaction/rollback.sh check',
  );
  expect(deadMan.secondsLeft()).toBeGreaterThan(290);
  deadMan.disarm();
  expect(existsSync(path.join(units, 'cluster-audit-rollback.timer'))).toBe(false);
  expect(told.slice(3)).toEqual(['systemctl stop cluster-audit-rollback.timer', 'systemctl daemon-reload']);
});

it('refuses where systemd does not start it', () => {
  const deadMan = createDeadMan(root, (_, args) => ({ status: args[0] === 'is-active' ? 3 : 0, output: 'inactive' }), true);
  expect(() => deadMan.arm(300)).toThrow(expect.objectContaining({ code: 'unavailable', message: expect.stringContaining('inactive') }));
});
