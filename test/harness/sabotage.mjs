// Loaded before the program (NODE_OPTIONS=--import): makes the disk full, the clock jump, or the program die, at a step that the test names.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { SABOTAGE_ROOT: root, DIE_AT: dieAt, FULL_AT: fullAt, COUNT_TO: countTo, CLOCK_JUMPS: clockJumps } = process.env;
let steps = 0;

/** Everything that changes the node: each is a step at which the program, or the machine, may die. */
for (const name of ['mkdirSync', 'writeSync', 'renameSync', 'symlinkSync', 'rmSync', 'appendFileSync', 'chownSync', 'rmdirSync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (name !== 'writeSync' && !args.some((arg) => typeof arg === 'string' && arg.startsWith(root))) return real(...args);
    steps += 1;
    if (steps === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
    if (fullAt !== undefined && steps >= Number(fullAt) && (name === 'writeSync' || name === 'mkdirSync' || name === 'symlinkSync'))
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    return real(...args);
  };
}
syncBuiltinESMExports();
if (countTo !== undefined) process.on('exit', () => fs.writeFileSync(countTo, String(steps)));

if (clockJumps !== undefined) {
  const real = Date.now;
  let calls = 0;
  Date.now = () => real() + (calls++ % 2 === 0 ? 3_600_000 : -3_600_000);
}
