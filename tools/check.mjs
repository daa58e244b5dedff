// `npm run check`: linter, formatter and the small rules that no other tool holds.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './prepare.mjs';

const problems = [
  ...command('tsc', ['-b']),
  ...command('oxlint', ['--type-aware', 'src', 'console', 'test', 'bench', 'tools']),
  ...command('prettier', ['--check', '--log-level', 'warn', 'src', 'console', 'test', 'bench', 'tools']),
  ...roomsWithoutReadme(),
  ...generatedFilesNotCurrent(),
  ...pathsOfOneMachine(),
];
for (const problem of problems) console.error(problem);
console.error(problems.length === 0 ? 'all checks passed' : `${problems.length} checks failed`);
process.exit(problems.length === 0 ? 0 : 1);

function command(name, args) {
  const result = spawnSync('npx', ['--no-install', name, ...args], { cwd: root, encoding: 'utf8' });
  return result.status === 0 ? [] : [`${name}:\n${result.stdout}${result.stderr}`];
}

/** Every room says in its README what it is for. */
function roomsWithoutReadme() {
  const rooms = readdirSync(path.join(root, 'src'))
    .map((name) => `src/${name}`)
    .concat('console', 'test', 'bench', 'examples');
  return rooms
    .filter((room) => statSync(path.join(root, room)).isDirectory() && !existsSync(path.join(root, room, 'README.md')))
    .map((room) => `${room} has no README.md`);
}

function generatedFilesNotCurrent() {
  const result = spawnSync(process.execPath, ['tools/generate-reference.mjs', '--check'], { cwd: root, encoding: 'utf8' });
  return result.status === 0 ? [] : [result.stderr.trim()];
}

/** The project speaks of no machine and no registry. */
function pathsOfOneMachine() {
  const tracked = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).stdout.split('\0');
  const files = tracked.filter(
    (file) => /\.(ts|tsx|mjs|md|json|css|html|yaml)$/.test(file) && file !== 'package-lock.json' && existsSync(path.join(root, file)),
  );
  return files
    .filter((file) =>
      /(\/work\/|registry\.npmjs|deb\.debian)/.test(readFileSync(path.join(root, file), 'utf8').replace('(\\/work\\/|registry\\.npmjs|deb\\.debian)', '')),
    )
    .map((file) => `${file} names a path of one machine or a registry host`);
}
