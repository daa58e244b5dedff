// Installs and builds when something is missing or older than its sources: what `npm start` and `npm test` begin with.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Runs a command in the project's folder with its output shown on stderr; ends this process when it fails. */
export function run(command, args, what) {
  console.error(`— ${what}`);
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (result.status === 0) return;
  console.error(`${what} failed${result.error === undefined ? '' : `: ${result.error.message}`}.`);
  process.exit(result.status ?? 3);
}

/** npm's own copy of the lock file tells what is installed. */
export function install() {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(path.join(root, 'package-lock.json')).mtimeMs - 1000)
    run('npm', ['ci', '--no-audit', '--no-fund'], 'installing packages (about 180 MB the first time)');
}

/** Builds server and console when one of them is missing or older than the newest source. */
export function build() {
  const built = ['dist/cli/main.js', 'dist/console/index.html'].map((file) => path.join(root, file));
  const newest = Math.max(...['src', 'console', 'package-lock.json', 'tsconfig.base.json'].map((place) => newestIn(path.join(root, place))));
  if (built.every((file) => existsSync(file) && statSync(file).mtimeMs >= newest)) return;
  run('npm', ['run', '--silent', 'build'], 'building');
}

function newestIn(place) {
  const stat = statSync(place);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(place).map((name) => newestIn(path.join(place, name))));
}
