// Arms the dead-man's unit before a change, outside this process, and takes it away when the change is done.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../lib/app-error.ts';
import { makeFolder, readIfThere, syncFolder, under, writeDurably } from './node-files.ts';
import { serviceUnit, timerUnit, transactionFolder, unitFolder, unitName } from './rollback-script.ts';

export interface DeadMan {
  /** Returns once the unit runs, and will run again after a boot. Throws AppError `unavailable` where it cannot be armed. */
  arm(timeoutSeconds: number): void;
  /** The same for a deadline that counts already: the program may have died before the unit ran. */
  armAgain(): void;
  /** Puts everything back by the same script that the unit runs; false where the change is confirmed already, or it did not work. */
  restoreNow(): boolean;
  disarm(): void;
  /** Seconds until the unit acts; negative when it is late. Null where nothing is armed, -Infinity where it was armed in another boot. */
  secondsLeft(): number | null;
}

export type Run = (program: string, args: readonly string[], environment?: NodeJS.ProcessEnv) => { status: number | null; output: string };

/** Whether this node is run by systemd; under another root (tests, image builds) nothing of the host's may be touched. */
export function hasSystemd(root: string): boolean {
  return root === '/' && existsSync('/run/systemd/system');
}

export function createDeadMan(root: string, run: Run = runProgram, bySystemd = hasSystemd(root)): DeadMan {
  const transaction = under(root, transactionFolder);
  const units = under(root, unitFolder);
  const script = path.join(transaction, 'rollback.sh');
  const armed = path.join(transaction, 'armed');
  const link = path.join(units, 'timers.target.wants', `${unitName}.timer`);
  const environment = environmentOf(root);

  const start = (): void => {
    makeFolder(path.dirname(link), 0o755);
    writeDurably(path.join(units, `${unitName}.service`), serviceUnit, { mode: 0o644 });
    writeDurably(path.join(units, `${unitName}.timer`), timerUnit, { mode: 0o644 });
    rmSync(link, { force: true });
    symlinkSync(`../${unitName}.timer`, link);
    syncFolder(path.dirname(link));
    if (bySystemd) return startTimer(run);
    // It outlives this process, though not a boot: there is nothing that would start it then but the units.
    spawn('/bin/sh', [script, 'watch'], { detached: true, stdio: 'ignore', env: environment }).unref();
  };

  return {
    arm(timeoutSeconds) {
      writeDurably(armed, `${bootId()} ${Math.floor(uptime())} ${timeoutSeconds}\n`);
      start();
    },
    armAgain: start,
    restoreNow() {
      const { status } = spawnSync('/bin/sh', [script, 'now'], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
      return status === 0;
    },
    disarm() {
      const files = [`${unitName}.timer`, `${unitName}.service`].map((name) => path.join(units, name));
      for (const file of [link, ...files, ...files.map((name) => `${name}.tmp`)]) rmSync(file, { force: true });
      if (!bySystemd) return;
      run('systemctl', ['stop', `${unitName}.timer`]);
      run('systemctl', ['daemon-reload']);
    },
    secondsLeft() {
      const text = readIfThere(armed)?.toString('utf8');
      if (text === undefined) return null;
      const [boot, at, allowed] = text.trim().split(' ');
      return boot === bootId() ? Number(at) + Number(allowed) - uptime() : Number.NEGATIVE_INFINITY;
    },
  };
}

function startTimer(run: Run): void {
  for (const args of [['daemon-reload'], ['start', `${unitName}.timer`], ['is-active', `${unitName}.timer`]]) {
    const { status, output } = run('systemctl', args);
    if (status !== 0)
      throw new AppError('unavailable', `The dead-man's unit does not start: systemctl ${args.join(' ')} ended with ${status}. ${output.trim()}`, {
        hint: 'Nothing was changed. Without it a server that does not come up would stay down.',
      });
  }
}

/** What the script, and a stand-in for systemctl, are told of another root. */
export function environmentOf(root: string): NodeJS.ProcessEnv {
  return { ...process.env, CLUSTER_AUDIT_ROOT: root === '/' ? '' : root };
}

function procFolder(): string {
  return process.env.CLUSTER_AUDIT_PROC ?? '/proc';
}

/** Seconds since boot, as the script reads them; of the clock where there is no /proc. */
export function uptime(): number {
  try {
    return Number(readFileSync(path.join(procFolder(), 'uptime'), 'utf8').split(' ')[0]);
  } catch {
    return Date.now() / 1000;
  }
}

function bootId(): string {
  try {
    return readFileSync(path.join(procFolder(), 'sys/kernel/random/boot_id'), 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

export function runProgram(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = process.env): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: 120_000, env: environment });
  return { status, output: error === undefined ? `${stdout}${stderr}` : error.message };
}
