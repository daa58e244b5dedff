// `npm test`: installs, builds, checks, runs every test. The last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { install, root, run } from './prepare.mjs';

install();
run('npm', ['run', '--silent', 'build'], 'building');
run(process.execPath, ['tools/check.mjs'], 'checking');
console.error('— testing');
const result = spawnSync('npx', ['--no-install', 'vitest', 'run', ...process.argv.slice(2)], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
process.exit(result.status ?? 1);
